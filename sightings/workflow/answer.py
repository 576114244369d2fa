"""The team's side: acknowledge, take an original, say what came of it (rules F5, F6)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from foundation import audit
from foundation.database import transaction
from sightings.models import Forwarding, Sighting
from sightings.queries import desk
from sightings.rules.alerts import Alert
from sightings.rules.states import Delivery, Outcome, State, may_deliver, may_move
from sightings.workflow.dispatch import alert_duty


def acknowledge(forwarding_id: UUID, upto: int, words: str, now: datetime) -> None:
    """The team has the report and its supplements up to number ``upto``: the ladder ends.

    Harmless at the second time: the first acknowledgement stays (rule F5). ``words`` say who has it.
    """
    with transaction() as session:
        item = desk.locked_forwarding(session, forwarding_id)
        for row in desk.forwardings(session, item.sighting_id):
            if row.number <= max(upto, 1) and row.acknowledged_at is None:
                _acknowledge(session, row, words, now)


def answer(forwarding_id: UUID, outcome: Outcome, words: str, now: datetime) -> None:
    """The team says what came of it; a later answer replaces the one before, and the trail keeps both (rule F6).

    Nothing changes in public by it: "located" tells the duty officers, and a person decides (rule R1).
    """
    with transaction() as session:
        item = desk.locked_forwarding(session, forwarding_id)
        sighting = session.get_one(Sighting, item.sighting_id)
        if item.acknowledged_at is None:
            _acknowledge(session, item, "", now)
        if (item.outcome, item.outcome_words or "") == (outcome, words):
            return
        told = item.outcome == Outcome.LOCATED
        item.outcome, item.outcome_words, item.outcome_at = outcome, words or None, now
        item.state = Delivery.ANSWERED
        if may_move(sighting.state, State.CLOSED):
            sighting.state = State.CLOSED
        audit.record(
            session, at=now, actor=f"team:{item.team_id}", action="sightings.outcome", subject=("forwarding", item.id),
            outcome=str(outcome),
        )  # fmt: skip
        if outcome is Outcome.LOCATED and not told:
            alert_duty(session, Alert.LOCATED, sighting, now=now, reference=item.reference)


def note_original_taken(forwarding_id: UUID, key: str, now: datetime) -> bool:
    """Note that the team takes the sealed original of a photo; False when it is not one of this report."""
    with transaction() as session:
        item = session.get_one(Forwarding, forwarding_id)
        if desk.photo(session, item.sighting_id, key) is None:
            return False
        audit.record(
            session, at=now, actor=f"team:{item.team_id}", action="sightings.take_original",
            subject=("forwarding", item.id), photo=key,
        )  # fmt: skip
        return True


def _acknowledge(session: Session, row: Forwarding, words: str, now: datetime) -> None:
    row.acknowledged_at, row.acknowledged_by_words = now, words or None
    row.next_step_at = None
    if may_deliver(row.state, Delivery.ACKNOWLEDGED):
        row.state = Delivery.ACKNOWLEDGED
    sighting = session.get_one(Sighting, row.sighting_id)
    if may_move(sighting.state, State.ACKNOWLEDGED):
        sighting.state = State.ACKNOWLEDGED
    audit.record(
        session, at=now, actor=f"team:{row.team_id}", action="sightings.acknowledge", subject=("forwarding", row.id),
        number=row.number,
    )  # fmt: skip
