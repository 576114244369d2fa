"""What somebody types who says that they are the person of an appeal (rule R6). Nothing must be filled in."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovRadioInput, GovTextArea, GovTextInput
from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from appeals.rules import plain
from appeals.rules.door import LONGEST_REACH, LONGEST_WORDS, Ask, Closing
from appeals.words import DOOR_ANSWERS

_SHORTER = _("This is longer than %(max)d characters. Please shorten it: nothing you typed is lost.")


def _plain(typed: str | None) -> str:
    return plain(typed or "")


class AskForm(FlaskForm):  # type: ignore[misc]
    """Ends in an ``Ask``. No cookie: ``form_key`` is signed and stands in for a CSRF token."""

    class Meta:
        csrf = False

    form_key = HiddenField()
    words = TextAreaField(
        _("Anything that you want to say (optional)"),
        [Length(max=LONGEST_WORDS, message=_SHORTER)],
        filters=[_plain],
        widget=GovTextArea(),
    )
    may_contact = BooleanField(_("The charity may contact me"), widget=GovCheckboxInput())
    reach = StringField(
        _("How we may contact you (optional)"),
        [Length(max=LONGEST_REACH, message=_SHORTER)],
        filters=[_plain],
        widget=GovTextInput(),
    )

    def ask(self) -> Ask:
        """What was sent."""
        return Ask(words=self.words.data, reach=self.reach.data, may_contact=bool(self.may_contact.data))


class CloseForm(FlaskForm):  # type: ignore[misc]
    """How a request was answered."""

    answer = RadioField(
        _("How was it answered?"),
        [InputRequired(_("Choose how it was answered"))],
        choices=[(str(answer), DOOR_ANSWERS[answer]) for answer in Closing],
        widget=GovRadioInput(),
    )
