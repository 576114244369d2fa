"""How often somebody may try to sign in, counted on the store that all processes share.

Five tries a minute of one client at one account. Whoever gets there is shut out alone: an account that five wrong
passwords from anywhere locked would let a stranger keep the one who must withdraw an appeal out of it. With a dozen
networks somebody still can, for as long as they go on; who is signed in stays so, and others of the staff may withdraw.

While that store is down, each process counts in its own memory: guessing stays limited, and people can sign in.
"""

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from foundation import limits

TRIES = RateLimitItemPerMinute(5)
CLIENT = RateLimitItemPerMinute(20)
"""Of one client at all accounts: an office behind one address at the change of a shift, and nobody who tries names."""
ACCOUNT = RateLimitItemPerMinute(60)
"""Of all clients at one account: with a password of twelve letters and a second factor, guessing needs far more."""
_memory = MovingWindowRateLimiter(MemoryStorage())


def allowed(*names: str, at_most: RateLimitItem = TRIES) -> bool:
    """Whether one more try of ``names`` is within the allowance; asking spends it."""
    spent = limits.spend(at_most, "staff", *names)
    if spent is limits.Spent.STORE_DOWN:
        return _memory.hit(at_most, "staff", *names)
    return spent is limits.Spent.WITHIN


def password_allowed(client: str, account: str) -> bool:
    """Whether ``client`` may give one more password for ``account``. Who is over its own allowance spends no other."""
    return (
        allowed("pair", client, account)
        and allowed("client", client, at_most=CLIENT)
        and allowed("account", account, at_most=ACCOUNT)
    )
