"""Moving the schema, and what the application's role may do with it.

The tables belong to the owner's role. The application's role may read and write rows, but of the audit trail it may
only read and append: a stolen application password cannot rewrite what was done (rule Y1).
"""

from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url, text

from foundation.database.session import engine_of
from foundation.places.lookup import load_gazetteer
from foundation.settings import settings
from searchhero.tables import metadata

APPEND_ONLY = ("audit_entry", "appeal_version", "purge_receipt")
READ_ONLY = ("audit_head", "alembic_version")
NEVER_DELETED = (
    "appeal", "appeal_comment", "appeal_edition", "outbox_message", "sighting", "sighting_photo", "sighting_reading",
    "forwarding", "forwarding_dispatch", "partner", "partner_address", "briefing", "briefing_version", "briefing_link",
    "withdrawal_certificate", "withdrawal_channel", "withdrawal_leftover",
    "legal_hold", "door_request", "door_reading",
)  # fmt: skip
"""Rows of these are emptied, never removed, by the application: a stolen password cannot make a report vanish."""


def configuration(connection: Connection) -> Config:
    """Alembic, on that connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def upgrade(revision: str = "head") -> None:
    """Bring the schema up to ``revision``, load the gazetteer, and grant the application's role its rights."""
    with engine_of(settings().owner_url).begin() as connection:
        command.upgrade(configuration(connection), revision)
        load_gazetteer(connection)
        grant(connection, make_url(settings().database_url).username or "")


def downgrade(revision: str) -> None:
    """Take the schema back down to ``revision`` (``base``: nothing is left)."""
    with engine_of(settings().owner_url).begin() as connection:
        command.downgrade(configuration(connection), revision)


@lru_cache(maxsize=1)
def head() -> str:
    """The newest revision that this code knows."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return ScriptDirectory.from_config(config).get_current_head() or ""


def revision_of(connection: Connection) -> str:
    """The revision that the database is at; empty when it has no schema yet."""
    if connection.scalar(text("select to_regclass('alembic_version')")) is None:
        return ""
    return str(connection.scalar(text("select version_num from alembic_version")) or "")


def rights_too_wide(connection: Connection) -> list[str]:
    """What the role of ``connection`` could do to the audit trail and to reports and must not (rule Y1).

    Owning a table, or being a superuser, counts as everything.
    """
    query = text("select has_table_privilege(current_user, :table, :verb)")
    wanted = [(table, verb) for table in APPEND_ONLY for verb in ("update", "delete", "truncate")]
    wanted += [(table, verb) for table in NEVER_DELETED for verb in ("delete", "truncate")]
    wanted += [(table, verb) for table in READ_ONLY for verb in ("insert", "update", "delete", "truncate")]
    return [f"{verb} {table}" for table, verb in wanted if connection.scalar(query, {"table": table, "verb": verb})]


def grant(connection: Connection, role: str) -> None:
    """Give ``role`` what the application needs and no more; nothing to do when it is the owner."""
    if not role or role == connection.scalar(text("select current_user")):
        return
    quoted = connection.dialect.identifier_preparer.quote(role)
    connection.execute(text(f"grant usage on schema public to {quoted}"))
    connection.execute(text(f"grant usage on all sequences in schema public to {quoted}"))
    connection.execute(text(f"grant select, insert, update, delete on all tables in schema public to {quoted}"))
    connection.execute(text(f"grant execute on function forget_appeal_versions(uuid) to {quoted}"))
    for table in APPEND_ONLY:
        connection.execute(text(f"revoke update, delete, truncate on {table} from {quoted}"))
    for table in NEVER_DELETED:
        connection.execute(text(f"revoke delete, truncate on {table} from {quoted}"))
    for table in READ_ONLY:
        connection.execute(text(f"revoke insert, update, delete, truncate on {table} from {quoted}"))


def differences() -> list[str]:
    """How the models differ from the migrated database; empty when they are in step."""
    with engine_of(settings().owner_url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [str(difference) for difference in compare_metadata(context, metadata)]
