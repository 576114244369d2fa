"""The pages that belong to no room: what this is, and the quiet door for whom an appeal is about (rule R6)."""

from email.utils import parseaddr

from flask import Blueprint, render_template

from foundation.settings import settings
from searchhero import health
from staff.access import public

BLUEPRINT = Blueprint("pages", __name__)


@BLUEPRINT.get("/about")
@public
def about() -> str:
    return render_template("pages/about.html")


@BLUEPRINT.get("/privacy")
@public
def privacy() -> str:
    return render_template("pages/privacy.html", address=_address(), tiles=bool(settings().map_tiles_url))


@BLUEPRINT.get("/accessibility")
@public
def accessibility() -> str:
    return render_template("pages/accessibility.html", address=_address())


@BLUEPRINT.get("/is-this-you")
@public
def is_this_you() -> str:
    return render_template("pages/is_this_you.html")


def _address() -> str:
    """Where people write to us: the address that our mail comes from."""
    return parseaddr(settings().mail_from)[1]
