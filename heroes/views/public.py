"""Joining, choosing, leaving. GET and HEAD change nothing (rule H2): scanners that follow links do no harm."""

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation import clock
from foundation.database import reading
from foundation.limits import limiter
from foundation.places import lookup
from heroes import queries, workflow
from heroes.composers import links
from heroes.composers.links import HeroLink
from heroes.forms import AddressForm, ChoicesForm, JoinForm
from heroes.queries import HeroFacts
from heroes.rules import HeroState, RequestKind
from staff.access import link_holder, public

heroes = Blueprint("heroes", __name__, url_prefix="/heroes")
ASKING = "5 per minute; 20 per hour; 60 per day"
"""From one address: enough for a family, too few to bomb mailboxes (threat 9)."""


@heroes.route("/join", methods=["GET", "POST"])
@limiter.limit(ASKING, methods=["POST"])
@public
def join() -> ResponseReturnValue:
    form = JoinForm()
    if not form.validate_on_submit():
        return render_template("heroes/join.html", form=form), 422 if form.is_submitted() else 200
    with reading() as session:
        found = queries.resolve_place(session, form.place.data, form.chosen_place())
    choices = form.settle(found)
    if choices is None:
        return render_template("heroes/join.html", form=form), 422
    workflow.ask(RequestKind.JOIN, form.address.data, choices, now=clock.now())
    return redirect(url_for("heroes.sent"), 303)


@heroes.route("/link", methods=["GET", "POST"])
@limiter.limit(ASKING, methods=["POST"])
@public
def link() -> ResponseReturnValue:
    """A new link for somebody who lost theirs."""
    form = AddressForm()
    if not form.validate_on_submit():
        return render_template("heroes/link.html", form=form), 422 if form.is_submitted() else 200
    workflow.ask(RequestKind.LINK, form.address.data, None, now=clock.now())
    return redirect(url_for("heroes.sent"), 303)


@heroes.get("/check-your-mail")
@public
def sent() -> ResponseReturnValue:
    """The one answer to every address (rule H9)."""
    return render_template("heroes/sent.html")


@heroes.get("/places.json")
@limiter.limit("120 per minute")
@public
def places() -> ResponseReturnValue:
    with reading() as session:
        found = lookup.find(session, request.args.get("q", ""))
    response = jsonify([{"id": place.id, "name": place.name, "area": place.area} for place in found])
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@heroes.get("/confirm/<token>")
@link_holder
def confirm(token: str) -> ResponseReturnValue:
    hero = _hero(links.read_confirm(token))
    if hero is None or hero.state is HeroState.LEFT:
        return ended()
    return render_template("heroes/confirm.html", hero=hero)


@heroes.post("/confirm/<token>")
@link_holder
def confirmed(token: str) -> ResponseReturnValue:
    link = links.read_confirm(token)
    if link is None or not workflow.confirm(link, now=clock.now()):
        return ended()
    choices = links.choices_path(link.hero_id, link.version)
    return render_template("heroes/confirmed.html", hero=_hero(link), choices=choices)


@heroes.route("/choices/<token>", methods=["GET", "POST"])
@link_holder
def choices(token: str) -> ResponseReturnValue:
    link = links.read_choices(token)
    hero = _hero(link)
    if link is None or hero is None or hero.state is not HeroState.FOLLOWING:
        return ended()
    form = ChoicesForm(place=hero.place, place_id=hero.place_id, radius=str(hero.radius), frequency=hero.frequency)
    chosen = None
    if form.validate_on_submit():
        with reading() as session:
            chosen = form.settle(queries.resolve_place(session, form.place.data, form.chosen_place()))
    if chosen is not None and workflow.choose(link, chosen, now=clock.now()):
        return redirect(url_for("heroes.choices", token=token, saved="yes"), 303)
    leave = links.leave_path(link.hero_id, link.version)
    saved = request.args.get("saved") == "yes" and not form.is_submitted()
    page = render_template("heroes/choices.html", form=form, leave=leave, saved=saved)
    return page, 422 if form.is_submitted() else 200


@heroes.get("/leave/<token>")
@link_holder
def leave(token: str) -> ResponseReturnValue:
    return render_template("heroes/leave.html") if links.read_leave(token) else ended()


@heroes.post("/leave/<token>")
@link_holder
def left(token: str) -> ResponseReturnValue:
    """Also RFC 8058: a POST by the mail program, without cookies, answered at once and without a redirect."""
    link = links.read_leave(token)
    if link is None:
        return ended()
    workflow.leave(link, now=clock.now())
    if request.form.get("List-Unsubscribe") == "One-Click":
        return Response("", 200, mimetype="text/plain")
    return render_template("heroes/left.html")


def ended() -> ResponseReturnValue:
    """One page for a link that is old, altered or of somebody who is gone: it does not tell which."""
    return render_template("heroes/ended.html"), 410


def _hero(link: HeroLink | None) -> HeroFacts | None:
    if link is None:
        return None
    with reading() as session:
        hero = queries.facts(session, link.hero_id)
    return hero if hero is not None and hero.link_version == link.version else None
