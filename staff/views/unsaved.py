"""What somebody typed after their session had ended: offered once they are back, or thrown away by them."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from foundation import clock
from foundation.database import reading
from staff import rescue
from staff.access import person, staff_only

blueprint = Blueprint("staff_unsaved", __name__, url_prefix="/staff/unsaved")


@blueprint.get("")
@staff_only()
def index() -> ResponseReturnValue:
    """Each with the way to its page, where it stands in the form."""
    now = clock.now()
    with reading() as session:
        kept = [(path, at, _what(path)) for path, at in rescue.waiting(session, person().id, now)]
    return render_template("staff/unsaved.html", kept=kept, kept_for=rescue.KEPT_FOR, now=now)


@blueprint.post("/discard")
@staff_only()
def discard() -> ResponseReturnValue:
    """Throw one of one's own away; its page then shows what is saved."""
    path = request.form.get("path", "").replace("\x00", "")
    gone = rescue.forget(person().id, path)
    if gone:
        flash(gettext("Thrown away. What was saved before stands."), "success")
    return redirect(path if gone and request.form.get("from") == "page" else "/staff/unsaved", 303)


def _what(path: str) -> Any:
    """In words, what is written on that page; empty for one that a later release does not have."""
    try:
        endpoint, _ = current_app.url_map.bind("").match(path, method="POST")
    except HTTPException:
        return ""
    return getattr(current_app.view_functions[endpoint], "keeps_writing", "")
