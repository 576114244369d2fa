"""Reports at the desk, straight into the table; what happens to them goes the real way."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from appeals import queries as appeals
from foundation import clock, tokens
from foundation.audit import AuditEntry
from foundation.database import reading, transaction
from foundation.images import store
from outbox.models import OutboxMessage
from sightings.composers import team_link
from sightings.models import Forwarding, Sighting, SightingPhoto
from sightings.queries import desk
from sightings.rules.places import GivenPlace, Source, to_json
from sightings.rules.states import Verdict
from sightings.workflow import triage
from sightings.workflow.forward import Judgement, forward_unreviewed
from staff.access import Person
from staff.models import StaffAccount, Team, TeamAddress
from staff.rules import Role
from tests.appeals.factories import publish_appeal
from tests.staff.browser import StaffClient
from tests.staff.factories import make_person, make_team

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
FIRST, SECOND = "mpu@northshire.example.org", "duty@northshire.example.org"
WORDS = "She sat by the bandstand with a red umbrella and asked me for the time."
WHERE = "The bandstand in Ferrymuir Park"
PHONE = "07700 900321"
NAME = "Morven Tulloch"


@dataclass(frozen=True, kw_only=True)
class Case:
    """A live appeal with its team, and a triager."""

    appeal_id: UUID
    team: Team
    triager: Person


def person_of(account: StaffAccount) -> Person:
    return Person(
        id=account.id, name=account.name, email=account.email, roles=frozenset(Role(role) for role in account.roles)
    )


def make_case(*, risk: str = "medium", emails: tuple[str, ...] = (FIRST, SECOND), now: datetime = NOW) -> Case:
    with transaction() as session:
        team = make_team(session, emails=emails)
        triager = person_of(make_person(session, Role.TRIAGER, name="Catriona Bell"))
    appeal = publish_appeal(team_id=team.id, risk=risk, known_as=NAME, now=now)
    return Case(appeal_id=appeal.appeal_id, team=team, triager=triager)


def make_report(session: Session, case: Case, **columns) -> Sighting:
    """A report of a sender who agreed that the police may contact them."""
    values = {
        "appeal_id": case.appeal_id, "form_key": uuid4().hex, "receipt_index": uuid4().bytes, "lane": "normal",
        "received_at": NOW, "request_id": uuid4().hex, "what": WORDS, "seen_when": "This morning", "seen_at": None,
        "places": to_json([GivenPlace(source=Source.WORDS, text=WHERE)]), "contact_name": "Sam Ferrie",
        "contact_phone": PHONE, "contact_email": None, "police_may_contact": True, "charity_may_contact": False,
        "under_18": False, "flags": [],
    }  # fmt: skip
    sighting = Sighting(**values | columns)
    session.add(sighting)
    session.flush()
    return sighting


def report(case: Case, **columns) -> Sighting:
    """As ``make_report``, in its own transaction."""
    with transaction() as session:
        return make_report(session, case, **columns)


def judge(sighting: Sighting, case: Case, verdict: Verdict = Verdict.CREDIBLE, words: str = "", now: datetime = NOW):
    """Open and judge, as the case's triager."""
    triage.open_report(sighting.id, case.triager, now)
    return triage.judge(sighting.id, Judgement(verdict=verdict, words=words, by=case.triager), now)


def forwarded(case: Case, now: datetime = NOW, **columns) -> Forwarding:
    """A credible report on its way."""
    sighting = report(case, **columns)
    assert judge(sighting, case, now=now) is None
    return forwarding_of(sighting.id)


def forwarded_unreviewed(case: Case, now: datetime = NOW, **columns) -> Forwarding:
    with transaction() as session:
        sighting = make_report(session, case, **{"lane": "urgent", "flags": ["urgent"]} | columns)
        found = appeals.case_of(session, case.appeal_id, now)
        return forward_unreviewed(session, sighting, found, now=now)


def forwarding_of(sighting_id: UUID) -> Forwarding:
    with transaction() as session:
        return desk.forwardings(session, sighting_id)[0]


def approve_address(case: Case, email: str, rank: int = 1) -> None:
    with transaction() as session:
        one, other = make_person(session, Role.DUTY_MANAGER), make_person(session, Role.ADMINISTRATOR)
        session.add(
            TeamAddress(
                team_id=case.team.id, email=email, rank=rank, proposed_by=one.id, proposed_at=NOW,
                approved_by=other.id, approved_at=NOW + timedelta(minutes=1),
            )
        )  # fmt: skip


def link(forwarding: Forwarding) -> str:
    return team_link(forwarding.id, forwarding.link_version)


def fresh(forwarding: Forwarding) -> Forwarding:
    with reading() as session:
        return session.get_one(Forwarding, forwarding.id)


def counted(model) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(model))


def trail(action: str) -> list[AuditEntry]:
    with reading() as session:
        return list(session.scalars(select(AuditEntry).where(AuditEntry.action == action)))


def with_photo(case: Case) -> tuple[Sighting, SightingPhoto]:
    with transaction() as session:
        sighting = make_report(session, case, received_at=clock.now())
        photo = SightingPhoto(
            sighting_id=sighting.id, received_at=NOW, key=tokens.opaque(), state="clean", width=10, height=10
        )
        session.add(photo)
        store.put_sealed(photo.key, b"the original, with its GPS")
        store.put_sealed(photo.key, b"\xff\xd8clean pixels", "clean")
    return sighting, photo


def open_for(browser: StaffClient, sighting: Sighting):
    return browser.post_form(f"/staff/sightings/{sighting.id}/open", page=f"/staff/sightings/{sighting.id}")


def posted(kind: str = "forwarding") -> list[OutboxMessage]:
    with reading() as session:
        return list(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind).order_by("created_at")))
