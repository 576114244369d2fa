"""States and decisions of a hero and of a digest. Standard library only: facts in, decision out."""

from heroes.rules.digests import (
    BATCH,
    GIVE_UP,
    LARGEST_DIGEST,
    LEASE,
    TURN,
    DeliveryState,
    Kind,
    window_due,
)
from heroes.rules.states import (
    CONFIRM_WITHIN,
    FREQUENCIES,
    LEFT_KEPT,
    MAIL_LIMITS,
    MOVES,
    RADII,
    REQUEST_KEPT,
    UNCONFIRMED_KEPT,
    Choices,
    HeroState,
    RequestKind,
    may_mail,
)

__all__ = [
    "BATCH",
    "CONFIRM_WITHIN",
    "FREQUENCIES",
    "GIVE_UP",
    "LARGEST_DIGEST",
    "LEASE",
    "LEFT_KEPT",
    "MAIL_LIMITS",
    "MOVES",
    "RADII",
    "REQUEST_KEPT",
    "TURN",
    "UNCONFIRMED_KEPT",
    "Choices",
    "DeliveryState",
    "HeroState",
    "Kind",
    "RequestKind",
    "may_mail",
    "window_due",
]
