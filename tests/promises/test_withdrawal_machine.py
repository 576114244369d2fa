"""Rules P11 and R2 by a state machine: whatever else goes on, one person takes it all back in one call."""

import os
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic

import psycopg
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant
from sqlalchemy import select

from appeals import channels, queries, workflow
from appeals.certificate import verdicts
from appeals.channels import Kind
from appeals.models import AppealSchedule, Briefing, BriefingLink
from appeals.queries import briefing as briefings
from appeals.queries import certificate as certificates
from appeals.queries.shown import as_published
from appeals.rules import EndReason, Marks, PhotoWords, PublicAppeal, State
from appeals.rules.translations import seen_of
from appeals.workflow import Approval, Outcome, TranslationApproval, TranslationWords, api_keys, purge
from appeals.workflow import briefing as partners
from foundation import clock, kept
from foundation.database import reading, transaction
from foundation.settings import settings
from tests.appeals.factories import complete, seen, yes
from tests.promises.machine import Machine, letters, run, step
from tests.promises.test_photo_machine import picture
from tests.staff.factories import make_partner

WHO = st.integers(0, 3)
HELD = {
    "nothing": "select 1 where %s::uuid is not null",
    "photos": "select 1 from appeal_photo where appeal_id = %s for update",
    "translations": "update appeal_translation set approved_by = null, approved_at = null where appeal_id = %s",
    "briefings": "select 1 from briefing where appeal_id = %s for update",
    "visits": "select 1 from channel_visit where appeal_id = %s for update",
    "a plan": "select 1 from appeal where id = %s for key share",
}
"""What somebody else holds in an open transaction: none of it is any business of a withdrawal."""
LONG = 1.5
"""Seconds: who waits for a lock ends its holder after two."""


