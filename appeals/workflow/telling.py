"""Letters to staff about an appeal: its reference and a link, never whom it is about (rule Y4)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from flask_babel import gettext
from sqlalchemy.orm import Session

from appeals import queries, words
from appeals.models import Appeal
from appeals.rules import Obstacle, Reminder
from foundation import tokens
from foundation.background import Queue
from outbox.post import Letter, compose, post
from staff import queries as staff_queries
from staff.models import StaffAccount
from staff.rules import Role


def tell_stopped(session: Session, row: Appeal, approver: UUID, found: list[Obstacle], now: datetime) -> None:
    """A scheduled publication did not go out: its writers and its approver hear why at once."""
    readers = _accounts(session, {*queries.writers_of(session, row.id), approver})
    said = [str(words.OBSTACLES[code]) for code in dict.fromkeys(each.code for each in found)]
    _write(session, row, readers, "schedule-stopped", now, reasons=said)


def remind(session: Session, row: Appeal, kind: Reminder, of: datetime, now: datetime) -> None:
    """Of the review date, with the duty managers; of an anniversary, the writers alone."""
    readers = _accounts(session, queries.writers_of(session, row.id), Role.EDITOR)
    if kind is not Reminder.ANNIVERSARY:
        readers = [*readers, *staff_queries.holding(session, Role.DUTY_MANAGER)]
    _write(session, row, readers, "anniversary" if kind is Reminder.ANNIVERSARY else "review", now, of=of)


def _accounts(session: Session, ids: Iterable[UUID], *roles: Role) -> list[StaffAccount]:
    """Those who may sign in and hold one of ``roles`` (none named: any); where none is left, every editor."""
    found = [account for each in ids if (account := staff_queries.account(session, each))]
    at_work = [each for each in found if each.suspended_at is None and (not roles or set(roles) & set(each.roles))]
    return at_work or list(staff_queries.holding(session, Role.EDITOR))


def _write(
    session: Session, row: Appeal, readers: list[StaffAccount], name: str, now: datetime, **values: object
) -> None:
    urgent = name == "schedule-stopped"
    titles = {
        "schedule-stopped": gettext("A scheduled appeal did not go out"),
        "review": gettext("An appeal goes down soon unless it is renewed"),
        "anniversary": gettext("An appeal comes to an anniversary"),
    }
    link = tokens.absolute(f"/staff/appeals/{row.id}/review" if urgent else f"/staff/appeals/{row.id}")
    text, html = compose(
        f"appeals/{name.replace('-', '_')}", title=titles[name], reference=row.reference, link=link, **values
    )
    for reader in sorted({each.id: each for each in readers}.values(), key=lambda each: each.email):
        letter = Letter(
            kind=f"appeal-{name}",
            lane=Queue.URGENT if urgent else Queue.DEFAULT,
            cause=("appeal", row.id),
            recipient=reader.email,
            title=titles[name],
            text=text,
            html=html,
        )
        post(session, letter, at=now)
