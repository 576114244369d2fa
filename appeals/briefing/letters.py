"""The mails to partners. They carry a reference and a link: nothing of whom it is about (rule F2)."""

from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import gettext
from sqlalchemy.orm import Session

from appeals.queries import briefing as queries
from appeals.rules.briefing import News, read_version, version_of
from foundation import tokens
from foundation.background import Queue
from foundation.tokens import Purpose
from outbox.post import Letter, compose, goes_only_while

BRIEFING, RECALL = "briefing", "briefing-recall"
LINK_AGE = timedelta(days=30)
"""Longer than any review date is away; the state behind the link ends it before."""
RECALL_AGE = timedelta(days=90)


def reference_of(briefing_id: UUID) -> str:
    """What people say on the telephone: it tells nothing of the appeal."""
    return f"PB-{tokens.code_for('briefing', str(briefing_id))[:9]}"


def link_path(link_id: UUID, link_version: int) -> str:
    """The page of the briefing, for one partner address alone."""
    return f"/briefings/{tokens.sign(Purpose.BRIEFING, str(link_id), link_version)}"


def recall_path(link_id: UUID, link_version: int) -> str:
    """Where a partner says that the copies are down."""
    return f"/briefings/recalled/{tokens.sign(Purpose.BRIEFING_RECALL, str(link_id), link_version)}"


def briefing_letter(held: queries.Held, news: News) -> Letter:
    """There is a briefing, a new version of it, or a new link to it."""
    reference = reference_of(held.briefing.id)
    title = {
        News.FIRST: gettext("Briefing %(reference)s: please read it and tell your staff", reference=reference),
        News.CHANGED: gettext("Briefing %(reference)s: changed, please read it again", reference=reference),
        News.LINK: gettext("Briefing %(reference)s: a new link, the old one is dead", reference=reference),
    }[news]
    link = tokens.absolute(link_path(held.link.id, held.link.link_version))
    values = {"title": title, "reference": reference, "link": link, "partner": held.partner.name, "news": news}
    return _letter(BRIEFING, held, title, values, cause=version_of(held.link.id, held.link.link_version))


def recall_letter(held: queries.Held, *, reminder: bool) -> Letter:
    """Take it down, and tell us."""
    reference = reference_of(held.briefing.id)
    title = gettext("Reminder: briefing %(reference)s is withdrawn, please take it down", reference=reference)
    if not reminder:
        title = gettext("Briefing %(reference)s is withdrawn: please take it down", reference=reference)
    link = tokens.absolute(recall_path(held.link.id, held.link.link_version))
    values = {"title": title, "reference": reference, "link": link, "partner": held.partner.name, "reminder": reminder}
    return _letter(RECALL, held, title, values, cause=str(held.link.id))


def _letter(kind: str, held: queries.Held, title: str, values: dict[str, object], *, cause: str) -> Letter:
    text, html = compose(f"appeals/{kind.replace('-', '_')}", **values)
    return Letter(
        kind=kind,
        lane=Queue.DEFAULT,
        cause=("briefing_link", cause),
        recipient=held.address.email,
        title=title,
        text=text,
        html=html,
    )


@goes_only_while(BRIEFING)
def _still_to_send(session: Session, cause: str, now: datetime) -> bool:
    """A recall beats a briefing that was not handed over yet, and so does a new link: its own mail takes its place."""
    link_id, version = read_version(cause)
    return queries.still_to_send(session, link_id, now, link_version=version)
