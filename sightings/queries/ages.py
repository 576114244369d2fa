"""What waits in this room, how much of it and since when: for the wall, the doctor and the metrics (rule Y6)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from appeals.models import Appeal
from appeals.queries import is_live
from outbox.models import OutboxMessage
from sightings.models import Forwarding, Sighting, SightingReading
from sightings.queries import desk
from sightings.rules.alerts import Alert, alert_same_day, mail_kind
from sightings.rules.ladder import OUTCOME_DUE
from sightings.rules.states import Lane, Outcome

Wait = tuple[int, datetime | None]
"""How many, and since when the oldest."""
_UNOPENED: ColumnElement[bool] = ~exists().where(SightingReading.sighting_id == Sighting.id)


def unopened_urgent(session: Session) -> Wait:
    """Urgent reports that nobody of the charity has read."""
    return _reports(session, desk.UNTRIAGED, Sighting.lane == Lane.URGENT, _UNOPENED)


def untriaged(session: Session, lane: Lane) -> Wait:
    """Reports of one lane that nobody has judged."""
    return _reports(session, desk.UNTRIAGED, Sighting.lane == lane)


def supportive(session: Session) -> Wait:
    """Unjudged reports of a sender under 18 or who seems to be the missing person (rule S7)."""
    return _reports(session, desk.UNTRIAGED, desk.NEEDS_A_HUMAN)


def owed_a_human(session: Session, now: datetime) -> Sequence[UUID]:
    """Those of them whose alarm is due and has not gone (rule S7)."""
    alerted = exists().where(
        OutboxMessage.subject_kind == "sighting",
        OutboxMessage.subject_id == cast(Sighting.id, Text),
        OutboxMessage.kind == mail_kind(Alert.SAME_DAY),
    )
    rows = session.execute(
        select(Sighting.id, Sighting.received_at).where(desk.UNTRIAGED, desk.NEEDS_A_HUMAN, ~alerted)
    )
    return [sighting_id for sighting_id, received_at in rows if alert_same_day(received_at, now)]


def past_due(session: Session, now: datetime) -> Wait:
    """Reports whose team has not acknowledged in time, by the time when it was due."""
    return _forwardings(session, Forwarding.due_at, desk.silent(), Forwarding.due_at <= now)


def unsendable(session: Session) -> Wait:
    """Reports for a team without an approved address."""
    return _forwardings(session, Forwarding.created_at, desk.silent(), desk.never_dispatched())


def red(session: Session) -> Wait:
    """Reports that no step of the ladder got acknowledged."""
    return _forwardings(session, Forwarding.due_at, desk.red())


def without_outcome(session: Session, now: datetime) -> Wait:
    """Acknowledged a week ago or longer, and nobody said what came of it (rule F6)."""
    late = Forwarding.acknowledged_at <= now - OUTCOME_DUE
    return _forwardings(session, Forwarding.acknowledged_at, Forwarding.number == 1, Forwarding.outcome.is_(None), late)


def located_but_public(session: Session, now: datetime) -> Wait:
    """The police say located, and the appeal is still public: a person decides (rule R1)."""
    public = exists().where(Sighting.id == Forwarding.sighting_id, Appeal.id == Sighting.appeal_id, is_live(now))
    return _forwardings(session, Forwarding.outcome_at, Forwarding.outcome == Outcome.LOCATED, public)


def _reports(session: Session, *conditions: ColumnElement[bool]) -> Wait:
    row = session.execute(select(func.count(), func.min(Sighting.received_at)).where(*conditions)).one()
    return row[0], row[1]


def _forwardings(
    session: Session, since: ColumnElement[Any] | InstrumentedAttribute[Any], *conditions: ColumnElement[bool]
) -> Wait:
    row = session.execute(select(func.count(), func.min(since)).select_from(Forwarding).where(*conditions)).one()
    return row[0], row[1]
