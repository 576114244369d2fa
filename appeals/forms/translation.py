"""An appeal in another language."""

import re

from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovTextInput
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from appeals.rules import plain
from appeals.workflow import TranslationWords

TRANSLATED_ALT = re.compile(r"alt-([0-9a-z]{20})")
_TOO_LONG = _("Use at most %(max)d characters")


class TranslationForm(FlaskForm):  # type: ignore[misc]
    """The words; one field for each photo stands beside them."""

    last_seen = TextAreaField(_("Last seen"), [InputRequired(_("Translate this")), Length(max=800, message=_TOO_LONG)])
    description = TextAreaField(
        _("What to look for"), [InputRequired(_("Translate this")), Length(max=2500, message=_TOO_LONG)]
    )

    def words(self) -> TranslationWords:
        """What was typed."""
        return TranslationWords(description=self.description.data, last_seen=self.last_seen.data, alts=alts())


def alts() -> dict[str, str]:
    """What was typed for the photos, by key."""
    found = ((TRANSLATED_ALT.fullmatch(name), value) for name, value in request.form.items())
    return {named[1]: plain(value)[:400] for named, value in found if named}


class ApproveTranslationForm(FlaskForm):  # type: ignore[misc]
    """The second person, their factor, and the fingerprint of what they read."""

    seen = HiddenField()
    reads_it = BooleanField(_("I read this language, and it says what the English says"), widget=GovCheckboxInput())
    code = StringField(
        _("Code from your authenticator app"),
        [InputRequired(_("Enter the code that your authenticator shows"))],
        widget=GovTextInput(),
    )
