"""The form of a report. A slip in a field that nobody must fill never sends it back: it stays as words."""

from datetime import date, datetime
from typing import Any, cast

from flask_babel import format_date, gettext, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from govuk_frontend_wtf.wtforms_widgets import (
    GovCharacterCount,
    GovCheckboxInput,
    GovFileInput,
    GovRadioInput,
    GovSubmitInput,
    GovTextArea,
    GovTextInput,
)
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, EmailField, HiddenField, RadioField, StringField, SubmitField, TelField, TextAreaField
from wtforms.validators import DataRequired, Length

from foundation import clock
from sightings.rules import moments
from sightings.rules.moments import Day
from sightings.rules.places import GivenPlace, Source, point
from sightings.rules.report import LARGEST_PHOTO, LONGEST_WORDS, Contact, PhotoFault, Report, photo_fault
from sightings.rules.writing import plain

_SHORTER = lazy_gettext("This is longer than %(max)d characters. Please shorten it: nothing you typed is lost.")
_MORE = lazy_gettext("This is longer than 10,000 characters. Please shorten it, and send the rest as a second report.")


def _line(label: Any, longest: int, **kwargs: Any) -> StringField:
    return StringField(
        label, [Length(max=longest, message=_SHORTER)], filters=[_plain], widget=GovTextInput(), **kwargs
    )


def _plain(typed: str | None) -> str:
    return plain(typed or "")


class SightingForm(FlaskForm):  # type: ignore[misc]
    """Ends in a ``Report``. No cookie: ``form_key`` is signed and stands in for a CSRF token (rule S12)."""

    class Meta:
        csrf = False

    form_key = HiddenField()
    happening = HiddenField()
    what = TextAreaField(
        lazy_gettext("What did you see?"),
        [
            DataRequired(lazy_gettext("Say what you saw. A few words are enough.")),
            Length(max=LONGEST_WORDS, message=_MORE),
        ],
        filters=[_plain],
        widget=GovCharacterCount(),
    )
    place_words = TextAreaField(
        lazy_gettext("Describe the place"), [Length(max=1000, message=_SHORTER)], filters=[_plain], widget=GovTextArea()
    )
    postcode = _line(lazy_gettext("Postcode, or part of it"), 40)
    grid = _line(lazy_gettext("Ordnance Survey grid reference"), 40)
    pin_latitude, pin_longitude = HiddenField(), HiddenField()
    device_latitude, device_longitude, device_accuracy = HiddenField(), HiddenField(), HiddenField()
    place_unknown = BooleanField(lazy_gettext("I don’t know where it was"), widget=GovCheckboxInput())
    day = RadioField(
        lazy_gettext("Which day was it?"),
        choices=[
            (Day.TODAY.value, lazy_gettext("Today")),
            (Day.YESTERDAY.value, lazy_gettext("Yesterday")),
            (Day.OTHER.value, lazy_gettext("Another day")),
            (Day.UNKNOWN.value, lazy_gettext("I’m not sure")),
        ],
        validate_choice=False,
        widget=GovRadioInput(),
    )
    date_day = _line(lazy_gettext("Day"), 20)
    date_month = _line(lazy_gettext("Month"), 20)
    date_year = _line(lazy_gettext("Year"), 20)
    time_words = _line(lazy_gettext("About what time?"), 200)
    photo = FileField(lazy_gettext("Add a photo"), widget=GovFileInput())
    police_may_contact = BooleanField(lazy_gettext("The police may contact me"), widget=GovCheckboxInput())
    charity_may_contact = BooleanField(lazy_gettext("The charity may contact me"), widget=GovCheckboxInput())
    contact_name = _line(lazy_gettext("Your name"), 200)
    contact_email = EmailField(
        lazy_gettext("E-mail address"), [Length(max=254, message=_SHORTER)], filters=[_plain], widget=GovTextInput()
    )
    contact_phone = TelField(
        lazy_gettext("Phone number"), [Length(max=60, message=_SHORTER)], filters=[_plain], widget=GovTextInput()
    )
    under_18 = BooleanField(lazy_gettext("I am under 18"), widget=GovCheckboxInput())
    send = SubmitField(lazy_gettext("Send the report"), widget=GovSubmitInput())

    def report(self, now: datetime, language: str) -> Report:
        """What was sent on the page of that language, read with the clock of this moment."""
        day = self._day(now)
        content, fault = self._photo()
        return Report(
            what=self.what.data,
            seen_when=self._when(day),
            seen_at=moments.moment_of(day, self.time_words.data, now),
            places=self._places(),
            contact=Contact(
                name=self.contact_name.data,
                email=self.contact_email.data,
                phone=self.contact_phone.data,
                police_may=self.police_may_contact.data,
                charity_may=self.charity_may_contact.data,
            ),
            under_18=self.under_18.data,
            happening=self.happening.data == "yes",
            language=language,
            photo=content,
            photo_fault=fault,
        )

    def _typed(self) -> tuple[str, str, str]:
        return self.date_day.data, self.date_month.data, self.date_year.data

    def _choice(self) -> str:
        """A date that was typed without a choice is meant."""
        return self.day.data or (Day.OTHER if any(self._typed()) else "")

    def _day(self, now: datetime) -> date | None:
        return moments.day_of(self._choice(), self._typed(), clock.in_london(now).date())

    def _when(self, day: date | None) -> str:
        """The sender's words, with the date spelled out where it could be read."""
        words: dict[str, str] = {
            Day.TODAY: gettext("today"),
            Day.YESTERDAY: gettext("yesterday"),
            Day.UNKNOWN: gettext("not sure which day"),
        }
        typed = "/".join(part for part in self._typed() if part)
        parts = [words.get(self._choice(), ""), typed, format_date(day, "full") if day else "", self.time_words.data]
        return "; ".join(part for part in parts if part)

    def _places(self) -> tuple[GivenPlace, ...]:
        """Every answer that was given; the ones in words without a point yet."""
        words = {Source.WORDS: self.place_words, Source.GRID: self.grid, Source.POSTCODE: self.postcode}
        typed = [GivenPlace(source=source, text=field.data) for source, field in words.items() if field.data]
        if self.place_unknown.data:
            typed.append(GivenPlace(source=Source.WORDS, text=gettext("The sender does not know where it was.")))
        pin = point(Source.PIN, self.pin_latitude.data or "", self.pin_longitude.data or "")
        device = point(
            Source.DEVICE,
            self.device_latitude.data or "", self.device_longitude.data or "", self.device_accuracy.data or "",
        )  # fmt: skip
        return (*typed, *(place for place in (pin, device) if place))

    def _photo(self) -> tuple[bytes, PhotoFault | None]:
        """The bytes of the photo, or why there are none. Nothing of a file is kept that is no photo."""
        upload = cast("FileStorage | None", self.photo.data)
        if upload is None or not upload.filename:
            return b"", None
        content = upload.stream.read(LARGEST_PHOTO + 1)
        fault = photo_fault(content)
        return (b"" if fault else content), fault


class ReceiptForm(FlaskForm):  # type: ignore[misc]
    """Asks for a receipt code. Any answer is taken: a wrong one looks like an unknown one (rule S11)."""

    class Meta:
        csrf = False

    code = StringField(lazy_gettext("Your receipt code"), widget=GovTextInput())
    look = SubmitField(lazy_gettext("Show where it is"), widget=GovSubmitInput())
