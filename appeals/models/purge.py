"""What keeps a case from being purged, and what is left after it was."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class LegalHold(Base):
    """The police or a court need it kept: nothing of the case is purged before it is lifted (rule R5)."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        CheckConstraint("(lifted_by is null) = (lifted_at is null)", name="lifted_by_somebody"),
        Index("uq_legal_hold_open", "appeal_id", unique=True, postgresql_where=text("lifted_at is null")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"))
    reason: Mapped[str]
    set_by: Mapped[UUID] = mapped_column(ForeignKey("staff_account.id"))
    set_at: Mapped[datetime]
    lifted_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_account.id"))
    lifted_at: Mapped[datetime | None]


class PurgeReceipt(Base):
    """What went, as counts and a hash: never changed, never removed."""

    __tablename__ = "purge_receipt"
    __table_args__ = (CheckConstraint("part in ('appeal','reports')", name="known_part"),)

    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"), primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    purged_at: Mapped[datetime]
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Store to how many rows or files went."""
    digest: Mapped[str]
    """SHA-256 in hex over all that went, to know it again should a copy turn up."""
    replayed: Mapped[bool]
    """It went once before, and came back with an old backup."""
