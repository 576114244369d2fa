"""Keys of the partner API, for administrators."""

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from appeals.forms.api_keys import ApiKeyForm
from appeals.queries import programs
from appeals.views.answer import found, staff_page, told
from appeals.workflow import api_keys as journey
from foundation import clock
from foundation.database import reading
from staff.access import person, staff_only
from staff.rules import Role

blueprint = Blueprint("appeals_keys", __name__, url_prefix="/staff/api-keys")
administrators = staff_only(Role.ADMINISTRATOR)
_HERE = "/staff/api-keys"


@blueprint.get("")
@administrators
def keys() -> ResponseReturnValue:
    """All, and a form for one more."""
    return _shown(ApiKeyForm())


@blueprint.post("")
@administrators
def make() -> ResponseReturnValue:
    """One more. The answer shows it, this once: it must not stand in a session or an address."""
    form = ApiKeyForm()
    if not form.validate_on_submit():
        return _shown(form, wrong=True)
    key = journey.make_api_key(person().id, form.partner.data, now=clock.now())
    return staff_page("appeals/desk/api_key.html", key=key, partner=form.partner.data)


@blueprint.post("/<uuid:key_id>/revoke")
@administrators
def revoke(key_id: UUID) -> ResponseReturnValue:
    """End it."""
    if journey.revoke_api_key(key_id, person().id, now=clock.now()):
        return told(gettext("Revoked. The key opens nothing any more."), _HERE)
    return found(_HERE)


def _shown(form: ApiKeyForm, *, wrong: bool = False) -> ResponseReturnValue:
    with reading() as session:
        rows = programs.keys(session)
    return staff_page("appeals/desk/api_keys.html", wrong=wrong, form=form, keys=rows)
