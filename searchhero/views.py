"""The pages that belong to no room: what this is, and the quiet door for whom an appeal is about (rule R6)."""

from email.utils import parseaddr

from flask import Blueprint, render_template

from foundation.settings import settings
from searchhero import health
from staff.access import public

pages = Blueprint("pages", __name__)


@pages.get("/about")
@public
def about() -> str:
    return render_template("pages/about.html")


@pages.get("/how-to-help")
@public
def how_to_help() -> str:
    return render_template("pages/how_to_help.html")


@pages.get("/privacy")
@public
def privacy() -> str:
    return render_template(
        "pages/privacy.html",
        address=_address(),
        tiles=bool(settings().map_tiles_url),
        hours=settings().purge_closed_hours,
        open_days=settings().purge_open_days,
        evidence_days=settings().evidence_days,
        hub=bool(settings().websub_hub),
    )


@pages.get("/accessibility")
@public
def accessibility() -> str:
    return render_template("pages/accessibility.html", address=_address())


@pages.get("/is-this-you")
@public
def is_this_you() -> str:
    return render_template("pages/is_this_you.html")


def _address() -> str:
    """Where people write to us: the address that our mail comes from."""
    return parseaddr(settings().mail_from)[1]


BLUEPRINTS: tuple[Blueprint, ...] = (health.BLUEPRINT, pages)
