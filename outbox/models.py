"""The table of mail that must arrive."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base, SealedText


class OutboxMessage(Base):
    """One sending of a mail to one recipient. The row is the promise; states and moves are in ``outbox.rules``."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        CheckConstraint("state in ('waiting','sent','failed')", name="known_state"),
        CheckConstraint("lane in ('urgent','default','bulk')", name="known_lane"),
        Index("ix_outbox_message_due", "lane", "next_attempt_at", postgresql_where=text("state = 'waiting'")),
        Index("ix_outbox_message_unseen", "created_at", postgresql_where=text("state = 'failed' and seen_at is null")),
        Index("ix_outbox_message_kept", "created_at", postgresql_where=text("forgotten_at is null")),
        Index(None, "subject_kind", "subject_id"),
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
    message_id: Mapped[str] = mapped_column(index=True)
    """RFC 5322, the same at every attempt and at every sending again: it names the item, a row is one sending of it."""
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
    forgotten_at: Mapped[datetime | None]
    """When recipient, subject and words were emptied; the ids and times stay."""
