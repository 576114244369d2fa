"""Partner briefings: two people, a link for each partner, the click, and the recall."""

import io
import re
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from random import Random
from threading import Thread
from time import monotonic, sleep
from uuid import UUID, uuid4

import psycopg
import pytest
from PIL import Image, ImageChops
from sqlalchemy import select

from appeals import queries as all_queries
from appeals import tasks, workflow
from appeals.briefing import link_path, marked, recall_path, reference_of
from appeals.models import Appeal, AppealPhoto, Briefing, BriefingLink, BriefingVersion
from appeals.queries import briefing as queries
from appeals.queries import certificate as certificates
from appeals.rules import Code, EndReason, PhotoWords
from appeals.rules.briefing import CloseReason, Standing
from appeals.rules.certificate import OF_A_PHOTO
from appeals.rules.translations import seen_of
from appeals.workflow import TranslationApproval, TranslationWords, purge, recall
from appeals.workflow import briefing as journey
from foundation import background, clock, tokens
from foundation.audit import AuditEntry
from foundation.database import reading, transaction
from foundation.settings import settings
from foundation.tokens import Purpose
from outbox import workflow as outbox
from outbox.models import OutboxMessage
from outbox.rules import Lane
from staff.models import Partner, PartnerAddress
from staff.rules import Role
from staff.wall import tiles_for
from tests.appeals.backup import back_up, lose_ledger, restore
from tests.appeals.factories import Desk, complete, make_desk, yes
from tests.appeals.factories import seen as public_seen
from tests.staff.factories import make_partner

assert tasks.briefing.recall
LIBRARY, SHELTER = "desk@libraries.example.org", "night@shelter.example.org"
NAME = "Morven Tulloch"


@pytest.fixture(autouse=True)
def context(app):
    with app.app_context():
        yield


@dataclass(frozen=True, kw_only=True)
class Case:
    desk: Desk
    appeal_id: UUID
    library: Partner
    shelter: Partner


def picture() -> bytes:
    content = io.BytesIO()
    Image.linear_gradient("L").resize((700, 500)).convert("RGB").save(content, "PNG")
    return content.getvalue()


@pytest.fixture
def case() -> Case:
    """An appeal for partners alone, with a photo, two partners, and a third one as noise."""
    now, desk = clock.now(), make_desk()
    careful = {"fled_abuse": "unknown"}
    form = complete(desk, now)
    answers = dict(form.fields.risk_answers) | careful
    fields = replace(form.fields, reach="partner", risk_answers=answers)
    appeal_id = workflow.start_draft(desk.editor, replace(form, fields=fields), now=now)
    words = PhotoWords(alt="A woman in a green jacket", source="Family", permission="Sister")
    assert workflow.add_photo(appeal_id, desk.editor, picture(), words, now=now)
    with transaction() as session:
        library = make_partner(session, name="Northshire Libraries", emails=(LIBRARY,))
        shelter = make_partner(session, name="Quiet Harbour Shelter", kind="shelter", emails=(SHELTER,))
        make_partner(session, name="Elsewhere Buses", kind="transport", emails=("control@buses.example.org",))
    return Case(desk=desk, appeal_id=appeal_id, library=library, shelter=shelter)


def seen(case: Case) -> str:
    with reading() as session:
        row = session.get_one(Appeal, case.appeal_id)
        return queries.outgoing(session, row, queries.open_briefing(session, case.appeal_id), clock.now()).seen


def propose(case: Case, *partners: Partner, by: UUID | None = None, now=None) -> list[Code]:
    chosen = [each.id for each in partners or (case.library, case.shelter)]
    found = journey.propose_briefing(case.appeal_id, by or case.desk.editor, chosen, now=now or clock.now())
    return [each.code for each in found]


def send(case: Case, *, by: UUID | None = None, what: str | None = None, now=None) -> list[Code]:
    found = journey.send_briefing(
        case.appeal_id, by or case.desk.approver, seen=seen(case) if what is None else what, factor=yes,
        now=now or clock.now(),
    )  # fmt: skip
    return [each.code for each in found]


@pytest.fixture
def sent(case: Case) -> Case:
    assert (propose(case), send(case)) == ([], [])
    return case


def row_of(case: Case) -> Appeal:
    with reading() as session:
        return session.get_one(Appeal, case.appeal_id)


