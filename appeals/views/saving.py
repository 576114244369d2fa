"""What the desk's script and a returning writer are told: nothing that was typed is lost."""

from datetime import datetime
from uuid import UUID

from flask import jsonify
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from appeals import queries
from appeals.views.answer import url_of
from appeals.workflow import Outcome
from foundation import clock
from foundation.database import reading
from staff import access


def rescued_form(person_id: UUID, path: str, now: datetime) -> MultiDict[str, str] | None:
    """The form of that page that came after its session had ended."""
    with reading() as session:
        pairs = access.rescued(session, person_id, path, now)
    return None if pairs is None else MultiDict(pairs)


def saved_by_itself(appeal_id: UUID, outcome: Outcome, skipped: list[str]) -> ResponseReturnValue:
    """For the script: whether it is saved, on which edition it goes on, and the sentence to say."""
    with reading() as session:
        row = queries.appeal(session, appeal_id)
    at = clock.in_london(clock.now()).strftime("%H:%M")
    said = {
        Outcome.MERGED: gettext(
            "Saved at %(at)s, together with what somebody else saved. Press Save to see both.", at=at
        ),
        Outcome.CONFLICT: gettext(
            "Somebody else has changed the same words. Yours are here and not saved yet: press Save and choose."
        ),
        Outcome.HELD: gettext("Not saved by itself: that would end the review. Press Save to change it all the same."),
        Outcome.ENDED: gettext("Not saved: this appeal has ended. Copy what you need, then open it again."),
    }.get(outcome) or (
        gettext("Saved at %(at)s, but for: %(fields)s", at=at, fields=", ".join(skipped))
        if skipped
        else gettext("Saved at %(at)s", at=at)
    )
    return jsonify(outcome=outcome, said=said, edition=row.edition if row else 0, url=url_of(appeal_id))
