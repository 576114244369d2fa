"""The duty of care's rules of the appeals room."""

import random
import string
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from appeals import queries, wording, workflow
from appeals.models import Appeal, AppealSchedule, AppealVersion
from appeals.rules import (
    Answer,
    Code,
    Draft,
    DraftPhoto,
    EndReason,
    Fields,
    HitKind,
    Question,
    Reach,
    State,
    content_of,
    obstacles,
    publishing_obstacles,
)
from appeals.rules.obstacles import RISK_CHECK_GOOD_FOR
from foundation import clock
from foundation.database import reading
from tests.appeals.factories import NOW, SAFE, complete, end_appeal, make_desk, publish_appeal, seen, yes
from tests.appeals.factories import Desk as People

PEOPLE = People(
    editor=uuid4(),
    other_editor=uuid4(),
    approver=uuid4(),
    manager=uuid4(),
    other_manager=uuid4(),
    team=uuid4(),
    place=1,
)
PHOTO = DraftPhoto(key="k" * 20, name="k" * 20, alt="A woman", source="Family", permission="Given", state="ready")


def draft(**changes):
    fields = {name: changes.pop(name) for name in list(changes) if name in Fields.__dataclass_fields__}
    whole = Draft(
        state=State.REVIEW,
        fields=complete(PEOPLE, **fields).fields,
        photos=(PHOTO,),
        risk_checked_at=NOW,
        writers=frozenset({PEOPLE.editor}),
        submitted=True,
    )
    return wording.read(replace(whole, **changes))


def codes(of, now=NOW):
    return {each.code for each in obstacles(of, now)}


def test_P1_a_complete_draft_has_nothing_in_its_way():
    assert codes(draft()) == set()


BLANKS = {
    "known_as": ("", Code.NAME_MISSING),
    "age": (None, Code.AGE_MISSING),
    "description": ("", Code.DESCRIPTION_MISSING),
    "last_seen": ("", Code.LAST_SEEN_MISSING),
    "place_id": (None, Code.PLACE_MISSING),
    "force": ("", Code.FORCE_MISSING),
    "reference": ("", Code.REFERENCE_MISSING),
    "officer": ("", Code.OFFICER_MISSING),
    "team_id": (None, Code.TEAM_MISSING),
    "legal_basis": ("", Code.BASIS_MISSING),
    "legal_reason": ("", Code.BASIS_REASON_MISSING),
    "review_at": (None, Code.REVIEW_MISSING),
    "reach_reason": ("", Code.REACH_REASON_MISSING),
}


@given(st.sets(st.sampled_from(sorted(BLANKS))))
def test_P1_every_missing_thing_is_named_at_once(blank):
    assert codes(draft(**{name: BLANKS[name][0] for name in blank})) == {BLANKS[name][1] for name in blank}


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ({"alt": ""}, Code.PHOTO_ALT_MISSING),
        ({"source": ""}, Code.PHOTO_SOURCE_MISSING),
        ({"permission": ""}, Code.PHOTO_PERMISSION_MISSING),
        ({"state": "waiting"}, Code.PHOTO_WAITING),
        ({"state": "broken"}, Code.PHOTO_BROKEN),
    ],
)
def test_P1_each_photo_has_source_permission_and_words(part, code):
    assert codes(draft(photos=(PHOTO, replace(PHOTO, key="j" * 20, **part)))) == {code}


def test_P1_the_risk_check_is_at_most_24_hours_old():
    assert codes(draft(), NOW + RISK_CHECK_GOOD_FOR) == set()
    assert codes(draft(), NOW + RISK_CHECK_GOOD_FOR + timedelta(seconds=1)) == {Code.RISK_CHECK_OLD}
    assert codes(draft(risk_checked_at=None)) == {Code.RISK_CHECK_MISSING}
    assert codes(draft(risk_checked_at=NOW + timedelta(seconds=1))) == {Code.RISK_CHECK_OLD}


def test_P1_the_review_date_is_ahead_and_near():
    assert codes(draft(review_at=NOW)) == {Code.REVIEW_PAST}
    assert codes(draft(review_at=NOW + timedelta(days=30))) == {Code.REVIEW_FAR}


@pytest.mark.parametrize("consent", ["given", "refused", "not_asked", ""])
def test_P2_the_familys_word_neither_stops_nor_carries_an_appeal(consent):
    assert codes(draft(family_consent=consent)) == set()
    assert codes(draft(family_consent=consent, legal_basis="")) == {Code.BASIS_MISSING}


