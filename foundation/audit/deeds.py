"""What people read for the codes of the audit trail. Every room says its own, in its ``views``:

deeds.say({"door.opened": _("Looked at what somebody asked")})
"""

from collections.abc import Mapping
from typing import Any

_SAID: dict[str, Any] = {}


def say(words: Mapping[str, Any]) -> None:
    """By action, or by kind of subject."""
    _SAID.update(words)


def said(code: str) -> Any:
    """In words; the code itself where an older release wrote one that nobody says any more."""
    return _SAID.get(code, code)
