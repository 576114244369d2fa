"""Signing in and out."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from foundation import clock, limits
from staff import factor, words
from staff.access import doorstep, staff_only
from staff.forms import CodeForm, SignInForm, StaffForm
from staff.rules import Refusal, safe_next
from staff.views import cookie
from staff.views.answer import page
from staff.workflow import sessions
from staff.workflow import sign_in as journey

blueprint = Blueprint("staff", __name__, url_prefix="/staff")
DOOR = "/staff/sign-in"


@blueprint.route("/sign-in", methods=["GET", "POST"])
@doorstep
def sign_in() -> ResponseReturnValue:
    """First the password."""
    form = SignInForm(next=safe_next(request.args.get("next", "")))
    if not form.validate_on_submit():
        return page("staff/sign_in.html", form)
    outcome = journey.give_password(form.email.data, form.password.data, limits.client(), clock.now())
    if isinstance(outcome, Refusal):
        return refused("staff/sign_in.html", form, "password", outcome)
    cookie.begin_pending(outcome, safe_next(form.next.data or ""))
    return redirect("/staff/enrol" if outcome.secret else "/staff/second-factor", 303)


@blueprint.route("/second-factor", methods=["GET", "POST"])
@doorstep
def second_factor() -> ResponseReturnValue:
    """Then the code from the app, or a recovery code."""
    pending = cookie.pending()
    if pending is None or pending.passed.secret:
        return redirect(DOOR, 303)
    form = CodeForm()
    if not form.validate_on_submit():
        return page("staff/second_factor.html", form)
    outcome = journey.give_factor(pending.passed, form.code.data, limits.client(), clock.now())
    if isinstance(outcome, Refusal):
        return refused("staff/second_factor.html", form, "code", outcome)
    cookie.begin_session(outcome, clock.now())
    return redirect(pending.then, 303)


@blueprint.route("/enrol", methods=["GET", "POST"])
@doorstep
def enrol() -> ResponseReturnValue:
    """The first time: set up the app, prove it with a code, and see the recovery codes once."""
    pending = cookie.pending()
    if pending is None or not pending.passed.secret:
        return redirect(DOOR, 303)
    form, passed = CodeForm(), pending.passed
    shown: dict[str, Any] = {"secret": passed.secret, "picture": factor.picture_of(passed.secret, passed.email)}
    if not form.validate_on_submit():
        return page("staff/enrol.html", form, **shown)
    outcome = journey.enrol(passed, form.code.data, limits.client(), clock.now())
    if isinstance(outcome, Refusal):
        return refused("staff/enrol.html", form, "code", outcome, **shown)
    cookie.begin_session(outcome.session_id, clock.now())
    return render_template("staff/recovery_codes.html", codes=outcome.codes, then=pending.then)


@blueprint.post("/sign-out")
@staff_only()
def sign_out() -> ResponseReturnValue:
    """End this session and forget it in this browser."""
    noted = cookie.session_seen()
    if noted is not None:
        sessions.sign_out(noted[0], clock.now())
    cookie.forget()
    return redirect(DOOR, 303)


def refused(template: str, form: StaffForm, field: str, refusal: Refusal, **values: Any) -> ResponseReturnValue:
    """The form again with the reason, or from the start when the password was given too long ago."""
    if refusal is Refusal.TOO_LATE:
        cookie.forget()
        flash(words.why(refusal))
        return redirect(DOOR, 303)
    form.refuse(field, refusal)
    return page(template, form, refusal=refusal, **values)
