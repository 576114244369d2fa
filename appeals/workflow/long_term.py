"""An appeal for somebody who has been missing for long."""

from datetime import datetime
from uuid import UUID

from appeals import queries
from appeals.rules import WRITABLE, month_known, plain
from appeals.workflow.marks import record, written
from foundation.database import transaction


def say_missing_since(appeal_id: UUID, by: UUID, month: str, *, now: datetime) -> bool:
    """An editor writes the month (``2019-03``), or takes it back: a word of the appeal like any other.

    False: no such month, or the appeal has ended.
    """
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        if row is None or row.state not in WRITABLE or (month and not month_known(month, now)):
            return False
        if row.missing_since != month:
            row.missing_since = month
            written(row, by, now)
            record(session, appeal_id, "saved", by=by, now=now, fields=["missing_since"])
        return True


def make_long_term(appeal_id: UUID, by: UUID, reason: str, *, now: datetime) -> bool:
    """An approver says why its review date may be half a year ahead. It still goes down by itself (rule P10).

    False: no reason, no month since which the person is missing, or it has ended.
    """
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        if row is None or row.state not in WRITABLE or not plain(reason) or not row.missing_since:
            return False
        row.long_term, row.long_term_by, row.long_term_at, row.long_term_reason = True, by, now, plain(reason)
        record(session, appeal_id, "made_long_term", by=by, now=now, missing_since=row.missing_since)
        return True


def end_long_term(appeal_id: UUID, by: UUID, *, now: datetime) -> bool:
    """From the next publication on the review date is near again. False: it was not a long-term one."""
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        if row is None or not row.long_term:
            return False
        row.long_term, row.long_term_by, row.long_term_at, row.long_term_reason = False, None, None, ""
        record(session, appeal_id, "ended_long_term", by=by, now=now)
        return True
