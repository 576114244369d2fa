"""What staff type about an appeal. The desk's form ends in a ``Writing``; blank is allowed until the gate."""

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import (
    GovCharacterCount,
    GovCheckboxInput,
    GovFileInput,
    GovRadioInput,
    GovSelect,
    GovTextInput,
)
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, FileField, HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from appeals import words
from appeals.models import Appeal
from appeals.rules import RADII, Answer, Fields, Hit, PhotoWords, Question, plain
from appeals.workflow import Writing
from foundation import clock
from foundation.places.models import Place

REVIEW_HOUR = time(12, 0)
"""Europe/London: people are at work when an appeal goes down."""
DESCRIPTION_LENGTH = 1500
PHOTO_ALT = re.compile(r"photo-[0-9a-z]{20}-alt")
_PHOTO = re.compile(r"photo-([0-9a-z]{20})-(alt|source|permission)")


def _choices(table: dict[Any, Any], blank: Any = None) -> list[tuple[str, Any]]:
    return [*([("", blank)] if blank is not None else []), *((str(code), said) for code, said in table.items())]


def _plain(value: str | None) -> str:
    return plain(value or "")


def _line(label: Any, most: int = 200, description: Any = "") -> StringField:
    too_long = Length(max=most, message=_("Use at most %(max)d characters"))
    return StringField(label, [too_long], [_plain], description, widget=GovTextInput())


def _text(label: Any, most: int, description: Any = "") -> StringField:
    too_long = Length(max=most, message=_("Use at most %(max)d characters"))
    return StringField(label, [too_long], [_plain], description, widget=GovCharacterCount())


def _radios(label: Any, table: dict[Any, Any], description: Any = "") -> RadioField:
    return RadioField(
        label,
        choices=_choices(table),
        validate_choice=False,
        default="",
        description=description,
        widget=GovRadioInput(),
    )


class Years(IntegerField):  # type: ignore[misc]
    """A whole number, with an error that says what to do."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("Enter the age in figures, for example 34")) from None


class Day(DateField):  # type: ignore[misc]
    """A date as the browser's date field sends it, with an error that says what to do."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("Enter the date as year-month-day, for example 2026-12-24")) from None


