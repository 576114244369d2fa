"""The signed links of a hero. They are kept nowhere; a version among their values ends them."""

from dataclasses import dataclass
from uuid import UUID

from foundation import tokens
from foundation.tokens import BadTokenError, Purpose
from heroes.rules import CONFIRM_WITHIN


@dataclass(frozen=True, slots=True, kw_only=True)
class HeroLink:
    """What a link says: whose it is, and of which joining."""

    hero_id: UUID
    version: int


def confirm_path(hero_id: UUID, version: int) -> str:
    """Path of the page that confirms; it works for 48 hours."""
    return f"/heroes/confirm/{tokens.sign(Purpose.HERO_CONFIRM, str(hero_id), version)}"


def choices_path(hero_id: UUID, version: int) -> str:
    """Path of the page with somebody's choices."""
    return f"/heroes/choices/{tokens.sign_for_ever(Purpose.HERO_CHOICES, str(hero_id), version)}"


def leave_path(hero_id: UUID, version: int) -> str:
    """Path of the page, and of the one-click address (RFC 8058), that ends the mails."""
    return f"/heroes/leave/{tokens.sign_for_ever(Purpose.HERO_LEAVE, str(hero_id), version)}"


def read_confirm(token: str) -> HeroLink | None:
    """Whose confirm link that is; None when it is not ours or older than 48 hours."""
    try:
        return _link(tokens.read(Purpose.HERO_CONFIRM, token, max_age=CONFIRM_WITHIN))
    except BadTokenError:
        return None


def read_choices(token: str) -> HeroLink | None:
    """Whose choices link that is; None when it is not ours."""
    return _lasting(Purpose.HERO_CHOICES, token)


def read_leave(token: str) -> HeroLink | None:
    """Whose leave link that is; None when it is not ours."""
    return _lasting(Purpose.HERO_LEAVE, token)


def _lasting(purpose: Purpose, token: str) -> HeroLink | None:
    try:
        return _link(tokens.read_for_ever(purpose, token))
    except BadTokenError:
        return None


def _link(values: list[object]) -> HeroLink:
    hero_id, version = values
    return HeroLink(hero_id=UUID(str(hero_id)), version=int(str(version)))
