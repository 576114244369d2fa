"""In the commit of the ending itself. It only writes rows: nothing here can stand in a withdrawal's way (rule P11)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from appeals.models import Appeal, AppealPhoto, WithdrawalCertificate, WithdrawalLeftover
from appeals.queries import certificate as queries
from appeals.queries.shown import NEVER_PUBLIC
from appeals.rules.certificate import DUE, OF_A_BRIEFING, OF_A_PHOTO, Leftover
from foundation import background
from foundation.background import Queue


def issue(
    session: Session, row: Appeal, *, owner: UUID, now: datetime, photo_key: str | None = None
) -> WithdrawalCertificate:
    """Write down that ``row``, whose lock is held and for which the epoch is raised, has left the public at ``now``.

    ``owner`` is the first to care for what cannot be recalled. Where only partners had it, there is nothing else.
    """
    made = WithdrawalCertificate(
        id=uuid4(),
        appeal_id=row.id,
        number=_next_number(session, row.id),
        kind="photo" if photo_key else row.state,
        version=row.current_version or NEVER_PUBLIC,
        photo_key=photo_key,
        reason="photo" if photo_key else row.end_reason,
        ended_by=owner if photo_key else row.ended_by,
        ended_at=now,
        epoch=queries.epoch(session),
        due_at=now,
    )
    session.add(made)
    session.flush()
    for leftover in _left(session, row, photo_key):
        session.add(WithdrawalLeftover(certificate_id=made.id, kind=leftover, owner=owner, due_at=now + DUE[leftover]))
    background.nudge(session, "appeals.check_certificate", str(made.id), queue=Queue.URGENT)
    return made


def _left(session: Session, row: Appeal, photo_key: str | None) -> Sequence[Leftover]:
    """What somebody has to care for. Partners who were shown a photo have it on their boards like the rest."""
    if photo_key is None:
        return OF_A_BRIEFING if row.current_version is None else tuple(DUE)
    original = select(AppealPhoto.original).where(AppealPhoto.key == photo_key)
    name = session.scalars(original).one()
    public = OF_A_PHOTO if photo_key in queries.keys_shown(session, row, name) else ()
    return (*public, *(OF_A_BRIEFING if photo_key in queries.briefed_keys(session, row, name) else ()))


def _next_number(session: Session, appeal_id: UUID) -> int:
    last = select(func.max(WithdrawalCertificate.number)).where(WithdrawalCertificate.appeal_id == appeal_id)
    return (session.scalar(last) or 0) + 1
