"""Tables of the heroes room. A digest is rows: what is owed is written down before anything is sent (rule Y6)."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from foundation.database import Base, SealedText


class Box(UserDefinedType[str]):
    """PostgreSQL's ``box``, as its literal; made by ``foundation.places.distance.box_around``."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "box"


ischema_names["box"] = Box


class Hero(Base):
    """Somebody who follows appeals around a place. Moves are in ``heroes.rules.states``."""

    __tablename__ = "hero"
    __table_args__ = (
        CheckConstraint("state in ('unconfirmed','following','left')", name="known_state"),
        CheckConstraint("frequency in ('daily','weekly')", name="known_frequency"),
        CheckConstraint("radius in (10000, 25000, 50000, 100000)", name="known_radius"),
        CheckConstraint("(address is null) = (address_index is null)", name="address_is_whole"),
        CheckConstraint("(state <> 'following') or (address is not null)", name="following_has_address"),
        CheckConstraint("(state <> 'following') or (confirmed_at is not null)", name="following_is_confirmed"),
        Index(
            "ix_hero_reach_box",
            "reach_box",
            postgresql_using="gist",
            postgresql_where=text("state = 'following'"),
        ),
        Index("ix_hero_state_changed_at", "state", "changed_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    address: Mapped[str | None] = mapped_column(SealedText)
    address_index: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    """Blind index of the address, whatever its letters' case."""
    state: Mapped[str] = mapped_column(default="unconfirmed")
    frequency: Mapped[str]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    """A town: nothing nearer is kept (rule H6)."""
    radius: Mapped[int]
    """Metres around the place."""
    latitude: Mapped[float]
    longitude: Mapped[float]
    """The place's, WGS 84 degrees, so that a digest is planned without a join."""
    reach_box: Mapped[str] = mapped_column(Box)
    """Around that circle, for the index."""
    link_version: Mapped[int] = mapped_column(default=0)
    """Raised when somebody who left comes back: every older link has ended."""
    joined_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    """When the state last changed: unconfirmed and left rows go by it."""


class HeroRequest(Base):
    """Somebody typed an address to join, or to get a new link. It is answered by mail only, later (rules H1, H9).

    It stays for a while after that, without the address: the limit of confirm mails counts these rows (threat 9).
    """

    __tablename__ = "hero_request"
    __table_args__ = (
        CheckConstraint("kind in ('join','link')", name="known_kind"),
        CheckConstraint(
            "(kind = 'join') = (place_id is not null and radius is not null and frequency is not null)",
            name="join_has_choices",
        ),
        CheckConstraint("(answered_at is null) = (address is not null)", name="address_goes_with_the_answer"),
        Index("ix_hero_request_address_index_asked_at", "address_index", "asked_at"),
        Index("ix_hero_request_waiting", "asked_at", postgresql_where=text("answered_at is null")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    address: Mapped[str | None] = mapped_column(SealedText)
    address_index: Mapped[bytes] = mapped_column(LargeBinary)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    radius: Mapped[int | None]
    frequency: Mapped[str | None]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    mailed: Mapped[bool] = mapped_column(default=False)


class DigestRun(Base):
    """One digest of one kind for one window, once."""

    __tablename__ = "digest_run"
    __table_args__ = (
        UniqueConstraint("kind", "window_start"),
        CheckConstraint("kind in ('daily','weekly')", name="known_kind"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    window_start: Mapped[datetime]
    """The moment it is due: 07:00 in London, on Mondays for the weekly one; or when somebody forced it."""
    made_at: Mapped[datetime]
    planned_at: Mapped[datetime | None]
    """When its deliveries were written: all of them, or none."""
    finished_at: Mapped[datetime | None]


class DigestChunk(Base):
    """Up to 500 deliveries that one worker holds at a time."""

    __tablename__ = "digest_chunk"
    __table_args__ = (
        UniqueConstraint("run_id", "number"),
        Index("ix_digest_chunk_due", "due_at", postgresql_where=text("done_at is null")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    run_id: Mapped[UUID] = mapped_column(ForeignKey("digest_run.id"))
    number: Mapped[int]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    """Turns that ended with something left over, for the pause before the next."""
    owner: Mapped[str | None]
    """Who holds it: machine and process id, for people."""
    fence: Mapped[int] = mapped_column(default=0, server_default="0")
    """Raised with each lease: whoever holds an older one may not write."""
    leased_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


class DigestDelivery(Base):
    """One digest owed to one hero."""

    __tablename__ = "digest_delivery"
    __table_args__ = (
        CheckConstraint("state in ('waiting','sent','dropped','failed')", name="known_state"),
        Index("ix_digest_delivery_chunk", "chunk_id", "position", postgresql_where=text("state = 'waiting'")),
        Index("ix_digest_delivery_waiting", "planned_at", postgresql_where=text("state = 'waiting'")),
        Index("ix_digest_delivery_failed", "ended_at", postgresql_where=text("state = 'failed'")),
    )

    run_id: Mapped[UUID] = mapped_column(ForeignKey("digest_run.id"), primary_key=True)
    hero_id: Mapped[UUID] = mapped_column(ForeignKey("hero.id", ondelete="CASCADE"), primary_key=True, index=True)
    chunk_id: Mapped[int] = mapped_column(ForeignKey("digest_chunk.id"))
    position: Mapped[int]
    """In the chunk: those with the same appeals stand together, so that their words are made once."""
    more: Mapped[int] = mapped_column(default=0)
    """Appeals that match beyond the six; they come in the next digest."""
    state: Mapped[str] = mapped_column(default="waiting")
    planned_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    ended_at: Mapped[datetime | None]
    fault: Mapped[str | None]
    """SMTP code or why it was dropped, without the remote's words (rule Y4)."""


class DigestItem(Base):
    """One material change of one appeal is owed to one hero once, by this key (rule H3)."""

    __tablename__ = "digest_item"
    __table_args__ = (
        ForeignKeyConstraint(
            ["run_id", "hero_id"],
            ["digest_delivery.run_id", "digest_delivery.hero_id"],
            ondelete="CASCADE",
        ),
        Index("ix_digest_item_delivery", "run_id", "hero_id"),
    )

    hero_id: Mapped[UUID] = mapped_column(primary_key=True)
    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[UUID]
    position: Mapped[int]
    """From 1: urgent and near first."""
