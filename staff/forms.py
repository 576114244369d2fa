"""What staff type about accounts and teams."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovPasswordInput,
    GovSelect,
    GovSubmitInput,
    GovTextArea,
    GovTextInput,
)
from wtforms import HiddenField, PasswordField, SelectField, SelectMultipleField, StringField, SubmitField
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from staff import words
from staff.rules import LONGEST_PASSWORD, LOWEST_RANK, PartnerKind, Refusal, Role
from staff.workflow.partners import Organisation
from staff.workflow.people import Newcomer

ADDRESS = r"^[^@\s<>\",;:\\()\[\]]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$"


def _email(label: str) -> StringField:
    rules = [
        InputRequired(_("Enter an e-mail address")),
        Length(max=254, message=_("Enter a shorter e-mail address")),
        Regexp(ADDRESS, message=_("Enter an e-mail address like name@example.org")),
    ]
    return StringField(label, rules, [_stripped], widget=GovTextInput())


def _code(label: str) -> StringField:
    rules = [InputRequired(_("Enter the code")), Length(max=40, message=_("That is too long for a code"))]
    return StringField(label, rules, widget=GovTextInput())


def _line(label: str, missing: str) -> StringField:
    rules = [InputRequired(missing), Length(max=120, message=_("Use at most 120 characters"))]
    return StringField(label, rules, [_stripped], widget=GovTextInput())


def _stripped(value: str | None) -> str:
    return " ".join((value or "").split())


class StaffForm(FlaskForm):  # type: ignore[misc]
    """A form of the staff rooms. Its CSRF token is checked by the guard before the view runs."""

    def refuse(self, field: str, *refusals: Refusal) -> None:
        """Show why the step was not taken, at ``field``."""
        self[field].errors = [*self[field].errors, *(words.why(refusal, field) for refusal in refusals)]


class SignInForm(StaffForm):
    """The password is not cut and not checked for its form: it is right or it is not."""

    email = StringField(
        _("E-mail address"), [InputRequired(_("Enter your e-mail address"))], [_stripped], widget=GovTextInput()
    )
    password = PasswordField(
        _("Password"),
        [
            InputRequired(_("Enter your password")),
            Length(max=LONGEST_PASSWORD, message=_("That is too long for a password")),
        ],
        widget=GovPasswordInput(),
    )
    next = HiddenField()
    submit = SubmitField(_("Continue"), widget=GovSubmitInput())


class CodeForm(StaffForm):
    """Six digits from the app, or a recovery code."""

    code = _code(_("Code"))
    submit = SubmitField(_("Continue"), widget=GovSubmitInput())


class PasswordForm(StaffForm):
    """Change one's own password."""

    present = PasswordField(
        _("The password you have now"), [InputRequired(_("Enter the password you have now"))], widget=GovPasswordInput()
    )
    wanted = PasswordField(_("New password"), [InputRequired(_("Enter a new password"))], widget=GovPasswordInput())
    submit = SubmitField(_("Change password"), widget=GovSubmitInput())


class RolesForm(StaffForm):
    """Which roles somebody holds."""

    roles = SelectMultipleField(
        _("Roles"), choices=[(role.value, label) for role, label in words.ROLES.items()], widget=GovCheckboxesInput()
    )
    submit = SubmitField(_("Save roles"), widget=GovSubmitInput())

    def held(self) -> frozenset[Role]:
        """The chosen roles."""
        return frozenset(Role(name) for name in self.roles.data or ())


class NewcomerForm(RolesForm):
    """Somebody new."""

    name = _line(_("Name"), _("Enter their name"))
    email = _email(_("E-mail address"))
    submit = SubmitField(_("Add this person"), widget=GovSubmitInput())

    def newcomer(self) -> Newcomer:
        """Who is to be added."""
        return Newcomer(email=self.email.data, name=self.name.data, roles=self.held())


class TeamForm(StaffForm):
    """A new investigating team."""

    force = _line(_("Police force"), _("Enter the police force"))
    name = _line(_("Team"), _("Enter the team’s name"))
    submit = SubmitField(_("Add this team"), widget=GovSubmitInput())


RANKS = [(str(rank), str(rank)) for rank in range(1, LOWEST_RANK + 1)]


class AddressForm(StaffForm):
    """An address to put forward."""

    email = _email(_("E-mail address of the team"))
    rank = SelectField(_("Order"), choices=RANKS, widget=GovSelect())
    submit = SubmitField(_("Put this address forward"), widget=GovSubmitInput())


class RankForm(StaffForm):
    """When an address is written to."""

    rank = SelectField(_("Order"), choices=RANKS, widget=GovSelect())


class PartnerForm(StaffForm):
    """A partner organisation. ``known`` are the areas that the gazetteer has: set it before validating."""

    name = _line(_("Organisation"), _("Enter the name of the organisation"))
    kind = SelectField(
        _("Kind"), choices=[(kind.value, label) for kind, label in words.PARTNER_KINDS.items()], widget=GovSelect()
    )
    areas = StringField(
        _("Where it works (optional)"),
        [Length(max=4000, message=_("Use at most %(max)d characters"))],
        widget=GovTextArea(),
    )
    notes = StringField(
        _("Notes (optional)"),
        [Length(max=2000, message=_("Use at most %(max)d characters"))],
        widget=GovTextArea(),
    )
    known: frozenset[str] = frozenset()

    def validate_areas(self, field: StringField) -> None:
        """Every line is an area that appeals have."""
        unknown = [name for name in self.area_names() if name not in self.known]
        if unknown:
            raise ValidationError(gettext("We know no area of this name: %(names)s", names=", ".join(unknown)))

    def area_names(self) -> tuple[str, ...]:
        """One a line, each once, in the gazetteer's spelling where it differs only in case."""
        spelling = {name.casefold(): name for name in self.known}
        typed = (_stripped(line) for line in (self.areas.data or "").splitlines())
        return tuple(dict.fromkeys(spelling.get(name.casefold(), name) for name in typed if name))

    def organisation(self) -> Organisation:
        """What was typed."""
        return Organisation(
            name=self.name.data,
            kind=PartnerKind(self.kind.data),
            areas=self.area_names(),
            notes=(self.notes.data or "").strip(),
        )


class PartnerAddressForm(StaffForm):
    """An address of a partner to put forward."""

    email = _email(_("E-mail address of the partner"))
    submit = SubmitField(_("Put this address forward"), widget=GovSubmitInput())
