"""The audit trail, for auditors."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from foundation.audit import AuditEntry, deeds, verify
from foundation.database import reading
from staff import queries
from staff.access import staff_only
from staff.queries import AuditFilter
from staff.rules import Role

blueprint = Blueprint("staff_audit", __name__, url_prefix="/staff/audit")
PAGE = 100
STAFF = "staff:"


@blueprint.get("")
@staff_only(Role.AUDITOR)
def audit() -> ResponseReturnValue:
    """Newest first. Walking the whole chain is asked for, because it reads every row."""
    wanted = _filter()
    with reading() as session:
        entries = queries.audit_entries(session, wanted, limit=PAGE)
        names = queries.names(session, _staff_ids(entries))
        chain = verify(session) if request.args.get("check") == "yes" else None
    return render_template(
        "staff/audit.html",
        entries=entries, who={f"{STAFF}{staff_id}": name for staff_id, name in names.items()},
        said=deeds.said, wanted=wanted, chain=chain, older=entries[-1].seq if len(entries) == PAGE else None,
    )  # fmt: skip


def _filter() -> AuditFilter:
    before = request.args.get("before", "")
    return AuditFilter(
        actor=_asked("actor"),
        subject_kind=_asked("kind"),
        subject_id=_asked("id"),
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None,
    )


def _asked(name: str) -> str:
    return request.args.get(name, "").replace("\x00", "").strip()[:80]


def _staff_ids(entries: Sequence[AuditEntry]) -> set[UUID]:
    return {UUID(entry.actor.removeprefix(STAFF)) for entry in entries if entry.actor.startswith(STAFF)}
