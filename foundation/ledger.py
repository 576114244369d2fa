"""A list beside the database, only ever added to: what a restore from an old backup must not bring back.

One line of JSON for each entry, on the disk when ``note`` returns. It holds ids, codes and times and nothing else, and
it is kept apart from the backups (``docs/operations.md``).
"""

import fcntl
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from threading import Thread

import structlog

from foundation.settings import settings

log = structlog.get_logger()
PATIENCE = 1.0
"""Seconds that what must not be held up waits for the disk."""


def note(entries: Iterable[Mapping[str, str]]) -> None:
    """Add the entries.

    Raises:
        OSError: nothing, or only whole lines, were written.
    """
    lines = "".join(f"{json.dumps(dict(entry), sort_keys=True)}\n" for entry in entries)
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("ab") as ledger:
        fcntl.flock(ledger, fcntl.LOCK_EX)
        ledger.write(b"\n" + lines.encode())  # whatever a crash left before it stays a line of its own
        ledger.flush()
        os.fsync(ledger.fileno())


def try_note(entries: Iterable[Mapping[str, str]]) -> None:
    """As ``note``, in nobody's way: a disk that fails or hangs is a log line, and a sweep notes what is missing."""
    writer = Thread(target=_try_note, args=(list(entries),), daemon=True)
    writer.start()
    writer.join(PATIENCE)


def _try_note(entries: list[Mapping[str, str]]) -> None:
    try:
        note(entries)
    except OSError as fault:
        log.warning("ledger_not_written", fault=type(fault).__name__)


def entries() -> list[dict[str, str]]:
    """All entries, oldest first. The rest of a line that a crash cut short is left out."""
    try:
        lines = _path().read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    found = []
    for line in lines:
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


def _path() -> Path:
    return settings().purge_ledger or settings().photo_dir / "purged.jsonl"
