"""The gazetteer."""

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database.base import Base


class Place(Base):
    """A town, city or village, coarse on purpose. Made from GeoNames (CC BY 4.0); ids are GeoNames ids."""

    __tablename__ = "place"
    __table_args__ = (Index("ix_place_folded", "folded", postgresql_ops={"folded": "text_pattern_ops"}),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    folded: Mapped[str]
    """Lower case without diacritics or punctuation, for look-ups by what people type."""
    area: Mapped[str]
    """Council area or county, for telling apart places of one name."""
    nation: Mapped[str]
    """Scotland, England or Wales."""
    latitude: Mapped[float]
    """WGS 84 degrees."""
    longitude: Mapped[float]
    """WGS 84 degrees."""
    population: Mapped[int]


class Postcode(Base):
    """A unit postcode of the Ordnance Survey's Code-Point Open, when the operator has imported it."""

    __tablename__ = "postcode"

    code: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    """Upper case without spaces."""
    latitude: Mapped[float]
    longitude: Mapped[float]
