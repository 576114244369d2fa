"""Partner organisations and their addresses, for administrators and duty managers."""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from foundation import clock
from foundation.database import reading
from staff import queries as people
from staff import words
from staff.access import person, staff_only
from staff.forms import PartnerAddressForm, PartnerForm, StaffForm
from staff.queries import partners as queries
from staff.rules import Refusal, Role
from staff.views.answer import done, page
from staff.workflow import addresses
from staff.workflow import partners as journey
from staff.workflow.addresses import PARTNERS

blueprint = Blueprint("staff_partners", __name__, url_prefix="/staff/partners")
keepers = staff_only(Role.ADMINISTRATOR, Role.DUTY_MANAGER)


@blueprint.get("")
@keepers
def partners() -> ResponseReturnValue:
    """All at work, by kind, with where their briefings go."""
    with reading() as session:
        rows = queries.partner_rows(session)
    return render_template("staff/partners.html", rows=rows, kinds=words.PARTNER_KINDS)


@blueprint.route("/add", methods=["GET", "POST"])
@keepers
def add() -> ResponseReturnValue:
    """A new partner."""
    form = _form()
    if not form.validate_on_submit():
        return page("staff/partner_add.html", form)
    outcome = journey.add(person(), form.organisation(), clock.now())
    if isinstance(outcome, Refusal):
        _taken(form)
        return page("staff/partner_add.html", form)
    return redirect(f"/staff/partners/{outcome}", 303)


@blueprint.get("/<uuid:partner_id>")
@keepers
def one(partner_id: UUID) -> ResponseReturnValue:
    """One partner."""
    return _shown(partner_id)


@blueprint.post("/<uuid:partner_id>")
@keepers
def change(partner_id: UUID) -> ResponseReturnValue:
    """Name, kind, areas and notes anew."""
    form = _form()
    if not form.validate_on_submit():
        return _shown(partner_id, form=form)
    refusal = journey.change(person(), partner_id, form.organisation(), clock.now())
    if refusal is Refusal.TAKEN:
        _taken(form)
        return _shown(partner_id, form=form)
    return done(refusal, _page_of(partner_id), gettext("Saved."))


@blueprint.post("/<uuid:partner_id>/addresses")
@keepers
def propose(partner_id: UUID) -> ResponseReturnValue:
    """Put an address forward."""
    form = PartnerAddressForm()
    if not form.validate_on_submit():
        return _shown(partner_id, address=form)
    refusal = addresses.propose(person(), PARTNERS.of(partner_id), form.email.data, now=clock.now())
    if refusal:
        form.refuse("email", refusal)
        return _shown(partner_id, address=form)
    return done(None, _page_of(partner_id), gettext("Put forward. Somebody else has to approve it."))


@blueprint.post("/<uuid:partner_id>/addresses/<uuid:address_id>/approve")
@keepers
def approve(partner_id: UUID, address_id: UUID) -> ResponseReturnValue:
    """The second person's yes."""
    refusal = addresses.approve(person(), PARTNERS.of(partner_id), address_id, now=clock.now())
    return done(refusal, _page_of(partner_id), gettext("Approved. Briefings for this partner can go there now."))


@blueprint.post("/<uuid:partner_id>/addresses/<uuid:address_id>/retire")
@keepers
def retire_address(partner_id: UUID, address_id: UUID) -> ResponseReturnValue:
    """Stop writing there."""
    refusal = addresses.retire(person(), PARTNERS.of(partner_id), address_id, now=clock.now())
    return done(refusal, _page_of(partner_id), gettext("Retired. Nothing goes there any more."))


@blueprint.post("/<uuid:partner_id>/retire")
@keepers
def retire(partner_id: UUID) -> ResponseReturnValue:
    """Take the partner off the lists."""
    refusal = journey.retire(person(), partner_id, clock.now())
    return done(refusal, "/staff/partners", gettext("Retired. New briefings do not go to this partner."))


def _page_of(partner_id: UUID) -> str:
    return f"/staff/partners/{partner_id}"


def _taken(form: PartnerForm) -> None:
    form.name.errors = [*form.name.errors, gettext("There is a partner of this name already")]


def _form(**given: object) -> PartnerForm:
    form = PartnerForm(data=given or None)
    with reading() as session:
        form.known = frozenset(queries.area_names(session))
    return form


def _shown(
    partner_id: UUID, *, form: PartnerForm | None = None, address: PartnerAddressForm | None = None
) -> ResponseReturnValue:
    me = person()
    with reading() as session:
        partner = queries.partner(session, partner_id) or abort(404)
        found = queries.partner_addresses(session, partner_id)
        names = people.names(session, {who for each in found for who in (each.proposed_by, each.approved_by) if who})
    written = {
        "name": partner.name,
        "kind": partner.kind,
        "areas": "\n".join(partner.areas),
        "notes": partner.notes,
    }
    shown: StaffForm = address or PartnerAddressForm(formdata=None)
    return page(
        "staff/partner.html", form if form and form.errors else shown, partner=partner, addresses=found, names=names,
        me=me, fields=form or PartnerForm(formdata=None, data=written), address=shown, kinds=words.PARTNER_KINDS,
    )  # fmt: skip
