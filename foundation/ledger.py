"""A list beside the database, only ever added to: what a restore from an old backup must not bring back.

One line of JSON for each entry, on the disk when ``note`` returns. It holds ids, codes and times and nothing else, and
it is kept apart from the backups (``docs/operations.md``).
"""

import fcntl
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from foundation.settings import settings


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
