"""The demo's appeals, taken through the same journey as real ones: draft, photo, review, a second person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from appeals import queries
from appeals.rules import (
    Answer,
    Consent,
    EndReason,
    Fields,
    LegalBasis,
    Obstacle,
    Question,
    Reach,
    ReachReason,
)
from appeals.workflow import (
    Approval,
    Writing,
    publish_appeal,
    schedule_publication,
    start_draft,
    submit_for_review,
    withdraw_appeal,
)
from foundation.database import reading
from foundation.places import lookup
from searchhero.demo import dressing
from searchhero.demo.cast import APPEALS, OFFICERS, DemoAppeal
from searchhero.demo.partners import brief
from staff.access import Factor, Person


class BlockedError(Exception):
    """The gate refused an appeal of the demo: the cast has to be mended."""

    def __init__(self, name: str, found: list[Obstacle]) -> None:
        super().__init__(f"{name}: {', '.join(f'{each.code} {each.field} {each.words}' for each in found)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who writes and who publishes, and the teams as (force, id)."""

    editor: Person
    approver: Person
    teams: list[tuple[str, UUID]]
    partners: list[UUID]
    """Who is briefed of the appeal that is not public, and of the one that was withdrawn."""


def publish_all(desk: Desk, now: datetime) -> list[UUID]:
    """Every appeal of the cast, in the state that it ends in; their ids in the order of the cast."""
    return [_appeal(desk, number, each, now) for number, each in enumerate(APPEALS)]


def _appeal(desk: Desk, number: int, each: DemoAppeal, now: datetime) -> UUID:
    then = now - timedelta(hours=each.hours_ago)
    writing = Writing(fields=_fields(desk, number, each, now), risk_checked=each.ends != "draft")
    appeal_id = start_draft(desk.editor.id, writing, now=then)
    dressing.dress(appeal_id, desk.editor, desk.approver, each, then)
    if each.ends in {"briefed", "withdrawn"}:
        brief(desk.editor, desk.approver, appeal_id, desk.partners, then)
    if each.ends in {"draft", "briefed"}:
        return appeal_id
    if found := submit_for_review(appeal_id, desk.editor.id, material=True, now=then):
        raise BlockedError(each.known_as, found)
    if each.ends == "scheduled":
        _schedule(desk, appeal_id, each, now)
    elif each.ends != "review":
        _publish(desk, appeal_id, each, then)
    if each.ends == "withdrawn":  # just now: the certificate counts the seconds until every channel is neutral
        withdraw_appeal(appeal_id, desk.editor.id, EndReason.SAFE_AND_WELL, now=now)
    return appeal_id


def _publish(desk: Desk, appeal_id: UUID, each: DemoAppeal, then: datetime) -> None:
    seen = _seen(appeal_id, each, then)
    found = publish_appeal(appeal_id, desk.approver.id, seen=seen, factor=lambda _: Factor.CONFIRMED, now=then)
    if found:
        raise BlockedError(each.known_as, found)


def _schedule(desk: Desk, appeal_id: UUID, each: DemoAppeal, now: datetime) -> None:
    """For a full hour within the day that its risk check is good for."""
    at = (now + timedelta(hours=18)).replace(minute=0, second=0, microsecond=0)
    approval = Approval(seen=_seen(appeal_id, each, now), publish_at=at)
    found = schedule_publication(appeal_id, desk.approver.id, approval, factor=lambda _: Factor.CONFIRMED, now=now)
    if found:
        raise BlockedError(each.known_as, found)


def _seen(appeal_id: UUID, each: DemoAppeal, then: datetime) -> str:
    with reading() as session:
        row = queries.appeal(session, appeal_id)
        seen = queries.to_approve(session, row, then)[1] if row else ""
    if not seen:
        raise BlockedError(each.known_as, [])
    return seen


def _fields(desk: Desk, number: int, each: DemoAppeal, now: datetime) -> Fields:
    force, team_id = desk.teams[each.force]
    with reading() as session:
        place = lookup.find(session, each.town, 1)[0]
    careful = each.reach == Reach.PARTNER
    return Fields(
        known_as=each.known_as,
        age=each.age,
        description=each.description,
        last_seen=each.last_seen.format(day=dressing.day_of(now - timedelta(hours=each.hours_ago + 4))),
        place_id=place.id,
        area_radius=10_000,
        force=force,
        reference=f"MP-2026-{1041 + 7 * number}",
        officer=OFFICERS[each.force] if each.ends != "draft" else "",
        team_id=team_id,
        legal_basis=LegalBasis.POLICE_REQUEST,
        legal_reason="The police asked for the public's help; there is concern for the person's safety.",
        family_consent=Consent.GIVEN,
        risk=each.risk,
        reach=each.reach,
        reach_reason=ReachReason.POLICE_ASKED,
        review_at=now + timedelta(days=150 if each.years else 14) if each.ends != "draft" else None,
        risk_answers=dict.fromkeys(Question, Answer.UNKNOWN if careful else Answer.NO),
    )
