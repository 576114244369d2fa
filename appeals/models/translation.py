"""An appeal in other languages, on the desk."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class AppealTranslation(Base):
    """The words of an appeal in one language. Published ones are copied into the version."""

    __tablename__ = "appeal_translation"
    __table_args__ = (
        CheckConstraint("language in ('gd','cy','pl','ur')", name="known_language"),
        CheckConstraint("approved_by is null or approved_by <> all (writers)", name="two_people"),
        CheckConstraint("written_by = any (writers)", name="writer_among_writers"),
        CheckConstraint("(approved_by is null) = (approved_at is null)", name="approved_when"),
    )

    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    """BCP 47."""
    description: Mapped[str]
    last_seen: Mapped[str]
    alts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Photo key to what the photo shows."""
    source: Mapped[str]
    """The English words that it follows, as ``appeals.rules.translations.source_of`` gives them."""
    written_by: Mapped[UUID] = mapped_column(ForeignKey("staff_account.id"))
    """The last of ``writers``."""
    writers: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    """Whoever wrote a word of it that no second person has approved since (rule P11)."""
    written_at: Mapped[datetime]
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_account.id"))
    approved_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    """Last taken back by one person: gone at once from every version that was out; written anew it may go out again."""
