"""How one photo is turned, cropped and shown."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovTextInput
from wtforms import BooleanField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from appeals.models import AppealPhoto
from appeals.queries import edits_of
from appeals.rules import CropFault, Edits, Marks, crop_faults, turned

QUARTERS = {"left": 3, "right": 1}
"""Which button turns how many quarters clockwise."""


class Percent(IntegerField):  # type: ignore[misc]
    """A whole number of percent, with an error that says what to do."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([each.strip().removesuffix("%") for each in valuelist])
        except ValueError:
            raise ValueError(gettext("Write a whole number, for example 25")) from None


def _percent(label: Any, least: int = 0) -> Percent:
    wrong = _("Write a number from %(least)d to 100", least=least)
    return Percent(
        label,
        [InputRequired(wrong), NumberRange(least, 100, wrong)],
        widget=GovTextInput(),
    )


class PhotoForm(FlaskForm):  # type: ignore[misc]
    """Crop and focus in percent of the whole picture, as it is turned now."""

    left = _percent(_("Cut off at the left, percent"))
    top = _percent(_("Cut off at the top, percent"))
    width = _percent(_("Width that is kept, percent"), 10)
    height = _percent(_("Height that is kept, percent"), 10)
    focus_x = _percent(_("Middle of the face, percent from the left"))
    focus_y = _percent(_("Middle of the face, percent from the top"))
    blurred = BooleanField(
        _("Blurred until somebody asks to see it; in no e-mail, feed or share picture"),
        widget=GovCheckboxInput(),
    )
    progressed = BooleanField(
        _("Changed to show how they may look now; said beside the picture wherever it shows"),
        widget=GovCheckboxInput(),
    )

    def edits(self, turn: int, button: str) -> Edits:
        """What was typed, of a picture that was turned by ``turn`` degrees, and the turn of that button on top."""
        typed = Edits(
            turn=turn,
            left=self.left.data,
            top=self.top.data,
            width=self.width.data,
            height=self.height.data,
            focus_x=self.focus_x.data,
            focus_y=self.focus_y.data,
        )
        return turned(typed, QUARTERS.get(button, 0))

    def marks(self) -> Marks:
        """How it is shown."""
        return Marks(blurred=self.blurred.data, progressed=self.progressed.data)

    def fits(self) -> bool:
        """Whether the numbers go together; where not, the fields say so."""
        faults = crop_faults(self.edits(0, ""))
        if CropFault.OUTSIDE in faults:
            said = gettext("What is kept must lie inside the picture: left and width, or top and height, are over 100")
            self.width.errors = [said]
        if CropFault.FOCUS in faults:
            self.focus_x.errors = [gettext("The middle of the face must be on the part that is kept")]
        return not faults


def photo_form(photo: AppealPhoto) -> PhotoForm:
    """The form, filled from the row where nothing was typed."""
    edits = edits_of(photo)
    given = {name: getattr(edits, name) for name in ("left", "top", "width", "height", "focus_x", "focus_y")}
    return PhotoForm(data=given | {"blurred": photo.blurred, "progressed": photo.progressed})
