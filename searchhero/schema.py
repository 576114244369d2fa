"""Moving the schema, and what the application's role may do with it.

The tables belong to the owner's role. The application's role may read and write rows, but of the audit trail it may
only read and append: a stolen application password cannot rewrite what was done (rule Y1).
"""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, make_url, text

from foundation.database.session import engine_of
from foundation.places.lookup import load_gazetteer
from foundation.settings import settings
from searchhero.tables import metadata

APPEND_ONLY = ("audit_entry", "appeal_version")
READ_ONLY = ("audit_head", "alembic_version")


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def upgrade(revision: str = "head") -> None:
    """Bring the schema up to ``revision``, load the gazetteer, and grant the application's role its rights."""
    with engine_of(settings().owner_url).begin() as connection:
        command.upgrade(_config(connection), revision)
        load_gazetteer(connection)
        grant(connection, make_url(settings().database_url).username or "")


def downgrade(revision: str) -> None:
    """Take the schema back down to ``revision`` (``base``: nothing is left)."""
    with engine_of(settings().owner_url).begin() as connection:
        command.downgrade(_config(connection), revision)


def grant(connection: Connection, role: str) -> None:
    """Give ``role`` what the application needs and no more; nothing to do when it is the owner."""
    if not role or role == connection.scalar(text("select current_user")):
        return
    quoted = connection.dialect.identifier_preparer.quote(role)
    connection.execute(text(f"grant usage on schema public to {quoted}"))
    connection.execute(text(f"grant usage on all sequences in schema public to {quoted}"))
    connection.execute(text(f"grant select, insert, update, delete on all tables in schema public to {quoted}"))
    for table in APPEND_ONLY:
        connection.execute(text(f"revoke update, delete, truncate on {table} from {quoted}"))
    for table in READ_ONLY:
        connection.execute(text(f"revoke insert, update, delete, truncate on {table} from {quoted}"))


def differences() -> list[str]:
    """How the models differ from the migrated database; empty when they are in step."""
    with engine_of(settings().owner_url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [str(difference) for difference in compare_metadata(context, metadata)]
