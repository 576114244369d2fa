"""What was written on the desk before, and what the second person says about it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class AppealEdition(Base):
    """The desk's fields as they stood at one edition: the history, and what two forms are merged over."""

    __tablename__ = "appeal_edition"

    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    fields: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """As ``appeals.rules.flat`` gives them."""
    written_by: Mapped[UUID] = mapped_column(ForeignKey("staff_account.id"))
    written_at: Mapped[datetime]


class AppealComment(Base):
    """What a reader at the gate says about one field; open until somebody resolves it."""

    __tablename__ = "appeal_comment"
    __table_args__ = (CheckConstraint("(resolved_by is null) = (resolved_at is null)", name="resolved_by_somebody"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"), index=True)
    field: Mapped[str]
    """A field of the desk's form; empty: the whole appeal."""
    words: Mapped[str]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("staff_account.id"))
    made_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    resolved_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_account.id"))
    resolved_at: Mapped[datetime | None]
