"""Speaking to servers of others: https only, to an address that was looked up once and is public, no redirects.

Whom to speak to is the operator's setting, never what staff or the public typed (threat 32).
"""

import socket
import ssl
from collections.abc import Callable, Sequence
from http.client import HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlencode, urlsplit

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Sequence[Address]]
_SECONDS = 10
_MOST = 65_536
"""Bytes of an answer that are read; what it says is not used."""


class OutwardError(Exception):
    """It was not reached, or may not be."""


def resolved(host: str, port: int) -> list[Address]:
    """Its addresses, by the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]


def is_public(address: Address) -> bool:
    """Whether it is one of the open internet: not ours, not a neighbour's, not one in disguise."""
    inner = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (inner or address).is_global and not address.is_multicast


def post_form(
    url: str,
    fields: Sequence[tuple[str, str]],
    *,
    resolve: Resolve = resolved,
    may: Callable[[Address], bool] = is_public,
    context: ssl.SSLContext | None = None,
) -> int:
    """POST ``fields`` to ``url`` and give the status; a redirect is a status like any other.

    Raises:
        OutwardError: when it is not https, has an address that ``may`` refuses, or does not answer in time.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise OutwardError("not https")
    port = parts.port or 443
    try:
        addresses = resolve(parts.hostname, port)
        if not addresses or not all(may(each) for each in addresses):
            raise OutwardError("not a public address")
        connection = _Pinned(parts.hostname, port, addresses[0], context or ssl.create_default_context())
        try:
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", path or "/", urlencode(fields), _HEADERS)
            answer = connection.getresponse()
            answer.read(_MOST)
            return answer.status
        finally:
            connection.close()
    except (OSError, HTTPException, ValueError) as error:
        raise OutwardError(type(error).__name__) from None


_HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "SearchHero"}


class _Pinned(HTTPSConnection):
    """To the address that was looked at, under the name that its certificate must carry."""

    def __init__(self, host: str, port: int, address: Address, context: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=_SECONDS, context=context)
        self._pinned, self._tls = str(address), context

    def connect(self) -> None:
        raw = socket.create_connection((self._pinned, self.port), self.timeout)
        self.sock = self._tls.wrap_socket(raw, server_hostname=self.host)