def links() -> list[queries.Held]:
    with reading() as session:
        return queries.held_links(session, session.scalars(select(Briefing.id)).all())


def link_to(name: str) -> queries.Held:
    return next(each for each in links() if each.partner.name == name)


def mails(kind: str = "") -> list[OutboxMessage]:
    with reading() as session:
        found = session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at, OutboxMessage.id)).all()
    return [each for each in found if kind in {"", each.kind}]


def page_of(name: str) -> str:
    held = link_to(name)
    return link_path(held.link.id, held.link.link_version)


def deliver(now=None) -> None:
    outbox.deliver_due(Lane.DEFAULT, now=lambda: now or clock.now(), chance=Random(1))


def actions(prefix: str) -> list[str]:
    with reading() as session:
        found = session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq))
        return [each for each in found if each.startswith(prefix)]


# Two people, and the gate


def test_P11_a_briefing_takes_two_people_neither_of_whom_may_be_the_other(case):
    assert propose(case) == []
    assert Code.SAME_PERSON in send(case, by=case.desk.editor)
    assert links() == []
    assert send(case) == []
    assert {each.partner.name for each in links()} == {"Northshire Libraries", "Quiet Harbour Shelter"}
    with reading() as session:
        version = session.scalars(select(BriefingVersion)).one()
    assert case.desk.editor in version.writers
    assert (version.proposed_by, version.approved_by) == (case.desk.editor, case.desk.approver)
    assert "appeal.briefing_send_refused" in actions("appeal.briefing")


def test_P11_whoever_put_it_forward_does_not_send_it_even_without_having_written(case):
    assert propose(case, by=case.desk.approver) == []
    assert send(case) == [Code.PROPOSER]
    assert send(case, by=case.desk.other_manager) == []


def test_P11_whoever_wrote_what_is_public_does_not_send_it_after_a_translation_either(case):
    now, desk = clock.now(), case.desk
    writing = complete(desk, now, description="Tall, with a red scarf.")
    workflow.save_draft(case.appeal_id, desk.other_editor, writing, edition=row_of(case).edition, now=now)
    assert workflow.submit_for_review(case.appeal_id, desk.editor, material=True, now=now) == []
    given = public_seen(case.appeal_id, now)
    assert workflow.publish_appeal(case.appeal_id, desk.approver, seen=given, factor=yes, now=now) == []
    welsh = TranslationWords(description="Tal, sgarff goch.", last_seen="Gorsaf fysiau", alts={})
    workflow.save_translation(case.appeal_id, "cy", desk.editor, welsh, now=now)
    with reading() as session:
        shown = seen_of(all_queries.written(all_queries.translation(session, case.appeal_id, "cy")))
    approval = TranslationApproval(by=desk.approver, seen=shown, reads_it=True, factor=yes)
    assert workflow.approve_translation(case.appeal_id, "cy", approval, now=now) == []
    assert row_of(case).current_version == 2
    assert propose(case, now=now) == []
    assert send(case, by=desk.other_editor) == [Code.SAME_PERSON]
    assert send(case) == []


def test_P11_a_changed_word_voids_what_was_put_forward(case):
    propose(case)
    before = seen(case)
    with reading() as session:
        edition = session.get_one(Appeal, case.appeal_id).edition
    form = complete(case.desk, clock.now(), reach="partner", description="Quite other words about a tall woman.")
    workflow.save_draft(case.appeal_id, case.desk.editor, form, edition=edition, now=clock.now())
    assert set(send(case, what=before)) == {Code.BRIEFING_CHANGED, Code.NOT_WHAT_WAS_SEEN}
    assert propose(case) == []
    assert send(case) == []


def test_P11_a_partner_that_was_approved_meanwhile_is_not_sent_what_the_approver_did_not_see(case):
    propose(case)
    before = seen(case)
    with transaction() as session:
        address = session.scalars(select(PartnerAddress).where(PartnerAddress.email == SHELTER)).one()
        address.retired_at = clock.now()
    assert send(case, what=before) == [Code.NOT_WHAT_WAS_SEEN]


