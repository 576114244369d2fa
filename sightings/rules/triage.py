"""What a triager may do with a report, and why not."""

from enum import StrEnum

from sightings.rules.states import Verdict

NOTE_LIMIT = 2000
"""Characters of a note or a reason."""


class Refusal(StrEnum):
    """Why a decision did not happen; the report is shown again with the sentence."""

    NOT_OPEN = "not_open"
    """Who decides has opened the report in the last two hours (rule Y1)."""
    NO_REASON = "no_reason"
    """Setting aside needs a reason, kept with the report (rule S10)."""
    TOO_LONG = "too_long"
    """A note or a reason is never cut in silence (threat 18)."""


def obstacle(verdict: Verdict, words: str, *, is_open: bool) -> Refusal | None:
    """What stands in the way of a decision; None when nothing does."""
    if not is_open:
        return Refusal.NOT_OPEN
    if verdict is Verdict.SET_ASIDE and not words.strip():
        return Refusal.NO_REASON
    return Refusal.TOO_LONG if len(words) > NOTE_LIMIT else None
