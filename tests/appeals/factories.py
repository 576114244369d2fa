"""Rows of the appeals room, with the staff and the team that they need."""

import io
import re
import zlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from appeals import queries, workflow
from appeals.models import Appeal, AppealVersion
from appeals.rules import Fields, PhotoWords, PublicAppeal, Question
from appeals.workflow import Writing
from appeals.workflow.marks import raise_epoch
from foundation.database import reading, transaction
from foundation.places.lookup import fold
from foundation.places.models import Place
from foundation.tokens import opaque
from staff.access import Factor
from staff.models import StaffAccount, Team
from tests.staff.browser import StaffClient

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
"""A Monday morning; the factories' "now" unless told."""


def make_staff(session: Session, *, roles: tuple[str, ...] = ("editor",), name: str = "Rowan Ferrie") -> StaffAccount:
    """Somebody of the staff, straight into the table."""
    account = StaffAccount(
        email=f"{uuid4().hex}@example.org",
        name=name,
        roles=list(roles),
        password_hash="$argon2id$never",
        created_at=NOW,
    )
    session.add(account)
    session.flush()
    return account


def make_team(session: Session, *, force: str = "Strathmore Police") -> Team:
    """An investigating team."""
    team = Team(force=force, name=f"Missing People Unit {uuid4().hex[:6]}", created_at=NOW)
    session.add(team)
    session.flush()
    return team


def make_place(
    session: Session, name: str, *, region: str = "Highland", nation: str = "Scotland", **at: float
) -> Place:
    """A place that is not in the gazetteer (the table outlives a test, so it is found again)."""
    found = session.scalar(select(Place).where(Place.name == name, Place.area == region, Place.id < 0))
    if found is None:
        found = Place(
            id=-1 - zlib.crc32(f"{name}/{region}".encode()) % 1_000_000_000,
            name=name,
            folded=fold(f"{name} {region}"),
            area=region,
            nation=nation,
            latitude=at.get("latitude", 57.48),
            longitude=at.get("longitude", -4.22),
            population=1000,
        )
        session.add(found)
        session.flush()
    return found


def publish_appeal(**overrides: Any) -> PublicAppeal:
    """A live appeal, in its own transaction, as two invented people published it.

    ``overrides`` are the fields of ``PublicAppeal``, and: ``now``, ``risk``, ``team_id``, ``state``, ``material``.
    """
    now: datetime = overrides.pop("now", NOW)
    with transaction() as session:
        appeal = _appeal(session, now, overrides)
        session.add(appeal)
        session.flush()
        _version(session, appeal, now, overrides)
        raise_epoch(session, now)
    with transaction() as session:
        version = queries.version_of(session, appeal.id, 1)
    assert version is not None
    return version


def end_appeal(appeal_id: UUID, *, now: datetime = NOW) -> None:
    """Withdraw it, straight in the table."""
    with transaction() as session:
        appeal = session.get_one(Appeal, appeal_id)
        appeal.state, appeal.ended_at, appeal.end_reason = "withdrawn", now, "stand_down"
        raise_epoch(session, now)


def _appeal(session: Session, now: datetime, given: dict[str, Any]) -> Appeal:
    writer = make_staff(session)
    review_at = given.setdefault("review_at", now + timedelta(days=14))
    return Appeal(
        id=given.get("appeal_id") or uuid4(),
        public_id=given.get("public_id") or opaque(),
        state=given.get("state", "published"),
        known_as=given.get("known_as", "Morven Tulloch"),
        age=given.get("age", 34),
        description=given.get(
            "description", "About 170 cm tall, short dark hair, a green waxed jacket and walking boots."
        ),
        last_seen=given.get("last_seen", "Near the bus station on Sunday evening."),
        force=given.get("force", "Strathmore Police"),
        reference=given.get("reference", "SP-2026-0417"),
        officer="Sergeant Isla Brodie",
        team_id=given.get("team_id") or make_team(session).id,
        legal_basis="vital_interests",
        legal_reason="The police asked for the public's help.",
        risk=given.get("risk", "medium"),
        reach="national" if given.get("national") else "area",
        area_radius=given.get("radius", 10_000),
        review_at=review_at,
        live_until=review_at,
        risk_answers={},
        created_by=writer.id,
        created_at=now,
        edited_by=writer.id,
        edited_at=now,
        writers=[],
        published_at=now,
        current_version=1,
    )


