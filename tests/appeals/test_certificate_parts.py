"""What the certificate says beside what a stranger can fetch, and of an appeal that only partners had (rule R3)."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import update

from appeals import certificate as registry
from appeals import channels, workflow
from appeals.models import Appeal, AppealVersion, Briefing, BriefingLink, ChannelVisit
from appeals.queries import briefing as briefings
from appeals.queries import certificate as queries
from appeals.queries import purge as owed
from appeals.queries.shown import NEVER_PUBLIC, as_published
from appeals.rules import EndReason
from appeals.rules.certificate import BOUND, Leftover
from appeals.rules.purge import Line, Noted
from appeals.workflow import briefing as journey
from appeals.workflow import certificate, purge, recall
from appeals.workflow.api_keys import check_key
from foundation import clock
from foundation.database import reading, transaction
from foundation.stranger import Stranger
from heroes.models import DigestChunk, DigestDelivery, DigestItem, DigestRun
from searchhero.purge import replay
from staff import rescue
from tests.appeals.factories import SAFE, complete, published_with_photo, yes
from tests.appeals.test_certificate import Later
from tests.browser import serving
from tests.heroes.factories import follow
from tests.staff.factories import make_partner


@pytest.fixture(autouse=True)
def context(app: Flask):
    with app.app_context():
        yield


@pytest.fixture(scope="module")
def site(app: Flask):
    with serving(app) as address:
        yield Stranger(key=lambda: check_key(clock.now()), origin=address.replace("localhost", "127.0.0.1"))


@pytest.fixture
def briefed(desk):
    """An appeal that two partners have and the public never had."""
    now = clock.now()
    form = complete(desk, now)
    fields = replace(form.fields, reach="partner", risk_answers=SAFE | {"fled_abuse": "unknown"})
    appeal_id = workflow.start_draft(desk.editor, replace(form, fields=fields), now=now)
    with transaction() as session:
        partners = [
            make_partner(session, name="Northshire Libraries", emails=("desk@libraries.example.org",)),
            make_partner(session, name="Quiet Harbour Shelter", emails=("night@shelter.example.org",)),
        ]
    assert journey.propose_briefing(appeal_id, desk.editor, [each.id for each in partners], now=now) == []
    with reading() as session:
        row = session.get_one(Appeal, appeal_id)
        seen = briefings.outgoing(session, row, briefings.open_briefing(session, appeal_id), now).seen
    assert journey.send_briefing(appeal_id, desk.approver, seen=seen, factor=yes, now=now) == []
    return appeal_id


def withdraw(appeal_id, desk, now=None):
    assert workflow.withdraw_appeal(appeal_id, desk.editor, EndReason.STAND_DOWN, now=now or clock.now())


def proof(appeal_id):
    with reading() as session:
        one = queries.certificates(session, appeal_id)[0]
        said = {line.code: line for line in registry.lines(session, registry.ended_of(one))}
        return one, said, queries.channels_of(session, one.id), queries.leftovers_of(session, one.id)


def check(appeal_id, site, by=timedelta()):
    return certificate.check_certificate(proof(appeal_id)[0].id, visit=site, clock=Later(by))


def test_R3_an_appeal_that_only_partners_had_is_proved_like_any_other(briefed, desk, site):
    withdraw(briefed, desk)
    assert check(briefed, site) and check(briefed, site, BOUND)
    one, said, listed, leftovers = proof(briefed)
    assert one.version == NEVER_PUBLIC and one.digest
    assert {each.channel for each in listed} >= {"page", "lists", "feeds"}
    assert [each.kind for each in leftovers] == [Leftover.PARTNERS]
    assert said["partner_links_dead"].count == 2
    assert said["partners_silent"].count == 2 and said["partners_silent"].open
    assert "Northshire Libraries; Quiet Harbour Shelter" in said["partners_silent"].words
    assert said["mails_waiting"].count == 2
    assert "partner_links_open" not in said


def test_R3_a_partner_who_has_answered_is_not_among_the_silent(briefed, desk):
    withdraw(briefed, desk)
    recall.sweep_recalls(clock.now())
    with reading() as session:
        first, second = briefings.sent_links(session, briefed)
    recall.acknowledge_taken_down(first.link.id, "Somebody", now=clock.now())
    said = proof(briefed)[1]
    assert said["partners_silent"].count == 1
    assert second.partner.name in said["partners_silent"].words
    assert first.partner.name not in said["partners_silent"].words


def test_R3_what_a_stranger_cannot_fetch_is_asked_for_too_and_holds_back_the_seal(desk, site):
    """Planted: the appeal is taken back by its row alone, and back in the API's answer."""
    appeal = published_with_photo(desk, clock.now())
    withdraw(appeal.appeal_id, desk)
    with transaction() as session:
        row = session.get_one(Appeal, appeal.appeal_id)
        row.state, row.ended_at = "published", None
    _, said, _, _ = proof(appeal.appeal_id)
    assert said["api_shows"].shows
    with transaction() as session:
        row = session.get_one(Appeal, appeal.appeal_id)
        row.state, row.ended_at = "withdrawn", clock.now()
    assert proof(appeal.appeal_id)[1]["api_appeals"].count == 0
    assert check(appeal.appeal_id, site)


def test_R3_the_api_line_alone_keeps_a_certificate_open(desk, site):
    appeal = published_with_photo(desk, clock.now())
    withdraw(appeal.appeal_id, desk)

    @registry.part("9 planted")
    def planted(session, ended):
        return [registry.Line(code="planted", words="Still there", shows=True)]

    try:
        assert not check(appeal.appeal_id, site, BOUND)
        assert proof(appeal.appeal_id)[0].digest is None
    finally:
        registry._PARTS.pop("9 planted")
    assert check(appeal.appeal_id, site, 2 * BOUND)


