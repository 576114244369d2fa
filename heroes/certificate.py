"""What the withdrawal certificate says of mails to heroes (rule R3)."""

from datetime import timedelta

from flask_babel import gettext
from sqlalchemy.orm import Session

from appeals.certificate import Ended, Line, part
from heroes import queries

ON_THE_WAY = timedelta(seconds=60)
"""A mail whose words were read just before the ending may have been handed over a moment after: it counts as gone."""


@part("5 digests")
def _digests(session: Session, ended: Ended) -> list[Line]:
    if ended.photo_key:
        return []
    told = queries.told_of(session, ended.appeal_id, ended.version, ended.ended_at + ON_THE_WAY)
    if not told.handed_over + told.left_out + told.waiting:
        return []
    handed_over = gettext(
        "Digests: %(count)d with this appeal were handed over before, or within a minute. What they say cannot be "
        "recalled. Their pictures come from addresses of ours, which are among the neutral ones above.",
        count=told.handed_over,
    )
    left_out = gettext(
        "Digests: it was left out of %(count)d that were to have it, and %(waiting)d still wait and go without it.",
        count=told.left_out, waiting=told.waiting,
    )  # fmt: skip
    return [
        Line(code="digests_handed_over", words=handed_over, count=told.handed_over),
        Line(code="digests_left_out", words=left_out, count=told.left_out),
    ]
