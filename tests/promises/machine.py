"""What the state machines share: people, moments that go on, a count of the ways that were gone, and the run."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import wraps
from itertools import count
from typing import Any, ClassVar
from uuid import UUID

from hypothesis import Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from appeals import queries, workflow
from appeals.models import Appeal
from appeals.rules import EndReason, PublicAppeal
from foundation import clock
from foundation.database import reading
from tests.appeals.backup import lose_ledger
from tests.appeals.factories import complete, make_desk, seen, yes

_RUNS = count(1)
_STEPS: dict[str, set[str]] = {}
"""Machine to the names of its rules."""


def step(**given: Any) -> Callable[[Callable[..., Any]], Any]:
    """A rule whose use is counted, a minute after the last one."""

    def decorate(do: Callable[..., Any]) -> Any:
        machine, _, name = do.__qualname__.rpartition(".")
        _STEPS.setdefault(machine, set()).add(name)

        @wraps(do)
        def counted(self: "Machine", **chosen: Any) -> Any:
            self.now += timedelta(minutes=1)
            self.moment += 1
            self.did(name)
            return do(self, **chosen)

        return rule(**given)(counted)

    return decorate


class Machine(RuleBasedStateMachine):
    """Anybody does anything in any order, by the real workflow on the real database."""

    gone: ClassVar[Counter[str]]
    """Over all runs: rules by their name, and what came of them."""
    outcomes: ClassVar[frozenset[str]]
    """That the runs must have come to, each at least once: what only a deep way reaches too."""
    openings: ClassVar[Sequence[tuple[str, dict[str, Any]]]]
    """Rules with what they are given: each is what some of the runs begin with, before chance goes on from there.
    Chance alone left a deep way out in one run of three."""
    opening: ClassVar[tuple[str, dict[str, Any]]]

    def did(self, what: str) -> None:
        """Count it."""
        self.gone[what] += 1

    def begin(self) -> None:
        """People of every role, and an empty ledger."""
        lose_ledger()
        self.desk = make_desk()
        self.people: Sequence[UUID] = (
            self.desk.editor, self.desk.other_editor, self.desk.approver, self.desk.other_manager
        )  # fmt: skip
        self.now, self.moment = clock.now(), 1000 * next(_RUNS)  # other runs' appeals stay: no words are of two

    def go_the_first_way(self) -> None:
        """The last thing when a run is opened."""
        name, given = self.opening
        getattr(self, name)(**given)

    def row(self) -> Appeal:
        with reading() as session:
            return session.get_one(Appeal, self.id)

    def live(self) -> PublicAppeal | None:
        """As everybody gets it now."""
        with reading() as session:
            return queries.published(session, session.get_one(Appeal, self.id).public_id, self.now)

    def save(self, by: UUID, **words: Any) -> workflow.Outcome:
        """The form of the desk, with its safety questions gone through."""
        writing = complete(self.desk, self.now, **words)
        return workflow.save_draft(self.id, by, writing, edition=self.row().edition, now=self.now)

    def hand_in_and_publish(self, by: UUID, approver: UUID) -> bool:
        """Whether it went out."""
        workflow.submit_for_review(self.id, by, material=False, change_reason="Words", now=self.now)
        given = seen(self.id, self.now)
        return not workflow.publish_appeal(self.id, approver, seen=given, factor=yes, now=self.now)

    def withdraw(self, by: UUID) -> None:
        """In one call, whatever else is going on."""
        assert workflow.withdraw_appeal(self.id, by, EndReason.MISTAKE, now=self.now)
        assert self.live() is None


def letters(number: int) -> str:
    """A word that no other number has, and that no wording check stops at."""
    return "".join("bcdfghklmn"[int(digit)] + "a" for digit in str(number))


def run(machine: type[Machine], *, examples: int, steps: int) -> None:
    """Every opening so many times, each with so many steps of chance. Then: was every rule used, every outcome come to?

    A run that fails is told as it was: to make it shorter would take minutes of a database.
    """
    machine.gone = Counter()
    for opening in machine.openings:
        machine.opening = opening
        bounds = settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=True,
            database=None,
            phases=(Phase.generate,),
        )
        run_state_machine_as_test(machine, settings=bounds)
    assert (_STEPS[machine.__name__] | machine.outcomes) - machine.gone.keys() == set(), dict(machine.gone)
