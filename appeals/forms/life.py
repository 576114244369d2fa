"""A moment ahead, and what makes an appeal a long-term one."""

from datetime import UTC, datetime, time

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovTextArea, GovTextInput
from wtforms import HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from appeals.forms.desk import Day
from appeals.rules import plain
from foundation import clock

_MONTHS = (
    _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"), _("August"), _("September"),
    _("October"), _("November"), _("December"),
)  # fmt: skip


class ScheduleForm(FlaskForm):  # type: ignore[misc]
    """Day and time in Europe/London, the fingerprint of what was on the screen, and the second factor."""

    seen = HiddenField()
    publish_on = Day(
        _("Day"), [InputRequired(_("Choose the day"))], description=_("Within a week."), widget=GovTextInput()
    )
    publish_time = StringField(
        _("Time in the United Kingdom"), [InputRequired(_("Choose the time"))], widget=GovTextInput()
    )
    code = StringField(
        _("Code from your authenticator app"),
        [InputRequired(_("Enter the code that your authenticator shows"))],
        id="schedule_code",  # the form that publishes at once stands beside it
        widget=GovTextInput(),
    )

    def validate_publish_time(self, field: StringField) -> None:
        """As 24 hours; an hour that the clocks leave out in spring does not exist."""
        try:
            at = time.fromisoformat((field.data or "").strip())
        except ValueError:
            raise ValidationError(gettext("Enter the time in 24 hours, for example 18:30")) from None
        if self.publish_on.data and self._in_london(at).astimezone(UTC).astimezone(clock.LONDON).time() != at:
            raise ValidationError(gettext("The clocks go forward over that time: choose another"))

    def moment(self) -> datetime:
        """In UTC, once it is valid. Of the two hours of one name in autumn it is the first."""
        return self._in_london(time.fromisoformat(self.publish_time.data.strip())).astimezone(UTC)

    def _in_london(self, at: time) -> datetime:
        return datetime.combine(self.publish_on.data, at.replace(tzinfo=None), clock.LONDON)


class MissingSinceForm(FlaskForm):  # type: ignore[misc]
    """A month of a year; both empty: taken back."""

    month = SelectField(
        _("Month"), choices=[("", _("Not given")), *((str(n), name) for n, name in enumerate(_MONTHS, 1))],
        widget=GovSelect(),
    )  # fmt: skip
    year = IntegerField(_("Year"), [Optional(), NumberRange(1900, 2200)], widget=GovTextInput())

    def month_said(self) -> str:
        """As ``2019-03``, or empty; half a month is none that exists."""
        if not self.month.data and not self.year.data:
            return ""
        return f"{self.year.data or 0:04d}-{int(self.month.data or 0):02d}"


class LongTermForm(FlaskForm):  # type: ignore[misc]
    """Why its review date may be months ahead."""

    end = HiddenField()
    reason = StringField(
        _("Why this is a long-term appeal"),
        [InputRequired(_("Write your reason")), Length(max=500, message=_("Use at most %(max)d characters"))],
        [lambda value: plain(value or "")],
        widget=GovTextArea(),
    )
