"""Investigating teams and their addresses, for administrators and duty managers."""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from foundation import clock
from foundation.database import reading
from staff import queries
from staff.access import person, staff_only
from staff.forms import AddressForm, RankForm, StaffForm, TeamForm
from staff.rules import Refusal, Role
from staff.views.answer import done, page
from staff.workflow import teams as journey

blueprint = Blueprint("staff_teams", __name__, url_prefix="/staff/teams")
keepers = staff_only(Role.ADMINISTRATOR, Role.DUTY_MANAGER)


@blueprint.get("")
@keepers
def teams() -> ResponseReturnValue:
    """All at work, by force, with where their reports go."""
    with reading() as session:
        rows = queries.team_rows(session)
    return render_template("staff/teams.html", rows=rows)


@blueprint.route("/add", methods=["GET", "POST"])
@keepers
def add() -> ResponseReturnValue:
    """A new team."""
    form = TeamForm()
    if not form.validate_on_submit():
        return page("staff/team_add.html", form)
    outcome = journey.add(person(), form.force.data, form.name.data, clock.now())
    if isinstance(outcome, Refusal):
        form.refuse("name", outcome)
        return page("staff/team_add.html", form)
    return redirect(f"/staff/teams/{outcome}", 303)


@blueprint.get("/<uuid:team_id>")
@keepers
def one(team_id: UUID) -> ResponseReturnValue:
    """One team."""
    return _shown(team_id, AddressForm())


@blueprint.post("/<uuid:team_id>/addresses")
@keepers
def propose(team_id: UUID) -> ResponseReturnValue:
    """Put an address forward."""
    form = AddressForm()
    if not form.validate_on_submit():
        return _shown(team_id, form)
    refusal = journey.propose_address(person(), team_id, form.email.data, int(form.rank.data), clock.now())
    if refusal:
        form.refuse("email", refusal)
        return _shown(team_id, form)
    return done(None, _page_of(team_id), gettext("Put forward. Somebody else has to approve it."))


@blueprint.post("/<uuid:team_id>/addresses/<uuid:address_id>/approve")
@keepers
def approve(team_id: UUID, address_id: UUID) -> ResponseReturnValue:
    """The second person's yes."""
    refusal = journey.approve_address(person(), team_id, address_id, clock.now())
    return done(refusal, _page_of(team_id), gettext("Approved. Reports for this team go there now."))


@blueprint.post("/<uuid:team_id>/addresses/<uuid:address_id>/retire")
@keepers
def retire_address(team_id: UUID, address_id: UUID) -> ResponseReturnValue:
    """Stop writing there."""
    refusal = journey.retire_address(person(), team_id, address_id, clock.now())
    return done(refusal, _page_of(team_id), gettext("Retired. Nothing goes there any more."))


@blueprint.post("/<uuid:team_id>/addresses/<uuid:address_id>/rank")
@keepers
def rank(team_id: UUID, address_id: UUID) -> ResponseReturnValue:
    """Earlier or later."""
    form = RankForm()
    if not form.validate_on_submit():
        abort(400)
    refusal = journey.rank_address(person(), team_id, address_id, int(form.rank.data), clock.now())
    return done(refusal, _page_of(team_id), gettext("Order saved."))


@blueprint.post("/<uuid:team_id>/retire")
@keepers
def retire(team_id: UUID) -> ResponseReturnValue:
    """Take the team off the lists."""
    refusal = journey.retire(person(), team_id, clock.now())
    return done(refusal, "/staff/teams", gettext("Retired. New appeals cannot choose this team."))


def _page_of(team_id: UUID) -> str:
    return f"/staff/teams/{team_id}"


def _shown(team_id: UUID, form: StaffForm) -> ResponseReturnValue:
    me = person()
    with reading() as session:
        team = queries.team(session, team_id) or abort(404)
        addresses = queries.addresses(session, team_id)
        involved = {who for found in addresses for who in (found.proposed_by, found.approved_by) if who}
        names = queries.names(session, involved)
    return page("staff/team.html", form, team=team, addresses=addresses, names=names, me=me, ranks=range(1, 10))
