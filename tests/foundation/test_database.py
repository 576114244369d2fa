import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from foundation.background import SweepRun
from foundation.database import (
    SafeMethodWroteError,
    after_commit,
    alone,
    glance,
    glances,
    reading,
    safe_method,
    transaction,
)
from foundation.database.session import before_commit
from tests.outbox.factories import NOW


def _row(name: str) -> SweepRun:
    return SweepRun(name=name, ended_at=NOW, every_seconds=1)


def _names() -> list[str]:
    with reading() as session:
        return sorted(row.name for row in session.query(SweepRun))


def test_a_transaction_is_committed_at_its_end_and_rolled_back_when_it_raises():
    def fail() -> None:
        with transaction() as session:
            session.add(_row("lost"))
            session.flush()
            raise RuntimeError

    with transaction() as session:
        session.add(_row("kept"))
    with pytest.raises(RuntimeError):
        fail()
    assert _names() == ["kept"]


def test_inside_get_and_head_no_transaction_opens():
    with safe_method(), pytest.raises(SafeMethodWroteError), transaction():
        pass
    with transaction() as session:
        session.add(_row("afterwards"))
    assert _names() == ["afterwards"]


def test_what_reads_cannot_write_because_the_database_refuses():
    with reading() as session, pytest.raises(DBAPIError, match="read-only transaction"):
        session.execute(text("insert into sweep_run values ('x', now(), 1)"))
    assert _names() == []


def test_what_reads_sees_one_snapshot():
    with reading() as session:
        assert session.query(SweepRun).count() == 0
        with transaction() as other:
            other.add(_row("meanwhile"))
        assert session.query(SweepRun).count() == 0
    assert _names() == ["meanwhile"]


def test_steps_run_before_the_commit_and_calls_after_it_in_order():
    seen = []
    with transaction() as session:
        after_commit(session, lambda: seen.append(("after 1", _names())))
        after_commit(session, lambda: seen.append(("after 2", _names())))
        before_commit(session, lambda inside: seen.append(("before", inside.query(SweepRun).count())))
        session.add(_row("row"))
        assert seen == []
    assert seen == [("before", 1), ("after 1", ["row"]), ("after 2", ["row"])]


def test_a_step_that_fails_before_the_commit_undoes_everything():
    called = []

    def fail(_: object) -> None:
        raise RuntimeError

    def journey() -> None:
        with transaction() as session:
            session.add(_row("row"))
            before_commit(session, fail)
            after_commit(session, lambda: called.append(1))

    with pytest.raises(RuntimeError):
        journey()
    assert (_names(), called) == ([], [])


def test_a_glance_cannot_write_because_the_database_refuses():
    with pytest.raises(psycopg.Error, match="read-only transaction"):
        glance(lambda connection: connection.execute(text("insert into sweep_run values ('x', now(), 1)")))
    assert _names() == []


def test_a_glance_asks_once_more_when_the_database_has_ended_its_connection():
    own = text("select pg_backend_pid()")
    before = glance(lambda connection: connection.execute(own).fetchone())
    with transaction() as session:
        session.execute(text("select pg_terminate_backend(:pid, 5000)"), {"pid": before[0]})
    assert glance(lambda connection: connection.execute(own).fetchone()) != before


def test_a_glance_does_not_ask_again_for_a_fault_of_its_own():
    asked = []
    glances._lender().dispose()  # what other tests have ended
    with pytest.raises(psycopg.Error, match="does not exist"):
        glance(lambda connection: (asked.append(1), connection.execute(text("select nothing_of_the_kind"))))
    assert asked == [1]


def test_of_two_who_want_to_be_alone_the_second_is_told_so_and_later_it_may():
    with alone("here") as first, alone("here") as second, alone("elsewhere") as other:
        assert (first, second, other) == (True, False, True)
    with alone("here") as again:
        assert again


def test_whoever_was_alone_and_failed_lets_go():
    with pytest.raises(RuntimeError), alone("here"):
        raise RuntimeError
    with alone("here") as again:
        assert again
