"""States and decisions of a hero and of a digest. Standard library only: facts in, decision out."""

from heroes.rules.digests import (
    BATCH,
    LARGEST_DIGEST,
    LEASE,
    LOOK_BACK,
    TURN,
    DeliveryState,
    Kind,
    windows_due,
)
from heroes.rules.states import (
    FREQUENCIES,
    MOVES,
    RADII,
    Choices,
    HeroState,
    RequestKind,
    may_mail,
)

__all__ = [
    "BATCH",
    "FREQUENCIES",
    "LARGEST_DIGEST",
    "LEASE",
    "LOOK_BACK",
    "MOVES",
    "RADII",
    "TURN",
    "Choices",
    "DeliveryState",
    "HeroState",
    "Kind",
    "RequestKind",
    "may_mail",
    "windows_due",
]
