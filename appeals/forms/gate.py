"""What is typed at the gate: the factor again, why it is sent back or approved, why it is taken down."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextArea, GovTextInput
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import AnyOf, InputRequired, Length

from appeals import words
from appeals.rules import plain


class PublishForm(FlaskForm):  # type: ignore[misc]
    """The approver's second factor, and the fingerprint of what was on the screen."""

    seen = HiddenField()
    code = StringField(
        _("Code from your authenticator app"),
        [InputRequired(_("Enter the code that your authenticator shows"))],
        widget=GovTextInput(),
    )


def _reason(**more: Any) -> StringField:
    return StringField(
        _("Your reason"),
        [InputRequired(_("Write your reason")), Length(max=1000, message=_("Use at most %(max)d characters"))],
        [lambda typed: plain(typed or "")],
        widget=GovTextArea(),
        **more,
    )


class NoteForm(FlaskForm):  # type: ignore[misc]
    """Why it is sent back."""

    note = _reason()


class SeniorForm(FlaskForm):  # type: ignore[misc]
    """Why it may reach further than partners, said of the edition that was on the page, where the other stands too."""

    note = _reason(id="senior_note")
    edition = HiddenField(default="")

    def edition_seen(self) -> int:
        """0, which no edition is, where it was not sent."""
        number = self.edition.data or ""
        return int(number) if number.isascii() and number.isdecimal() and len(number) < 9 else 0


class WithdrawForm(FlaskForm):  # type: ignore[misc]
    """Why it is taken back."""

    reason = RadioField(
        _("Why is it taken back?"),
        [AnyOf([str(reason) for reason in words.END_REASONS], message=_("Choose why it is taken back"))],
        choices=[(str(reason), said) for reason, said in words.END_REASONS.items()],
        validate_choice=False,
        widget=GovRadioInput(),
    )
