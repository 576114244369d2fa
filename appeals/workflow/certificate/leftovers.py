"""What no service can recall: somebody's by name, chased until they close it and say how (rule R3)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext
from sqlalchemy.orm import Session

from appeals import words
from appeals.models import WithdrawalLeftover
from appeals.queries import certificate as queries
from appeals.rules import plain
from appeals.rules.certificate import CHASE, Leftover
from appeals.workflow.marks import record
from foundation import tokens
from foundation.background import Queue
from foundation.database import transaction
from outbox.post import Letter, compose, post
from staff import queries as staff_queries
from staff.rules import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Who does it, until when, and what there is to know."""

    owner: UUID
    due_at: datetime
    note: str


def change_leftover(leftover_id: UUID, by: UUID, plan: Plan, *, now: datetime) -> bool:
    """Give it to somebody, for a day. False: it is unknown or closed."""
    with transaction() as session:
        row = queries.leftover(session, leftover_id, lock=True)
        if row is None or row.closed_at is not None:
            return False
        if row.owner != plan.owner or row.due_at != plan.due_at:
            row.reminded_at = None
        row.owner, row.due_at, row.note = plan.owner, plan.due_at, plain(plan.note)
        _record(session, row, "leftover_given", by, now, owner=str(plan.owner))
        return True


def close_leftover(leftover_id: UUID, by: UUID, *, how: str, now: datetime) -> bool:
    """Done, by ``by``, in this way. False: it is unknown or closed, or the way is missing."""
    with transaction() as session:
        row = queries.leftover(session, leftover_id, lock=True)
        if row is None or row.closed_at is not None or not plain(how):
            return False
        row.closed_at, row.closed_by, row.how = now, by, plain(how)
        _record(session, row, "leftover_closed", by, now)
        return True


def remind_owner(leftover_id: UUID, *, now: datetime) -> None:
    """A mail to the one whose it is, once a day past its day. It names no person and no appeal but by its link.

    Who has left may not read it and cannot do it: then every duty manager hears, and gives it to somebody.
    """
    with transaction() as session:
        row = queries.leftover(session, leftover_id, lock=True)
        if row is None or row.closed_at is not None or row.due_at > now:
            return
        if row.reminded_at is not None and row.reminded_at > now - CHASE:
            return
        row.reminded_at = now
        certificate = queries.certificate(session, row.certificate_id)
        if certificate is None:
            return
        link = tokens.absolute(f"/staff/appeals/{certificate.appeal_id}/certificate?number={certificate.number}")
        what = words.LEFTOVERS[Leftover(row.kind)]
        text, html = compose("appeals/leftover", what=what, step=words.NEXT_STEPS[Leftover(row.kind)], link=link)
        for address in _readers(session, row.owner):
            letter = Letter(
                kind="leftover",
                lane=Queue.DEFAULT,
                cause=("leftover", row.id),
                recipient=address,
                title=gettext("Still to do after a withdrawal"),
                text=text,
                html=html,
            )
            post(session, letter, at=now)
        _record(session, row, "leftover_chased", None, now)


OWNERS = (Role.EDITOR, Role.APPROVER, Role.TRIAGER, Role.DUTY_MANAGER)
"""Who may open a certificate, and so be asked to do what it leaves."""


def _readers(session: Session, owner_id: UUID) -> list[str]:
    """Its owner; where they may not open it any more every duty manager, where there is none who may."""
    may = staff_queries.holding(session, *OWNERS)
    managers = [each for each in may if Role.DUTY_MANAGER in each.roles]
    return [each.email for each in [each for each in may if each.id == owner_id] or managers or may]


def _record(
    session: Session, row: WithdrawalLeftover, action: str, by: UUID | None, now: datetime, **detail: str
) -> None:
    certificate = queries.certificate(session, row.certificate_id)
    if certificate is not None:
        record(session, certificate.appeal_id, action, by=by, now=now, leftover=str(row.id), kind=row.kind, **detail)
