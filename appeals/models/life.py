"""The life of an appeal: when it is to go out, and who was reminded of what."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class AppealSchedule(Base):
    """An approval for a moment ahead. It holds for one handing-in of one text: see ``queries.holds``."""

    __tablename__ = "appeal_schedule"
    __table_args__ = (
        CheckConstraint("state in ('waiting','published','stopped','void')", name="known_state"),
        CheckConstraint("(state = 'waiting') = (ended_at is null)", name="ended_has_moment"),
        CheckConstraint("publish_at > approved_at", name="ahead"),
        Index("uq_appeal_schedule_waiting", "appeal_id", unique=True, postgresql_where=text("state = 'waiting'")),
        Index("ix_appeal_schedule_due", "publish_at", postgresql_where=text("state = 'waiting'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"), index=True)
    publish_at: Mapped[datetime]
    approved_by: Mapped[UUID] = mapped_column(ForeignKey("staff_account.id"))
    approved_at: Mapped[datetime]
    approved_fingerprint: Mapped[str]
    """Of everything that goes out; asked again at the moment itself."""
    submitted_at: Mapped[datetime]
    """The appeal's, when it was approved: a change of a word, a sending back and a withdrawal empty that one, and
    this approval holds no longer, whoever forgot to say so here."""
    state: Mapped[str] = mapped_column(default="waiting")
    ended_at: Mapped[datetime | None]
    in_the_way: Mapped[list[str]] = mapped_column(ARRAY(TEXT()), default=list)
    """Codes of what stopped it, or why it is void."""


class AppealReminder(Base):
    """Somebody was to be reminded once of one date of one appeal: the key keeps it to once."""

    __tablename__ = "appeal_reminder"
    __table_args__ = (
        CheckConstraint("kind in ('review_3','review_1','anniversary')", name="known_kind"),
        UniqueConstraint("appeal_id", "kind", "of", name="uq_appeal_reminder_once"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"))
    kind: Mapped[str]
    of: Mapped[datetime]
    """The review date, or the day of the anniversary."""
    posted_at: Mapped[datetime]
