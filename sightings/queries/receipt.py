"""Look-ups of the public side: by form and by receipt code."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from foundation import tokens, vault
from sightings.models import Forwarding, Sighting
from sightings.rules.report import Step, steps_of
from sightings.rules.states import Lane, State


def receipt_index(code: str) -> bytes:
    """What stands in the table for a receipt code."""
    return vault.blind_index("receipt", tokens.typed_code(code))


def by_form(session: Session, appeal_id: UUID, form_key: str) -> Sighting | None:
    """The report that came from that form, when it has come (rule S12)."""
    return session.scalar(_of_form(appeal_id, form_key))


def get_by_form(session: Session, appeal_id: UUID, form_key: str) -> Sighting:
    """As ``by_form``, where it is known to have come.

    Raises:
        sqlalchemy.exc.NoResultFound: when it has not.
    """
    return session.scalars(_of_form(appeal_id, form_key)).one()


def steps_by_code(session: Session, code: str) -> frozenset[Step] | None:
    """How far the report with that receipt code has come; None for a code that is wrong in any way (rule S11)."""
    row = session.execute(
        select(
            Sighting.state,
            Sighting.triaged_at.is_not(None),
            exists().where(Forwarding.sighting_id == Sighting.id),
        ).where(Sighting.receipt_index == receipt_index(code))
    ).one_or_none()
    if row is None:
        return None
    state, looked_at, sent = row
    return steps_of(state=state, looked_at=looked_at, sent=sent)


def unsent_urgent(session: Session) -> Sequence[UUID]:
    """Urgent reports that nobody has judged and nobody has passed on, the oldest first."""
    return session.scalars(
        select(Sighting.id)
        .where(
            Sighting.lane == Lane.URGENT,
            Sighting.state == State.SUBMITTED,
            ~exists().where(Forwarding.sighting_id == Sighting.id),
        )
        .order_by(Sighting.received_at)
    ).all()


def _of_form(appeal_id: UUID, form_key: str) -> Select[Sighting]:
    return select(Sighting).where(Sighting.appeal_id == appeal_id, Sighting.form_key == form_key)
