"""The quiet door of one appeal: "I am this person" (rule R6). The same page for all, whatever was asked before."""

from datetime import timedelta
from functools import partial
from secrets import token_hex
from uuid import UUID

from flask import Blueprint, Response, abort, make_response, render_template
from limits import RateLimitItemPerHour

from appeals import channels, queries
from appeals.forms.door import AskForm
from appeals.rules import PublicAppeal
from appeals.rules.door import Lane
from appeals.views.answer import live
from appeals.workflow import door
from foundation import clock, limits, tokens, vault
from foundation.database import reading
from foundation.languages import LANGUAGES, OWN
from foundation.limits import Spent
from foundation.settings import settings
from foundation.tokens import BadTokenError, Purpose
from staff.access import public

blueprint = Blueprint("appeals_door", __name__)
KEY_AGE = timedelta(days=30)


@blueprint.get("/appeals/<public_id>/is-this-you")
@public
def page(public_id: str) -> Response:
    """Who listens, what a safe and well check is, and how to ask for the appeal to come down."""
    return _page(live(public_id), AskForm(formdata=None), 200, fresh=True)


@blueprint.post("/appeals/<public_id>/is-this-you")
@public
def send(public_id: str) -> Response:
    """Ask. Whoever holds a valid key is heard, also when the appeal came down meanwhile."""
    form = AskForm()
    key = _key_of(form, public_id)
    if key is None:
        form.validate()
        return _page(live(public_id), form, 422, notice="again", fresh=True)
    appeal_id, nonce = key
    if not form.validate():
        return _page(live(public_id), form, 422)
    if limits.spend(*_ceiling()) is Spent.OVER:
        return _refused(public_id, form)
    try:
        door.ask(appeal_id, nonce, form.ask(), lane=partial(_lane, appeal_id), now=clock.now())
    except door.AppealForgottenError:
        abort(410)
    return _answer("taken", 200)


@channels.own("door")
def _door_of(appeal: PublicAppeal) -> list[str]:
    languages = ["", *(f"/{tag}" for tag in LANGUAGES if tag != OWN)]
    return [f"{language}/appeals/{appeal.public_id}/is-this-you" for language in languages]


def _key_of(form: AskForm, public_id: str) -> tuple[UUID, str] | None:
    """The appeal and the nonce, when the key is ours, young enough and of this very page."""
    try:
        appeal_id, nonce = tokens.read(Purpose.DOOR_FORM, form.form_key.data or "", max_age=KEY_AGE)
        found = UUID(appeal_id)
    except (BadTokenError, ValueError):
        return None
    with reading() as session:
        case = queries.case_of(session, found, clock.now())
    return (found, str(nonce)) if case is not None and case.public_id == public_id else None


def _lane(appeal_id: UUID) -> Lane:
    """Nothing is refused for being much: it waits behind the others. So it does while the store is down."""
    about = vault.blind_index("door-limit", str(appeal_id))[:12].hex()
    spent = (
        limits.spend(RateLimitItemPerHour(settings().sighting_client_per_hour), "door-client", limits.client()),
        limits.spend(RateLimitItemPerHour(settings().sighting_appeal_per_hour), "door-appeal", about),
    )
    return Lane.NORMAL if spent == (Spent.WITHIN, Spent.WITHIN) else Lane.SLOW


def _ceiling() -> tuple[RateLimitItemPerHour, str, str]:
    return RateLimitItemPerHour(settings().sighting_ceiling_per_hour), "door-ceiling", limits.client()


def _refused(public_id: str, form: AskForm) -> Response:
    """Above the hard ceiling: 429 with the phone numbers, and the words still in the form."""
    response = _page(live(public_id), form, 429, notice="busy")
    response.headers["Retry-After"] = str(limits.seconds_left(*_ceiling()))
    return response


def _page(appeal: PublicAppeal, form: AskForm, status: int, *, notice: str = "", fresh: bool = False) -> Response:
    if fresh:
        form.form_key.data = tokens.sign(Purpose.DOOR_FORM, str(appeal.appeal_id), token_hex(16))
    return _answer("page", status, appeal=appeal, form=form, notice=notice)


def _answer(name: str, status: int, **values: object) -> Response:
    response = make_response(render_template(f"appeals/door/{name}.html", **values), status)
    response.headers.update({"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow, noarchive"})
    return response
