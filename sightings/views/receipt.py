"""Where a report is, by its receipt code: four steps and nothing more (rule S11)."""

from flask import Blueprint, Response, make_response, render_template

from foundation.database import reading
from foundation.limits import limiter
from sightings.forms import ReceiptForm
from sightings.queries.receipt import steps_by_code
from sightings.rules.report import Step
from staff.access import public

RECEIPT = Blueprint("receipt", __name__)


@RECEIPT.get("/sightings/receipt")
@public
def ask() -> Response:
    return _page("code", 200, form=ReceiptForm(formdata=None), unknown=False)


@RECEIPT.post("/sightings/receipt")
@limiter.limit("10 per minute")
@public
def look() -> Response:
    """A wrong code, a malformed one and an unknown one give the same bytes."""
    with reading() as session:
        steps = steps_by_code(session, ReceiptForm().code.data or "")
    if steps is None:
        return _page("code", 404, form=ReceiptForm(formdata=None), unknown=True)
    return _page("steps", 200, steps=[(step, step in steps) for step in Step])


def _page(name: str, status: int, **values: object) -> Response:
    response = make_response(render_template(f"sightings/public/{name}.html", **values), status)
    response.headers.update({"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow, noarchive"})
    return response
