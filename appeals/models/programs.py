"""Programs that read us: partners by key, and the hub that tells readers of feeds."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class ApiKey(Base):
    """A partner's key of the read-only API. The key itself is not kept."""

    __tablename__ = "api_key"
    __table_args__ = (
        CheckConstraint("length(digest) = 32", name="sha256"),
        CheckConstraint("(revoked_by is null) = (revoked_at is null)", name="revoked_by_somebody"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    partner: Mapped[str]
    digest: Mapped[bytes] = mapped_column(unique=True)
    """SHA-256 of the key, which is 256 random bits: there is nothing to guess, so nothing slow is needed."""
    made_by: Mapped[UUID] = mapped_column(ForeignKey("staff_account.id"))
    made_at: Mapped[datetime]
    revoked_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_account.id"))
    revoked_at: Mapped[datetime | None]
    last_used_on: Mapped[date | None]
    """A day and nothing finer: whether a key is still needed, not when somebody looked."""


class HubNotice(Base):
    """The site epoch that a WebSub hub was told of last; what is newer is still owed."""

    __tablename__ = "hub_notice"

    hub: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(BigInteger)
    told_at: Mapped[datetime]
