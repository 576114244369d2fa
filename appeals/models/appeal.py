"""The appeal itself, its public versions and its photos."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base
from foundation.tokens import opaque


class Appeal(Base):
    """The desk's side of an appeal: everything that is being written. What is public is an ``AppealVersion``."""

    __tablename__ = "appeal"
    __table_args__ = (
        CheckConstraint("state in ('draft','review','published','withdrawn','lapsed')", name="known_state"),
        CheckConstraint("reach in ('none','partner','area','national')", name="known_reach"),
        CheckConstraint("risk in ('high','medium','low')", name="known_risk"),
        CheckConstraint(
            "(state = 'published') <= (current_version is not null and live_until is not null)",
            name="published_has_version",
        ),
        CheckConstraint("(current_version is not null) <= (team_id is not null)", name="case_has_team"),
        CheckConstraint("area_radius >= 5000", name="coarse_area"),
        CheckConstraint("missing_since ~ '^([0-9]{4}-(0[1-9]|1[0-2]))?$'", name="month_of_missing"),
        CheckConstraint("long_term = (long_term_by is not null)", name="long_term_has_approver"),
        Index("ix_appeal_state_live", "state", "live_until"),
        ForeignKeyConstraint(
            ["id", "current_version"],
            ["appeal_version.appeal_id", "appeal_version.number"],
            name="fk_appeal_current_version",
            use_alter=True,
            deferrable=True,
            initially="DEFERRED",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    public_id: Mapped[str] = mapped_column(unique=True, default=opaque)
    state: Mapped[str] = mapped_column(default="draft")

    known_as: Mapped[str] = mapped_column(default="")
    """The name, or the form of it that the police and the person's own wishes allow."""
    age: Mapped[int | None]
    """Years; a date of birth is not kept (rule P5)."""
    description: Mapped[str] = mapped_column(default="")
    last_seen: Mapped[str] = mapped_column(default="")
    """Police-approved words (rule P6)."""
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    """The area's middle: a town, never a point nearer than that."""
    area_radius: Mapped[int] = mapped_column(default=10_000)
    """Metres around the place; 5,000 at least (rule P6)."""

    force: Mapped[str] = mapped_column(default="")
    reference: Mapped[str] = mapped_column(default="")
    officer: Mapped[str] = mapped_column(default="")
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))
    legal_basis: Mapped[str] = mapped_column(default="")
    legal_reason: Mapped[str] = mapped_column(default="")
    family_consent: Mapped[str] = mapped_column(default="")
    """given, refused, not_asked, or empty; neither enough nor a veto (rule P2)."""
    risk: Mapped[str] = mapped_column(default="high")
    """The police's grade: how soon a report must be acknowledged (rule F1)."""
    reach: Mapped[str] = mapped_column(default="none")
    reach_reason: Mapped[str] = mapped_column(default="")
    review_at: Mapped[datetime | None]

    risk_answers: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    """The questions of rule P3: question → yes, no, unknown."""
    risk_checked_at: Mapped[datetime | None]
    risk_checked_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_account.id"))
    senior_reason: Mapped[str] = mapped_column(default="")
    """Why a second, senior approver allows a reach wider than partners (rule P3)."""
    senior_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_account.id"))
    senior_at: Mapped[datetime | None]

    created_by: Mapped[UUID] = mapped_column(ForeignKey("staff_account.id"))
    created_at: Mapped[datetime]
    edited_by: Mapped[UUID] = mapped_column(ForeignKey("staff_account.id"))
    edited_at: Mapped[datetime]
    edition: Mapped[int] = mapped_column(default=1)
    """Raised by every change of a word: a form that was opened on an older one does not overwrite a newer."""
    writers: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    """Everybody who changed a word since the last publication: none of them may publish (rule P11)."""
    submitted_at: Mapped[datetime | None]
    """Waits for another person since then; empty while it is being written."""
    material: Mapped[bool] = mapped_column(default=True)
    """Whether heroes are to be told of the change that is being written (rule H3); a correction is not told."""
    change_reason: Mapped[str] = mapped_column(default="")
    review_note: Mapped[str] = mapped_column(default="")
    """What the second person wants changed, when it was sent back."""
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_account.id"))
    published_at: Mapped[datetime | None]
    current_version: Mapped[int | None]
    """What is or was public; the fields above may run ahead of it."""
    live_until: Mapped[datetime | None]
    """The review date of the current version: past it the appeal is out of every channel (rule P10)."""
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_account.id"))
    """Who withdrew it; empty when its review date passed."""
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(default="")
    purged_at: Mapped[datetime | None]
    """Its words and photos are gone (rule R5): it is not opened again."""

    missing_since: Mapped[str] = mapped_column(default="", server_default="")
    """Year and month as ``2019-03``, or empty. Never a day: long after, it would tell more than it helps."""
    long_term: Mapped[bool] = mapped_column(default=False, server_default="false")
    """An approver said so, and why: the review date may be half a year ahead."""
    long_term_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_account.id"))
    long_term_at: Mapped[datetime | None]
    long_term_reason: Mapped[str] = mapped_column(default="", server_default="")


