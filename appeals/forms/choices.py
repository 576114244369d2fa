"""Two people changed the same field: what is chosen, field by field, becomes the form that is saved."""

from collections.abc import Mapping
from datetime import datetime

from werkzeug.datastructures import MultiDict

from appeals.rules import Value
from foundation import clock

TEXTS = frozenset(
    {"known_as", "description", "last_seen", "force", "reference", "officer", "legal_reason", "change_reason"}
)
"""Where a third way can be written anew on the spot."""


def as_typed(name: str, value: Value, place: str) -> dict[str, str]:
    """The value of one field as the form would have sent it; ``place`` is the name of the place that it may be."""
    if name == "place_id":
        return {"place_id": "" if value is None else str(value), "place": place}
    if name == "review_at":
        day = clock.in_london(datetime.fromisoformat(str(value))).date().isoformat() if value else ""
        return {"review_on": day}
    if name == "material":
        return {name: "yes" if value else "no"}
    return {name: "" if value is None else str(value)}


def settled(
    typed: MultiDict[str, str], theirs: Mapping[str, Mapping[str, str]]
) -> tuple[MultiDict[str, str], set[str]]:
    """The form with every choice made, and the fields for which none was.

    ``theirs`` is the other person's value of each field, as it would have been typed.
    """
    chosen, still_open = MultiDict(typed), set()
    for name in typed.getlist("both"):
        keep = typed.get(f"keep-{name}")
        if keep == "theirs":
            for part, value in theirs.get(name, {}).items():
                chosen[part] = value
        elif keep == "anew" and name in TEXTS:
            chosen[name] = typed.get(f"anew-{name}", "")
        elif keep != "mine":
            still_open.add(name)
    return chosen, still_open
