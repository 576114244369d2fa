"""Tables of the sightings room. States and their moves are in ``sightings.rules.states``."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base, Sealed, SealedText
from foundation.tokens import opaque


class Sighting(Base):
    """What somebody saw, in their own words. Everything that they typed is sealed (rule S2)."""

    __tablename__ = "sighting"
    __table_args__ = (
        CheckConstraint(
            "state in ('submitted','credible','set_aside','forwarded','acknowledged','closed')", name="known_state"
        ),
        CheckConstraint("lane in ('normal','slow','urgent')", name="known_lane"),
        CheckConstraint("language in ('en','gd','cy','pl','ur')", name="known_language"),
        CheckConstraint("verdict in ('credible','set_aside')", name="known_verdict"),
        CheckConstraint("(verdict is null) = (triaged_at is null)", name="triage_is_whole"),
        CheckConstraint("(triaged_by is null) = (triaged_at is null)", name="triage_has_a_person"),
        CheckConstraint("(set_aside_reason is not null) >= (state = 'set_aside')", name="set_aside_has_reason"),
        UniqueConstraint("appeal_id", "form_key"),
        Index("ix_sighting_queue", "state", "lane", "received_at"),
        Index(None, "appeal_id", "received_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"))
    form_key: Mapped[str]
    """128 random bits of the form that it came from: the same form twice is one report (rule S12)."""
    receipt_index: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    """Blind index of the receipt code; the code itself is kept nowhere."""
    lane: Mapped[str]
    state: Mapped[str] = mapped_column(default="submitted")
    received_at: Mapped[datetime]
    request_id: Mapped[str]

    language: Mapped[str] = mapped_column(server_default="en")
    """BCP 47 tag of the page that it was written on."""
    what: Mapped[str] = mapped_column(SealedText)
    """Verbatim but for NFC and line ends; up to 10,000 characters (rule F4)."""
    seen_when: Mapped[str] = mapped_column(SealedText)
    """The sender's own words for the time."""
    seen_at: Mapped[datetime | None]
    """Those words as a moment, where they give one."""
    places: Mapped[str] = mapped_column(SealedText)
    """JSON list of ``sightings.rules.places.GivenPlace``, the most trusted first (rule S5)."""
    contact_name: Mapped[str | None] = mapped_column(SealedText)
    contact_email: Mapped[str | None] = mapped_column(SealedText)
    contact_phone: Mapped[str | None] = mapped_column(SealedText)
    """Contact details are kept only when at least one of the two consents below was given (rule S4)."""
    police_may_contact: Mapped[bool]
    charity_may_contact: Mapped[bool]
    under_18: Mapped[bool]
    flags: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    """Advice for staff (``sightings.rules.words.Flag``); nothing is discarded for one (rule S10)."""

    responsible_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff_account.id"))
    """The one person who sees it through (rule F1)."""
    verdict: Mapped[str | None]
    """What the triager said, also of a report that went to the police before anybody had looked."""
    triaged_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_account.id"))
    triaged_at: Mapped[datetime | None]
    set_aside_reason: Mapped[str | None] = mapped_column(SealedText)


class SightingPhoto(Base):
    """A photo of a report. The upload is sealed for the police; staff see a copy made from its pixels (rule S6)."""

    __tablename__ = "sighting_photo"
    __table_args__ = (
        CheckConstraint("state in ('waiting','clean','broken')", name="known_state"),
        CheckConstraint("(state = 'clean') <= (width is not null and height is not null)", name="clean_has_size"),
        Index("ix_sighting_photo_waiting", "received_at", postgresql_where=text("state = 'waiting'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    sighting_id: Mapped[UUID] = mapped_column(ForeignKey("sighting.id"), index=True)
    key: Mapped[str] = mapped_column(unique=True, default=opaque)
    """Name of its files; tells nothing."""
    state: Mapped[str] = mapped_column(default="waiting")
    fault: Mapped[str | None]
    """Why it is broken, as a code."""
    received_at: Mapped[datetime]
    width: Mapped[int | None]
    height: Mapped[int | None]
    """Pixels of the clean copy."""


class SightingReading(Base):
    """Somebody of the staff opened a report; the audit trail has the same in its chain (rule Y1)."""

    __tablename__ = "sighting_reading"
    __table_args__ = (Index(None, "sighting_id", "opened_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    sighting_id: Mapped[UUID] = mapped_column(ForeignKey("sighting.id"))
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_account.id"))
    opened_at: Mapped[datetime]


class Forwarding(Base):
    """What was passed to the investigating team: the bytes, their hash, and what came back."""

    __tablename__ = "forwarding"
    __table_args__ = (
        CheckConstraint("state in ('waiting','sent','overdue','acknowledged','answered')", name="known_state"),
        CheckConstraint("outcome in ('eliminated','enquiries_made','located','not_them')", name="known_outcome"),
        CheckConstraint("(state = 'answered') <= (outcome is not null)", name="answered_has_outcome"),
        CheckConstraint(
            "(state in ('acknowledged','answered')) <= (acknowledged_at is not null)", name="acknowledged_has_time"
        ),
        UniqueConstraint("sighting_id", "number"),
        Index("ix_forwarding_owed", "next_step_at", postgresql_where=text("next_step_at is not null")),
        Index(None, "team_id", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    sighting_id: Mapped[UUID] = mapped_column(ForeignKey("sighting.id"))
    number: Mapped[int]
    """1 is the report; later facts are supplements 2, 3, ... (rule F3)."""
    reference: Mapped[str] = mapped_column(unique=True)
    """What people quote; the same at every sending."""
    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"))
    package: Mapped[bytes] = mapped_column(Sealed)
    package_sha256: Mapped[bytes] = mapped_column(LargeBinary)
    reviewed: Mapped[bool]
    """False: it went before anybody had looked, and says so (rule S8)."""
    link_version: Mapped[int] = mapped_column(default=1)
    """Part of the signed link: raised, it ends every older link."""
    message_id: Mapped[str]
    """RFC 5322, the same at every sending (rule F3)."""
    state: Mapped[str] = mapped_column(default="waiting")
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """When it must be acknowledged, by the risk of the case (rule F1)."""
    ladder_step: Mapped[int] = mapped_column(default=0)
    next_step_at: Mapped[datetime | None]
    """When silence takes the next step; empty once nothing is owed."""
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_words: Mapped[str | None] = mapped_column(SealedText)
    """Who says that they have it, as they typed it."""
    outcome: Mapped[str | None]
    outcome_words: Mapped[str | None] = mapped_column(SealedText)
    outcome_at: Mapped[datetime | None]


class ForwardingDispatch(Base):
    """One mail to one address of the team about one forwarding."""

    __tablename__ = "forwarding_dispatch"
    __table_args__ = (UniqueConstraint("forwarding_id", "address_id", "step"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    forwarding_id: Mapped[UUID] = mapped_column(ForeignKey("forwarding.id"))
    address_id: Mapped[UUID] = mapped_column(ForeignKey("team_address.id"))
    outbox_id: Mapped[UUID] = mapped_column(ForeignKey("outbox_message.id"))
    sent_at: Mapped[datetime]
    step: Mapped[int]
    """The rung of the ladder that it went on."""
