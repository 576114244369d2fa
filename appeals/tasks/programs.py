"""What programs that read us leave to be done."""

from datetime import date
from uuid import UUID

from appeals.workflow import api_keys
from foundation import background


@background.task("appeals.note_key_use")
def note_key_use(key_id: str, day: str) -> None:
    """A partner's key was used on that day."""
    api_keys.note_key_use(UUID(key_id), date.fromisoformat(day))