def test_R3_digests_that_had_it_and_those_that_go_without_it_are_counted(desk):
    now = clock.now()
    appeal, other = published_with_photo(desk, now), published_with_photo(desk, now, known_as="Somebody Else")
    states = ["sent", "sent", "waiting", "dropped"]
    ends = [now - timedelta(hours=1), now + timedelta(hours=1), None, now + timedelta(hours=1)]
    with transaction() as session:
        run = DigestRun(id=uuid4(), kind="daily", window_start=now, made_at=now, planned_at=now)
        session.add(run)
        session.flush()
        chunk = DigestChunk(run_id=run.id, number=1, due_at=now)
        session.add(chunk)
        session.flush()
        for position, (state, ended_at) in enumerate(zip([*states, "sent"], [*ends, ends[0]], strict=True)):
            about = appeal if position < len(states) else other
            hero = follow().id
            session.add(
                DigestDelivery(
                    run_id=run.id, hero_id=hero, chunk_id=chunk.id, position=position, planned_at=now, state=state,
                    ended_at=ended_at,
                )
            )  # fmt: skip
            session.flush()
            session.add(DigestItem(hero_id=hero, appeal_id=about.appeal_id, version=1, run_id=run.id, position=1))
    withdraw(appeal.appeal_id, desk, now)
    said = proof(appeal.appeal_id)[1]
    assert said["digests_handed_over"].count == 1
    assert said["digests_left_out"].count == 2
    assert "1 still wait" in said["digests_left_out"].words


def test_R3_addresses_of_an_earlier_version_are_looked_at_too(desk, site):
    appeal = published_with_photo(desk, clock.now())
    former = "/feeds/areas/moray.rss"
    with transaction() as session:
        session.add(
            ChannelVisit(
                appeal_id=appeal.appeal_id, version=1, path=former, channel="feeds", kind="shared",
                tried_at=clock.now(), shown_at=clock.now(), etags=[],
            )
        )  # fmt: skip
    assert former not in {each.path for each in channels.addresses(appeal)}
    withdraw(appeal.appeal_id, desk)
    assert check(appeal.appeal_id, site)
    assert former in {each.path for each in proof(appeal.appeal_id)[2]}


def test_R5_what_was_purged_before_it_was_proved_is_proved_by_its_names(desk, site):
    appeal = published_with_photo(desk, clock.now())
    withdraw(appeal.appeal_id, desk)
    assert purge.purge_appeal(appeal.appeal_id, now=clock.now())
    with reading() as session:
        left = as_published(session, appeal.appeal_id, 1)
        assert session.get_one(AppealVersion, (appeal.appeal_id, 1)).content.get("known_as") is None
    assert (left.public_id, [each.key for each in left.photos]) == (
        appeal.public_id, [each.key for each in appeal.photos]
    )  # fmt: skip
    assert check(appeal.appeal_id, site) and check(appeal.appeal_id, site, BOUND)
    assert proof(appeal.appeal_id)[0].digest


def test_R5_a_restore_does_not_open_the_links_of_partners_again(briefed):
    now = clock.now()
    with reading() as session:
        assert [each.line for each in owed.standing(session)] == [Line.LIVE]
    purge.note([Noted(appeal_id=briefed, line=Line.ENDED, at=now + timedelta(minutes=1))])
    assert replay() == (1, 0)
    with reading() as session:
        held = briefings.sent_links(session, briefed)
        assert [briefings.still_to_send(session, each.link.id, clock.now()) for each in held] == [False, False]
    assert proof(briefed)[0].reason == "restored"


def test_R5_a_briefing_called_back_alone_does_not_come_back_with_an_old_backup(briefed, desk):
    now = clock.now() + timedelta(minutes=1)
    with reading() as session:
        held = {each: getattr(briefings.open_briefing(session, briefed), each) for each in ("state", "end_reason")}
    assert recall.recall_briefing(briefed, desk.editor, now=now)
    with transaction() as session:
        session.execute(update(Briefing).values(ended_at=None, ended_by=None, **held))
        assert [briefings.still_to_send(session, each.link.id, now) for each in briefings.sent_links(session, briefed)]
    assert replay() == (1, 0)
    with reading() as session:
        links = [each.link.id for each in briefings.sent_links(session, briefed)]
        assert [briefings.still_to_send(session, each, clock.now()) for each in links] == [False, False]
        assert {each.link.next_ask_at is None for each in briefings.sent_links(session, briefed)} == {False}
    assert replay() == (0, 0)


def test_R5_the_purge_forgets_who_answered_and_what_was_rescued(briefed, desk):
    path, others = f"/staff/appeals/{briefed}", f"/staff/appeals/{uuid4()}"
    for each in (path, others):
        assert rescue.keep(desk.editor, each, [("known_as", "Morven Tulloch")], clock.now())
    withdraw(briefed, desk)
    recall.sweep_recalls(clock.now())
    with reading() as session:
        first, second = (each.link.id for each in briefings.sent_links(session, briefed))
    with transaction() as session:
        session.execute(update(BriefingLink).values(read_by="Reader"))
    recall.acknowledge_taken_down(first, "Answerer", now=clock.now())
    assert purge.purge_appeal(briefed, now=clock.now())

    def named(link_id):
        with reading() as session:
            link = session.get_one(BriefingLink, link_id)
            return link.read_by, link.taken_down_by

    assert named(first) == (None, None)
    assert named(second) == ("Reader", None)
    recall.acknowledge_taken_down(second, "Answerer", now=clock.now())
    assert named(second) == (None, None)
    with reading() as session:
        assert rescue.kept(session, desk.editor, path, clock.now()) is None
        assert rescue.kept(session, desk.editor, others, clock.now())
