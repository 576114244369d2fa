"""The forms of joining and choosing."""

import unicodedata
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSubmitInput, GovTextInput
from wtforms import EmailField, HiddenField, RadioField, StringField, SubmitField, ValidationError
from wtforms.validators import InputRequired, Length

from foundation.places import lookup
from foundation.places.models import Place
from foundation.places.postcode import district
from heroes.rules import FREQUENCIES, RADII, Choices, Kind
from outbox.rules import header_fault

_CHOOSE_RADIUS = lazy_gettext("Choose how far around the place")
MILE = 1609.344  # metres
_CHOOSE_FREQUENCY = lazy_gettext("Choose how often")


def _plain(typed: str | None) -> str:
    return unicodedata.normalize("NFC", typed or "").strip()


def _address(typed: str | None) -> str:
    """The domain in lower case, and in the letters that mail can carry (IDNA)."""
    local, at, domain = _plain(typed).rpartition("@")
    try:
        return f"{local}{at}{domain.encode('idna').decode('ascii').lower()}"
    except UnicodeError:
        return f"{local}{at}{domain}"


class OpenForm(FlaskForm):  # type: ignore[misc]
    """For pages without a cookie: nobody is signed in, so there is nothing that a forged request could borrow."""

    class Meta:
        csrf = False


class AddressForm(OpenForm):
    """An address that may be written to."""

    address = EmailField(
        lazy_gettext("E-mail address"),
        [InputRequired(lazy_gettext("Enter your e-mail address"))],
        filters=[_address],
        widget=GovTextInput(),
    )
    send = SubmitField(lazy_gettext("Send me a link"), widget=GovSubmitInput())

    def validate_address(self, field: EmailField) -> None:
        """Its form only. Whether it exists, only its owner can tell."""
        domain = str(field.data).rpartition("@")[2]
        if "." not in domain or ".." in domain or header_fault(recipient=str(field.data), sender="", title=""):
            raise ValidationError(gettext("Enter an e-mail address in the form name@example.org"))


class ChoicesForm(OpenForm):
    """Ends in ``Choices``, once the place is one."""

    place = StringField(
        lazy_gettext("Town, village or postcode"),
        [
            InputRequired(lazy_gettext("Enter a town, a village or the first half of a postcode")),
            Length(max=80, message=lazy_gettext("Enter a shorter name of a place")),
        ],
        filters=[_plain],
        widget=GovTextInput(),
    )
    place_id = HiddenField()
    which = RadioField(
        lazy_gettext("Which one do you mean?"), choices=[], validate_choice=False, widget=GovRadioInput()
    )
    radius = RadioField(
        lazy_gettext("How far around it?"),
        choices=[
            (
                str(metres),
                lazy_gettext("%(km)d km (%(miles)d miles)", km=metres // 1000, miles=round(metres / MILE)),
            )
            for metres in RADII
        ],
        default=str(RADII[1]),
        validate_choice=False,
        widget=GovRadioInput(),
    )
    frequency = RadioField(
        lazy_gettext("How often?"),
        choices=[
            (Kind.DAILY.value, lazy_gettext("Once a day, when there is something new")),
            (Kind.WEEKLY.value, lazy_gettext("Once a week, on Mondays, when there is something new")),
        ],
        default=Kind.DAILY.value,
        validate_choice=False,
        widget=GovRadioInput(),
    )
    send = SubmitField(lazy_gettext("Save"), widget=GovSubmitInput())

    def validate_radius(self, field: RadioField) -> None:
        """One of those offered."""
        if field.data not in {str(metres) for metres in RADII}:
            raise ValidationError(_CHOOSE_RADIUS)

    def validate_frequency(self, field: RadioField) -> None:
        """One of those offered."""
        if field.data not in FREQUENCIES:
            raise ValidationError(_CHOOSE_FREQUENCY)

    def chosen_place(self) -> int | None:
        """The id of somebody who picked from a list, here or while typing."""
        given = str(self.which.data or self.place_id.data or "")
        return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else None

    def settle(self, found: list[Place]) -> Choices | None:
        """The choices when the place is one; otherwise None, and the form asks which one, or says what to do."""
        if len(found) == 1:
            return Choices(place_id=found[0].id, radius=int(self.radius.data), frequency=str(self.frequency.data))
        if found:
            self.which.choices = [(str(place.id), lookup.label(place)) for place in found]
            self._fault(self.which, gettext("Choose the place that you mean"))
        elif district(self.place.data):
            self._fault(self.place, gettext("We cannot find that postcode. Enter the nearest town or village"))
        else:
            self._fault(self.place, gettext("We cannot find that place. Try the nearest town or village"))
        return None

    def _fault(self, field: Any, words: str) -> None:
        field.errors = [*field.errors, words]


class JoinForm(ChoicesForm, AddressForm):
    """Everything that joining asks."""

    send = SubmitField(lazy_gettext("Send me the confirm e-mail"), widget=GovSubmitInput())
