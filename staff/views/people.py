"""The people who sign in, for administrators."""

from uuid import UUID

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from foundation import clock
from foundation.database import reading
from staff import queries, words
from staff.access import person, staff_only
from staff.forms import NewcomerForm, RolesForm
from staff.models import StaffAccount
from staff.rules import START_PASSWORD_GOOD_FOR, Refusal, Role
from staff.views.answer import done, page
from staff.workflow import people as journey

blueprint = Blueprint("staff_people", __name__, url_prefix="/staff/people")
administrators = staff_only(Role.ADMINISTRATOR)


@blueprint.get("")
@administrators
def people() -> ResponseReturnValue:
    """Everybody, and what they may."""
    with reading() as session:
        everybody = queries.people(session)
    return render_template("staff/people.html", people=everybody, in_words=words.roles)


@blueprint.route("/add", methods=["GET", "POST"])
@administrators
def add() -> ResponseReturnValue:
    """Somebody new; the start password is shown this once."""
    form = NewcomerForm()
    if not form.validate_on_submit():
        return page("staff/person_add.html", form, hints=words.ROLE_HINTS)
    outcome = journey.add(form.newcomer(), person().actor, clock.now())
    if isinstance(outcome, Refusal):
        form.refuse("email", outcome)
        return page("staff/person_add.html", form, hints=words.ROLE_HINTS)
    return _hand_over(form.name.data, outcome.start_password)


@blueprint.get("/<uuid:staff_id>")
@administrators
def one(staff_id: UUID) -> ResponseReturnValue:
    """One of them."""
    someone = _someone(staff_id)
    return _shown(someone, RolesForm(roles=someone.roles))


@blueprint.post("/<uuid:staff_id>/roles")
@administrators
def roles(staff_id: UUID) -> ResponseReturnValue:
    """Give exactly the ticked roles."""
    someone, form = _someone(staff_id), RolesForm()
    if not form.validate_on_submit():
        return _shown(someone, form)
    refusal = journey.change_roles(person(), staff_id, form.held(), clock.now())
    return done(refusal, f"/staff/people/{staff_id}", gettext("Roles saved. They count from now on."))


@blueprint.post("/<uuid:staff_id>/suspend")
@administrators
def suspend(staff_id: UUID) -> ResponseReturnValue:
    """Shut somebody out."""
    refusal = journey.suspend(person(), staff_id, clock.now())
    return done(refusal, f"/staff/people/{staff_id}", gettext("Suspended, and signed out everywhere."))


@blueprint.post("/<uuid:staff_id>/reinstate")
@administrators
def reinstate(staff_id: UUID) -> ResponseReturnValue:
    """Let somebody in again."""
    refusal = journey.reinstate(person(), staff_id, clock.now())
    return done(refusal, f"/staff/people/{staff_id}", gettext("This person can sign in again."))


@blueprint.post("/<uuid:staff_id>/reset-factor")
@administrators
def reset_factor(staff_id: UUID) -> ResponseReturnValue:
    """A lost phone: a start password, shown this once, to enrol again with."""
    someone = _someone(staff_id)
    outcome = journey.reset_factor(person().actor, staff_id, clock.now())
    if isinstance(outcome, Refusal):
        return done(outcome, f"/staff/people/{staff_id}", "")
    return _hand_over(someone.name, outcome)


def _someone(staff_id: UUID) -> StaffAccount:
    with reading() as session:
        return queries.account(session, staff_id) or abort(404)


def _shown(someone: StaffAccount, form: RolesForm) -> ResponseReturnValue:
    mine = someone.id == person().id
    return page("staff/person.html", form, someone=someone, mine=mine, in_words=words.roles, hints=words.ROLE_HINTS)


def _hand_over(name: str, password: str) -> ResponseReturnValue:
    days = START_PASSWORD_GOOD_FOR.days
    return render_template("staff/start_password.html", name=name, password=password, days=days)
