"""A reader at the gate says something about a field; somebody answers it."""

from datetime import datetime
from uuid import UUID, uuid4

from appeals import queries, words
from appeals.models import AppealComment
from appeals.rules import WRITABLE, plain
from appeals.workflow.marks import record
from foundation.database import transaction


def comment_on(appeal_id: UUID, by: UUID, field: str, said: str, *, now: datetime) -> bool:
    """Say something about one field (empty: about the whole). False: nothing was said, or it has ended."""
    with transaction() as session:
        row = queries.locked(session, appeal_id)
        if row is None or row.state not in WRITABLE or not plain(said) or field not in {"", *words.FIELDS}:
            return False
        comment = AppealComment(
            id=uuid4(), appeal_id=appeal_id, field=field, words=plain(said), made_by=by, made_at=now, answer=""
        )
        session.add(comment)
        record(session, appeal_id, "commented", by=by, now=now, comment=str(comment.id), field=field)
        return True


def resolve_comment(appeal_id: UUID, comment_id: UUID, by: UUID, answer: str, *, now: datetime) -> bool:
    """Answer it and take it off the desk. False: there is no such open comment."""
    with transaction() as session:
        comment = session.get(AppealComment, comment_id, with_for_update=True)
        if comment is None or comment.appeal_id != appeal_id or comment.resolved_at is not None:
            return False
        comment.answer, comment.resolved_by, comment.resolved_at = plain(answer), by, now
        record(session, appeal_id, "comment_resolved", by=by, now=now, comment=str(comment_id), field=comment.field)
        return True
