"""What heroes would get of an appeal that stands on the desk, by the composers of the mails themselves.

The hero is an invented one: the place, the distance and the two links at the end are of the one who reads.
"""

from datetime import UTC, datetime
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from appeals import preview
from appeals.rules import PublicAppeal
from heroes.composers.alert import alert_mail
from heroes.composers.digest import Edition, Personal
from heroes.rules import Kind

NOBODY = UUID(int=0)
"""No hero has it: the links of a preview act for nobody."""


def reader() -> Personal:
    """Somebody who follows a town, 10 km around, once a week."""
    return Personal(
        run_id=NOBODY,
        hero_id=NOBODY,
        link_version=0,
        recipient="hero@example.org",
        place=gettext("your town"),
        radius=10_000,
        frequency=Kind.WEEKLY,
        more=0,
        planned_at=datetime(2000, 1, 1, tzinfo=UTC),
    )


@preview.channel("digest", _("Digest"), "text/html")
def _digest(session: Session, appeal: PublicAppeal) -> bytes:
    return Edition().bodies(reader(), [appeal])[1].encode()


@preview.channel("digest-text", _("Digest as text"), "text/plain")
def _digest_text(session: Session, appeal: PublicAppeal) -> bytes:
    return Edition().bodies(reader(), [appeal])[0].encode()


@preview.channel("alert", _("Urgent alert"), "text/html")
def _alert(session: Session, appeal: PublicAppeal) -> bytes:
    return alert_mail(reader(), appeal).html.encode()


@preview.channel("alert-text", _("Urgent alert as text"), "text/plain")
def _alert_text(session: Session, appeal: PublicAppeal) -> bytes:
    return alert_mail(reader(), appeal).text.encode()
