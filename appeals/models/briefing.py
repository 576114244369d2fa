"""Tables of the partner briefings: the reach that is not public (rule P12)."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base, SealedText


class Briefing(Base):
    """An appeal as chosen partners are told of it. One of an appeal is open at a time; what ended stays ended."""

    __tablename__ = "briefing"
    __table_args__ = (
        CheckConstraint("state in ('proposed','sent','ended')", name="known_state"),
        CheckConstraint("(state = 'ended') = (ended_at is not null)", name="ended_whole"),
        CheckConstraint(
            "(state <> 'sent') or (current_version is not null and live_until is not null)", name="sent_has_version"
        ),
        Index("uq_briefing_open", "appeal_id", unique=True, postgresql_where=text("state <> 'ended'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"), index=True)
    state: Mapped[str] = mapped_column(default="proposed")
    current_version: Mapped[int | None]
    """What the links show; the desk may run ahead of it."""
    live_until: Mapped[datetime | None]
    """The review date of that version: past it every link is dead (rule P10)."""
    proposed_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_account.id"))
    """Set while a first sending or an update waits for a second person (rule P11)."""
    proposed_at: Mapped[datetime | None]
    proposed_partners: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()), default=list)
    """To whom it is to go; those who have it already are told of an update too."""
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_account.id"))
    """Who recalled it; empty when it ended with the appeal, or at its review date."""
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(default="")


class BriefingVersion(Base):
    """What partners were shown, and who let it go out."""

    __tablename__ = "briefing_version"
    __table_args__ = (
        CheckConstraint(
            "cardinality(writers) > 0 and approved_by <> all(writers) and approved_by <> proposed_by",
            name="two_people",
        ),
    )

    briefing_id: Mapped[UUID] = mapped_column(ForeignKey("briefing.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The fields of ``appeals.rules.PublicAppeal``: nothing else may go to partners either (rule P5)."""
    fingerprint: Mapped[str]
    """SHA-256 in hex of that text: what the approver saw."""
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("staff_account.id"))
    approved_by: Mapped[UUID] = mapped_column(ForeignKey("staff_account.id"))
    approved_at: Mapped[datetime]
    writers: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))


class BriefingLink(Base):
    """One partner address and its own link: what it was sent, what it answered, and its recall."""

    __tablename__ = "briefing_link"
    __table_args__ = (
        UniqueConstraint("briefing_id", "address_id"),
        CheckConstraint("ask_step between 0 and 3", name="known_step"),
        CheckConstraint("(closed_at is null) = (closed_by is null)", name="closed_by_name"),
        Index(
            "ix_briefing_link_owed",
            "next_ask_at",
            postgresql_where=text("next_ask_at is not null and taken_down_at is null and closed_at is null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    briefing_id: Mapped[UUID] = mapped_column(ForeignKey("briefing.id"), index=True)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"))
    address_id: Mapped[UUID] = mapped_column(ForeignKey("partner_address.id"))
    link_version: Mapped[int] = mapped_column(default=1)
    """Raised to end a link that got into wrong hands."""
    sent_version: Mapped[int]
    sent_at: Mapped[datetime]
    read_version: Mapped[int | None]
    """Which version they said they have read and told their staff of; by their own click, and nothing else is noted."""
    read_at: Mapped[datetime | None]
    read_by: Mapped[str | None] = mapped_column(SealedText)
    ask_step: Mapped[int] = mapped_column(default=0)
    """How often they were asked to take their copies down: ``appeals.rules.briefing``."""
    next_ask_at: Mapped[datetime | None]
    taken_down_at: Mapped[datetime | None]
    taken_down_by: Mapped[str | None] = mapped_column(SealedText)
    closed_at: Mapped[datetime | None]
    """Closed without their answer, by somebody of the staff, with the reason."""
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_account.id"))
    closed_reason: Mapped[str] = mapped_column(default="")
