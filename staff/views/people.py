"""The people who sign in, for administrators."""

from typing import Any
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
from staff.rules import GRAVE_ROLES, START_PASSWORD_GOOD_FOR, Refusal, Role
from staff.views.answer import done, page
from staff.workflow import people as journey
from staff.workflow import rights

blueprint = Blueprint("staff_people", __name__, url_prefix="/staff/people")
administrators = staff_only(Role.ADMINISTRATOR)


@blueprint.get("")
@administrators
def people() -> ResponseReturnValue:
    """Everybody, and what they may."""
    with reading() as session:
        everybody = queries.people(session)
        waiting = {proposal.staff_id for proposal in queries.open_proposals(session)}
    return render_template("staff/people.html", people=everybody, waiting=waiting, in_words=words.roles)


@blueprint.route("/add", methods=["GET", "POST"])
@administrators
def add() -> ResponseReturnValue:
    """Somebody new; the start password is shown this once."""
    form = NewcomerForm()
    if not form.validate_on_submit():
        return page("staff/person_add.html", form, hints=words.ROLE_HINTS)
    outcome = journey.add(form.newcomer(), person(), clock.now())
    if isinstance(outcome, Refusal):
        form.refuse("email", outcome)
        return page("staff/person_add.html", form, hints=words.ROLE_HINTS)
    return _hand_over(form.name.data, outcome.start_password, outcome.waiting)


@blueprint.get("/<uuid:staff_id>")
@administrators
def one(staff_id: UUID) -> ResponseReturnValue:
    """One of them."""
    someone = _someone(staff_id)
    with reading() as session:
        waiting = [role for each in queries.open_proposals(session, about=staff_id) for role in each.roles]
    return _shown(someone, RolesForm(roles=[*someone.roles, *waiting]))


@blueprint.post("/<uuid:staff_id>/roles")
@administrators
def roles(staff_id: UUID) -> ResponseReturnValue:
    """Give exactly the ticked roles."""
    someone, form = _someone(staff_id), RolesForm()
    if not form.validate_on_submit():
        return _shown(someone, form)
    outcome = journey.change_roles(person(), staff_id, form.held(), clock.now())
    if isinstance(outcome, Refusal) or not outcome:
        refusal = outcome if isinstance(outcome, Refusal) else None
        return done(refusal, f"/staff/people/{staff_id}", gettext("Roles saved. They count from now on."))
    waits = gettext("Saved. Waits for a second administrator: %(roles)s.", roles=words.roles(outcome))
    return done(None, f"/staff/people/{staff_id}", waits)


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
    outcome = journey.let_start_again(person(), staff_id, clock.now())
    if isinstance(outcome, Refusal):
        return done(outcome, f"/staff/people/{staff_id}", "")
    if not outcome:
        return done(None, f"/staff/people/{staff_id}", gettext("Asked. A second administrator has to agree first."))
    return _hand_over(someone.name, outcome)


@blueprint.post("/<uuid:staff_id>/proposals/<uuid:proposal_id>/give")
@administrators
def give(staff_id: UUID, proposal_id: UUID) -> ResponseReturnValue:
    """The second administrator's yes; a start password is shown this once."""
    someone = _someone(staff_id)
    outcome = rights.give(person(), _of(staff_id, proposal_id), clock.now())
    if isinstance(outcome, Refusal) or not outcome:
        refusal = outcome if isinstance(outcome, Refusal) else None
        return done(refusal, f"/staff/people/{staff_id}", gettext("Agreed. It counts from now on."))
    return _hand_over(someone.name, outcome)


@blueprint.post("/<uuid:staff_id>/proposals/<uuid:proposal_id>/refuse")
@administrators
def refuse(staff_id: UUID, proposal_id: UUID) -> ResponseReturnValue:
    """Turned down, or taken back."""
    refusal = rights.refuse(person(), _of(staff_id, proposal_id), clock.now())
    return done(refusal, f"/staff/people/{staff_id}", gettext("Turned down."))


def _of(staff_id: UUID, proposal_id: UUID) -> UUID:
    """A proposal about that person and nobody else."""
    with reading() as session:
        found = queries.proposal(session, proposal_id)
    return proposal_id if found is not None and found.staff_id == staff_id else abort(404)


def _someone(staff_id: UUID) -> StaffAccount:
    with reading() as session:
        return queries.account(session, staff_id) or abort(404)


def _shown(someone: StaffAccount, form: RolesForm) -> ResponseReturnValue:
    with reading() as session:
        waiting = queries.open_proposals(session, about=someone.id)
        names = queries.names(session, {proposal.proposed_by for proposal in waiting})
        alone = len(queries.holding(session, Role.ADMINISTRATOR)) < 2
    shown: dict[str, Any] = {"someone": someone, "me": person(), "waiting": waiting, "names": names, "alone": alone}
    shown["needs_two"] = bool(GRAVE_ROLES & frozenset(map(Role, someone.roles)))
    return page("staff/person.html", form, in_words=words.roles, hints=words.ROLE_HINTS, **shown)


def _hand_over(name: str, password: str, waiting: frozenset[Role] = frozenset()) -> ResponseReturnValue:
    shown = {"name": name, "password": password, "days": START_PASSWORD_GOOD_FOR.days}
    return render_template("staff/start_password.html", waits=words.roles(waiting) if waiting else "", **shown)
