"""Tables of the staff room."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base, Sealed, SealedText


class StaffAccount(Base):
    """Somebody of the charity who signs in."""

    __tablename__ = "staff_account"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint(
            "roles <@ array['editor','approver','triager','duty_manager','administrator','auditor']", name="known_roles"
        ),
        CheckConstraint("(totp_secret is null) = (enrolled_at is null)", name="enrolled_has_secret"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    password_hash: Mapped[str]
    """argon2id, PHC string."""
    start_password_until: Mapped[datetime | None]
    """Set while the password is one that somebody else made: good until then, and to be changed at once."""
    totp_secret: Mapped[str | None] = mapped_column(SealedText)
    """Base 32 (RFC 6238); set at ``enrolled_at``, once a code of it was confirmed."""
    enrolled_at: Mapped[datetime | None]
    totp_last_step: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    """The last 30-second step that was used, so that a code works once."""
    session_epoch: Mapped[int] = mapped_column(default=0, server_default="0")
    """Raised by a password change, by suspension and by a reset factor: every older session has ended."""
    on_duty: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Is alerted of urgent reports."""
    suspended_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class StaffProposal(Base):
    """What one administrator wants for somebody, and a second one decides about (threat 22)."""

    __tablename__ = "staff_proposal"
    __table_args__ = (
        CheckConstraint("kind in ('roles','start_again')", name="known_kind"),
        CheckConstraint("(kind = 'roles') = (cardinality(roles) > 0)", name="roles_named"),
        CheckConstraint("decision in ('given','refused')", name="known_decision"),
        CheckConstraint(
            "(decided_by is null) = (decided_at is null) and (decision is null) = (decided_at is null)",
            name="decided_whole",
        ),
        CheckConstraint(
            "decision is distinct from 'given' or decided_by not in (proposed_by, staff_id)", name="two_people"
        ),
        Index("uq_staff_proposal_open", "staff_id", "kind", unique=True, postgresql_where=text("decided_at is null")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_account.id", ondelete="CASCADE"))
    kind: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    """To be given in addition; none where they are to start again with a new phone."""
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("staff_account.id"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_account.id"))
    decided_at: Mapped[datetime | None]
    decision: Mapped[str | None]


class RecoveryCode(Base):
    """A single-use stand-in for the second factor."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("staff_id", "code_index"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_account.id", ondelete="CASCADE"))
    code_index: Mapped[bytes] = mapped_column(LargeBinary)
    """Blind index of the code and its owner."""
    used_at: Mapped[datetime | None]


class StaffSession(Base):
    """One sign-in on one browser. The cookie carries the id and when it was last seen, both signed."""

    __tablename__ = "staff_session"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_account.id", ondelete="CASCADE"), index=True)
    epoch: Mapped[int]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Team(Base):
    """An investigating team of a police force."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("force", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    force: Mapped[str]
    name: Mapped[str]
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class ProposedAddress:
    """An address that one person put forward. In force once a second person has approved it (rule F2)."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    email: Mapped[str]
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("staff_account.id"))
    proposed_at: Mapped[datetime]
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_account.id"))
    approved_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]


def _two_people() -> tuple[CheckConstraint, ...]:
    return (
        CheckConstraint("approved_by <> proposed_by", name="two_people"),
        CheckConstraint("(approved_by is null) = (approved_at is null)", name="approved_whole"),
        CheckConstraint("email = lower(email)", name="email_lower"),
    )


class TeamAddress(ProposedAddress, Base):
    """Where reports for a team go."""

    __tablename__ = "team_address"
    __table_args__ = (
        *_two_people(),
        CheckConstraint("rank between 1 and 9", name="known_rank"),
        Index("uq_team_address_live", "team_id", "email", unique=True, postgresql_where=text("retired_at is null")),
    )

    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"), index=True)
    rank: Mapped[int] = mapped_column(default=1)
    """1 is written to first; higher ranks when nobody acknowledges."""


class Partner(Base):
    """An organisation that is told of people in a briefing which is not public (rule P12)."""

    __tablename__ = "partner"
    __table_args__ = (CheckConstraint("kind in ('library','shelter','transport','health','other')", name="known_kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(unique=True)
    areas: Mapped[list[str]] = mapped_column(ARRAY(Text()), default=list)
    """Nations, council areas and counties, as the gazetteer writes them; none: everywhere."""
    notes: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class PartnerAddress(ProposedAddress, Base):
    """Where briefings for a partner go."""

    __tablename__ = "partner_address"
    __table_args__ = (
        *_two_people(),
        Index(
            "uq_partner_address_live", "partner_id", "email", unique=True, postgresql_where=text("retired_at is null")
        ),
    )

    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"), index=True)


class RescuedForm(Base):
    """What somebody sent after their session had ended: kept sealed for them alone, for a day at most."""

    __tablename__ = "rescued_form"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_account.id", ondelete="CASCADE"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    """The page of the form."""
    content: Mapped[bytes] = mapped_column(Sealed)
    """JSON: pairs of name and value, in their order."""
    kept_at: Mapped[datetime] = mapped_column(index=True)
