"""Stopping a purge."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from appeals.rules import plain


class HoldForm(FlaskForm):  # type: ignore[misc]
    """Why the case must be kept."""

    reason = StringField(
        _("Why it must be kept, and who asked"),
        [
            InputRequired(_("Write why it must be kept, and who asked")),
            Length(max=500, message=_("Use at most %(max)d characters")),
        ],
        [lambda value: plain(value or "")],
    )
