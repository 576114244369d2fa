"""An appeal in another language."""

import re

from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovTextInput
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from appeals.rules import plain
from appeals.workflow import TranslationWords

TRANSLATED_ALT = re.compile(r"alt-([0-9a-z]{20})")
_TOO_LONG = _("Use at most %(max)d characters")


class TranslationForm(FlaskForm):  # type: ignore[misc]
    """The words; one field for each photo stands beside them."""

    edition = HiddenField()
    """``begun_of`` what stood on the page when it was opened."""
    typed: MultiDict[str, str] | None = None
    """What stands in the fields instead of what is saved."""
    meeting = False
    """What was typed meets what somebody saved since: pressing again writes over it."""
    last_seen = TextAreaField(_("Last seen"), [DataRequired(_("Translate this")), Length(max=800, message=_TOO_LONG)])
    description = TextAreaField(
        _("What to look for"), [DataRequired(_("Translate this")), Length(max=2500, message=_TOO_LONG)]
    )

    def words(self, *, by_itself: bool) -> TranslationWords:
        """What was typed."""
        return TranslationWords(
            description=self.description.data,
            last_seen=self.last_seen.data,
            alts=alts(request.form),
            begun=self.edition.data or "",
            by_itself=by_itself,
        )


def alts(typed: MultiDict[str, str]) -> dict[str, str]:
    """What was typed for the photos, by key; what is too long is cut by nobody in silence (threat 18)."""
    found = ((TRANSLATED_ALT.fullmatch(name), value) for name, value in typed.items())
    return {named[1]: plain(value) for named, value in found if named}


class ApproveTranslationForm(FlaskForm):  # type: ignore[misc]
    """The second person, their factor, and the fingerprint of what they read."""

    seen = HiddenField()
    reads_it = BooleanField(_("I read this language, and it says what the English says"), widget=GovCheckboxInput())
    code = StringField(
        _("Code from your authenticator app"),
        [InputRequired(_("Enter the code that your authenticator shows"))],
        widget=GovTextInput(),
    )