class Withdrawals(Machine):
    """Any state that an appeal can be in; what it was public in is looked for on every channel there is."""

    outcomes = frozenset({
        *HELD, "of a draft", "of one in review", "of a published one", "of a scheduled one", "of a briefed one",
        "of one with a translation", "of a held one", "without a disk", "twice", "looked for on every channel",
    })  # fmt: skip
    openings = (
        ("withdraw_it", {"who": 0, "held": "nothing", "disk": False}),
        ("plan_and_withdraw", {"held": "a plan"}),
        ("publish_and_withdraw", {"held": "photos", "disk": True}),
        ("publish_and_withdraw", {"held": "visits", "disk": False}),
        ("translate_and_withdraw", {"held": "translations"}),
        ("brief_and_withdraw", {"held": "briefings", "is_public": False}),
        ("brief_and_withdraw", {"held": "nothing", "is_public": True}),
    )
    client = None

    @initialize()
    def open(self):
        self.begin()
        self.id = workflow.start_draft(self.desk.editor, complete(self.desk, self.now), now=self.now)
        words = PhotoWords(alt="A woman in a teal coat", source="Her family", permission="Her sister")
        self.photo = workflow.add_photo(self.id, self.desk.editor, picture(1), words, now=self.now)
        with transaction() as session:
            self.partner = make_partner(session, emails=(f"{letters(int(self.now.timestamp()))}@example.org",)).id
        self.is_withdrawn = False
        self.looked_for: set[int] = set()
        self.go_the_first_way()

    def links(self) -> list[tuple]:
        with reading() as session:
            rows = select(BriefingLink.id, BriefingLink.link_version).join(Briefing)
            return [tuple(row) for row in session.execute(rows.where(Briefing.appeal_id == self.id))]

    @step(who=WHO, blurred=st.booleans())
    def write(self, who, blurred):
        if self.row().state in {State.WITHDRAWN, State.LAPSED}:
            assert workflow.reopen_appeal(self.id, self.people[who], now=self.now)
            self.is_withdrawn = False
        self.save(self.people[who], description=f"A green waxed jacket, {letters(self.moment)}.")
        workflow.mark_photo(self.id, self.people[who], self.photo, Marks(blurred=blurred), now=self.now)
        with reading() as session:
            owed = queries.photos_to_make(session)
        for photo_id in owed:
            workflow.make_pictures(photo_id)

    @step()
    def hand_in(self):
        self.write(who=0, blurred=False)
        assert workflow.submit_for_review(self.id, self.people[0], material=True, now=self.now) == []

    @step(minutes=st.sampled_from([30, 600]))
    def plan(self, minutes):
        self.hand_in()
        approval = Approval(seen=seen(self.id, self.now), publish_at=self.now + timedelta(minutes=minutes))
        found = workflow.schedule_publication(self.id, self.people[2], approval, factor=yes, now=self.now)
        assert found == []

    @step(approver=st.sampled_from([2, 3]))
    def publish(self, approver):
        self.hand_in()
        given = seen(self.id, self.now)
        assert workflow.publish_appeal(self.id, self.people[approver], seen=given, factor=yes, now=self.now) == []

    @step(approves=st.booleans())
    def translate(self, approves):
        words = TranslationWords(description=f"Siaced, {letters(self.moment)}.", last_seen="Gorsaf", alts={})
        saved = workflow.save_translation(self.id, "cy", self.people[1], words, now=self.now)
        if saved is not Outcome.SAVED or not approves:
            return
        with reading() as session:
            given = seen_of(queries.written(queries.translation(session, self.id, "cy")))
        approval = TranslationApproval(by=self.people[3], seen=given, reads_it=True, factor=yes)
        assert workflow.approve_translation(self.id, "cy", approval, now=self.now) == []

    @step(sends=st.booleans())
    def brief(self, sends):
        self.write(who=0, blurred=False)
        assert partners.propose_briefing(self.id, self.people[0], [self.partner], now=self.now) == []
        if sends:
            with reading() as session:
                row, briefing = self.row(), briefings.open_briefing(session, self.id)
                given = briefings.outgoing(session, row, briefing, self.now).seen
            found = partners.send_briefing(self.id, self.desk.manager, seen=given, factor=yes, now=self.now)
            assert found == []

    @step()
    def hold(self):
        purge.hold(self.id, self.desk.manager, "A court asks", now=self.now)

    @step(minutes=st.sampled_from([40, 700]))
    def let_moments_come(self, minutes):
        self.now += timedelta(minutes=minutes)
        workflow.publish_scheduled(self.id, now=self.now)
        workflow.lapse_overdue(self.now)

    @step(held=st.sampled_from(sorted(HELD)))
    def plan_and_withdraw(self, held):
        self.plan(minutes=30)
        self.withdraw_it(who=1, held=held, disk=True)
        self.let_moments_come(minutes=40)

    @step(held=st.sampled_from(sorted(HELD)), disk=st.booleans())
    def publish_and_withdraw(self, held, disk):
        self.publish(approver=2)
        self.hold()
        self.hand_in()
        self.withdraw_it(who=1, held=held, disk=disk)
        self.withdraw_it(who=3, held=held, disk=True)

    @step(held=st.sampled_from(sorted(HELD)))
    def translate_and_withdraw(self, held):
        self.publish(approver=2)
        self.translate(approves=True)
        self.withdraw_it(who=2, held=held, disk=True)

    @step(held=st.sampled_from(sorted(HELD)), is_public=st.booleans())
    def brief_and_withdraw(self, held, is_public):
        if is_public:
            self.publish(approver=3)
        self.brief(sends=True)
        self.withdraw_it(who=0, held=held, disk=True)

    @step(who=WHO, held=st.sampled_from(sorted(HELD)), disk=st.booleans())
    def withdraw_it(self, who, held, disk):
        """By anybody, in one call, that waits for nobody."""
        self._note_what_it_is_of()
        with holding(HELD[held], self.id) as holder, a_disk_or_none(disk):
            before = monotonic()
            assert workflow.withdraw_appeal(self.id, self.people[who], EndReason.STAND_DOWN, now=self.now)
            assert monotonic() - before < LONG
            holder.execute("select 1")
        self.did(held)
        if not disk:
            self.did("without a disk")
        self.is_withdrawn = True
        self._look_for_it_everywhere()

    def _note_what_it_is_of(self) -> None:
        row = self.row()
        ways = {
            State.DRAFT: "of a draft", State.REVIEW: "of one in review", State.PUBLISHED: "of a published one",
            State.WITHDRAWN: "twice", State.LAPSED: "of a lapsed one",
        }  # fmt: skip
        self.did(ways[State(row.state)])
        with reading() as session:
            found = {
                "of a scheduled one": queries.scheduled(session, self.id),
                "of a briefed one": briefings.open_briefing(session, self.id),
                "of one with a translation": queries.translation(session, self.id, "cy"),
                "of a held one": purge.owed.hold_on(session, self.id),
            }
        for way, there in found.items():
            if there is not None:
                self.did(way)

    def _look_for_it_everywhere(self) -> None:
        """In the words and pictures of the version that was out."""
        kept.forget()
        with reading() as session:
            last = self.row().current_version or 0
            versions = [as_published(session, self.id, number) for number in range(1, last + 1)]
            assert not versions or certificates.certificates(session, self.id)
        for shown in versions[-1:]:
            if shown.version not in self.looked_for:
                self._look_for(shown)
                self.looked_for.add(shown.version)

    def _look_for(self, shown: PublicAppeal) -> None:
        words = [*verdicts.marks(shown), shown.description]
        neutral = {}
        for each in channels.every_address(shown):
            asked = {"Authorization": f"Bearer {api_keys.check_key(clock.now())}"} if each.keyed else {}
            answer = self.client.get(each.path, headers=asked)
            if each.kind is Kind.OWN:
                if each.nothing not in neutral:
                    neutral[each.nothing] = self.client.get(each.nothing, headers=asked).data
                assert (answer.status_code, answer.data) == (410, neutral[each.nothing]), each.path
            else:
                assert answer.status_code == 200
                assert [word for word in words if isinstance(word, str) and word in answer.text] == [], each.path
        self.did("looked for on every channel")

    @invariant()
    def nothing_of_what_was_withdrawn_is_out_or_goes_out_by_itself(self):
        if not self.is_withdrawn:
            return
        with reading() as session:
            waits = AppealSchedule.appeal_id == self.id, AppealSchedule.state == "waiting"
            assert session.scalars(select(AppealSchedule).where(*waits)).all() == []
            assert [link for link in self.links() if briefings.live_link(session, *link, self.now)] == []
        assert self.live() is None
        assert self.row().state == State.WITHDRAWN


@contextmanager
def holding(statement, appeal_id):
    """Somebody is in the middle of something."""
    with psycopg.connect(os.environ["SEARCHHERO_DATABASE_URL"]) as connection:
        connection.execute(statement, [appeal_id])
        yield connection
        connection.rollback()


@contextmanager
def a_disk_or_none(disk):
    """Without one, the folder of the ledger and of the photos is no folder."""
    folder = settings().photo_dir
    if disk:
        yield
        return
    aside = folder.with_name("aside")
    folder.rename(aside)
    folder.write_text("not a folder")
    try:
        yield
    finally:
        folder.unlink()
        aside.rename(folder)


def test_P11_whatever_else_goes_on_one_person_takes_it_back_from_every_channel_in_one_call(app):
    Withdrawals.client = app.test_client()
    with app.app_context():
        run(Withdrawals, examples=3, steps=5)
