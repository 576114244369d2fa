"""Letters about a change of somebody's account, so that a thief cannot make one unseen (threat 22)."""

from datetime import datetime
from enum import StrEnum

from flask_babel import gettext, lazy_gettext
from sqlalchemy.orm import Session

from foundation import tokens
from foundation.background import Queue
from outbox.post import Letter, compose, post
from staff import queries
from staff.models import StaffAccount
from staff.rules import Role


class Change(StrEnum):
    """What happened; ``%(name)s`` in its words is whose account it is."""

    ADDED = "added"
    REINSTATED = "reinstated"
    FACTOR_RESET = "factor_reset"
    ROLES_CHANGED = "roles_changed"
    PROPOSED = "proposed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    RECOVERY_CODE_USED = "recovery_code_used"


TOLD_TO_ALL = frozenset({Change.ADDED, Change.REINSTATED, Change.FACTOR_RESET, Change.ROLES_CHANGED, Change.PROPOSED})
"""These reach every editor and administrator; the others only the person."""


SAID = {
    Change.ADDED: lazy_gettext("An account was made for %(name)s."),
    Change.REINSTATED: lazy_gettext("%(name)s, who was suspended, may sign in again."),
    Change.FACTOR_RESET: lazy_gettext(
        "The second factor and the password of %(name)s were reset, so that they can set up a new phone."
    ),
    Change.ROLES_CHANGED: lazy_gettext("The roles of %(name)s were changed."),
    Change.PROPOSED: lazy_gettext("A change of what %(name)s may do waits for a second administrator."),
    Change.PASSWORD_CHANGED: lazy_gettext("The password of %(name)s was changed. Every older session has ended."),
    Change.RECOVERY_CODES_RENEWED: lazy_gettext("New recovery codes were made for %(name)s. The older ones are void."),
    Change.RECOVERY_CODE_USED: lazy_gettext("Somebody signed in as %(name)s with a recovery code."),
}
TO_OWNER = lazy_gettext(
    "This is your account. Was that you, or did you ask for it? Then there is nothing to do. "
    "If not, call an administrator now."
)
TO_WATCHER = lazy_gettext(
    "You get this because you are an editor or an administrator: such a change can be the start of a theft. "
    "If it surprises you, ask them, by phone or face to face."
)


def tell(session: Session, account: StaffAccount, change: Change, now: datetime) -> None:
    """Write to the person, and of what touches everybody's safety to every editor and administrator as well."""
    readers = {account.id: account}
    if change in TOLD_TO_ALL:
        readers |= {reader.id: reader for reader in queries.holding(session, Role.EDITOR, Role.ADMINISTRATOR)}
    for reader in readers.values():
        text, html = compose(
            "staff/account_changed",
            said=str(SAID[change]) % {"name": account.name},
            advice=str(TO_OWNER if reader.id == account.id else TO_WATCHER),
            at=now,
            link=tokens.absolute("/staff/people" if Role.ADMINISTRATOR in reader.roles else "/staff/account"),
        )
        letter = Letter(
            kind="account-changed",
            lane=Queue.DEFAULT,
            cause=("staff", account.id),
            recipient=reader.email,
            title=gettext("A staff account was changed"),
            text=text,
            html=html,
        )
        post(session, letter, at=now)
