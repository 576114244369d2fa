"""The table of mail that must arrive."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base, SealedText


class OutboxMessage(Base):
    """One mail to one recipient. The row is the promise; states and moves are in ``outbox.rules``."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        CheckConstraint("state in ('waiting','sent','failed','dropped')", name="known_state"),
        CheckConstraint("lane in ('urgent','default','bulk')", name="known_lane"),
        Index("ix_outbox_message_due", "lane", "next_attempt_at", postgresql_where=text("state = 'waiting'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    lane: Mapped[str]
    kind: Mapped[str]
    """What it is, for people and metrics: ``confirm``, ``forwarding``, ``duty-alert`` ..."""
    subject_kind: Mapped[str]
    subject_id: Mapped[str]
    """The row that caused it."""
    recipient: Mapped[str] = mapped_column(SealedText)
    sender: Mapped[str]
    subject: Mapped[str] = mapped_column(SealedText)
    text: Mapped[str] = mapped_column(SealedText)
    html: Mapped[str] = mapped_column(SealedText)
    list_unsubscribe: Mapped[str | None]
    """RFC 8058 one-click address, for mail that somebody subscribed to."""
    message_id: Mapped[str] = mapped_column(unique=True)
    """RFC 5322, the same at every attempt and at every sending again."""
    request_id: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime]
    give_up_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    lease: Mapped[UUID | None]
    """The fence: only its holder may write the outcome."""
    sent_at: Mapped[datetime | None]
    last_fault: Mapped[str | None]
    """SMTP code or kind of network fault, without the remote's text."""
    seen_at: Mapped[datetime | None]
    """When a person looked at the failure."""
