"""What the service saw of its own channels: after a publication, and after a withdrawal (rules R2, R3)."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class ChannelVisit(Base):
    """One address of one published version, as the service met it as a stranger."""

    __tablename__ = "channel_visit"
    __table_args__ = (CheckConstraint("kind in ('own','shared')", name="known_kind"),)

    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str]
    kind: Mapped[str]
    tried_at: Mapped[datetime]
    status: Mapped[int | None]
    """Of the last answer; empty when there was none."""
    fault: Mapped[str] = mapped_column(default="")
    """Why the last visit did not find it there: a code; empty when it did."""
    shown_at: Mapped[datetime | None]
    """Last seen live, by the clock of the machine that looked."""
    shown_date: Mapped[datetime | None]
    """The same moment by the answer's Date header."""
    etags: Mapped[list[str]] = mapped_column(ARRAY(Text()), default=list)
    """Of every answer that showed it: none of them may be good for a 304 after the withdrawal (threat 27)."""


class WithdrawalCertificate(Base):
    """One ending: made in the commit of the withdrawal itself, filled by the checks that follow."""

    __tablename__ = "withdrawal_certificate"
    __table_args__ = (
        UniqueConstraint("appeal_id", "number"),
        CheckConstraint("kind in ('withdrawn','lapsed','photo')", name="known_kind"),
        CheckConstraint("(kind = 'photo') = (photo_key is not null)", name="photo_has_key"),
        CheckConstraint("(digest is null) = (document is null)", name="sealed_is_whole"),
        Index("ix_withdrawal_certificate_due", "due_at", postgresql_where=text("due_at is not null")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"))
    number: Mapped[int]
    """From 1 for each appeal: one may be published and withdrawn several times."""
    kind: Mapped[str]
    version: Mapped[int]
    """The version that was public."""
    photo_key: Mapped[str | None]
    """Of a photo that was taken back by itself."""
    reason: Mapped[str]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_account.id"))
    """Empty when the review date passed."""
    ended_at: Mapped[datetime]
    """By the clock of the machine that took the withdrawal."""
    epoch: Mapped[int] = mapped_column(BigInteger)
    """Of the site, raised in the same commit: bytes made under an older one are thrown away."""
    due_at: Mapped[datetime | None]
    """When the next check is owed; empty when none is."""
    checked_at: Mapped[datetime | None]
    checks: Mapped[int] = mapped_column(default=0)
    neutral_at: Mapped[datetime | None]
    """When a check first found every channel neutral; empty again when a later one does not."""
    confirmed_at: Mapped[datetime | None]
    """When a second check, a minute or more after the withdrawal, found the same."""
    digest: Mapped[str | None]
    """SHA-256 in hex of ``document``; the audit trail holds it too."""
    document: Mapped[str | None]
    """The certificate as canonical JSON, from the moment of the second check."""


class WithdrawalChannel(Base):
    """One address of one certificate."""

    __tablename__ = "withdrawal_channel"
    __table_args__ = (CheckConstraint("kind in ('own','shared')", name="known_kind"),)

    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("withdrawal_certificate.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    channel: Mapped[str]
    kind: Mapped[str]
    shown_at: Mapped[datetime | None]
    shown_date: Mapped[datetime | None]
    etags: Mapped[list[str]] = mapped_column(ARRAY(Text()), default=list)
    checked_at: Mapped[datetime | None]
    neutral_since: Mapped[datetime | None]
    """The first of the neutral answers, by the clock of the machine that looked."""
    neutral_date: Mapped[datetime | None]
    """The same answer's Date header."""
    status: Mapped[int | None]
    fault: Mapped[str] = mapped_column(default="")
    """Why the last check did not find it neutral: a code; empty when it did."""


class WithdrawalLeftover(Base):
    """What no service can recall, with its next step and the one who takes it; chased until closed by name."""

    __tablename__ = "withdrawal_leftover"
    __table_args__ = (
        UniqueConstraint("certificate_id", "kind"),
        CheckConstraint("(closed_at is null) = (closed_by is null)", name="closed_by_name"),
        CheckConstraint("(closed_at is null) or (how <> '')", name="closed_says_how"),
        Index("ix_withdrawal_leftover_open", "due_at", postgresql_where=text("closed_at is null")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("withdrawal_certificate.id"))
    kind: Mapped[str]
    owner: Mapped[UUID] = mapped_column(ForeignKey("staff_account.id"))
    due_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
    reminded_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_account.id"))
    how: Mapped[str] = mapped_column(default="")
