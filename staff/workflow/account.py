"""One's own account: password, recovery codes, being on duty."""

from datetime import datetime
from uuid import UUID

from foundation import audit
from foundation.database import reading, transaction
from staff import passwords, queries, tries
from staff.access import Factor, Person, confirm_factor
from staff.rules import DUTY_ROLES, Refusal, password_faults
from staff.workflow import recovery, sessions, telling
from staff.workflow.telling import Change


def change_password(me: Person, present: str, wanted: str, now: datetime) -> UUID | list[Refusal]:
    """End every session of mine and begin a new one for this browser: its id. Else everything that is wrong."""
    if not tries.allowed("password", str(me.id)):
        return [Refusal.TOO_MANY]
    with reading() as session:
        account = queries.account(session, me.id)
    if account is None or not passwords.matches(account.password_hash, present):
        return [Refusal.WRONG]
    faults = password_faults(wanted, me.email)
    if wanted == present:
        faults.append(Refusal.SAME_AS_BEFORE)
    if faults:
        return faults
    fresh = passwords.hashed(wanted)
    with transaction() as session:
        locked = queries.locked_account(session, me.id)
        if locked is None or locked.password_hash != account.password_hash:
            return [Refusal.WRONG]
        locked.password_hash, locked.start_password_until = fresh, None
        locked.session_epoch += 1
        audit.record(session, at=now, actor=me.actor, action="staff.password_changed", subject=("staff", me.id))
        telling.tell(session, locked, Change.PASSWORD_CHANGED, now)
        return sessions.begin(session, locked, now)


def renew_recovery_codes(me: Person, code: str, now: datetime) -> list[str] | Refusal:
    """Ten fresh codes, shown this once; the older ones are void. Asks for the second factor again."""
    with transaction() as session:
        outcome = confirm_factor(session, me.id, code, now)
        if not outcome:
            return Refusal.TOO_MANY if outcome is Factor.TOO_MANY else Refusal.WRONG
        account = queries.locked_account(session, me.id)
        assert account is not None  # noqa: S101 - its factor was confirmed just now, under the same lock
        codes = recovery.replace(session, account)
        audit.record(session, at=now, actor=me.actor, action="staff.recovery_codes_renewed", subject=("staff", me.id))
        telling.tell(session, account, Change.RECOVERY_CODES_RENEWED, now)
        return codes


def set_duty(me: Person, *, on: bool, now: datetime) -> None:
    """Go on or off duty: on duty one is alerted of urgent reports. For triagers and duty managers."""
    with transaction() as session:
        account = queries.locked_account(session, me.id)
        if account is None or not DUTY_ROLES & me.roles or account.on_duty == on:
            return
        account.on_duty = on
        audit.record(session, at=now, actor=me.actor, action="staff.duty_set", subject=("staff", me.id), on=on)