def test_P1_all_that_is_missing_is_named_at_once_and_partners_are_reach_enough(case):
    with transaction() as session:
        row = session.get_one(Appeal, case.appeal_id)
        row.officer, row.review_at, row.reach = "", None, "none"
        row.risk_checked_at = clock.now() - timedelta(hours=25)
    assert set(propose(case)) == {
        Code.OFFICER_MISSING, Code.REVIEW_MISSING, Code.REACH_NONE, Code.RISK_CHECK_OLD
    }  # fmt: skip
    assert actions("appeal.briefing") == ["appeal.briefing_refused"]


def test_P3_an_unknown_answer_keeps_it_from_the_public_and_not_from_partners(case, client):
    workflow.submit_for_review(case.appeal_id, case.desk.editor, material=True, now=clock.now())
    assert (propose(case), send(case)) == ([], [])
    with reading() as session:
        public_id = session.get_one(Appeal, case.appeal_id).public_id
    assert client.get(f"/appeals/{public_id}").status_code == 410
    assert NAME not in client.get("/appeals").text
    assert NAME in client.get(page_of("Northshire Libraries")).text


def test_P12_nobody_is_briefed_who_was_not_chosen_or_has_no_approved_address(case):
    with transaction() as session:
        silent = make_partner(session, name="No Address Library")
    assert propose(case, silent) == [Code.NO_PARTNERS]
    assert (propose(case, case.library, silent), send(case)) == ([], [])
    assert [each.recipient for each in mails("briefing")] == [LIBRARY]


# What partners get


def test_F2_the_mail_carries_a_reference_and_a_link_and_nothing_of_the_person(sent, relay, client):
    deliver()
    assert sorted(each.recipient for each in relay.inbox) == [LIBRARY, SHELTER]
    for mail in relay.inbox:
        for told in (NAME, "green waxed jacket", "SP/26/0417", "Testburgh", "34"):
            assert told not in mail.text.replace("116 000", "")
            assert told not in mail.message["Subject"]
    mine = relay.to(LIBRARY)[0]
    assert reference_of(links()[0].briefing.id) in mine.text
    url = re.search(r"http://localhost(/briefings/\S+)", mine.text)[1]
    assert url in mine.html
    assert NAME in client.get(url).text
    assert url not in relay.to(SHELTER)[0].text


def test_P12_the_page_carries_the_partners_name_sets_no_cookie_and_is_kept_nowhere(sent, client):
    answer = client.get(page_of("Northshire Libraries"))
    assert answer.text.count("For Northshire Libraries only") == 3
    assert "Quiet Harbour" not in answer.text
    assert "Do not pass it on outside your organisation" in answer.text
    assert "tel:999" in answer.text and "tel:101" in answer.text
    assert "SP/26/0417" in answer.text
    assert "/sighting" not in answer.text
    assert NAME not in re.search(r"<title>(.*?)</title>", answer.text, re.DOTALL)[1]
    photo = client.get(re.search(r'src="(/briefings/[^"]+\.jpg)"', answer.text)[1])
    for each in (answer, photo):
        assert each.status_code == 200
        assert each.headers["Cache-Control"] == "no-store"
        assert each.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in each.headers["X-Robots-Tag"]
        assert "Set-Cookie" not in each.headers and "ETag" not in each.headers


