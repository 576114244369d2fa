"""Two people wrote at once: what each changed since the edition that they both had before them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from appeals.rules.draft import FIELD_NAMES, Fields, PhotoWords
from appeals.rules.states import Question

Value = str | int | None
TOGETHER = (frozenset({"reach", "reach_reason"}), frozenset({"legal_basis", "legal_reason"}))
"""Fields that give each other's reason: half of one person's and half of another's would be nobody's decision."""
_UNKNOWN = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """By name, of all fields that ``mine`` holds; the rest stays as theirs."""

    mine: frozenset[str]
    """Changed by me alone: mine holds."""
    theirs: frozenset[str]
    """Changed by them alone, and new to me."""
    both: frozenset[str]
    """Changed by both, and not to the same: a person chooses."""


def flat(fields: Fields, photos: Mapping[str, PhotoWords]) -> dict[str, Value]:
    """Every field of the desk as JSON keeps it: one entry for each safety question and each part of a photo's words."""
    values: dict[str, Value] = {name: _json(getattr(fields, name)) for name in FIELD_NAMES if name != "risk_answers"}
    values |= {f"risk_{question}": fields.risk_answers.get(question, "") for question in Question}
    for key, words in photos.items():
        values |= {f"photo-{key}-{part}": getattr(words, part) for part in ("alt", "source", "permission")}
    return values


def merge(base: Mapping[str, Value], theirs: Mapping[str, Value], mine: Mapping[str, Value]) -> Merge:
    """Three-way, over the names of ``mine``. A name that ``base`` lacks counts as changed by both."""
    names = mine.keys() & theirs.keys()
    differ = frozenset(name for name in names if mine[name] != theirs[name])
    by_me = frozenset(name for name in differ if mine[name] != base.get(name, _UNKNOWN))
    by_them = frozenset(name for name in differ if theirs[name] != base.get(name, _UNKNOWN))
    both = by_me & by_them
    for group in TOGETHER:
        if by_me & group and by_them & group:
            both |= differ & group
    return Merge(mine=by_me - both, theirs=by_them - both, both=both)


def merged_fields(theirs: Fields, mine: Fields, take: frozenset[str]) -> Fields:
    """Theirs, with those of ``take`` as I wrote them."""
    values = {name: getattr(mine if name in take else theirs, name) for name in FIELD_NAMES}
    answers = {
        question: (mine if f"risk_{question}" in take else theirs).risk_answers.get(question) for question in Question
    }
    values["risk_answers"] = {str(question): answer for question, answer in answers.items() if answer}
    return Fields(**values)


def _json(value: object) -> Value:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value) if isinstance(value, UUID) else value  # type: ignore[return-value]