class DeskForm(FlaskForm):  # type: ignore[misc]
    """Everything of an appeal on one form, so that no button loses what was typed beside it."""

    edition = HiddenField(default="0")
    uncleared = ""
    """The hit that was to be cleared without a reason."""
    known_as = _line(_("Name"), 80, _("Or the form of it that the police and the person's own wishes allow."))
    age = Years(
        _("Age in years"),
        [Optional(), NumberRange(0, 120, _("Enter an age between 0 and 120"))],
        description=_("No date of birth is kept. Under 18, stricter rules hold."),
        widget=GovTextInput(),
    )
    description = _text(
        _("Description"),
        DESCRIPTION_LENGTH,
        _("What helps to recognise the person: build, hair, clothes. Nothing about health."),
    )
    last_seen = _text(_("Last seen"), 500, _("The words that the police approved. An area, never an address."))
    place = _line(
        _("Town in the middle of the area"), 80, _("Start typing, then choose. For example: Kirkcaldy, Fife.")
    )
    place_id = HiddenField()
    area_radius = SelectField(
        _("How wide the area is"),
        choices=[(metres, _("%(km)d km around", km=metres // 1000)) for metres in RADII],
        coerce=int,
        default=10_000,
        widget=GovSelect(),
    )
    force = _line(_("Police force"), 120)
    reference = _line(_("Police reference"), 60, _("It is shown to the public."))
    officer = _line(_("Officer who asked for the appeal"), 120, _("Not shown to the public."))
    team_id = SelectField(_("Team that reports go to"), validate_choice=True, widget=GovSelect())
    legal_basis = _radios(_("Legal basis"), words.BASES)
    legal_reason = _text(_("Why it holds here"), 1000)
    family_consent = _radios(
        _("What the family says"), words.CONSENTS, _("It is recorded. It neither decides nor stops the appeal.")
    )
    risk = _radios(_("Risk, as graded by the police"), words.RISKS)
    reach = _radios(_("Reach"), words.REACHES)
    reach_reason = SelectField(
        _("Why this reach"), choices=_choices(words.REACH_REASONS, _("Choose a reason")), widget=GovSelect()
    )
    review_on = Day(
        _("Review date"),
        [Optional()],
        description=_(
            "At noon of this day the appeal goes down by itself, unless it is renewed. Four weeks ahead at most."
        ),
        widget=GovTextInput(),
    )
    risk_checked = BooleanField(
        _("I have gone through these questions with the police just now"), widget=GovCheckboxInput()
    )
    photo_file = FileField(
        _("Add a photo"),
        description=_("JPEG, PNG, WebP or HEIC, up to 25 MB. Place and camera details are taken out."),
        widget=GovFileInput(),
    )
    photo_alt = _line(_("What the photo shows"), 300, _("For people who cannot see it."))
    photo_source = _line(_("Where it comes from"), 120)
    photo_permission = _line(_("Who gave permission"), 200)
    material = RadioField(
        _("What kind of change is it?"),
        choices=[("yes", words.MATERIAL[True]), ("no", words.MATERIAL[False])],
        default="yes",
        validate_choice=False,
        widget=GovRadioInput(),
    )
    change_reason = _line(words.CHANGE["change_reason"], 300)

    def places(self, found: list[Place], label: Any) -> None:
        """Take the place that was typed or chosen; ``found`` are the ones that it may be."""
        self.found = {str(place.id): label(place) for place in found}
        if not self.place.data:
            self.place_id.data = ""
        elif self.place_id.data in self.found:
            self.place.data = self.found[self.place_id.data]
        elif len(found) == 1:
            self.place_id.data, self.place.data = str(found[0].id), label(found[0])
        else:
            self.place_id.data = ""
            said = gettext("Choose which place you mean") if found else gettext("No such place: check the spelling")
            self.place.errors = [*self.place.errors, said]

    def writing(self) -> Writing:
        """What was typed, once it is valid."""
        return Writing(
            fields=Fields(
                **{name: self[name].data or "" for name in _TEXTS},
                age=self.age.data,
                place_id=int(self.place_id.data) if self.place_id.data else None,
                area_radius=self.area_radius.data,
                team_id=UUID(self.team_id.data) if self.team_id.data else None,
                risk=self.risk.data or "high",
                reach=self.reach.data or "none",
                review_at=self._review_at(),
                material=self.material.data != "no",
                risk_answers={question: answer for question, answer in self.answers().items() if answer},
            ),
            photos=photo_words(self.typed),
            risk_checked=self.risk_checked.data,
        )

    def _review_at(self) -> datetime | None:
        """The moment that is saved, where its day was left as it is: that is no change of anybody's."""
        day = self.review_on.data
        return self.saved["review_at"] if day and day == self.saved.get("review_on") else _review_at(day)

    def without_errors(self) -> list[str]:
        """Put what is saved in the place of what cannot be; the labels of those fields."""
        wrong = [self[name] for name in dict.fromkeys(self.errors)]
        for field in wrong:
            field.data = self.saved.get(field.name, field.default)
        if self.place in wrong:
            self.place_id.data = self.saved.get("place_id", "")
        return [str(field.label.text) for field in wrong]

    def answers(self) -> dict[str, str]:
        """To the questions of rule P3; only those of the list."""
        given = {str(question): str(self[f"risk_{question}"].data or "") for question in Question}
        return {question: answer if answer in set(Answer) else "" for question, answer in given.items()}


for _question in Question:
    setattr(DeskForm, f"risk_{_question}", _radios(words.QUESTIONS[_question], words.ANSWERS))

_TEXTS = (
    "known_as",
    "description",
    "last_seen",
    "force",
    "reference",
    "officer",
    "legal_basis",
    "legal_reason",
    "family_consent",
    "reach_reason",
    "change_reason",
)


def desk_form(
    row: Appeal | None, place: str, teams: Iterable[tuple[str, str]], typed: MultiDict[str, str] | None
) -> DeskForm:
    """The desk's form, filled from ``typed``, or from the row. A case keeps a team: then none is no choice."""
    given: dict[str, Any] = {}
    if row is not None:
        given = {name: getattr(row, name) for name in (*_TEXTS, "age", "area_radius", "risk", "reach")}
        given |= {f"risk_{question}": answer for question, answer in row.risk_answers.items()}
        given |= {
            "edition": str(row.edition),
            "place": place,
            "place_id": str(row.place_id or ""),
            "team_id": str(row.team_id or ""),
            "review_at": row.review_at,
            "review_on": clock.in_london(row.review_at).date() if row.review_at else None,
            "material": "yes" if row.material else "no",
        }
    form = DeskForm(typed, data=given)
    form.typed = typed if typed is not None else MultiDict()
    form.saved = given
    none = [] if row is not None and row.current_version is not None else [("", gettext("Choose a team"))]
    form.team_id.choices = [*none, *teams]
    return form


def _review_at(day: date | None) -> datetime | None:
    return datetime.combine(day, REVIEW_HOUR, clock.LONDON).astimezone(UTC) if day else None


def photo_words(typed: MultiDict[str, str]) -> dict[str, PhotoWords]:
    """What was typed about the photos that are there, by key."""
    given: dict[str, dict[str, str]] = {}
    for name, value in typed.items():
        if found := _PHOTO.fullmatch(name):
            given.setdefault(found[1], {})[found[2]] = plain(value)[:300]
    return {key: PhotoWords(**parts) for key, parts in given.items() if len(parts) == 3}


def hit_id(hit: Hit) -> str:
    """A short name for a hit on the form."""
    return hashlib.sha256("\x1f".join((hit.field, hit.kind, hit.words, hit.sentence)).encode()).hexdigest()[:12]