@pytest.mark.parametrize("question", list(Question))
@pytest.mark.parametrize("answer", [Answer.YES, Answer.UNKNOWN])
def test_P3_a_doubt_keeps_it_to_partners_unless_a_second_senior_person_says_why(question, answer):
    doubtful = {"risk_answers": SAFE | {question: answer}}
    assert codes(draft(**doubtful)) == {Code.SENIOR_NEEDED}
    assert codes(draft(**doubtful, reach=Reach.PARTNER)) == {Code.REACH_NOT_PUBLIC}
    assert codes(draft(**doubtful, senior_by=PEOPLE.manager)) == {Code.SENIOR_NEEDED}
    allowed = draft(**doubtful, senior_by=PEOPLE.manager, senior_reason="Agreed with the police")
    assert codes(allowed) == set()
    assert codes(replace(allowed, writers=frozenset({PEOPLE.manager}))) == {Code.SENIOR_NEEDED}
    found = publishing_obstacles(allowed, PEOPLE.manager, seen="a", is_now="a")
    assert [each.code for each in found] == [Code.SENIOR_IS_PUBLISHER]


def test_P3_a_question_without_an_answer_is_a_doubt():
    assert codes(draft(risk_answers={})) == {Code.QUESTION_OPEN, Code.SENIOR_NEEDED}


@pytest.mark.parametrize("basis", ["vital_interests", "public_task", "person_agreed"])
def test_P4_a_child_only_at_the_request_of_the_police(basis):
    assert codes(draft(age=17, legal_basis=basis)) == {Code.CHILD_NEEDS_POLICE}
    assert codes(draft(age=18, legal_basis=basis)) == set()


@pytest.mark.parametrize(
    "words", ["foster home", "her placement", "Northfield School", "a social worker", "was exploited", "in care"]
)
def test_P4_of_a_child_care_and_school_words_cannot_be_cleared(words):
    text = f"A girl with a red bag. Near the {words}."
    child = draft(age=15, last_seen=text)
    assert codes(replace(child, cleared=frozenset(child.hits))) == {Code.CHILD_WORDS}
    adult = draft(age=30, last_seen=text)
    assert codes(adult) == {Code.WORDS_TO_CLEAR}
    assert codes(replace(adult, cleared=frozenset(adult.hits))) == set()


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("call 01632 960123", HitKind.PHONE),
        ("call +44 7700 900123", HitKind.PHONE),
        ("mail to a.person@example.org", HitKind.EMAIL),
        ("in IV99 1AA", HitKind.POSTCODE),
        ("at 14 Quarry Street", HitKind.ADDRESS),
        ("in flat 3/2", HitKind.ADDRESS),
        ("born in spring", HitKind.BIRTH),
        ("12 March 1990", HitKind.BIRTH),
        ("12/03/90", HitKind.BIRTH),
        ("has dementia", HitKind.HEALTH),
        ("needs medication", HitKind.HEALTH),
        ("is suicidal", HitKind.SELF_HARM),
        ("may harm himself", HitKind.SELF_HARM),
        ("asked for asylum", HitKind.IMMIGRATION),
        ("left prison", HitKind.CRIME),
        ("with her mother", HitKind.FAMILY),
        ("after a sighting", HitKind.SIGHTING),
    ],
)
@pytest.mark.parametrize("field", ["description", "last_seen", "known_as", "alt"])
def test_P5_private_words_wait_for_a_person(field, words, kind):
    text = f"Green coat. He {words}."
    found = draft(photos=(replace(PHOTO, alt=text),)) if field == "alt" else draft(**{field: text})
    assert kind in {hit.kind for hit in found.hits}
    assert codes(found) == {Code.WORDS_TO_CLEAR}
    assert codes(replace(found, cleared=frozenset(found.hits))) == set()


def test_P5_plain_words_are_left_alone():
    text = "About 170 cm tall, 5 ft 7, size 10 boots, a 1970s coat. Seen at 10.30 on Sunday 4 May near the high street."
    assert draft(description=text, last_seen=text).hits == ()


def test_P5_the_public_value_has_no_field_for_what_is_never_published():
    words = {"known_as", "age", "description", "last_seen", "area", "region", "nation", "force", "reference"}
    assert set(content_of(publish_appeal())) == words | {"photos", "review_at", "missing_since", "translations"}


@pytest.mark.parametrize("point", ["57.4778, -4.2247", "NH 665 452", "///filled.count.soap"])
def test_P6_a_point_cannot_be_cleared_and_an_area_is_never_narrow(point):
    found = draft(last_seen=f"Near {point}.")
    assert codes(replace(found, cleared=frozenset(found.hits))) == {Code.WORDS_TO_MEND}
    assert codes(draft(area_radius=4_999)) == {Code.RADIUS_UNKNOWN}


@pytest.mark.parametrize("word", ["absconded", "a runaway", "ran away", "a frequent misper"])
def test_P7_a_judging_word_is_a_warning_and_no_obstacle(word):
    found = draft(description=f"The person {word}.")
    assert {hit.kind for hit in found.hits} == {HitKind.JUDGING}
    assert codes(found) == set()


