"""What programs that read us leave to be done."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from appeals.queries import programs
from appeals.workflow import api_keys, hub
from foundation import background, clock
from foundation.outward import post_form
from foundation.settings import settings


@background.sweep("appeals.tell_hub", every=timedelta(seconds=30))
def tell_hub() -> None:
    """The hub is told of every change, again and again until it takes it."""
    if settings().websub_hub:
        hub.tell_hub(settings().websub_hub, post_form, now=clock.now())


@background.waits("appeals.hub_untold", alarm=timedelta(minutes=10))
def hub_untold(session: Session) -> datetime | None:
    """A change of the feeds that the hub has not taken."""
    owed = programs.untold(session, settings().websub_hub) if settings().websub_hub else None
    return owed[1] if owed else None


@background.task("appeals.note_key_use")
def note_key_use(key_id: str, day: str) -> None:
    """A partner's key was used on that day."""
    api_keys.note_key_use(UUID(key_id), date.fromisoformat(day))