class AppealVersion(Base):
    """What is public, or was: never changed after the insert, and without any field that may not be public."""

    __tablename__ = "appeal_version"
    __table_args__ = (
        CheckConstraint("cardinality(writers) > 0 and published_by <> all(writers)", name="two_people"),
        Index(None, "published_at"),
    )

    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The fields of ``appeals.rules.PublicAppeal``."""
    material: Mapped[bool]
    """Heroes are told of it once (rule H3)."""
    latitude: Mapped[float]
    longitude: Mapped[float]
    radius: Mapped[int]
    """The area, for matching: WGS 84 degrees and metres."""
    national: Mapped[bool]
    published_at: Mapped[datetime]
    published_by: Mapped[UUID] = mapped_column(ForeignKey("staff_account.id"))
    writers: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    reason: Mapped[str]


class AppealPhoto(Base):
    """The pictures of one photo under one opaque name; the upload itself is sealed.

    A name never shows other pixels than it did: an edit makes a new row from the same upload, and this one is replaced.
    """

    __tablename__ = "appeal_photo"
    __table_args__ = (
        CheckConstraint("state in ('waiting','ready','broken','gone')", name="known_state"),
        CheckConstraint("turn in (0, 90, 180, 270)", name="known_turn"),
        CheckConstraint(
            "crop_left >= 0 and crop_top >= 0 and crop_width >= 10 and crop_height >= 10"
            " and crop_left + crop_width <= 100 and crop_top + crop_height <= 100",
            name="crop_inside",
        ),
        CheckConstraint("focus_x between 0 and 100 and focus_y between 0 and 100", name="focus_inside"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"), index=True)
    key: Mapped[str] = mapped_column(unique=True, default=opaque)
    """The public name of its pictures."""
    original: Mapped[str] = mapped_column(index=True)
    """The name of the sealed upload, which is the key of its first row: the photo's name on the desk."""
    position: Mapped[int]
    alt: Mapped[str]
    source: Mapped[str]
    permission: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")
    """waiting: its pictures are still to be made; broken: none can be; gone: they were taken off the disk."""
    width: Mapped[int | None]
    height: Mapped[int | None]
    """Pixels of the widest published copy."""
    uploaded_by: Mapped[UUID] = mapped_column(ForeignKey("staff_account.id"))
    uploaded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]
    """An edit made another row for the desk since then; this one stays as long as the public version shows it."""
    turn: Mapped[int] = mapped_column(default=0)
    """Degrees clockwise."""
    crop_left: Mapped[int] = mapped_column(default=0)
    crop_top: Mapped[int] = mapped_column(default=0)
    crop_width: Mapped[int] = mapped_column(default=100)
    crop_height: Mapped[int] = mapped_column(default=100)
    focus_x: Mapped[int] = mapped_column(default=50)
    focus_y: Mapped[int] = mapped_column(default=30)
    """Percent of the whole picture, once it is turned."""
    blurred: Mapped[bool] = mapped_column(default=False)
    """Nobody is shown it before they ask to see it."""
    progressed: Mapped[bool] = mapped_column(default=False)
    """Changed to show how the person may look now: it is said wherever it shows."""


class AppealClearance(Base):
    """A person looked at a hit of the wording check and cleared it with a reason (rule P5)."""

    __tablename__ = "appeal_clearance"
    __table_args__ = (
        UniqueConstraint("appeal_id", "field", "kind", "words", "sentence", name="uq_appeal_clearance_hit"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"), index=True)
    field: Mapped[str]
    kind: Mapped[str]
    """``appeals.rules.HitKind``."""
    words: Mapped[str]
    sentence: Mapped[str]
    """The words as they stand, and the sentence around them: when it changes, the clearance is void."""
    reason: Mapped[str]
    cleared_by: Mapped[UUID] = mapped_column(ForeignKey("staff_account.id"))
    cleared_at: Mapped[datetime]


class SiteEpoch(Base):
    """Raised in the transaction of every change of what is public: bytes made under an older epoch are thrown away."""

    __tablename__ = "site_epoch"
    __table_args__ = (CheckConstraint("one", name="single_row"),)

    one: Mapped[bool] = mapped_column(primary_key=True, default=True, server_default=text("true"))
    value: Mapped[int] = mapped_column(BigInteger)
    raised_at: Mapped[datetime]
