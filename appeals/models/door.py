"""Requests of people who say that an appeal is about them (rule R6). Never a sighting: a table of their own."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base, SealedText


class DoorRequest(Base):
    """Somebody asks for an appeal to come down. Everything that they typed is sealed."""

    __tablename__ = "door_request"
    __table_args__ = (
        CheckConstraint("lane in ('normal','slow')", name="known_lane"),
        CheckConstraint("answer in ('taken_down','police','in_touch','not_them','repeated')", name="known_answer"),
        CheckConstraint(
            "(answer is null) = (answered_at is null) and (answered_by is null) = (answered_at is null)",
            name="answered_by_somebody",
        ),
        UniqueConstraint("appeal_id", "form_key"),
        Index("ix_door_request_waiting", "received_at", postgresql_where=text("answered_at is null")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"))
    form_key: Mapped[str]
    """128 random bits of the form that it came from: the same form twice is one request."""
    lane: Mapped[str]
    received_at: Mapped[datetime]
    words: Mapped[str] = mapped_column(SealedText)
    reach: Mapped[str | None] = mapped_column(SealedText)
    """A safe way to reach them; kept only when they said that it may be used."""
    told_at: Mapped[datetime | None]
    """When the duty managers were written to, or had been already about another one."""
    first_opened_at: Mapped[datetime | None]
    answer: Mapped[str | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_account.id"))
    answered_at: Mapped[datetime | None]


class DoorReading(Base):
    """Somebody of the staff opened a request; the audit trail has the same in its chain (rule Y1)."""

    __tablename__ = "door_reading"
    __table_args__ = (Index(None, "request_id", "opened_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("door_request.id"))
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_account.id"))
    opened_at: Mapped[datetime]
