"""Rule Y1: the trail is append-only, and a changed, missing, reordered or cut row is found and named."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from foundation import audit
from foundation.audit import AuditEntry, Break
from foundation.database import reading, transaction

NOW = datetime(2026, 3, 14, 9, 26, 53, 589793, tzinfo=UTC)


def record(count: int = 1, **detail: object) -> None:
    for number in range(count):
        with transaction() as session:
            audit.record(
                session, at=NOW + timedelta(seconds=number), actor="staff:1", action="test.done",
                subject=("thing", number), **detail,
            )  # fmt: skip


@pytest.fixture
def owner(environment):
    """Somebody who owns the tables and switches the guards off: what they do still shows."""

    def run(*statements: str) -> None:
        with psycopg.connect(environment["SEARCHHERO_DATABASE_OWNER_URL"]) as connection:
            connection.execute("alter table audit_entry disable trigger all")
            for statement in statements:
                connection.execute(statement)
            connection.execute("alter table audit_entry enable always trigger audit_append")
            connection.execute("alter table audit_entry enable always trigger audit_refuse")

    return run


def breaks() -> list[Break]:
    with reading() as session:
        return audit.verify(session)[1]


def test_an_untouched_trail_is_whole():
    record(5, note="Zoë 🦉 \x1f", number_of=3, yes=True, nothing=None, many=["a", "b"])
    with reading() as session:
        head, found = audit.verify(session)
    assert found == []
    assert head.seq == 5
    assert head.digest != "00" * 32


def test_an_empty_trail_is_whole():
    assert breaks() == []


@pytest.mark.parametrize("column", ["at", "actor", "action", "subject_kind", "subject_id", "detail", "digest"])
def test_a_changed_field_is_named(owner, column):
    record(5)
    value = {"at": "at + interval '1 microsecond'", "digest": "sha256('x')"}.get(column, f"{column} || ' '")
    owner(f"update audit_entry set {column} = {value} where seq = 3")
    assert Break(seq=3, fault="changed") in breaks()


def test_a_missing_row_is_named(owner):
    record(5)
    owner("delete from audit_entry where seq = 3")
    assert breaks() == [Break(seq=3, fault="missing")]


def test_a_cut_tail_is_named(owner):
    record(5)
    owner("delete from audit_entry where seq >= 4")
    assert breaks() == [Break(seq=4, fault="missing"), Break(seq=5, fault="missing")]


def test_a_trail_that_was_emptied_is_named(owner):
    record(2)
    owner("delete from audit_entry")
    assert breaks() == [Break(seq=1, fault="missing"), Break(seq=2, fault="missing")]


def test_two_rows_that_changed_places_are_named(owner):
    record(5)
    owner(
        "update audit_entry set seq = 99 where seq = 2",
        "update audit_entry set seq = 2 where seq = 3",
        "update audit_entry set seq = 3 where seq = 99",
    )
    assert {found.seq for found in breaks()} >= {2, 3}


def test_a_row_that_was_made_up_with_a_good_hash_of_its_own_is_named(owner):
    record(3)
    owner(
        "delete from audit_entry where seq = 2",
        """insert into audit_entry
           select 2, at, 'staff:2', action, subject_kind, subject_id, detail, previous,
                  sha256(convert_to(concat_ws(chr(31), '2', to_char(at at time zone 'UTC',
                  'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'staff:2', action, subject_kind, subject_id, detail,
                  encode(sha256('x'), 'hex')), 'UTF8'))
           from audit_entry where seq = 3""",
    )
    assert breaks() != []


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_entry set actor = 'nobody'",
        "delete from audit_entry",
        "truncate audit_entry",
        "update audit_head set seq = 0",
        "delete from audit_head",
        "alter table audit_entry disable trigger all",
        "drop table audit_entry",
        "set session_replication_role = replica",
        "create or replace function audit_append() returns trigger language plpgsql as 'begin return new; end'",
    ],
)
def test_the_applications_role_cannot_change_the_trail(statement):
    record(2)

    def change() -> None:
        with transaction() as session:
            session.execute(text(statement))

    with pytest.raises(DBAPIError, match=r"permission denied|must be owner|append-only"):
        change()
    assert breaks() == []


@pytest.mark.parametrize(
    "statement", ["update audit_entry set actor = 'x'", "delete from audit_entry", "truncate audit_entry"]
)
def test_even_the_owner_is_refused_while_the_guards_stand(environment, statement):
    record(1)
    with (
        psycopg.connect(environment["SEARCHHERO_DATABASE_OWNER_URL"]) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)


def test_the_database_numbers_and_hashes_whatever_was_given():
    record(1)
    with transaction() as session:
        session.execute(
            text(
                "insert into audit_entry (seq, at, actor, action, subject_kind, subject_id, detail, previous, digest) "
                "values (77, now(), 'staff:1', 'x.y', 'thing', '1', '{}', 'forged', 'forged')"
            )
        )
    with reading() as session:
        assert [entry.seq for entry in session.query(AuditEntry).order_by(AuditEntry.seq)] == [1, 2]
    assert breaks() == []


def test_a_deed_that_fails_leaves_no_entry_and_no_gap():
    def fail() -> None:
        with transaction() as session:
            audit.record(session, at=NOW, actor="system", action="x.y", subject=("thing", 1))
            raise RuntimeError

    record(1)
    with pytest.raises(RuntimeError):
        fail()
    record(1)
    assert breaks() == []
    with reading() as session:
        assert session.query(AuditEntry).count() == 2


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)


@settings(max_examples=25)
@given(actor=words, subject=words, detail=st.dictionaries(st.sampled_from(["a", "b", "c"]), words))
def test_database_and_python_agree_on_every_hash(actor, subject, detail):
    with transaction() as session:
        audit.record(session, at=NOW, actor=actor, action="x.y", subject=("thing", subject), **detail)
    assert breaks() == []
