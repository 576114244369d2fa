"""Rules P11 and R2 for partners, by a state machine: two people for every briefing, and a dead link stays dead."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, invariant
from sqlalchemy import func, select

from appeals import queries as all_queries
from appeals import workflow
from appeals.briefing.letters import LINK_AGE
from appeals.models import Briefing, BriefingLink
from appeals.queries import briefing as queries
from appeals.rules import WRITABLE, Code
from appeals.rules.briefing import BriefingState
from appeals.workflow import briefing as journey
from appeals.workflow import recall
from foundation import tokens
from foundation.database import reading, transaction
from foundation.tokens import Purpose
from outbox.models import OutboxMessage
from outbox.post import still_wanted
from tests.appeals.backup import Backup, back_up, restore
from tests.appeals.factories import complete, yes
from tests.promises.machine import Machine, letters, run, step
from tests.staff.factories import make_partner

WHO = st.integers(0, 3)
Key = tuple[UUID, int]
"""A link with its version: what a partner holds in hand."""


class Briefings(Machine):
    """Put forward, sent, read, renewed and called back by anybody, of words that change."""

    outcomes = frozenset({
        "sent", "sent anew", "published", "refused to a writer", "refused to who put it forward", "refused as changed",
        "renewed", "recalled", "ended with its appeal", "ended by its review date", "read", "taken down",
        "mail held back", "restored to before a recall", "restored to before a new link",
    })  # fmt: skip
    openings = (
        ("send_alone", {"who": 2, "writes": False}),
        ("send_alone", {"who": 0, "writes": True}),
        ("publish_and_have_its_writer_send_it", {"writer": 2}),
        ("send_what_was_changed_meanwhile", {"who": 1}),
        ("renew", {"who": 0, "which": 0, "sender": 2}),
        ("answer", {"ended": False}),
        ("answer", {"ended": True}),
        ("withdraw_and_open_again", {"who": 3, "sends": True}),
        ("let_the_review_date_pass", {"swept": True}),
        ("lose_it_and_restore", {"how": "recall"}),
        ("lose_it_and_restore", {"how": "renew"}),
    )
    backups = Bundle("backups")

    @initialize()
    def open(self):
        self.begin()
        self.id = workflow.start_draft(
            self.desk.editor, complete(self.desk, self.now, reach="partner"), now=self.now
        )  # fmt: skip
        with transaction() as session:
            self.partners = [make_partner(session, emails=(f"desk{each}@example.org",)).id for each in range(2)]
        self.wrote = {self.desk.editor}
        self.dead: dict[Key, int] = {}
        self.sent_words: set[str] = set()
        self.go_the_first_way()

    def links(self) -> list[BriefingLink]:
        with reading() as session:
            of_it = select(BriefingLink).join(Briefing).where(Briefing.appeal_id == self.id)
            found = session.scalars(of_it)
            return sorted(found, key=lambda link: (self.partners.index(link.partner_id), link.sent_at))

    def that_open(self, keys: Iterable[Key]) -> list[Key]:
        """Those that open anything at this moment."""
        with reading() as session:
            return [key for key in keys if queries.live_link(session, *key, self.now) is not None]

    def alive(self) -> list[Key]:
        return self.that_open((link.id, link.link_version) for link in self.links())

    def kill(self, keys: list[Key], way: str) -> None:
        """Whatever happens from now on, these open nothing."""
        self.dead |= dict.fromkeys(keys, self.moment)
        if keys:
            self.did(way)

    @step(who=WHO)
    def write(self, who):
        words = f"A green jacket, {letters(self.moment)}."
        if self.save(self.people[who], description=words, reach="partner") is workflow.Outcome.SAVED:
            self.wrote.add(self.people[who])

    @step(who=WHO, which=st.sampled_from([[0], [1], [0, 1]]))
    def put_forward(self, who, which):
        chosen = [self.partners[each] for each in which]
        journey.propose_briefing(self.id, self.people[who], chosen, now=self.now)

    @step(who=WHO, stale=st.booleans())
    def send(self, who, stale):
        with reading() as session:
            row, briefing = self.row(), queries.open_briefing(session, self.id)
            out = queries.outgoing(session, row, briefing, self.now)
        before, proposer = self.links(), briefing and briefing.proposed_by
        if stale:
            self.save(self.desk.editor, description=f"Other words, {letters(self.moment)}.", reach="partner")
        refused = journey.send_briefing(self.id, self.people[who], seen=out.seen, factor=yes, now=self.now)
        ways = {
            Code.SAME_PERSON: "refused to a writer", Code.PROPOSER: "refused to who put it forward",
            Code.BRIEFING_CHANGED: "refused as changed",
        }  # fmt: skip
        for each in refused:
            self.did(ways.get(each.code, "refused"))
        if not refused:
            assert self.people[who] not in self.wrote
            assert self.people[who] != proposer
            assert not stale
            self.sent_words.add(out.public.description)
            self.did("sent anew" if before else "sent")

    @step(who=WHO, sender=st.sampled_from([2, 3]), which=st.sampled_from([[0], [0, 1]]))
    def write_put_forward_and_send(self, who, sender, which):
        self.write(who=0)
        self.put_forward(who=who, which=which)
        self.send(who=sender, stale=False)

    @step(who=WHO, writes=st.booleans())
    def send_alone(self, who, writes):
        """Who put it forward, or wrote a word of it, has another to send it."""
        if writes:
            self.write(who=who)
        self.put_forward(who=(who + writes) % 4, which=[1])
        self.send(who=who, stale=False)

    @step(writer=WHO)
    def publish_and_have_its_writer_send_it(self, writer):
        """What is public has no writers on the desk any more; its words are still theirs."""
        self.save(self.people[writer], description=f"A green jacket, {letters(self.moment)}.", reach="area")
        self.wrote.add(self.people[writer])
        if self.hand_in_and_publish(self.people[writer], self.people[(writer + 1) % 4]):
            self.did("published")
        self.put_forward(who=(writer + 1) % 4, which=[0])
        self.send(who=writer, stale=False)

    @step(who=WHO)
    def send_what_was_changed_meanwhile(self, who):
        self.put_forward(who=who, which=[0, 1])
        self.send(who=2, stale=True)

    @step(who=WHO, which=st.integers(0, 3), sender=st.sampled_from([2, 3]))
    def renew(self, who, which, sender):
        """The mail with the old link may not have gone yet."""
        self.write_put_forward_and_send(who=0, sender=sender, which=[0])
        if not (links := self.links()):
            return
        link = links[which % len(links)]
        old = (link.id, link.link_version)
        if recall.renew_link(self.id, link.id, self.people[who], now=self.now):
            self.kill([old], "renewed")
            assert self.that_open([(link.id, link.link_version + 1)])

    @step(who=WHO)
    def call_back(self, who):
        was = self.alive()
        if recall.recall_briefing(self.id, self.people[who], now=self.now):
            self.kill(was, "recalled")
            assert self.alive() == []

    @step(ended=st.booleans())
    def answer(self, ended):
        """By whoever holds a link: reading it, and taking it down."""
        self.write_put_forward_and_send(who=0, sender=2, which=[0])
        self.write_put_forward_and_send(who=1, sender=3, which=[0])
        if ended:
            self.call_back(who=1)
        for link in self.links():
            journey.acknowledge_read(link.id, link.sent_version, "Sam", now=self.now)
            recall.acknowledge_taken_down(link.id, "Sam", now=self.now)
        for link in self.links():
            self.did("taken down" if link.taken_down_at else "read")

    @step(who=WHO, sends=st.booleans())
    def withdraw_and_open_again(self, who, sends):
        if sends:
            self.write_put_forward_and_send(who=1, sender=3, which=[0])
        was = self.alive()
        self.withdraw(self.people[who])
        assert self.alive() == []
        self.kill(was, "ended with its appeal")
        assert workflow.reopen_appeal(self.id, self.desk.editor, now=self.now)

    @step(swept=st.booleans())
    def let_the_review_date_pass(self, swept):
        self.write_put_forward_and_send(who=1, sender=2, which=[1])
        was = self.alive()
        self.now += timedelta(days=15)
        assert self.alive() == []
        if swept:
            recall.sweep_recalls(self.now)
            self.kill(was, "ended by its review date")

    @step()
    def sweep(self):
        recall.sweep_recalls(self.now)

    @step(target=backups)
    def back_up(self) -> tuple[Backup, int]:
        return back_up(), self.moment

    @step(how=st.sampled_from(["recall", "renew"]))
    def lose_it_and_restore(self, how):
        self.write_put_forward_and_send(who=0, sender=3, which=[0])
        backup, was = self.back_up(), self.alive()
        if how == "recall":
            self.call_back(who=1)
        else:
            links = self.links()
            self.kill([(each.id, each.link_version) for each in links if self._renewed(each)], "renewed")
        self.restore(backup=backup)
        if was:
            self.did("restored to before a recall" if how == "recall" else "restored to before a new link")

    def _renewed(self, link: BriefingLink) -> bool:
        return recall.renew_link(self.id, link.id, self.desk.manager, now=self.now)

    @step(backup=backups)
    def restore(self, backup):
        restore(backup[0])
        if self.row().state not in WRITABLE:
            assert workflow.reopen_appeal(self.id, self.desk.editor, now=self.now)

    @invariant()
    def a_dead_link_opens_nothing(self):
        assert self.that_open(self.dead) == []

    @invariant()
    def partners_read_only_what_was_sent_to_them(self):
        with reading() as session:
            for link_id, version in self.alive():
                held = queries.live_link(session, link_id, version, self.now)
                shown = queries.version(session, held.briefing.id, held.briefing.current_version)
                assert held.briefing.state == BriefingState.SENT
                assert shown.content["description"] in self.sent_words
                assert shown.approved_by not in {*shown.writers, shown.proposed_by}
                assert set(shown.writers) <= all_queries.writers_of(session, self.id)

    @invariant()
    def no_mail_goes_with_a_link_that_opens_nothing(self):
        links = [str(link.id) for link in self.links()]
        with reading() as session:
            waits = OutboxMessage.kind == "briefing", func.split_part(OutboxMessage.subject_id, ".", 1).in_(links)
            for each in session.scalars(select(OutboxMessage).where(*waits)):
                if queries.live_link(session, *key_of(each), self.now) is None:
                    assert not still_wanted(session, each, self.now)
                    self.did("mail held back")


def key_of(message: OutboxMessage) -> Key:
    """Of the link in a mail's text."""
    token = message.text.partition("/briefings/")[2].split()[0]
    link_id, version = tokens.read(Purpose.BRIEFING, token, max_age=LINK_AGE)
    return UUID(link_id), int(version)


def test_P11_a_briefing_goes_out_by_two_people_and_a_dead_link_stays_dead(app):
    with app.app_context():
        run(Briefings, examples=4, steps=6)
