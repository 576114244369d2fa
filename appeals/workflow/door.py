"""The quiet door: taken, opened, closed (rule R6). Nothing goes to the police by itself; nothing is a sighting."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid4

from flask_babel import gettext
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from appeals.models import Appeal, DoorReading, DoorRequest
from appeals.queries import door
from appeals.rules import EndReason
from appeals.rules.door import UNOPENED, Arrival, Ask, Closing, Lane
from appeals.workflow.ending import withdraw_appeal
from appeals.workflow.marks import actor
from foundation import audit, tokens
from foundation.background import Queue, nudge
from foundation.database import reading, transaction
from outbox.post import Letter, compose, post
from staff import queries as staff_queries
from staff.rules import Role


class AppealForgottenError(Exception):
    """The appeal was purged: nothing about it is kept any more."""


def ask(appeal_id: UUID, form_key: str, asked: Ask, *, lane: Callable[[], Lane], now: datetime) -> None:
    """Keep the request; once this returns it is on the disk. The same form again keeps one and costs nothing.

    Raises:
        AppealForgottenError: nothing was kept.
    """
    with reading() as session:
        if door.by_form(session, appeal_id, form_key):
            return
    arrival = Arrival(form_key=form_key, lane=lane(), at=now)
    with transaction() as session:
        appeal = session.get(Appeal, appeal_id)
        if appeal is None or appeal.purged_at is not None:
            raise AppealForgottenError
        session.execute(text("set local synchronous_commit to on"))
        _keep(session, appeal_id, asked, arrival)


def tell(request_id: UUID, *, now: datetime) -> None:
    """Write to the duty managers, once in half an hour about one appeal: a flood is one letter.

    Not while the sender waits: how long the answer takes must not tell whether somebody had asked before.
    """
    with transaction() as session:
        row = door.locked(session, request_id)
        if row is None or row.told_at:
            return
        if not door.told_since(session, row.appeal_id, now - UNOPENED):
            _write(session, row.id, now)
        row.told_at = now


def open_request(request_id: UUID, by: UUID, *, now: datetime) -> bool:
    """Note that ``by`` reads it from now on; False: there is none."""
    with transaction() as session:
        row = door.locked(session, request_id)
        if row is None:
            return False
        row.first_opened_at = row.first_opened_at or now
        session.add(DoorReading(request_id=row.id, staff_id=by, opened_at=now))
        _record(session, row, "opened", by, now)
        return True


def close(request_id: UUID, by: UUID, answer: Closing, *, now: datetime) -> bool:
    """Say how it was answered, by name. False: not open to this person, or closed already."""
    with transaction() as session:
        row = door.locked(session, request_id)
        if row is None or row.answered_at or not door.is_open_for(session, request_id, by, now):
            return False
        row.answer, row.answered_by, row.answered_at = answer, by, now
        _record(session, row, "closed", by, now, answer=str(answer))
        return True


def take_down(request_id: UUID, by: UUID, *, now: datetime) -> bool:
    """Withdraw the appeal and close the request. Nothing stands in the way of the first (rule P11)."""
    with reading() as session:
        found = door.one(session, request_id)
    if found is None:
        return False
    withdraw_appeal(found.appeal.id, by, EndReason.PERSON_ASKS, now=now)
    close(request_id, by, Closing.TAKEN_DOWN, now=now)
    return True


def _keep(session: Session, appeal_id: UUID, asked: Ask, arrival: Arrival) -> None:
    values = {
        "id": uuid4(),
        "appeal_id": appeal_id,
        "form_key": arrival.form_key,
        "lane": arrival.lane,
        "received_at": arrival.at,
        "words": asked.words,
        "reach": asked.kept_reach,
    }
    row = session.scalar(insert(DoorRequest).values(values).on_conflict_do_nothing().returning(DoorRequest))
    if row is None:
        return
    _record(session, row, "asked", None, arrival.at, lane=str(arrival.lane))
    nudge(session, "appeals.tell_of_door", queue=Queue.URGENT)


def _write(session: Session, request_id: UUID, now: datetime) -> None:
    """A link, and nothing of whom or what."""
    title = gettext("Somebody asks for an appeal to come down")
    text_part, html = compose("appeals/door", title=title, link=tokens.absolute(f"/staff/people-who-ask/{request_id}"))
    for reader in staff_queries.on_duty(session, Role.DUTY_MANAGER):
        letter = Letter(
            kind="door",
            lane=Queue.URGENT,
            cause=("door_request", request_id),
            recipient=reader.email,
            title=title,
            text=text_part,
            html=html,
        )
        post(session, letter, at=now)


def _record(session: Session, row: DoorRequest, action: str, by: UUID | None, now: datetime, **detail: str) -> None:
    audit.record(session, at=now, actor=actor(by), action=f"door.{action}", subject=("door_request", row.id), **detail)
