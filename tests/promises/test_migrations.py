"""The migrations: in step with the models, one line, and there and back."""

from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text

from foundation.database.session import engine_of
from searchhero import schema

VERSIONS = Path(schema.__file__).parent / "migrations"


def test_the_models_and_the_migrated_database_are_in_step(environment):
    assert schema.differences() == []


def test_the_migrations_are_one_line():
    script = ScriptDirectory(str(VERSIONS))
    assert len(script.get_heads()) == 1
    assert all(not revision.is_branch_point for revision in script.walk_revisions())


@pytest.fixture
def empty(environment):
    """A database of its own, owned by the owner."""
    url = environment["SEARCHHERO_DATABASE_OWNER_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("drop database if exists there_and_back")
        connection.execute("create database there_and_back")
    yield url.rpartition("/")[0] + "/there_and_back"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("drop database there_and_back with (force)")


def test_every_migration_goes_up_down_and_up_again(empty):
    engine = engine_of(empty)
    leftovers = text(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relname not like 'alembic%' "
        "union all select proname from pg_proc where pronamespace = 'public'::regnamespace "
        "union all select typname from pg_type where typnamespace = 'public'::regnamespace "
        "and typname not like '%alembic%'"
    )
    for _ in range(2):
        with engine.begin() as connection:
            command.upgrade(schema.configuration(connection), "head")
        with engine.begin() as connection:
            command.downgrade(schema.configuration(connection), "base")
            assert connection.scalars(leftovers).all() == []
    engine.dispose()
