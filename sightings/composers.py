"""The mails about a forwarding. They carry a reference and a link: no name, place, words or number (rule F2)."""

from uuid import UUID

from flask_babel import format_datetime, gettext, lazy_gettext

from foundation import tokens
from foundation.background import Queue
from foundation.tokens import Purpose
from outbox.post import Letter, compose
from sightings import words
from sightings.models import Forwarding
from sightings.rules.alerts import Alert, mail_kind

_HEADLINES = {
    Alert.URGENT_REPORT: lazy_gettext("Urgent report: please look now"),
    Alert.SILENCE: lazy_gettext("The police have not acknowledged a report"),
    Alert.NO_ADDRESS: lazy_gettext("A report could not be sent to the police"),
    Alert.LOCATED: lazy_gettext("The police say: located"),
    Alert.SAME_DAY: lazy_gettext("A sender needs a person today"),
}
_REASONS = {
    Alert.URGENT_REPORT: lazy_gettext(
        "A report came in with words of danger. It has gone to the police as not yet reviewed. "
        "Please open it now and say what you make of it."
    ),
    Alert.SILENCE: lazy_gettext(
        "A report is past its time and nobody in the team has acknowledged it. We sent it again and wrote to every "
        "address that we have. Please telephone the team and give them the reference."
    ),
    Alert.NO_ADDRESS: lazy_gettext(
        "The team of this case has no approved address, so nothing was sent. Please telephone them, and have an "
        "address approved: the report then goes by itself."
    ),
    Alert.LOCATED: lazy_gettext(
        "The team answered a report with “located”. Nothing has changed in public. Please check with them, and "
        "withdraw the appeal if they say so."
    ),
    Alert.SAME_DAY: lazy_gettext(
        "The sender of a report says that they are under 18, or may be the missing person. It must reach a human "
        "today. Please open it."
    ),
}


def team_link(forwarding_id: UUID, link_version: int) -> str:
    """The path of the page behind the link: only its holder gets in, until the version is raised."""
    return f"/team/{tokens.sign_for_ever(Purpose.TEAM_LINK, str(forwarding_id), link_version)}"


def team_letter(forwarding: Forwarding, item: Forwarding, *, language: str, recipient: str) -> Letter:
    """The mail to the team; ``item`` is the report that a supplement belongs to, or the forwarding itself.

    ``language``: of the page that the report was written on.
    """
    title = _team_title(forwarding, item)
    values = {
        "title": title,
        "reference": item.reference,
        "supplement": forwarding.number - 1,
        "page": words.PAGES.get(language, ""),
        "reviewed": forwarding.reviewed,
        "due_at": forwarding.due_at,
        "link": tokens.absolute(team_link(item.id, item.link_version)),
    }
    text, html = compose("sightings/forwarding", **values)
    return Letter(
        kind="forwarding",
        lane=Queue.URGENT,
        cause=("forwarding", forwarding.id),
        recipient=recipient,
        title=title,
        text=text,
        html=html,
        message_id=forwarding.message_id,
    )


def duty_letter(alert: Alert, sighting_id: UUID, *, recipient: str, reference: str = "") -> Letter:
    """The urgent mail to one person on duty."""
    headline = str(_HEADLINES[alert])
    link = tokens.absolute(f"/staff/sightings/{sighting_id}")
    text, html = compose(
        "sightings/duty", headline=headline, reason=str(_REASONS[alert]), reference=reference, link=link
    )
    return Letter(
        kind=mail_kind(alert),
        lane=Queue.URGENT,
        cause=("sighting", sighting_id),
        recipient=recipient,
        title=f"{headline} ({reference})" if reference else headline,
        text=text,
        html=html,
    )


def _team_title(forwarding: Forwarding, item: Forwarding) -> str:
    names = {"reference": item.reference, "number": forwarding.number - 1}
    if forwarding.number > 1:
        return str(gettext("Report %(reference)s: supplement %(number)s", **names))
    if not forwarding.reviewed:
        return str(gettext("Urgent report %(reference)s, not yet reviewed: please acknowledge", **names))
    due = format_datetime(forwarding.due_at, "d MMM HH:mm")
    return str(gettext("Report %(reference)s: please acknowledge by %(due)s", due=due, **names))
