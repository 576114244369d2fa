"""How the pages of this room are answered."""

from typing import Any
from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from appeals import queries, words
from appeals.rules import Obstacle, PublicAppeal
from foundation import clock
from foundation.database import glance
from foundation.kept import mark
from staff.rules import Role

WITHDRAWERS = (Role.EDITOR, Role.APPROVER, Role.TRIAGER, Role.DUTY_MANAGER)
"""Who may take an appeal or a photo back (rule P11)."""
SHARED = "public, max-age=0, s-maxage=5, must-revalidate"
"""A withdrawn page lives five seconds longer in a shared cache at most, and no time at all in a browser (rule R2)."""


def kept(content: str | bytes, media_type: str = "text/html", *, query: tuple[str, ...] = ()) -> Response:
    """A public answer for everybody. Its bytes are kept, coded and given by ETag before Flask (``searchhero.kept``).

    ``query`` names the parameters whose values made these bytes, when the values are ones that we know.
    """
    response = Response(content, mimetype=media_type)
    response.headers["Cache-Control"] = SHARED
    is_kept = mark(request, response, query=query)
    response.headers["X-Accel-Expires"] = "1" if is_kept else "0"  # seconds in our own nginx (deploy/nginx.conf)
    return response


def live(public_id: str) -> PublicAppeal:
    """The appeal, as long as everybody may see it; else the one neutral page (rule P9)."""
    return glance(lambda it: queries.published(it, public_id, clock.now())) or abort(410)


def found(url: str) -> ResponseReturnValue:
    """Go on to ``url`` by GET."""
    return redirect(url, 303)


def told(message: str, url: str) -> ResponseReturnValue:
    """Say what was done, then go on."""
    flash(message, "success")
    return redirect(url, 303)


def refused(obstacles: list[Obstacle], url: str) -> ResponseReturnValue:
    """Say everything that is in the way, then go on."""
    for code in dict.fromkeys(obstacle.code for obstacle in obstacles):
        flash(str(words.OBSTACLES[code]), "error")
    return redirect(url, 303)


def beside(form: FlaskForm, obstacles: list[Obstacle]) -> bool:
    """Put what is in the way beside the fields that it is of: what was typed stays, but a code that is used up.

    False: something is of no field of this form, and nothing is put anywhere.
    """
    if any(obstacle.field not in form for obstacle in obstacles):
        return False
    for obstacle in obstacles:
        form[obstacle.field].errors = [*form[obstacle.field].errors, str(words.OBSTACLES[obstacle.code])]
    form.code.data = ""
    return True


def staff_page(template: str, *, wrong: bool = False, **values: Any) -> ResponseReturnValue:
    """A page of the desk: 422 when something that was typed is wrong."""
    return render_template(template, words=words, **values), 422 if wrong else 200


def url_of(appeal_id: UUID, part: str = "") -> str:
    """A page of one appeal on the desk."""
    return f"/staff/appeals/{appeal_id}{part}"


def there(row: Any) -> Any:
    """``row``, or 404 when there is none."""
    return row if row is not None else abort(404)
