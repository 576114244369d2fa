"""A partner for whom a key is made."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovTextInput
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from appeals.rules import plain


class ApiKeyForm(FlaskForm):  # type: ignore[misc]
    """Who it is for."""

    partner = StringField(
        _("Partner"),
        [InputRequired(_("Say who the key is for")), Length(max=120, message=_("Use at most 120 characters"))],
        [lambda typed: plain(typed or "")],
        description=_("An organisation, for example Northshire Libraries. Make one key for each."),
        widget=GovTextInput(),
    )
