"""What the desk shows when two people wrote at once."""

from dataclasses import dataclass
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from appeals import queries, words
from appeals.forms import DeskForm
from appeals.forms.choices import TEXTS, as_typed, settled
from appeals.models import Appeal
from appeals.rules import Value, flat, merge
from foundation.database import reading
from foundation.places import lookup
from staff import queries as staff_queries

Typed = MultiDict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """A field that both changed."""

    name: str
    label: str
    theirs: str
    mine: str
    text: bool
    """A third way can be written on the spot."""
    unchosen: bool
    """The form came back without a choice for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """Two forms, side by side."""

    both: tuple[Both, ...]
    taken: tuple[str, ...]
    """What only they changed: it stands in the form already."""
    typed: Typed
    """The form as it is now to be filled in."""


def chosen(appeal_id: UUID) -> tuple[Typed, set[str]]:
    """What was sent, with the choices in it made, and the fields that still wait for one."""
    if "both" not in request.form:
        return request.form, set()
    with reading() as session:
        theirs = queries.edition_at(session, appeal_id, _edition(request.form))
        return settled(request.form, {name: _typed(session, name, theirs.get(name)) for name in theirs})


def meet(row: Appeal, form: DeskForm, typed: Typed, still_open: set[str]) -> Meeting:
    """What both changed since the form's edition, what only they did, and the form with theirs in it."""
    writing = form.writing()
    with reading() as session:
        base = queries.edition_at(session, row.id, _edition(typed))
        theirs, mine = queries.flat_of(session, row), flat(writing.fields, writing.photos)
        found = merge(base, theirs, mine)
        asked = [name for name in mine if name in found.both | still_open and mine[name] != theirs.get(name)]
        new = MultiDict(typed)
        for name in found.theirs - set(asked):
            for part, value in _typed(session, name, theirs[name]).items():
                new[part] = value
        new["edition"] = str(row.edition)
        return Meeting(
            both=tuple(
                Both(
                    name=name,
                    label=label_of(name),
                    theirs=said(session, name, theirs.get(name)),
                    mine=said(session, name, mine[name]),
                    text=name in TEXTS,
                    unchosen=name in still_open,
                )
                for name in asked
            ),
            taken=tuple(label_of(name) for name in mine if name in found.theirs - set(asked)),
            typed=new,
        )


def label_of(name: str) -> str:
    """What people call a field of the desk."""
    if name.startswith("photo-"):
        return str(words.PHOTO_PARTS[name.rpartition("-")[2]])
    if name.startswith("risk_"):
        return str(words.QUESTIONS.get(name.removeprefix("risk_"), name))  # type: ignore[call-overload]
    return str((words.FIELDS | words.CHANGE)["place" if name == "place_id" else name])


def said(session: Session, name: str, value: Value) -> str:
    """A value of the desk as people read it."""
    if value in {None, ""}:
        return ""
    if name == "place_id":
        place = lookup.by_id(session, int(str(value)))
        return lookup.label(place) if place else ""
    if name == "team_id":
        team = staff_queries.team(session, UUID(str(value)))
        return f"{team.force}: {team.name}" if team else ""
    if name == "review_at":
        return as_typed(name, value, "")["review_on"]
    if name.startswith("risk_"):
        return str(words.ANSWERS.get(str(value), value))  # type: ignore[call-overload]
    return words.said(name, value)


def _typed(session: Session, name: str, value: Value) -> dict[str, str]:
    return as_typed(name, value, said(session, name, value) if name == "place_id" else "")


def _edition(typed: Typed) -> int:
    number = typed.get("edition", "")
    return int(number) if number.isdecimal() and len(number) < 10 else 0
