"""Rule P11 in other languages, by a state machine: two people for every word, and what was taken back stays so."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, invariant, precondition

from appeals import queries, workflow
from appeals.rules import WRITABLE
from appeals.rules.translations import Refusal, seen_of
from appeals.workflow import Outcome, TranslationApproval, TranslationWords
from foundation.database import reading
from tests.appeals.backup import Backup, back_up, restore
from tests.appeals.factories import publish_through_the_gate, yes
from tests.promises.machine import Machine, letters, run, step

LANGUAGES = st.sampled_from(["cy", "pl"])
WHO = st.integers(0, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """That one person let these words of another stand beside that English, as the ``moment``-th step."""

    language: str
    words: str
    english: str
    writer: UUID
    approver: UUID
    moment: int


class Translations(Machine):
    """Written, approved, taken back, brought back: by anybody, and beside English words that change."""

    outcomes = frozenset({
        "shown at once", "shown by a publication", "refused to its writer", "refused as taken back",
        "refused beside other English", "taken back from the public", "restored to before a taking back",
    })  # fmt: skip
    openings = (
        ("write_and_approve", {"language": "cy", "who": 0, "other": 2}),
        ("write_and_approve", {"language": "cy", "who": 2, "other": 2}),
        ("write_all_anew_and_publish", {"who": 3}),
        ("write_then_lose_its_ground_and_approve", {"language": "cy", "who": 0, "other": 2, "then": "take_back"}),
        (
            "write_then_lose_its_ground_and_approve",
            {"language": "pl", "who": 0, "other": 2, "then": "change_the_english"},
        ),
        ("take_back_what_is_shown", {"late": True}),
        ("take_back_and_restore", {}),
        ("withdraw_all", {"who": 1, "again": True}),
    )
    backups = Bundle("backups")

    @initialize()
    def open(self):
        self.begin()
        self.id = publish_through_the_gate(self.desk, self.now)
        self.wrote: dict[str, tuple[str, str, UUID]] = {}
        self.approvals: list[Approved] = []
        self.taken_back: dict[str, int] = {}
        self.english = 0
        self.go_the_first_way()

    def translation(self, language: str):
        with reading() as session:
            kept = queries.translation(session, self.id, language)
            return kept and queries.written(kept)

    def shown(self) -> dict[str, str]:
        live = self.live()
        return {each.language: each.description for each in live.translations} if live else {}

    @step(language=LANGUAGES, who=WHO)
    def write(self, language, who):
        said = f"Siaced {letters(self.moment)}."
        words = TranslationWords(description=said, last_seen="Gorsaf", alts={})
        if workflow.save_translation(self.id, language, self.people[who], words, now=self.now) is Outcome.SAVED:
            self.wrote[said] = (said, self.row().description, self.people[who])

    @step(language=LANGUAGES, who=WHO)
    def approve(self, language, who):
        written = self.translation(language)
        if written is None:
            return
        given = TranslationApproval(by=self.people[who], seen=seen_of(written), reads_it=True, factor=yes)
        refused = workflow.approve_translation(self.id, language, given, now=self.now)
        self._note_refusals(refused)
        if refused:
            return
        words, english, writer = self.wrote[written.translation.description]
        self.approvals.append(
            Approved(
                language=language, words=words, english=english, writer=writer, approver=self.people[who],
                moment=self.moment,
            )
        )  # fmt: skip
        if (live := self.live()) and live.description == english:
            assert self.shown()[language] == words
            self.did("shown at once")

    def _note_refusals(self, refused: list[Refusal]) -> None:
        ways = {
            Refusal.SAME_PERSON: "refused to its writer", Refusal.WITHDRAWN: "refused as taken back",
            Refusal.OUTDATED: "refused beside other English",
        }  # fmt: skip
        for refusal in refused:
            if refusal in ways:
                self.did(ways[refusal])

    @step(language=LANGUAGES, who=WHO, other=WHO)
    def write_and_approve(self, language, who, other):
        self.write(language=language, who=who)
        self.approve(language=language, who=other)

    @step(who=WHO)
    def change_the_english(self, who):
        self.english += 1
        self.save(self.people[who], description=f"A green jacket, {letters(self.english)}.")

    @step(who=WHO, approver=WHO)
    def publish(self, who, approver):
        before = self.shown()
        if self.hand_in_and_publish(self.people[who], self.people[approver]) and self.shown().items() - before.items():
            self.did("shown by a publication")

    @step(language=LANGUAGES, who=WHO, other=WHO, then=st.sampled_from(["take_back", "change_the_english"]))
    def write_then_lose_its_ground_and_approve(self, language, who, other, then):
        self.write(language=language, who=who)
        if then == "take_back":
            self.take_back(language=language, who=other, late=False)
        else:
            self.change_the_english(who=who)
        self.approve(language=language, who=other)

    @step(who=WHO)
    def write_all_anew_and_publish(self, who):
        """English, then its translation by two, then both go out together."""
        self.change_the_english(who=0)
        self.write(language="cy", who=1)
        self.approve(language="cy", who=who)
        self.publish(who=0, approver=2)

    @step(language=LANGUAGES, who=WHO, late=st.booleans())
    def take_back(self, language, who, late):
        """``late``: what the same moment let out was written down first; this call had waited for it."""
        was = self.shown()
        now = self.now - timedelta(minutes=5) if late else self.now
        if workflow.withdraw_translation(self.id, language, self.people[who], now=now):
            self.taken_back[language] = self.moment
            if language in was:
                self.did("taken back from the public")

    @step(late=st.booleans())
    def take_back_what_is_shown(self, late):
        self.write_and_approve(language="cy", who=0, other=3)
        self.take_back(language="cy", who=1, late=late)

    @step()
    def take_back_and_restore(self):
        self.write_and_approve(language="cy", who=1, other=2)
        backup = self.back_up()
        self.take_back(language="cy", who=3, late=False)
        self.restore(backup=backup)

    @step(who=WHO, again=st.booleans())
    def withdraw_all(self, who, again):
        self.withdraw(self.people[who])
        self.taken_back = dict.fromkeys(("cy", "pl"), self.moment)
        if again:
            self.reinstate()

    @precondition(lambda self: self.row().state not in WRITABLE)
    @step()
    def reinstate(self):
        assert workflow.reopen_appeal(self.id, self.desk.editor, now=self.now)
        self.save(self.desk.editor, description=f"A green jacket, {letters(self.english)}.")
        assert self.hand_in_and_publish(self.desk.editor, self.desk.approver)

    @step(target=backups)
    def back_up(self) -> tuple[Backup, int]:
        return back_up(), self.moment

    @step(backup=backups)
    def restore(self, backup):
        rows, of = backup
        restore(rows)
        if any(moment > of for moment in self.taken_back.values()):
            self.did("restored to before a taking back")

    @invariant()
    def two_people_let_it_out_for_this_english_and_after_it_was_last_taken_back(self):
        live = self.live()
        for said in live.translations if live else ():
            assert any(
                (each.language, each.words, each.english) == (said.language, said.description, live.description)
                and each.writer != each.approver
                and each.moment > self.taken_back.get(said.language, 0)
                for each in self.approvals
            ), (said, self.taken_back)


def test_P11_a_translation_is_public_by_two_people_and_what_was_taken_back_stays_so(app):
    with app.app_context():
        run(Translations, examples=3, steps=8)
