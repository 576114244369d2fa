"""Who descends from whom (Linux): so that no child outlives us and no grandchild outlives its parent."""

import ctypes
import os
import signal
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(number: int = signal.SIGTERM) -> None:
    """The kernel sends us ``number`` when the thread that started us ends, however it ends.

    Call it after any change of account: that change takes the wish back.
    """
    _libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)


def adopt_orphans() -> None:
    """From now on a descendant whose parent dies becomes our child, whatever session it made for itself."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def children() -> set[int]:
    """The process ids of our children, dead ones that nobody waited for included."""
    me, found = str(os.getpid()), set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _parent(entry) == me:
            found.add(int(entry.name))
    return found


def end_orphans(known: set[int]) -> int:
    """Kill and bury children that are not ``known``; how many were alive."""
    alive = 0
    for pid in children() - known:
        try:
            if os.waitpid(pid, os.WNOHANG)[0] == 0:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                alive += 1
        except (ChildProcessError, ProcessLookupError):
            continue
    return alive


def _parent(entry: Path) -> str:
    try:
        # The name in brackets may itself hold spaces and brackets: what counts comes after the last one.
        return (entry / "stat").read_text().rpartition(")")[2].split()[1]
    except (OSError, IndexError):
        return ""