def test_P9_unknown_and_withdrawn_answer_with_the_same_bytes(client):
    chance = random.Random(9)
    now = clock.now()
    withdrawn = [publish_appeal(now=now).public_id for _ in range(5)]
    live_photo = f"{'k' * 20}-320.jpg"
    names = [*withdrawn]
    with reading() as session:
        ids = {row.public_id: row.id for row in session.scalars(select(Appeal))}
    for public_id in withdrawn:
        end_appeal(ids[public_id], now=now)
    names.append(publish_appeal(now=now, review_at=now - timedelta(seconds=1)).public_id)
    names.append(publish_appeal(now=now, state="draft").public_id)
    names += ["".join(chance.choices(string.ascii_lowercase + string.digits, k=20)) for _ in range(60)]
    names += ["".join(chance.choices(string.printable[:62] + "-_.~%20é", k=chance.randint(1, 40))) for _ in range(30)]
    names += ["%00", "a", "x" * 3000, "' or 1=1 --", "..%2e", "é", "%FF", "0" * 20, "A" * 20]
    answers = set()
    for name in names:
        for path in (f"/appeals/{name}", f"/appeals/{name}/photos/{live_photo}", f"/appeals/{name}/photos/x"):
            answer = client.get(path)
            headers = tuple(sorted((key, value) for key, value in answer.headers.items() if key != "Date"))
            answers.add((answer.status_code, headers, answer.data))
    assert [status for status, _, _ in answers] == [410]


def test_P10_past_its_review_date_it_is_out_of_every_channel_before_any_sweep(client):
    now = clock.now()
    over = publish_appeal(
        now=now - timedelta(days=14), known_as="Over Person", review_at=now - timedelta(milliseconds=1)
    )
    assert client.get(f"/appeals/{over.public_id}").status_code == 410
    for path in ("/", "/appeals", "/feeds/appeals.rss", "/feeds/appeals.atom"):
        assert "Over Person" not in client.get(path).text


def test_P12_only_area_and_national_are_public():
    for reach in (Reach.NONE, Reach.PARTNER):
        assert Code.REACH_NOT_PUBLIC in codes(draft(reach=reach))
    for reach in (Reach.AREA, Reach.NATIONAL):
        assert codes(draft(reach=reach)) == set()


