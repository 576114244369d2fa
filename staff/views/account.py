"""One's own account."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from foundation import clock
from foundation.database import reading
from staff import queries, words
from staff.access import person, staff_only
from staff.forms import CodeForm, PasswordForm
from staff.rules import DUTY_ROLES, Refusal
from staff.views import cookie
from staff.views.answer import done, page
from staff.workflow import account as journey

blueprint = Blueprint("staff_account", __name__, url_prefix="/staff/account")


@blueprint.get("")
@staff_only()
def account() -> ResponseReturnValue:
    """What I have, and what I can change."""
    me = person()
    with reading() as session:
        mine = queries.account(session, me.id)
        codes_left = queries.unused_recovery_codes(session, me.id)
    roles = words.roles([str(role) for role in me.roles])
    duty = mine.on_duty if mine and me.roles & DUTY_ROLES else None
    return render_template("staff/account.html", me=me, roles=roles, codes_left=codes_left, duty=duty)


@blueprint.route("/password", methods=["GET", "POST"])
@staff_only()
def password() -> ResponseReturnValue:
    """A new password ends every session but the one that begins with it, here."""
    form, now = PasswordForm(), clock.now()
    if not form.validate_on_submit():
        return page("staff/password.html", form)
    outcome = journey.change_password(person(), form.present.data, form.wanted.data, now)
    if isinstance(outcome, list):
        field = "present" if set(outcome) & {Refusal.WRONG, Refusal.TOO_MANY} else "wanted"
        form.refuse(field, *outcome)
        return page("staff/password.html", form, outcome[0])
    cookie.begin_session(outcome, now)
    return done(None, "/staff/", gettext("Your password is changed. Everywhere else you are signed out."))


@blueprint.route("/recovery-codes", methods=["GET", "POST"])
@staff_only()
def recovery_codes() -> ResponseReturnValue:
    """Fresh recovery codes, shown once."""
    form = CodeForm()
    if not form.validate_on_submit():
        return page("staff/renew_codes.html", form)
    outcome = journey.renew_recovery_codes(person(), form.code.data, clock.now())
    if isinstance(outcome, Refusal):
        form.refuse("code", outcome)
        return page("staff/renew_codes.html", form, outcome)
    return render_template("staff/recovery_codes.html", codes=outcome, then="/staff/account")


@blueprint.post("/duty")
@staff_only(*DUTY_ROLES)
def duty() -> ResponseReturnValue:
    """Go on or off duty."""
    on = request.form.get("on") == "yes"
    journey.set_duty(person(), on=on, now=clock.now())
    said = gettext("You are on duty: urgent reports alert you.") if on else gettext("You are off duty.")
    return done(None, "/staff/account", said)
