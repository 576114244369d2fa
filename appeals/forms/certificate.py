"""What staff say about something that could not be recalled. The page has one such form for each of them."""

from datetime import datetime, time
from uuid import UUID

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from appeals.forms.desk import Day
from appeals.workflow.certificate import Plan
from foundation.clock import LONDON


class PlanForm(FlaskForm):  # type: ignore[misc]
    """Whose it is, until when."""

    owner = SelectField(_("Who does it"))
    due_on = Day(_("Until"), [DataRequired(message=_("Choose the day"))])
    note = TextAreaField(_("Note"), [Length(max=1000)])

    def plan(self) -> Plan:
        """At noon of that day in London."""
        due = datetime.combine(self.due_on.data, time(12), tzinfo=LONDON)
        return Plan(owner=UUID(self.owner.data), due_at=due, note=self.note.data or "")


class CloseForm(FlaskForm):  # type: ignore[misc]
    """Done."""

    how = StringField(
        _("How was it done?"),
        [DataRequired(message=_("Write how it was done")), Length(max=500)],
    )