class Journeys(RuleBasedStateMachine):
    """Anybody does anything in any order; only two different people ever get a text to the public."""

    publications, kept_out, scheduled = 0, 0, 0
    """Over all runs: the way through the gate was found, and so was the wall beside it."""

    @initialize()
    def open(self):
        self.people = make_desk()
        self.staff = [self.people.editor, self.people.other_editor, self.people.approver, self.people.other_manager]
        self.now = NOW
        self.id = workflow.start_draft(self.people.editor, complete(self.people), now=NOW)
        self.wrote = {self.people.editor}
        self.version = 0
        self.text = ""

    def row(self):
        with reading() as session:
            return session.get_one(Appeal, self.id)

    @rule(
        who=st.integers(0, 3),
        text=st.sampled_from(["Tall.", "Short.", "Slim.", "Born in May."]),
        doubt=st.sampled_from([False, False, True]),
    )
    def write(self, who, text, doubt):
        answers = SAFE | {"stalking": "unknown"} if doubt else SAFE
        writing = complete(self.people, self.now, description=text, risk_answers=answers)
        outcome = workflow.save_draft(self.id, self.staff[who], writing, edition=self.row().edition, now=self.now)
        if outcome is workflow.Outcome.SAVED:
            self.wrote.add(self.staff[who])

    @rule(who=st.integers(0, 3))
    def hand_in(self, who):
        workflow.submit_for_review(self.id, self.staff[who], material=True, now=self.now)

    @rule(stale=st.sampled_from([False, False, True]))
    def approve_as_senior(self, stale):
        edition, reason = self.row().edition - stale, "Agreed with the police"
        assert (
            workflow.approve_as_senior(self.id, self.people.manager, reason, edition=edition, now=self.now) or not stale
        )

    @rule(who=st.integers(0, 3), stale=st.sampled_from([False, False, True]))
    def publish(self, who, stale):
        print_seen = "stale" if stale else seen(self.id, self.now)
        refused = workflow.publish_appeal(self.id, self.staff[who], seen=print_seen, factor=yes, now=self.now)
        if not refused:
            assert self.staff[who] not in self.wrote
            assert not stale
            self.wrote, self.version = set(), self.version + 1
            Journeys.publications += 1
        elif any(each.code is Code.SAME_PERSON for each in refused):
            Journeys.kept_out += 1

    @rule(who=st.integers(0, 3), other=st.integers(0, 3))
    def write_check_and_publish(self, who, other):
        text = ["Tall.", "Short."][self.version % 2]
        self.write(who, text, False)
        self.hand_in(who)
        self.publish(other, False)

    @rule(hours=st.sampled_from([1, 25, 400]))
    def wait(self, hours):
        self.now += timedelta(hours=hours)
        workflow.lapse_overdue(self.now)

    @rule(who=st.integers(0, 3))
    def withdraw(self, who):
        assert workflow.withdraw_appeal(self.id, self.staff[who], EndReason.STAND_DOWN, now=self.now)
        assert self.row().state == State.WITHDRAWN
        with reading() as session:
            waiting = session.scalars(select(AppealSchedule).where(AppealSchedule.state == "waiting")).all()
            shown = queries.published_list(session, self.now)
            assert queries.published(session, self.row().public_id, self.now) is None
        assert [each.appeal_id for each in [*waiting, *shown] if each.appeal_id == self.id] == []

    @rule(who=st.integers(0, 3))
    def send_back(self, who):
        workflow.send_back(self.id, self.staff[who], "Say more.", now=self.now)

    @rule(who=st.integers(0, 3), minutes=st.sampled_from([1, 90]))
    def schedule(self, who, minutes):
        approval = workflow.Approval(seen=seen(self.id, self.now), publish_at=self.now + timedelta(minutes=minutes))
        if not workflow.schedule_publication(self.id, self.staff[who], approval, factor=yes, now=self.now):
            assert self.staff[who] not in self.wrote
            Journeys.scheduled += 1

    @rule(minutes=st.sampled_from([0, 5, 120]))
    def its_moment_comes(self, minutes):
        self.now += timedelta(minutes=minutes)
        if workflow.publish_scheduled(self.id, now=self.now):
            self.wrote, self.version = set(), self.version + 1

    @rule(who=st.integers(0, 3), other=st.integers(0, 3), ends=st.booleans())
    def write_schedule_and_wait(self, who, other, ends):
        self.write(who, ["Tall.", "Short."][self.version % 2], False)
        self.hand_in(who)
        self.schedule(other, 90)
        if ends:
            self.withdraw(who)
        self.its_moment_comes(120)

    @rule(who=st.integers(0, 3))
    def reopen(self, who):
        if workflow.reopen_appeal(self.id, self.staff[who], now=self.now):
            self.wrote.add(self.staff[who])  # the others' words stand there yet

    @invariant()
    def two_people(self):
        with reading() as session:
            versions = session.scalars(select(AppealVersion).where(AppealVersion.appeal_id == self.id)).all()
            live = queries.published(session, session.get_one(Appeal, self.id).public_id, self.now)
        assert len(versions) == self.version
        assert all(each.writers and each.published_by not in each.writers for each in versions)
        assert live is None or live.version == self.version
        assert live is None or live.review_at > self.now


def test_P11_no_way_to_the_public_without_two_people_and_none_to_stop_a_withdrawal(app):
    with app.app_context():  # a schedule that is stopped is told by mail
        run_state_machine_as_test(
            Journeys,
            settings=settings(max_examples=25, stateful_step_count=15, derandomize=True, database=None),
        )
    assert Journeys.publications > 0
    assert Journeys.kept_out > 0
    assert Journeys.scheduled > 0


def test_P11_who_wrote_what_nobody_approved_does_not_publish_it_after_it_was_opened_again():
    people = make_desk()
    appeal_id = workflow.start_draft(people.other_manager, complete(people), now=NOW)
    assert workflow.withdraw_appeal(appeal_id, people.editor, EndReason.MISTAKE, now=NOW)
    assert workflow.reopen_appeal(appeal_id, people.editor, now=NOW)
    workflow.save_draft(appeal_id, people.editor, complete(people), edition=2, now=NOW)
    assert workflow.submit_for_review(appeal_id, people.editor, material=True, now=NOW) == []
    found = workflow.publish_appeal(appeal_id, people.other_manager, seen=seen(appeal_id), factor=yes, now=NOW)
    assert [each.code for each in found] == [Code.SAME_PERSON]
    assert workflow.publish_appeal(appeal_id, people.approver, seen=seen(appeal_id), factor=yes, now=NOW) == []


@pytest.mark.parametrize("writer", ["editor", "other_editor"])
def test_P11_nobody_who_wrote_a_word_of_it_publishes_it(writer):
    people = make_desk()
    appeal_id = workflow.start_draft(people.editor, complete(people), now=NOW)
    workflow.save_draft(appeal_id, people.other_editor, complete(people, description="Tall."), edition=1, now=NOW)
    assert workflow.submit_for_review(appeal_id, people.editor, material=True, now=NOW) == []
    found = workflow.publish_appeal(appeal_id, getattr(people, writer), seen=seen(appeal_id), factor=yes, now=NOW)
    assert [each.code for each in found] == [Code.SAME_PERSON]
    assert workflow.publish_appeal(appeal_id, people.approver, seen=seen(appeal_id), factor=yes, now=NOW) == []
