"""Addresses that need two people: one puts an address forward, another one puts it in force (rule F2)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from foundation import audit
from foundation.database import transaction
from staff.access import Person
from staff.models import Partner, PartnerAddress, Team, TeamAddress
from staff.rules import Refusal, may_approve


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Whose addresses: the owners' table, that of their addresses, and the column that joins them."""

    kind: str
    owner: type[Any]
    address: type[Any]
    column: str

    def of(self, owner_id: UUID) -> "Owner":
        """One of the owners."""
        return Owner(book=self, id=owner_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """A team, or a partner."""

    book: Book
    id: UUID


TEAMS = Book(kind="team", owner=Team, address=TeamAddress, column="team_id")
PARTNERS = Book(kind="partner", owner=Partner, address=PartnerAddress, column="partner_id")


def propose(me: Person, whose: Owner, email: str, *, now: datetime, rank: int | None = None) -> Refusal | None:
    """Put an address forward; nothing is sent to it before another person approves."""
    book, extra = whose.book, {} if rank is None else {"rank": rank}
    values = {book.column: whose.id, "email": email.strip().lower(), "proposed_by": me.id, "proposed_at": now} | extra
    with transaction() as session:
        owner: Team | Partner | None = session.get(book.owner, whose.id)
        if owner is None or owner.retired_at:
            return Refusal.GONE
        made = session.scalar(
            insert(book.address)
            .values(values)
            .on_conflict_do_nothing(index_elements=[book.column, "email"], index_where=text("retired_at is null"))
            .returning(book.address.id)
        )
        if made is None:
            return Refusal.TAKEN
        _note(session, me, whose, "address_proposed", now, address=str(made), **extra)
    return None


def approve(me: Person, whose: Owner, address_id: UUID, *, now: datetime) -> Refusal | None:
    """The second person's yes: from now on mail goes there."""
    with transaction() as session:
        found = _locked(session, whose, address_id)
        if found is None or found.approved_at:
            return Refusal.GONE
        if not may_approve(found.proposed_by, me.id):
            return Refusal.SAME_PERSON
        found.approved_by, found.approved_at = me.id, now
        _note(session, me, whose, "address_approved", now, address=str(address_id))
    return None


def retire(me: Person, whose: Owner, address_id: UUID, *, now: datetime) -> Refusal | None:
    """Nothing goes there any more, or a proposal is turned down. One person is enough: stopping must be easy."""
    with transaction() as session:
        found = _locked(session, whose, address_id)
        if found is None:
            return Refusal.GONE
        found.retired_at = now
        _note(session, me, whose, "address_retired", now, address=str(address_id))
    return None


def _locked(session: Session, whose: Owner, address_id: UUID) -> TeamAddress | PartnerAddress | None:
    """One of its own that is not retired, held against other writers: deciding about it happens once."""
    found: TeamAddress | PartnerAddress | None = session.get(whose.book.address, address_id, with_for_update=True)
    if found is None or getattr(found, whose.book.column) != whose.id or found.retired_at is not None:
        return None
    return found


def _note(session: Session, me: Person, whose: Owner, verb: str, now: datetime, **detail: str | int) -> None:
    subject = (whose.book.kind, whose.id)
    audit.record(session, at=now, actor=me.actor, action=f"staff.{verb}", subject=subject, **detail)
