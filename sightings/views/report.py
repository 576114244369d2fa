"""The public's way in: the first screen, the form, and the receipt (rules S1, S3, S12)."""

from datetime import timedelta
from functools import partial
from secrets import token_hex
from uuid import UUID

from flask import Blueprint, Response, abort, make_response, render_template, request
from limits import RateLimitItemPerHour

from appeals import channels
from appeals import queries as appeals
from appeals.rules import PublicAppeal
from foundation import clock, limits, tokens, vault
from foundation.database import reading
from foundation.languages import OWN, speaking, spoken
from foundation.limits import Spent
from foundation.settings import settings
from foundation.tokens import BadTokenError, Purpose
from sightings.forms import SightingForm
from sightings.rules.report import Limit
from sightings.workflow.submit import AppealGoneError, FormKey, TooManyReportsError, submit
from staff.access import public

REPORT = Blueprint("report", __name__)
KEY_AGE = timedelta(days=30)
LARGEST_BODY = 64 * 1024 * 1024
"""Bytes: room for a photo that is too large, so that it costs the photo and not the report (rule S6)."""
LARGEST_TEXT = 4 * 1024 * 1024
"""Bytes of all typed text: what is too long is shown again, not thrown away."""


@REPORT.get("/appeals/<public_id>/sighting")
@public
def ask(public_id: str) -> Response:
    """The first screen; with ``step=form`` the form. Both only while the appeal is public."""
    with reading() as session:
        appeal = appeals.published(session, public_id, clock.now())
    if appeal is None:
        abort(410)
    if request.args.get("step") != "form":
        return _page("first", 200, public_id=public_id)
    form = SightingForm(formdata=None)
    form.form_key.data = _new_key(appeal.appeal_id)
    form.happening.data = "yes" if request.args.get("now") == "yes" else ""
    return _form_page(form, public_id, 200)


@REPORT.post("/appeals/<public_id>/sighting")
@public
def send(public_id: str) -> Response:
    """A report. Whoever holds a valid key is heard, also when the appeal was withdrawn meanwhile."""
    request.max_content_length, request.max_form_memory_size = LARGEST_BODY, LARGEST_TEXT
    form = SightingForm()
    key = _key_of(form, public_id)
    if key is None:
        return _with_fresh_key(form, public_id)
    if not form.validate():
        return _form_page(form, public_id, 422)
    now, language = clock.now(), spoken.get()
    try:
        with speaking(OWN):  # what we add to the sender's words is for staff and police
            receipt = submit(form.report(now, language), key, admit=partial(_admit, key.appeal_id), now=now)
    except TooManyReportsError:
        return _refused(form, public_id)
    except AppealGoneError:
        abort(410)
    return _page("taken", 201, receipt=receipt)


@channels.own("report_form")
def _form_of(appeal: PublicAppeal) -> list[str]:
    return [f"/appeals/{appeal.public_id}/sighting"]


def _new_key(appeal_id: UUID) -> str:
    return tokens.sign(Purpose.SIGHTING_FORM, str(appeal_id), token_hex(16))


def _key_of(form: SightingForm, public_id: str) -> FormKey | None:
    """The key, when it is ours, young enough and of this very page."""
    try:
        appeal_id, nonce = tokens.read(Purpose.SIGHTING_FORM, form.form_key.data or "", max_age=KEY_AGE)
        key = FormKey(appeal_id=UUID(appeal_id), nonce=str(nonce))
    except (BadTokenError, ValueError):
        return None
    with reading() as session:
        case = appeals.case_of(session, key.appeal_id, clock.now())
    return key if case is None or case.public_id == public_id else None


def _with_fresh_key(form: SightingForm, public_id: str) -> Response:
    """The form again with everything typed and a key of now: old or broken keys cost one more press, not the report."""
    with reading() as session:
        appeal = appeals.published(session, public_id, clock.now())
    if appeal is None:
        abort(410)
    form.form_key.data = _new_key(appeal.appeal_id)
    form.validate()
    return _form_page(form, public_id, 422, notice="again")


def _admit(appeal_id: UUID) -> Limit:
    """The lane that the limits leave. With the store down everything is slow and nothing refused (rule S3)."""
    ceiling = limits.spend(*_ceiling())
    if ceiling is Spent.OVER:
        return Limit.CEILING
    if ceiling is Spent.STORE_DOWN:
        return Limit.OVER
    about = vault.blind_index("sighting-limit", str(appeal_id))[:12].hex()
    spent = (
        limits.spend(RateLimitItemPerHour(settings().sighting_client_per_hour), "sighting-client", limits.client()),
        limits.spend(RateLimitItemPerHour(settings().sighting_appeal_per_hour), "sighting-appeal", about),
    )
    return Limit.WITHIN if spent == (Spent.WITHIN, Spent.WITHIN) else Limit.OVER


def _ceiling() -> tuple[RateLimitItemPerHour, str, str]:
    return RateLimitItemPerHour(settings().sighting_ceiling_per_hour), "sighting-ceiling", limits.client()


def _refused(form: SightingForm, public_id: str) -> Response:
    """429 with the phone numbers, and the text still in the form (rule S3)."""
    response = _form_page(form, public_id, 429, notice="busy")
    response.headers["Retry-After"] = str(limits.seconds_left(*_ceiling()))
    return response


def _form_page(form: SightingForm, public_id: str, status: int, notice: str = "") -> Response:
    photo_again = bool(request.files.get("photo"))
    return _page(
        "form",
        status,
        form=form,
        public_id=public_id,
        notice=notice,
        photo_again=photo_again,
        tiles=settings().map_tiles_url,
    )


def _page(name: str, status: int, **values: object) -> Response:
    response = make_response(render_template(f"sightings/public/{name}.html", **values), status)
    response.headers.update({"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow, noarchive"})
    return response
