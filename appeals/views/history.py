"""Reading at the gate: comments on fields, and every edition and version with what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from appeals import queries, workflow
from appeals.models import AppealEdition, AppealVersion
from appeals.rules import Fields, Piece, flat, plain, word_diff
from appeals.views.answer import WITHDRAWERS, found, staff_page, there, told, url_of
from appeals.views.differences import public_changes
from appeals.views.merging import label_of, said
from foundation import clock
from foundation.database import reading
from foundation.languages import LANGUAGES
from staff import queries as staff_queries
from staff.access import person, staff_only
from staff.rules import Role

blueprint = Blueprint("appeals_history", __name__, url_prefix="/staff/appeals/<uuid:appeal_id>")
Change = tuple[str, tuple[Piece, ...]]
LONGEST_COMMENT = 1000
ONE_SITTING = timedelta(minutes=10)
"""The desk saves itself every few seconds: what one person wrote without a longer pause is shown as one change."""
_UNWRITTEN = flat(Fields(), {})
"""What stands in a field that an edition of an older release does not hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the history: who, when, why, and what differs from the one of its kind before it."""

    at: datetime
    by: UUID
    edition: int | None = None
    since: int | None = None
    """The first edition of the same sitting."""
    version: int | None = None
    reason: str = ""
    material: bool = False
    """Heroes were told of that version."""
    first: bool = False
    """Nothing of its kind stood before it."""
    changes: tuple[Change, ...] = ()


@blueprint.post("/comments")
@staff_only(Role.APPROVER, Role.DUTY_MANAGER, Role.EDITOR)
def comment(appeal_id: UUID) -> ResponseReturnValue:
    """Say something about one field."""
    here = url_of(appeal_id, "/review#comments")
    said_now = plain(request.form.get("comment", ""))[:LONGEST_COMMENT]  # a browser sends two letters for a line end
    if workflow.comment_on(appeal_id, person().id, request.form.get("field", ""), said_now, now=clock.now()):
        return told(gettext("Your comment stands beside the field on the desk."), here)
    return found(here)


@blueprint.post("/comments/<uuid:comment_id>/resolve")
@staff_only(Role.APPROVER, Role.DUTY_MANAGER, Role.EDITOR)
def resolve(appeal_id: UUID, comment_id: UUID) -> ResponseReturnValue:
    """Answer a comment at the gate."""
    answer = request.form.get("answer", "")[:LONGEST_COMMENT]
    workflow.resolve_comment(appeal_id, comment_id, person().id, answer, now=clock.now())
    return told(gettext("The comment is resolved."), url_of(appeal_id, "/review#comments"))


@blueprint.get("/revisions")
@staff_only(*WITHDRAWERS)
def revisions(appeal_id: UUID) -> ResponseReturnValue:
    """All editions and versions, newest first, each with what it changed."""
    with reading() as session:
        row = there(queries.appeal(session, appeal_id))
        versions = queries.versions(session, appeal_id)
        entries = [*_editions(session, queries.editions(session, appeal_id), versions), *_versions(session, versions)]
        entries.sort(key=lambda entry: (entry.at, entry.version or 0), reverse=True)
        names = staff_queries.names(session, {entry.by for entry in entries})
    return staff_page("appeals/desk/revisions.html", row=row, entries=entries, names=names, now=clock.now())


def _editions(session: Session, rows: Sequence[AppealEdition], versions: Sequence[AppealVersion]) -> list[Entry]:
    """Each sitting against what stood before it; newest first, as ``rows`` are."""
    sittings = _sittings(rows, [each.published_at for each in versions])
    before = [sitting[0].fields for sitting in sittings[1:]]
    return [
        Entry(
            at=sitting[0].written_at, by=sitting[0].written_by, edition=sitting[0].number, since=sitting[-1].number,
            reason=str(sitting[0].fields.get("change_reason", "")), first=older is None,
            changes=_changes(session, older, sitting[0].fields),
        )
        for sitting, older in zip(sittings, [*before, None], strict=bool(sittings))
    ]  # fmt: skip


def _sittings(rows: Sequence[AppealEdition], published: Sequence[datetime]) -> list[list[AppealEdition]]:
    """Neighbours of one person with no pause and no publication between them, newest first. The first text stays."""
    sittings: list[list[AppealEdition]] = []
    for row in rows:
        after = sittings[-1][-1] if sittings else None
        together = (
            after is not None
            and row is not rows[-1]
            and after.written_by == row.written_by
            and after.written_at - row.written_at <= ONE_SITTING
            and not any(row.written_at <= at <= after.written_at for at in published)
        )
        if together:
            sittings[-1].append(row)
        else:
            sittings.append([row])
    return sittings


def _changes(session: Session, before: dict[str, Any] | None, after: dict[str, Any]) -> tuple[Change, ...]:
    if before is None:
        return ()
    older, newer = _UNWRITTEN | before, _UNWRITTEN | after
    names = [name for name in newer | older if older.get(name) != newer.get(name) and name != "change_reason"]
    return tuple(
        (
            label_of(name),
            word_diff(said(session, name, older.get(name)), said(session, name, newer.get(name))),
        )
        for name in names
    )


def _versions(session: Session, rows: Sequence[AppealVersion]) -> list[Entry]:
    """Each against the version before it, as the public read them."""
    read = [queries.version_of(session, each.appeal_id, each.number) for each in rows]
    return [
        Entry(
            at=each.published_at, by=each.published_by, version=each.number, material=each.material,
            reason=_why(each.reason), first=older is None,
            changes=tuple(public_changes(older, newer)),
        )
        for each, newer, older in zip(rows, read, [*read[1:], None], strict=bool(rows))
    ]  # fmt: skip


def _why(reason: str) -> str:
    """What people wrote, and in words what the service notes itself."""
    noted, _, tag = reason.partition(" ")
    if noted == "translation" and tag in LANGUAGES:
        return str(gettext("Its translation was approved: %(language)s.", language=LANGUAGES[tag]))
    return "" if reason == "first" else reason
