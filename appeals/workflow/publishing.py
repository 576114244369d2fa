"""The gate: handed in by one person, published by another (rule P11)."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from appeals import queries, wording
from appeals.models import Appeal, AppealVersion
from appeals.rules import (
    ENDED,
    WRITABLE,
    Code,
    Obstacle,
    PublicAppeal,
    State,
    content_of,
    obstacles,
    plain,
    publishing_obstacles,
)
from appeals.workflow.marks import raise_epoch, record
from foundation import background
from foundation.database import transaction
from staff.access import Factor

FACTOR = {Factor.WRONG: Code.FACTOR_WRONG, Factor.TOO_MANY: Code.FACTOR_TOO_MANY}
GONE = [Obstacle(code=Code.ENDED)]


def submit_for_review(
    appeal_id: UUID, by: UUID, *, material: bool, change_reason: str = "", now: datetime
) -> list[Obstacle]:
    """Hand it to a second person, with whether heroes are to be told of the change. What is in the way, or nothing."""
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        if row is None or row.state not in WRITABLE:
            return GONE
        found = obstacles(wording.read(queries.draft(session, row)), now)
        if not row.writers:
            found.append(Obstacle(code=Code.NOTHING_CHANGED))
        if found:
            record(session, appeal_id, "submit_refused", by=by, now=now, obstacles=codes(found))
            return found
        if row.state == State.DRAFT:
            row.state = State.REVIEW
        row.submitted_at, row.review_note = now, ""
        row.material = material or row.current_version is None
        row.change_reason = plain(change_reason)
        record(session, appeal_id, "submitted", by=by, now=now, material=row.material)
        return []


def send_back(appeal_id: UUID, by: UUID, note: str, *, now: datetime) -> bool:
    """The second person wants something changed. False: it is not in review."""
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        if row is None or row.submitted_at is None or row.state in ENDED:
            return False
        row.submitted_at, row.review_note = None, plain(note)
        if row.state == State.REVIEW:
            row.state = State.DRAFT
        record(session, appeal_id, "sent_back", by=by, now=now)
        return True


def approve_as_senior(appeal_id: UUID, by: UUID, reason: str, *, edition: int, now: datetime) -> list[Obstacle]:
    """A duty manager who wrote nothing of it says why it may reach further than partners (rule P3).

    It holds for the text that they had before them, by its ``edition``: any change ends it, also one that came first.
    """
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        if row is None or row.state not in WRITABLE:
            return GONE
        if by in row.writers:
            found = [Obstacle(code=Code.SAME_PERSON)]
        elif not plain(reason):
            found = [Obstacle(code=Code.SENIOR_NEEDED, field="senior_reason")]
        elif row.edition != edition:
            found = [Obstacle(code=Code.NOT_WHAT_WAS_SEEN)]
        else:
            row.senior_by, row.senior_at, row.senior_reason = by, now, plain(reason)
            record(session, appeal_id, "senior_approved", by=by, now=now, reach=row.reach)
            return []
        record(session, appeal_id, "senior_refused", by=by, now=now, obstacles=codes(found))
        return found


def publish_appeal(
    appeal_id: UUID, by: UUID, *, seen: str, factor: Callable[[Session], Factor], now: datetime
) -> list[Obstacle]:
    """Make public exactly what ``by`` saw (its fingerprint), with version, epoch and audit in one commit.

    ``factor`` asks for the second factor again (rule Y2), when nothing else is in the way. What is in the way, or
    nothing; a refused attempt is audited (rule P1).
    """
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        if row is None or row.state not in WRITABLE:
            return GONE
        draft = wording.read(queries.draft(session, row))
        public, is_now = queries.to_approve(session, row, now)
        found = obstacles(draft, now) + publishing_obstacles(draft, by, seen=seen, is_now=is_now)
        if not found and not (outcome := factor(session)):
            found = [Obstacle(code=FACTOR[outcome], field="code")]
        if found or public is None:
            record(session, appeal_id, "publish_refused", by=by, now=now, obstacles=codes(found))
            return found
        make_public(session, row, public, by, now)
        return []


def make_public(session: Session, row: Appeal, public: PublicAppeal, by: UUID, now: datetime) -> None:
    """Version, state, epoch and audit of one publication; every obstacle was asked before, in this transaction."""
    session.add(
        AppealVersion(
            appeal_id=row.id, number=public.version, content=content_of(public), material=row.material,
            latitude=public.latitude, longitude=public.longitude, radius=public.radius, national=public.national,
            published_at=now, published_by=by, writers=row.writers, reason=row.change_reason or "first",
        )
    )  # fmt: skip
    row.state, row.current_version, row.live_until = State.PUBLISHED, public.version, public.review_at
    row.published_by, row.published_at = by, now
    row.submitted_at, row.writers, row.review_note, row.change_reason = None, [], "", ""
    row.ended_by, row.ended_at, row.end_reason = None, None, ""
    raise_epoch(session, now)
    record(session, row.id, "published", by=by, now=now, version=public.version, reach=row.reach, material=row.material)
    background.nudge(session, "appeals.visit", str(row.id))


def codes(found: list[Obstacle]) -> list[str]:
    """As the audit trail keeps them."""
    return sorted({str(obstacle.code) for obstacle in found})
