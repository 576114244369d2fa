"""Who may. Every view of every room carries one of these marks; a view without one is never answered."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast
from uuid import UUID

from flask import abort, g

from staff.rules import Role

P = ParamSpec("P")
R = TypeVar("R")
PUBLIC, LINK = "public", "link"


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


def person() -> Person:
    """Who is signed in. Aborts with 401 when nobody is: the staff room turns that into its sign-in page."""
    found: Any = g.get("person")
    if found is None:
        abort(401)
    return cast("Person", found)
