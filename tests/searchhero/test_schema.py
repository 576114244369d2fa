"""What the application's role may do, proved against the database (rule Y1)."""

import psycopg
import pytest

from foundation.database.session import engine_of
from searchhero import schema


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_entry set actor = 'x'",
        "delete from audit_entry",
        "truncate audit_entry",
        "update audit_head set seq = 0",
        "alter table audit_entry disable trigger all",
        "update appeal_version set reason = 'x'",
        "delete from sighting",
        "delete from forwarding",
        "delete from outbox_message",
        "update alembic_version set version_num = 'x'",
        "create table mine (id int)",
    ],
)
def test_Y1_the_applications_role_is_refused(environment, statement):
    application = psycopg.connect(environment["SEARCHHERO_DATABASE_URL"])
    with application as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def test_Y1_rights_that_are_too_wide_are_named(environment):
    application, owner = (engine_of(environment[f"SEARCHHERO_DATABASE_{name}URL"]) for name in ("", "OWNER_"))
    with application.connect() as connection:
        assert schema.rights_too_wide(connection) == []
    with owner.connect() as connection:
        assert "update audit_entry" in schema.rights_too_wide(connection)
    application.dispose()
    owner.dispose()


def test_the_revision_is_told_also_where_there_is_none(environment):
    owner = engine_of(environment["SEARCHHERO_DATABASE_OWNER_URL"])
    with owner.connect() as connection:
        assert schema.revision_of(connection) == schema.head()
        connection.exec_driver_sql("create schema elsewhere")
        connection.exec_driver_sql("set local search_path to elsewhere")
        assert schema.revision_of(connection) == ""
    owner.dispose()
