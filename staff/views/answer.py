"""How a form of the staff rooms is answered."""

from typing import Any

from flask import flash, make_response, redirect, render_template
from flask.typing import ResponseReturnValue

from staff import words
from staff.forms import StaffForm
from staff.rules import Refusal


def page(template: str, form: StaffForm, refusal: Refusal | None = None, **values: Any) -> ResponseReturnValue:
    """The form: 200 at first, 422 with what is wrong in it, 429 with Retry-After (seconds) after too many tries."""
    response = make_response(render_template(template, form=form, **values))
    if refusal is Refusal.TOO_MANY:
        response.status_code, response.headers["Retry-After"] = 429, "60"
    elif form.errors:
        response.status_code = 422
    return response


def done(refusal: Refusal | None, then: str, said: str) -> ResponseReturnValue:
    """Back to ``then``, saying what was done or why it was not."""
    flash(said if refusal is None else words.why(refusal), "success" if refusal is None else "error")
    return redirect(then, 303)