def _version(session: Session, appeal: Appeal, now: datetime, given: dict[str, Any]) -> None:
    photos = [
        {"key": photo.key, "alt": photo.alt, "width": photo.width, "height": photo.height}
        for photo in given.get("photos", ())
    ]
    publisher = make_staff(session, roles=("approver",), name="Ailsa Munro")
    appeal.published_by = publisher.id
    session.add(
        AppealVersion(
            appeal_id=appeal.id,
            number=1,
            content={
                "known_as": appeal.known_as,
                "age": appeal.age,
                "description": appeal.description,
                "last_seen": appeal.last_seen,
                "area": given.get("area", "Inverness, Highland"),
                "region": given.get("region", "Highland"),
                "nation": given.get("nation", "Scotland"),
                "force": appeal.force,
                "reference": appeal.reference,
                "photos": photos,
                "review_at": given["review_at"].isoformat(),
            },
            material=given.get("material", True),
            latitude=given.get("latitude", 57.4778),
            longitude=given.get("longitude", -4.2247),
            radius=appeal.area_radius,
            national=given.get("national", False),
            published_at=given.get("published_at", now),
            published_by=publisher.id,
            writers=[appeal.created_by],
            reason="first",
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """People, a team and a place for one journey."""

    editor: UUID
    other_editor: UUID
    approver: UUID
    manager: UUID
    other_manager: UUID
    team: UUID
    place: int


def make_desk() -> Desk:
    """Everybody who takes part in an appeal."""
    with transaction() as session:
        return Desk(
            editor=make_staff(session).id,
            other_editor=make_staff(session, name="Una Petrie").id,
            approver=make_staff(session, roles=("approver",), name="Ailsa Munro").id,
            manager=make_staff(session, roles=("duty_manager",), name="Lorne Baxter").id,
            other_manager=make_staff(session, roles=("duty_manager", "approver"), name="Iona Keir").id,
            team=make_team(session).id,
            place=make_place(session, "Testburgh").id,
        )


SAFE = {str(question): "no" for question in Question}


def complete(desk: Desk, now: datetime = NOW, **changes: Any) -> Writing:
    """A form of the desk with nothing missing."""
    fields = Fields(
        known_as="Morven Tulloch",
        age=34,
        description="About 170 cm tall, with short dark hair. She wore a green waxed jacket.",
        last_seen="Near the bus station on Sunday evening.",
        place_id=desk.place,
        area_radius=10_000,
        force="Strathmore Police",
        reference="SP/26/0417",
        officer="Sergeant Isla Brodie",
        team_id=desk.team,
        legal_basis="police_request",
        legal_reason="The police asked for the help of the public.",
        family_consent="given",
        risk="medium",
        reach="area",
        reach_reason="police_asked",
        review_at=now + timedelta(days=14),
        risk_answers=SAFE,
    )
    return Writing(fields=replace(fields, **changes), risk_checked=True)


def yes(session: Session) -> Factor:
    """A second factor that is right."""
    return Factor.CONFIRMED


def seen(appeal_id: UUID, now: datetime = NOW) -> str:
    """The fingerprint of what an approver would see at this moment."""
    with reading() as session:
        return queries.to_approve(session, session.get_one(Appeal, appeal_id), now)[1]


def previewed(browser: StaffClient, appeal_id: UUID) -> str:
    """What the page of previews gives this approver to approve with."""
    page = browser.get(f"/staff/appeals/{appeal_id}/preview").text
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found
    return found[1]


def publish_through_the_gate(desk: Desk, now: datetime = NOW, **changes: Any) -> UUID:
    """A live appeal, by the real workflow."""
    appeal_id = workflow.start_draft(desk.editor, complete(desk, now, **changes), now=now)
    assert workflow.submit_for_review(appeal_id, desk.editor, material=True, now=now) == []
    assert workflow.publish_appeal(appeal_id, desk.approver, seen=seen(appeal_id, now), factor=yes, now=now) == []
    return appeal_id


def drafted_with_photo(desk: Desk, now: datetime, *, colours: tuple[str, ...] = ("teal",), **changes: Any) -> UUID:
    """On the desk, with a photo of each colour whose pictures are on the disk."""
    appeal_id = workflow.start_draft(desk.editor, complete(desk, now, **changes), now=now)
    words = PhotoWords(alt="A woman in a green jacket", source="Family", permission="Sister, by phone")
    for colour in colours:
        content = io.BytesIO()
        Image.new("RGB", (700, 500), colour).save(content, "PNG")
        assert workflow.add_photo(appeal_id, desk.editor, content.getvalue(), words, now=now)
    return appeal_id


def published_with_photo(
    desk: Desk, now: datetime, *, colours: tuple[str, ...] = ("teal",), **changes: Any
) -> PublicAppeal:
    """As the public gets it, by the real workflow."""
    appeal_id = drafted_with_photo(desk, now, colours=colours, **changes)
    assert workflow.submit_for_review(appeal_id, desk.editor, material=True, now=now) == []
    assert workflow.publish_appeal(appeal_id, desk.approver, seen=seen(appeal_id, now), factor=yes, now=now) == []
    with reading() as session:
        public = queries.published(session, session.get_one(Appeal, appeal_id).public_id, now)
    assert public is not None
    return public
