"""Forgetting closed cases from the command line, and after a restore (rule R5)."""

from collections.abc import Iterator

from appeals.queries import purge as owed
from appeals.rules.purge import Part, purged_of
from appeals.workflow import purge as appeals
from foundation import background, clock
from foundation.database import reading
from sightings.workflow import purge as sightings

PURGES = {Part.APPEAL: appeals.purge_appeal, Part.REPORTS: sightings.purge_reports}


def replay() -> tuple[int, int]:
    """Do again what an old backup brought back: how much was taken back, and how many parts were purged."""
    background.configure()
    now = clock.now()
    ended, purged = appeals.replay_ledger(now=now)
    return ended, purged + sightings.replay_ledger(purged_of(appeals.noted()), now=now)


def run(*, dry_run: bool, cap: int) -> Iterator[str]:
    """Purge what is due, ``cap`` appeals of each part at most; what stands where, line by line."""
    now = clock.now()
    with reading() as session:
        listed = owed.ended_unpurged(session, owed.terms())
    for each in listed:
        state = "held" if each.held else "due" if each.due_at <= now else "later"
        yield f"{each.due_at:%Y-%m-%d %H:%M} UTC  {each.part:8}  {each.public_id}  {state}"
    if dry_run:
        yield f"{len(listed)} parts listed; nothing was touched."
        return
    done = 0
    for part, purge in PURGES.items():
        ready = [each.appeal_id for each in listed if each.part is part and each.due_at <= now and not each.held]
        done += sum(purge(appeal_id, now=now) for appeal_id in ready[:cap])
    yield f"{done} parts purged."