def test_P12_every_partner_has_pictures_of_its_own_with_its_name_in_the_pixels(sent, client):
    made = {}
    for name in ("Northshire Libraries", "Quiet Harbour Shelter"):
        path = re.search(r'src="(/briefings/[^"]+\.jpg)"', client.get(page_of(name)).text)[1]
        made[name] = client.get(path).data
    first, second = made.values()
    assert first != second
    pictures = [Image.open(io.BytesIO(each)).convert("L") for each in (first, second)]
    with reading() as session:
        key = session.scalars(select(AppealPhoto.key)).one()
    from foundation.images import Format, store

    clean = Image.open(io.BytesIO(store.read_public(key, 640, Format.JPEG))).convert("L")
    for each in pictures:
        assert each.size == clean.size
        changed = ImageChops.difference(each, clean).point(lambda value: 255 if value > 12 else 0)
        for corner in ((0, 0), (1, 0), (0, 1), (1, 1)):
            half = (clean.width // 2, clean.height // 2)
            left, top = corner[0] * half[0], corner[1] * half[1]
            assert changed.crop((left, top, left + half[0], top + half[1])).getbbox(), corner
    assert ImageChops.difference(*pictures).getbbox()
    assert not Image.open(io.BytesIO(first)).getexif()


@pytest.mark.parametrize("name", ["Comhairle nan Eilean Siar", "Tŷ Ŵyn", "x" * 120, "مكتبة", "Łódź 图书馆"])
def test_any_partners_name_can_be_drawn(name):
    content = io.BytesIO()
    Image.new("RGB", (320, 427), "teal").save(content, "JPEG")
    assert marked(content.getvalue(), name) != content.getvalue()


def test_F5_reading_is_told_by_a_click_with_a_name_and_by_nothing_else(sent, client):
    path = page_of("Northshire Libraries")
    for _ in range(2):
        assert client.get(path).status_code == client.head(path).status_code == 200
    assert [each.standing for each in links()] == [Standing.SENT, Standing.SENT]
    assert client.get(f"{path}/read").status_code == 405
    assert client.post(f"{path}/read", data={"who": "Sam  at the desk", "version": "1"}).status_code == 303
    held = link_to("Northshire Libraries")
    assert (held.standing, held.link.read_by) == (Standing.READ, "Sam at the desk")
    assert link_to("Quiet Harbour Shelter").standing is Standing.SENT
    assert "Thank you" in client.get(path).text
    client.post(f"{path}/read", data={"who": "Somebody else"})
    assert link_to("Northshire Libraries").link.read_by == "Sam at the desk"
    assert actions("briefing.") == ["briefing.read"]


@pytest.mark.parametrize(
    "form", [{}, {"version": "-4"}, {"version": "²"}, {"version": "9" * 400}, {"who": "\x00\u202e"}]
)
def test_whatever_comes_with_it_the_click_counts(sent, client, form):
    assert client.post(f"{page_of('Northshire Libraries')}/read", data=form).status_code == 303
    assert link_to("Northshire Libraries").link.read_version == 1


def test_a_name_that_is_too_long_is_said_and_nothing_is_noted(sent, client):
    answer = client.post(f"{page_of('Northshire Libraries')}/read", data={"who": "x" * 121})
    assert answer.status_code == 422
    assert "Use at most 120 characters" in answer.text
    assert link_to("Northshire Libraries").link.read_at is None


def test_an_update_is_a_new_version_for_the_same_partners_and_asks_for_the_click_again(sent, client):
    path = page_of("Northshire Libraries")
    client.post(f"{path}/read", data={"version": "1"})
    with reading() as session:
        edition = session.get_one(Appeal, sent.appeal_id).edition
    form = complete(sent.desk, clock.now(), reach="partner", description="She now wears a blue coat.")
    workflow.save_draft(sent.appeal_id, sent.desk.editor, form, edition=edition, now=clock.now())
    assert "blue coat" not in client.get(path).text
    assert (propose(sent, sent.library), send(sent)) == ([], [])
    assert "blue coat" in client.get(path).text
    assert "It has changed since you told us" in client.get(path).text
    assert link_to("Northshire Libraries").standing is Standing.READ_BEFORE
    assert [each.recipient for each in mails("briefing")].count(SHELTER) == 2
    assert len(links()) == 2


def test_more_partners_get_the_same_version_and_the_others_no_second_mail(case):
    assert (propose(case, case.library), send(case)) == ([], [])
    assert (propose(case, case.shelter), send(case)) == ([], [])
    assert sorted(each.recipient for each in mails("briefing")) == [LIBRARY, SHELTER]
    assert {each.link.sent_version for each in links()} == {1}


# Dead links


def neutral(client) -> tuple:
    answer = client.get("/appeals/00000000000000000000")
    return answer.status_code, answer.data, sorted(answer.headers)


def test_P9_dead_unknown_malformed_and_aged_links_get_the_same_answer(sent, client):
    held = link_to("Northshire Libraries")
    good = page_of("Northshire Libraries")
    photo = re.search(r'src="(/briefings/[^"]+\.jpg)"', client.get(good).text)[1]
    at = good.rindex(".") + 5
    forged = good[:at] + ("A" if good[at] != "A" else "B") + good[at + 1 :]
    other = f"/briefings/{tokens.sign(Purpose.BRIEFING_RECALL, str(held.link.id), 1)}"
    odd = [
        f"/briefings/{tokens.sign(Purpose.BRIEFING, *values)}"
        for values in ((), ("x", 1), (1, 1), (str(held.link.id), "x"), (str(held.link.id), 2), (str(uuid4()), 1))
    ]
    unknown = [f"{good}/photos/{'a' * 20}.jpg", "/briefings/x", "/briefings/recalled/x", recall_path(held.link.id, 1)]
    for path in (forged, other, *odd, *unknown):
        answer = client.get(path)
        assert (answer.status_code, answer.data, sorted(answer.headers)) == neutral(client), path
    for path in (forged, other, *odd):
        assert client.post(f"{path}/read").status_code == 410
    recall.recall_briefing(sent.appeal_id, sent.desk.approver, now=clock.now())
    for path in (good, photo):
        answer = client.get(path)
        assert (answer.status_code, answer.data, sorted(answer.headers)) == neutral(client), path
    assert client.post(f"{good}/read").status_code == 410


def test_P9_a_link_is_dead_by_its_age_alone(sent, client):
    import time_machine

    with time_machine.travel(clock.now() - timedelta(days=31), tick=False):
        old = page_of("Northshire Libraries")
    assert client.get(old).status_code == 410


def test_R2_withdrawing_the_appeal_kills_every_link_in_the_same_moment_with_no_worker_at_all(sent, client):
    path = page_of("Northshire Libraries")
    workflow.withdraw_appeal(sent.appeal_id, sent.desk.editor, EndReason.STAND_DOWN, now=clock.now())
    answer = client.get(path)
    assert (answer.status_code, answer.data, sorted(answer.headers)) == neutral(client)


def test_R2_a_link_stays_dead_when_the_appeal_is_opened_again_before_any_sweep(sent, client):
    path = page_of("Northshire Libraries")
    workflow.withdraw_appeal(sent.appeal_id, sent.desk.editor, EndReason.STAND_DOWN, now=clock.now())
    workflow.reopen_appeal(sent.appeal_id, sent.desk.editor, now=clock.now())
    assert client.get(path).status_code == 410
    recall.sweep_recalls(clock.now())
    assert len(mails("briefing-recall")) == 2


def test_P10_links_die_at_the_review_date_and_copies_are_called_back(sent, client):
    path = page_of("Northshire Libraries")
    with transaction() as session:
        session.scalars(select(Briefing)).one().live_until = clock.now() - timedelta(seconds=1)
    assert client.get(path).status_code == 410
    recall.sweep_recalls(clock.now())
    assert sorted(each.recipient for each in mails("briefing-recall")) == [LIBRARY, SHELTER]
    assert {each.briefing.end_reason for each in links()} == {"review"}


def test_a_link_dies_with_its_address(sent, client):
    path, other = page_of("Northshire Libraries"), page_of("Quiet Harbour Shelter")
    with transaction() as session:
        session.scalars(select(PartnerAddress).where(PartnerAddress.email == LIBRARY)).one().retired_at = clock.now()
    assert client.get(path).status_code == 410
    assert client.get(other).status_code == 200


# The recall


def test_H5_a_briefing_that_was_not_handed_over_yet_does_not_go_out_after_the_recall(sent, relay):
    recall.recall_briefing(sent.appeal_id, sent.desk.approver, now=clock.now())
    deliver()
    assert relay.inbox == []
    assert {(each.state, each.last_fault) for each in mails("briefing")} == {("failed", "taken-back")}
    assert all(each.seen_at for each in mails("briefing"))
    recall.sweep_recalls(clock.now())
    deliver()
    assert {each.recipient for each in relay.inbox} == {LIBRARY, SHELTER}
    assert all("withdrawn" in each.message["Subject"] for each in relay.inbox)


def test_H5_withdrawing_the_appeal_beats_the_mail_too_before_any_sweep(sent, relay):
    workflow.withdraw_appeal(sent.appeal_id, sent.desk.editor, EndReason.STAND_DOWN, now=clock.now())
    deliver()
    assert relay.inbox == []


def test_R2_the_recall_is_acknowledged_by_a_click_and_chased_until_it_is(sent, relay, client, app):
    deliver()
    relay.inbox.clear()
    start = clock.now()
    recall.recall_briefing(sent.appeal_id, sent.desk.approver, now=start)
    recall.sweep_recalls(start)
    deliver()
    mail = relay.to(LIBRARY)[0]
    for told in (NAME, "SP/26/0417", "Testburgh"):
        assert told not in mail.text + mail.html + mail.message["Subject"]
    url = re.search(r"http://localhost(/briefings/recalled/\S+)", mail.text)[1]
    page = client.get(url)
    assert page.status_code == client.head(url).status_code == 200
    assert NAME not in page.text and page.headers["Cache-Control"] == "no-store"
    assert len(links()) == 2 and {each.standing for each in links()} == {Standing.ASKED}
    client.post(url, data={"who": "Sam"})
    client.post(url, data={"who": "Kim"})
    held = link_to("Northshire Libraries")
    assert (held.standing, held.link.taken_down_by) == (Standing.TAKEN_DOWN, "Sam")
    assert "There is nothing more to do" in client.get(url).text
    relay.inbox.clear()
    for hours, reminders in ((1, 0), (25, 1), (26, 1), (74, 2), (500, 2)):
        recall.sweep_recalls(start + timedelta(hours=hours))
        deliver(start + timedelta(hours=hours))
        assert len(relay.to(SHELTER)) == reminders, hours
    assert relay.to(LIBRARY) == []
    assert all(each.message["Subject"].startswith("Reminder") for each in relay.inbox)
    assert link_to("Quiet Harbour Shelter").standing is Standing.SILENT
    with reading() as session:
        assert [each.partner.name for each in queries.unanswered(session)] == ["Quiet Harbour Shelter"]


def test_Y6_who_does_not_answer_is_on_the_wall_in_red_and_has_an_alarm(sent, app):
    from tests.sightings.cases import person_of
    from tests.staff.factories import make_person

    start = clock.now() - timedelta(hours=80)
    recall.recall_briefing(sent.appeal_id, sent.desk.approver, now=start)
    for hours in (0, 24, 72):
        recall.sweep_recalls(start + timedelta(hours=hours))
    with transaction() as session:
        person = person_of(make_person(session, Role.DUTY_MANAGER))
    with app.test_request_context(), reading() as session:
        tile = next(each for each in tiles_for(session, person, clock.now()) if "recall" in each.title)
        row = background.WAITING["appeals.recall_unanswered"]
        assert (tile.count, tile.urgent) == (2, True)
        assert clock.now() - row.oldest(session) > row.alarm
    for each in links():
        assert recall.close_recall(each.link.id, sent.desk.manager, CloseReason.BY_PHONE, now=clock.now())
    with reading() as session:
        assert row.oldest(session) is None
    assert {(each.standing, each.link.closed_by) for each in links()} == {(Standing.CLOSED, sent.desk.manager)}
    assert actions("appeal.briefing_recall_closed") == ["appeal.briefing_recall_closed"] * 2


def test_R2_nobody_is_asked_twice_or_never_when_a_worker_dies_in_the_middle(sent, environment, app):
    now = clock.now()

    def work(link_id):
        with app.app_context():
            background.one_by_one([link_id], partial(recall.ask, now=now), step="appeals.ask_for_recall")

    recall.recall_briefing(sent.appeal_id, sent.desk.approver, now=now)
    second = link_to("Quiet Harbour Shelter").link.id
    with psycopg.connect(environment["SEARCHHERO_DATABASE_OWNER_URL"]) as holder:
        holder.execute("select 1 from briefing_link where id = %s for update", (second,))
        worker = Thread(target=work, args=(second,))
        worker.start()
        ended = "select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock'"
        while not holder.execute(ended).fetchall():
            sleep(0.05)
        worker.join(10)
    assert mails("briefing-recall") == []
    with reading() as session:
        assert background.WAITING["appeals.recall_unsent"].oldest(session) == now
    workers = [Thread(target=work, args=(each.link.id,)) for each in links() * 3]
    for each in workers:
        each.start()
    for each in workers:
        each.join(10)
    recall.sweep_recalls(now)
    assert sorted(each.recipient for each in mails("briefing-recall")) == [LIBRARY, SHELTER]


def test_P11_recalling_takes_one_person_and_what_was_only_put_forward_is_dropped_without_a_mail(case):
    propose(case)
    assert not recall.recall_briefing(case.appeal_id, case.desk.editor, now=clock.now())
    workflow.withdraw_appeal(case.appeal_id, case.desk.editor, EndReason.MISTAKE, now=clock.now())
    recall.sweep_recalls(clock.now())
    assert mails() == []
    with reading() as session:
        assert session.scalars(select(Briefing.end_reason)).all() == ["dropped"]
        assert queries.how_unanswered(session) == (0, None)


def test_an_address_that_was_retired_gets_no_recall_mail_and_stays_on_the_list(sent):
    with transaction() as session:
        session.scalars(select(PartnerAddress).where(PartnerAddress.email == LIBRARY)).one().retired_at = clock.now()
    recall.recall_briefing(sent.appeal_id, sent.desk.approver, now=clock.now())
    recall.sweep_recalls(clock.now())
    assert [each.recipient for each in mails("briefing-recall")] == [SHELTER]
    with reading() as session:
        assert {each.partner.name for each in queries.unanswered(session)} == {
            "Northshire Libraries", "Quiet Harbour Shelter"
        }  # fmt: skip


def test_after_a_recall_a_new_briefing_has_new_links(sent, client):
    old = page_of("Northshire Libraries")
    recall.recall_briefing(sent.appeal_id, sent.desk.approver, now=clock.now())
    assert (propose(sent, sent.library), send(sent)) == ([], [])
    with reading() as session:
        fresh = session.scalars(select(BriefingLink).join(Briefing).where(Briefing.state == "sent")).one()
    assert client.get(link_path(fresh.id, 1)).status_code == 200
    assert client.get(old).status_code == 410


@pytest.mark.parametrize("is_public", [True, False])
def test_R3_a_photo_that_is_taken_back_alone_is_asked_back_from_partners_too(case, client, is_public):
    now, desk = clock.now(), case.desk
    if is_public:
        workflow.save_draft(case.appeal_id, desk.editor, complete(desk, now), edition=row_of(case).edition, now=now)
        assert workflow.submit_for_review(case.appeal_id, desk.editor, material=True, now=now) == []
        given = public_seen(case.appeal_id, now)
        assert workflow.publish_appeal(case.appeal_id, desk.approver, seen=given, factor=yes, now=now) == []
    assert (propose(case), send(case, by=desk.other_manager)) == ([], [])
    path = re.search(r'src="(/briefings/[^"]+\.jpg)"', client.get(page_of("Northshire Libraries")).text)[1]
    with reading() as session:
        name = session.scalars(select(AppealPhoto.original)).one()
    assert workflow.remove_photo(case.appeal_id, desk.editor, name, now=clock.now())
    assert client.get(path).status_code == 410
    with reading() as session:
        (certificate,) = certificates.certificates(session, case.appeal_id)
        left = {each.kind for each in certificates.leftovers_of(session, certificate.id)}
    assert left == {"partners"} | (set(OF_A_PHOTO) if is_public else set())


def test_a_mail_with_a_link_that_leaked_meanwhile_is_held_back_and_the_one_with_the_new_link_goes(sent, client, relay):
    held = link_to("Northshire Libraries")
    assert recall.renew_link(sent.appeal_id, held.link.id, sent.desk.editor, now=clock.now())
    deliver()
    (mine,) = relay.to(LIBRARY)
    assert "a new link, the old one is dead" in mine.text
    assert client.get(re.search(r"http://localhost(/briefings/\S+)", mine.text)[1]).status_code == 200
    assert len(relay.to(SHELTER)) == 1
    assert sorted((each.state, each.last_fault) for each in mails("briefing")) == [
        ("failed", "taken-back"), ("sent", None), ("sent", None)
    ]  # fmt: skip


def test_R5_a_link_that_leaked_opens_nothing_after_a_restore_either(sent, client):
    held, backup = link_to("Northshire Libraries"), back_up()
    assert recall.renew_link(sent.appeal_id, held.link.id, sent.desk.editor, now=clock.now())
    for ledger_was_written in (True, False):
        if not ledger_was_written:
            lose_ledger()
            assert purge.note_standing() > 0
        restore(backup)
        assert client.get(link_path(held.link.id, 1)).status_code == 410
        assert client.get(link_path(held.link.id, 2)).status_code == 200
        assert link_to("Quiet Harbour Shelter").link.link_version == 1


@pytest.mark.parametrize("row", ["briefing", "briefing_link"])
def test_P11_who_hangs_with_a_briefing_does_not_hold_up_who_calls_it_back(sent, client, row):
    path = page_of("Northshire Libraries")
    with closing(psycopg.connect(settings().database_url)) as holder:
        holder.execute(f"select 1 from {row} for update")
        before = monotonic()
        assert recall.recall_briefing(sent.appeal_id, sent.desk.editor, now=clock.now())
        assert monotonic() - before < 6
    assert client.get(path).status_code == 410


def test_a_link_that_leaked_is_dead_at_once_and_its_address_gets_another(sent, client, relay):
    deliver()
    old, other = link_to("Northshire Libraries"), link_to("Quiet Harbour Shelter")
    before, theirs = link_path(old.link.id, 1), link_path(other.link.id, 1)
    now = clock.now()
    assert recall.renew_link(sent.appeal_id, old.link.id, sent.desk.editor, now=now)
    dead = client.get(before)
    assert (dead.status_code, dead.data) == (410, client.get("/briefings/nothing").data)
    assert client.post(f"{before}/read", data={"version": 1}).status_code == 410
    assert client.get(theirs).status_code == 200
    assert NAME in client.get(link_path(old.link.id, 2)).text
    (mail,) = [each for each in mails("briefing") if "a new link, the old one is dead" in each.text]
    assert mail.recipient == LIBRARY
    (link,) = re.findall(r"http://localhost(/briefings/\S+)", mail.text)
    assert NAME in client.get(link).text
    assert "may have got into wrong hands" in mail.text
    assert NAME not in mail.text + mail.html
    assert actions("appeal.briefing_link_renewed") == ["appeal.briefing_link_renewed"]


def test_a_new_link_is_made_of_a_live_link_of_that_appeal_only(sent):
    held, now = link_to("Northshire Libraries"), clock.now()
    assert not recall.renew_link(uuid4(), held.link.id, sent.desk.editor, now=now)
    assert not recall.renew_link(sent.appeal_id, uuid4(), sent.desk.editor, now=now)
    assert recall.recall_briefing(sent.appeal_id, sent.desk.editor, now=now)
    assert not recall.renew_link(sent.appeal_id, held.link.id, sent.desk.editor, now=now)
    assert link_to("Northshire Libraries").link.link_version == 1


def test_after_a_new_link_the_recall_goes_by_it_and_the_click_is_not_asked_for_again(sent, client):
    held, now = link_to("Northshire Libraries"), clock.now()
    journey.acknowledge_read(held.link.id, 1, "Ann", now=now)
    assert recall.renew_link(sent.appeal_id, held.link.id, sent.desk.editor, now=now)
    assert "Thank you. You told us so" in client.get(link_path(held.link.id, 2)).text
    assert recall.recall_briefing(sent.appeal_id, sent.desk.editor, now=now)
    assert client.get(recall_path(held.link.id, 2)).status_code == 200
    assert client.get(recall_path(held.link.id, 1)).status_code == 410


def test_whoever_may_recall_may_send_a_new_link_and_is_told_what_it_does(sent, signed_in, app):
    here = f"/staff/appeals/{sent.appeal_id}/briefing"
    link_id = link_to("Northshire Libraries").link.id
    for number, role in enumerate((Role.EDITOR, Role.APPROVER, Role.TRIAGER, Role.DUTY_MANAGER), 2):
        someone = signed_in(role)
        page = someone.get(here).text
        assert "Send a new link, the old one leaked" in page
        assert f"A new one goes to {LIBRARY} alone." in page
        assert someone.post_form(f"{here}/links/{link_id}/renew", page=here).status_code == 303
        assert link_to("Northshire Libraries").link.link_version == number
    assert (
        signed_in(Role.ADMINISTRATOR).post_form(f"{here}/links/{link_id}/renew", page="/staff/people").status_code
        == 403
    )


def test_partners_of_an_appeal_that_is_not_public_are_told_how_to_tell_it_by_telephone(sent, client):
    page = client.get(link_path(link_to("Northshire Libraries").link.id, 1)).text
    with reading() as session:
        appeal = session.get_one(Appeal, sent.appeal_id)
    assert "there is no form for it. Please telephone" in page
    assert f"Ask for {appeal.force} and give the reference {appeal.reference}." in page
    assert "Call 999 when it is happening now" in page
    assert "/sighting" not in page
    assert client.get(f"/appeals/{appeal.public_id}/sighting").status_code == 410
