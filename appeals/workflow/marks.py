"""What several steps write: who changed a word, that the public side changed, and the audit trail."""

from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session, object_session

from appeals import queries
from appeals.models import Appeal, AppealEdition, SiteEpoch
from appeals.rules import State
from appeals.rules.purge import Noted
from foundation import audit, background, kept, ledger
from foundation.database.session import after_commit
from foundation.settings import settings

PATIENCE = 2.0
"""Seconds that whoever takes something back waits for somebody's lock before it ends them (rule P11)."""


def actor(by: UUID | None) -> str:
    """As the audit trail writes it."""
    return f"staff:{by}" if by else audit.SYSTEM


def record(
    session: Session,
    appeal_id: UUID,
    action: str,
    *,
    by: UUID | None,
    now: datetime,
    **detail: str | int | bool | list[str] | None,
) -> None:
    """Note ``appeal.<action>``."""
    audit.record(session, at=now, actor=actor(by), action=f"appeal.{action}", subject=("appeal", appeal_id), **detail)


def raise_epoch(session: Session, now: datetime) -> None:
    """What is public has changed: bytes made before are thrown away everywhere."""
    session.execute(update(SiteEpoch).values(value=SiteEpoch.value + 1, raised_at=now))
    kept.tell(session)
    if settings().websub_hub:
        background.nudge(session, "appeals.tell_hub")


def keep_back(session: Session, noted: Noted) -> None:
    """With the commit it goes into the ledger, if the disk takes it: a restore does not bring it back."""
    after_commit(session, partial(ledger.try_note, [noted.entry]))


def written(row: Appeal, by: UUID, now: datetime) -> None:
    """A word has changed, and stands in ``row`` by now.

    ``by`` may not publish it, nobody's approval holds any longer, and it is not in review.
    """
    written_by(row, by, now)
    row.submitted_at = None
    row.senior_by, row.senior_at, row.senior_reason = None, None, ""
    if row.state == State.REVIEW:
        row.state = State.DRAFT


def written_by(row: Appeal, by: UUID, now: datetime) -> None:
    """``by`` is one of the writers from now on."""
    row.edited_by, row.edited_at, row.edition = by, now, row.edition + 1
    if by not in row.writers:
        row.writers = [*row.writers, by]
    keep_edition(row)


def keep_edition(row: Appeal) -> None:
    """The desk as it stands now goes into the history."""
    session = object_session(row)
    if session is None:
        raise RuntimeError("the row belongs to no transaction")
    session.add(
        AppealEdition(
            appeal_id=row.id,
            number=row.edition,
            fields=queries.flat_of(session, row),
            written_by=row.edited_by,
            written_at=row.edited_at,
        )
    )
