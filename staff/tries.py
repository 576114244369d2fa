"""Five tries a minute: per account and per client, on the store that all processes share.

While that store is down, each process counts in its own memory: guessing stays limited, and people can sign in.
"""

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from foundation import limits

TRIES = RateLimitItemPerMinute(5)
_memory = MovingWindowRateLimiter(MemoryStorage())


def allowed(*names: str) -> bool:
    """Whether one more try of ``names`` is within the allowance; asking spends it."""
    spent = limits.spend(TRIES, "staff", *names)
    if spent is limits.Spent.STORE_DOWN:
        return _memory.hit(TRIES, "staff", *names)
    return spent is limits.Spent.WITHIN
