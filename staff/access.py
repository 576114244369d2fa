"""Who may. Every view of every room carries one of these marks; a view without one is never answered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast
from uuid import UUID

from flask import abort, g
from sqlalchemy import update
from sqlalchemy.orm import Session

from foundation import audit
from staff import factor, queries, rescue, tries
from staff.models import RecoveryCode, StaffAccount
from staff.rules import Role

P = ParamSpec("P")
R = TypeVar("R")
PUBLIC, LINK, DOORSTEP = "public", "link", "doorstep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who is signed in for this request."""

    id: UUID
    name: str
    email: str
    roles: frozenset[Role]

    @property
    def actor(self) -> str:
        """As the audit trail writes it."""
        return f"staff:{self.id}"


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Anybody may. No cookie is set, none is needed."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def link_holder(view: Callable[P, R]) -> Callable[P, R]:
    """Whoever holds the signed link may; the view itself reads the token and answers 410 to a bad one."""
    view.access = LINK  # type: ignore[attr-defined]
    return view


def doorstep(view: Callable[P, R]) -> Callable[P, R]:
    """On the way to signing in: nobody is signed in yet, but its forms carry a CSRF token."""
    view.access = DOORSTEP  # type: ignore[attr-defined]
    return view


def staff_only(*roles: Role) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Signed in, second factor and all, and holding at least one of ``roles`` (none named: any)."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            me = person()
            if roles and not me.roles & set(roles):
                abort(403)
            return view(*args, **kwargs)

        guarded.access = frozenset(roles)  # type: ignore[attr-defined]
        return guarded

    return decorate


def keeps_writing(what: Any) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A form of this view that comes after its session has ended is kept for its writer: nothing typed is lost.

    ``what`` says in words what is written there.
    """

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        view.keeps_writing = what  # type: ignore[attr-defined]
        return view

    return decorate


def rescued(session: Session, person_id: UUID, path: str, now: datetime) -> list[tuple[str, str]] | None:
    """The form at ``path`` that this person sent after their session had ended, in the last 24 hours."""
    return rescue.kept(session, person_id, path, now)


def settle(person_id: UUID, path: str) -> None:
    """What was kept of the form at ``path`` is saved now, and goes."""
    rescue.forget(person_id, path)


def person() -> Person:
    """Who is signed in. Aborts with 401 when nobody is: the staff room turns that into its sign-in page."""
    found: Any = g.get("person")
    if found is None:
        abort(401)
    return cast("Person", found)


class Factor(Enum):
    """What came of asking for the second factor; true only when it was confirmed."""

    CONFIRMED = auto()
    RECOVERED = auto()
    """Confirmed by a recovery code, which is used up now."""
    WRONG = auto()
    TOO_MANY = auto()
    """More than five tries in a minute: not even looked at."""

    def __bool__(self) -> bool:
        return self in {Factor.CONFIRMED, Factor.RECOVERED}


def confirm_factor(session: Session, person_id: UUID, code: str, now: datetime) -> Factor:
    """Ask for the second factor again (rule Y2): ``code`` is from the app or a recovery code, and works once.

    It is marked as used, and the try is audited, in the caller's transaction: let that one commit also when the
    answer is no. The account's row stays locked until then, so that a code sent twice at once counts once.
    """
    if not tries.allowed("factor", str(person_id)):
        return Factor.TOO_MANY
    account = queries.locked_account(session, person_id)
    if account is None or account.suspended_at:
        return Factor.WRONG
    outcome = _use(session, account, code, now)
    audit.record(
        session,
        at=now,
        actor=f"staff:{person_id}",
        action="staff.factor_checked",
        subject=("staff", person_id),
        outcome=outcome.name.lower(),
    )
    return outcome


def _use(session: Session, account: StaffAccount, code: str, now: datetime) -> Factor:
    if account.totp_secret is None:
        return Factor.WRONG
    step = factor.matching_step(account.totp_secret, code, account.totp_last_step, now)
    if step is not None:
        account.totp_last_step = step
        return Factor.CONFIRMED
    used = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.staff_id == account.id,
            RecoveryCode.code_index == factor.recovery_index(account.id, code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
    )
    return Factor.RECOVERED if used.scalar_one_or_none() else Factor.WRONG
