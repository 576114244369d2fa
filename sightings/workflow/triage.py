"""Triage: open a report, say what it is, and send it on (rules Y1, S10, F1)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from appeals import queries as appeals
from foundation import audit
from foundation.database import transaction
from sightings.models import Sighting, SightingReading
from sightings.queries import desk
from sightings.rules.states import State, Verdict, may_move
from sightings.rules.triage import Refusal, obstacle
from sightings.workflow.forward import Judgement, forward, supplement
from staff.access import Person


def open_report(sighting_id: UUID, by: Person, now: datetime) -> bool:
    """Note that ``by`` reads the report from now on; False when there is none."""
    with transaction() as session:
        sighting = session.get(Sighting, sighting_id)
        if sighting is None:
            return False
        session.add(SightingReading(sighting_id=sighting.id, staff_id=by.id, opened_at=now))
        audit.record(session, at=now, actor=by.actor, action="sightings.open", subject=("sighting", sighting.id))
        return True


def note_original_taken(sighting_id: UUID, key: str, by: Person, now: datetime) -> bool:
    """Note that ``by`` takes the sealed original of a photo; False when no report open to them has it."""
    with transaction() as session:
        if not desk.is_open_for(session, sighting_id, by.id, now) or not desk.photo(session, sighting_id, key):
            return False
        audit.record(
            session, at=now, actor=by.actor, action="sightings.take_original", subject=("sighting", sighting_id),
            photo=key,
        )  # fmt: skip
        return True


def judge(sighting_id: UUID, judgement: Judgement, now: datetime) -> Refusal | None:
    """Say what a report is. Credible goes to the police in the same transaction; saying the same again does nothing.

    What was set aside can be taken up again. What the police have already is followed by a numbered supplement.

    Raises:
        LookupError: there is no such report.
    """
    with transaction() as session:
        sighting = desk.locked(session, sighting_id)
        if sighting is None:
            raise LookupError(sighting_id)
        is_open = desk.is_open_for(session, sighting_id, judgement.by.id, now)
        if refusal := obstacle(judgement.verdict, judgement.words, is_open=is_open):
            return refusal
        if sighting.verdict != judgement.verdict:
            _decide(session, sighting, judgement, now)
        return None


def _decide(session: Session, sighting: Sighting, judgement: Judgement, now: datetime) -> None:
    _note(session, sighting, judgement, now)
    if desk.forwardings(session, sighting.id):
        supplement(session, sighting, judgement, now=now)
    elif judgement.verdict is Verdict.CREDIBLE:
        case = appeals.case_of(session, sighting.appeal_id, now)
        if case is None:
            raise LookupError(sighting.appeal_id)
        forward(session, sighting, case, judgement, now=now)


def _note(session: Session, sighting: Sighting, judgement: Judgement, now: datetime) -> None:
    sighting.verdict = judgement.verdict
    sighting.triaged_by = sighting.responsible_id = judgement.by.id
    sighting.triaged_at = now
    if judgement.verdict is Verdict.SET_ASIDE:
        sighting.set_aside_reason = judgement.words
    if may_move(sighting.state, State(judgement.verdict)):
        sighting.state = State(judgement.verdict)
    audit.record(
        session, at=now, actor=judgement.by.actor, action=f"sightings.{judgement.verdict}",
        subject=("sighting", sighting.id), state=sighting.state,
    )  # fmt: skip
