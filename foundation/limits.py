"""Rate limits on the shared store (Flask-Limiter on Valkey), counted per client.

A client is an IPv4 address or an IPv6 /64, and only its keyed hash is kept. When the store is down, ``spend`` says
so and the caller chooses; routes with ``limiter.limit`` count in this process's memory for the time.
"""

from contextlib import suppress
from enum import Enum, auto
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from math import ceil
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, request
from flask_limiter import Limiter
from limits import RateLimitItem
from limits.errors import StorageError
from limits.strategies import MovingWindowRateLimiter
from valkey.exceptions import ValkeyError

from foundation import clock, vault
from foundation.settings import settings

log = structlog.get_logger()


class Spent(Enum):
    """What came of asking for one more."""

    WITHIN = auto()
    OVER = auto()
    STORE_DOWN = auto()


def client() -> str:
    """A keyed hash of the sender's address; IPv6 by /64 (one household or phone), so that rotation gains nothing."""
    address = _sender()
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or IPv6Network((address, 64), strict=False).network_address
    return vault.blind_index("client-address", str(address))[:12].hex()


def _sender() -> IPv4Address | IPv6Address:
    """The sender's address, also where a proxy adds the port (RFC 7239, section 6).

    Whoever has none that can be read counts as one client together: a count must never cost a report (rule S3).
    """
    said = request.remote_addr or ""
    with suppress(ValueError):
        return ip_address(said)
    with suppress(ValueError):
        return ip_address(urlsplit(f"//{said}").hostname or "")
    return ip_address("192.0.2.0")


limiter = Limiter(key_func=client, default_limits=[], headers_enabled=False)


def init(app: Flask) -> None:
    """Join the limiter to the app, on the store that all processes share."""
    app.config["RATELIMIT_STORAGE_URI"] = settings().valkey_url.replace("redis://", "valkey://", 1)
    app.config["RATELIMIT_STORAGE_OPTIONS"] = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
    app.config["RATELIMIT_STRATEGY"] = "moving-window"
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = True
    app.config["RATELIMIT_KEY_PREFIX"] = "limit"
    limiter.init_app(app)
    # Around each request it looks for limits by default and for headers, of which there are none; a route's own limits
    # are looked at in the route's own decorator.
    around: tuple[list[Any], ...] = (app.before_request_funcs[None], app.after_request_funcs[None])
    for hooks in around:
        hooks[:] = [each for each in hooks if not _is_limiters(each)]


def _is_limiters(hook: Any) -> bool:
    """Whether ``hook`` is a method of the limiter, or one that it has wrapped."""
    return limiter in (getattr(hook, "__self__", None), *getattr(hook, "args", ()))


def spend(item: RateLimitItem, *names: str) -> Spent:
    """Take one from the allowance ``item`` (for example 10 per hour) of ``names``."""
    try:
        return Spent.WITHIN if _shared().hit(item, *names) else Spent.OVER
    except (StorageError, ValkeyError, OSError) as error:
        log.warning("limit_store_down", fault=type(error).__name__)
        return Spent.STORE_DOWN


def seconds_left(item: RateLimitItem, *names: str) -> int:
    """Seconds until the allowance has one more, for Retry-After (RFC 9110); the whole of its time when nobody knows."""
    whole = item.get_expiry()
    try:
        ends_at = _shared().get_window_stats(item, *names).reset_time
    except (StorageError, ValkeyError, OSError):
        return whole
    return min(whole, max(1, ceil(ends_at - clock.now().timestamp())))


def _shared() -> MovingWindowRateLimiter:
    """On the shared store and on nothing else: the limiter's own stand-in would hide that the store is down."""
    return MovingWindowRateLimiter(limiter.storage)
