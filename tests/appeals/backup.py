"""An old backup: the tables about appeals as they were, brought back while the ledger beside the database stays."""

import os
from dataclasses import dataclass

import psycopg

from appeals.workflow.marks import raise_epoch
from foundation import clock, kept
from foundation.database import transaction
from foundation.settings import settings
from searchhero.purge import replay
from searchhero.tables import metadata

_ROOMS = ("appeal", "briefing", "withdrawal", "channel_visit", "purge_receipt", "legal_hold", "door", "outbox")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """Rows by table, as ``copy`` writes them. Staff, partners and the audit trail are left as they are."""

    rows: dict[str, bytes]


def back_up() -> Backup:
    """All of it at this moment."""
    with psycopg.connect(os.environ["SEARCHHERO_DATABASE_OWNER_URL"]) as connection:
        return Backup(rows={table: _read(connection, table) for table in _tables()})


def restore(backup: Backup) -> None:
    """Bring it back, and open the service as after every restore: ``db upgrade`` replays the ledger."""
    with psycopg.connect(os.environ["SEARCHHERO_DATABASE_OWNER_URL"]) as connection:
        connection.execute("set session_replication_role = replica")  # foreign keys and refusals need no order then
        for table, rows in backup.rows.items():
            connection.execute(f"delete from {table}")
            with connection.cursor().copy(f"copy {table} from stdin") as copy:
                copy.write(rows)
    with transaction() as session:
        raise_epoch(session, clock.now())  # no process lives through a restore: nothing kept is left
    kept.forget()
    replay()


def lose_ledger() -> None:
    """Begin a new one."""
    (settings().photo_dir / "purged.jsonl").unlink(missing_ok=True)


def _tables() -> list[str]:
    return [table.name for table in metadata.sorted_tables if table.name.startswith(_ROOMS)]


def _read(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor().copy(f"copy {table} to stdout") as copy:
        return b"".join(bytes(each) for each in copy)
