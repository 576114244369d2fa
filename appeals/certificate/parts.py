"""What this room knows beside what a visit can fetch: caches, the whole of the partners' API, their links and mails."""

from flask_babel import gettext, ngettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from appeals import queries
from appeals.certificate import Ended, Line, part
from appeals.feeds import api
from appeals.queries import briefing as briefings
from appeals.rules import PublicAppeal
from outbox import queries as outbox

BRIEFING = "briefing"
"""The kind of the mails that tell partners of an appeal: the asking to take it down is another one."""


@part("1 kept bytes")
def _kept(session: Session, ended: Ended) -> list[Line]:
    words = gettext(
        "Copies that our web servers keep: taking the appeal back made all of them void in the same moment (mark "
        "%(epoch)d). Each server asks for the mark every second and gives no copy with another one; where it cannot "
        "ask for two seconds it gives no copy at all. Rounds of visits over fresh connections so far: %(checks)d.",
        epoch=ended.epoch, checks=ended.checks,
    )  # fmt: skip
    return [Line(code="epoch", words=words, count=ended.epoch)]


@part("2 api")
def _api(session: Session, ended: Ended) -> list[Line]:
    """Its addresses are visited; a list has pages, and this is what all of them together are made of."""
    live = queries.published_list(session, session.scalars(select(func.now())).one(), limit=None)
    if any(each.appeal_id == ended.appeal_id and each.version > ended.version for each in live) and not ended.photo_key:
        return []  # published anew, and rightly there
    if any(_is_in(api.live(each, ""), each, ended) for each in live):
        return [Line(code="api_shows", words=gettext("The API for partners still shows it."), count=1, shows=True)]
    words = gettext(
        "API for partners: its addresses are visited like all others, with a key of the service itself. And it "
        "is not among the %(count)d appeals that all pages of its list are made of.",
        count=len(live),
    )  # fmt: skip
    return [Line(code="api_appeals", words=words, count=len(live))]


@part("3 partners")
def _partners(session: Session, ended: Ended) -> list[Line]:
    held = _links(session, ended)
    if not held:
        return []
    now = session.scalars(select(func.now())).one()
    alive = [each for each in held if briefings.still_to_send(session, each.link.id, now)]
    lines = [_dead(len(held))]
    if alive:
        words = ngettext("%(num)d partner link still opens.", "%(num)d partner links still open.", len(alive))
        lines = [Line(code="partner_links_open", words=words, count=len(alive), shows=True)]
    silent = [each for each in held if each.link.taken_down_at is None and each.link.closed_at is None]
    names = sorted({each.partner.name for each in silent})
    words = gettext("Every partner has said that their copies are down, or was closed by name.")
    if silent:
        words = gettext("Has not said yet that their copies are down: %(who)s.", who="; ".join(names))
    return [*lines, Line(code="partners_silent", words=words, count=len(silent), open=bool(silent))]


@part("4 mails")
def _mails(session: Session, ended: Ended) -> list[Line]:
    """Mails to partners that had not gone: whoever sends asks again first, and then they are not sent."""
    mails = [cause for each in _links(session, ended) for cause in each.mail_causes]
    waiting, taken_back = outbox.how_many(session, BRIEFING, "briefing_link", mails)
    dropped = ngettext("%(num)d mail to a partner was dropped.", "%(num)d mails to partners were dropped.", taken_back)
    still = ngettext(
        "%(num)d mail to a partner still waits and will not be sent.",
        "%(num)d mails to partners still wait and will not be sent.",
        waiting,
    )
    lines = [
        Line(code="mails_dropped", words=dropped, count=taken_back),
        Line(code="mails_waiting", words=still, count=waiting),
    ]
    return [line for line in lines if line.count]


def _links(session: Session, ended: Ended) -> list[briefings.Held]:
    """That had gone out by then."""
    held = [] if ended.photo_key else briefings.sent_links(session, ended.appeal_id)
    return [each for each in held if each.link.sent_at <= ended.ended_at]


def _dead(count: int) -> Line:
    words = ngettext("%(num)d partner link is dead.", "%(num)d partner links are dead.", count)
    return Line(code="partner_links_dead", words=words, count=count)


def _is_in(said: api.LiveAppeal, appeal: PublicAppeal, ended: Ended) -> bool:
    if ended.photo_key:
        return any(ended.photo_key in photo.url for photo in said.photos)
    return appeal.appeal_id == ended.appeal_id
