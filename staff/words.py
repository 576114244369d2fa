"""What people read for the codes of ``staff.rules``."""

from collections.abc import Collection

from flask_babel import gettext, lazy_gettext

from staff.rules import PartnerKind, Refusal, Role

ROLES = {
    Role.EDITOR: lazy_gettext("Editor"),
    Role.APPROVER: lazy_gettext("Approver"),
    Role.TRIAGER: lazy_gettext("Triager"),
    Role.DUTY_MANAGER: lazy_gettext("Duty manager"),
    Role.ADMINISTRATOR: lazy_gettext("Administrator"),
    Role.AUDITOR: lazy_gettext("Auditor"),
}
ROLE_HINTS = {
    Role.EDITOR: lazy_gettext("Writes appeals and submits them for publishing. Can withdraw."),
    Role.APPROVER: lazy_gettext("Publishes what somebody else wrote. Can withdraw."),
    Role.TRIAGER: lazy_gettext("Reads reports from the public and decides what goes to the police."),
    Role.DUTY_MANAGER: lazy_gettext("Is alerted when the police do not answer. Looks after the teams."),
    Role.ADMINISTRATOR: lazy_gettext("Looks after accounts and teams. Reads no reports."),
    Role.AUDITOR: lazy_gettext("Reads the audit trail."),
}
PARTNER_KINDS = {
    PartnerKind.LIBRARY: lazy_gettext("Library"),
    PartnerKind.SHELTER: lazy_gettext("Shelter"),
    PartnerKind.TRANSPORT: lazy_gettext("Transport"),
    PartnerKind.HEALTH: lazy_gettext("Health board"),
    PartnerKind.OTHER: lazy_gettext("Other"),
}
REFUSALS = {
    Refusal.WRONG: lazy_gettext("That is not right. Check it and try again."),
    Refusal.TOO_MANY: lazy_gettext("Too many tries. Wait a minute, then try again."),
    Refusal.TOO_LATE: lazy_gettext("That took too long. Sign in again."),
    Refusal.SAME_PERSON: lazy_gettext("This needs somebody else: nobody can do it for themselves."),
    Refusal.TAKEN: lazy_gettext("There is one with this address already."),
    Refusal.GONE: lazy_gettext("Somebody else has dealt with this already."),
    Refusal.SUSPENDED: lazy_gettext("This person is suspended. Let them sign in again first."),
    Refusal.RUN_OUT: lazy_gettext(
        "This was put forward more than a week ago, or by somebody who may not any more. Turn it down, and ask again."
    ),
    Refusal.SHORT: lazy_gettext("Use at least 12 characters. Three or four unrelated words are good."),
    Refusal.LONG: lazy_gettext("Use at most 200 characters."),
    Refusal.IS_EMAIL: lazy_gettext("Do not use your e-mail address as your password."),
    Refusal.SAME_AS_BEFORE: lazy_gettext("Choose a password that is not the one you have now."),
}


WRONG_AT = {
    "password": lazy_gettext("The e-mail address and the password do not fit together. Check both and try again."),
    "present": lazy_gettext("That is not the password you have now."),
    "code": lazy_gettext("That code does not work. Type the one that your app shows now; each works once."),
}
"""For ``Refusal.WRONG``, by the field at which it shows."""


def why(refusal: Refusal, field: str = "") -> str:
    """The sentence for a refusal, saying what to do."""
    if refusal is Refusal.WRONG and field in WRONG_AT:
        return str(WRONG_AT[field])
    return str(REFUSALS[refusal])


def roles(names: Collection[str]) -> str:
    """Roles in words, in their usual order, with commas."""
    held = [str(words) for role, words in ROLES.items() if role in names]
    return ", ".join(held) or gettext("No role")
