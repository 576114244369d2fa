"""What goes and when, what is held and why, and the receipts (rule R5)."""

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from appeals import queries
from appeals.forms import HoldForm
from appeals.queries import purge as owed
from appeals.views.answer import staff_page, there, told
from appeals.workflow import purge
from foundation import clock
from foundation.database import reading
from staff import queries as staff_queries
from staff.access import person, staff_only
from staff.rules import Role

blueprint = Blueprint("appeals_purge", __name__, url_prefix="/staff/purge")
SHOWN = 100


@blueprint.get("")
@staff_only(Role.DUTY_MANAGER, Role.ADMINISTRATOR)
def index() -> ResponseReturnValue:
    """The dry run that is always there, the holds, the receipts."""
    return _page(HoldForm(formdata=None))


@blueprint.post("/<uuid:appeal_id>/hold")
@staff_only(Role.DUTY_MANAGER)
def hold(appeal_id: UUID) -> ResponseReturnValue:
    """Stop the purge of one case."""
    with reading() as session:
        there(queries.appeal(session, appeal_id))
    form = HoldForm()
    if not form.validate_on_submit():
        return _page(form, appeal_id)
    purge.hold(appeal_id, person().id, form.reason.data, now=clock.now())
    return told(gettext("Held. Nothing of this case goes before somebody lifts it."), "/staff/purge")


@blueprint.post("/<uuid:appeal_id>/lift")
@staff_only(Role.DUTY_MANAGER)
def lift(appeal_id: UUID) -> ResponseReturnValue:
    """Let it go on."""
    purge.lift_hold(appeal_id, person().id, now=clock.now())
    return told(gettext("Lifted. What is due goes within the hour."), "/staff/purge")


def _page(form: HoldForm, wrong: UUID | None = None) -> ResponseReturnValue:
    with reading() as session:
        listed = owed.ended_unpurged(session, owed.terms())
        holds = {each.appeal_id: each for each in owed.holds(session)}
        receipts = owed.receipts(session, limit=SHOWN)
        references = owed.references(session, {each.appeal_id for each in listed})
        names = staff_queries.names(session, [each.set_by for each in holds.values()])
    return staff_page(
        "appeals/desk/purge.html",
        wrong=wrong is not None,
        form=form,
        wrong_on=wrong,
        listed=listed[:SHOWN],
        more=max(0, len(listed) - SHOWN),
        holds=holds,
        receipts=receipts,
        references=references,
        names=names,
        now=clock.now(),
        me=person(),
    )
