"""Our own public address, met as a stranger meets it: no cookie, no session, a fresh connection for each question.

What opens to a key only is met in the same way with a bearer's key (RFC 6750), which is never written down.

It dials nothing but the configured public address, whatever path it is given, and follows no redirect.
"""

import gzip
import http.client
import ssl
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol
from urllib.parse import urlsplit

import brotli

from foundation.settings import settings

CODINGS = ("identity", "gzip", "br")
TIMEOUT = 5.0
"""Seconds, for the connection and for each read."""
MOST = 16 << 20
"""Bytes of a body."""
BUSY_TRIES, BUSY_REST = 3, 5.0
"""How often it asks, and seconds that it waits between at most, when the site is busy and says when to ask again."""
AGENT = "SearchHero-Check"


class UnreachableError(Exception):
    """No whole answer came; ``str()`` is a code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came."""

    status: int
    headers: tuple[tuple[str, str], ...]
    """Names in lower case, in order of name."""
    body: bytes
    """As it came over the wire."""
    content: bytes
    """With its coding taken off."""

    def header(self, name: str) -> str:
        return next((value for each, value in self.headers if each == name), "")

    @property
    def date(self) -> datetime | None:
        """The server's clock (RFC 9110, section 6.6.1)."""
        try:
            return parsedate_to_datetime(self.header("date")).astimezone(UTC)
        except (TypeError, ValueError):
            return None

    @property
    def is_busy(self) -> bool:
        """It says in how many seconds to ask again (RFC 9110, section 15.6.4)."""
        return self.status == 503 and self.header("retry-after").isdecimal()


class Visit(Protocol):
    """Asks for a path. Raises ``UnreachableError``."""

    def __call__(
        self, path: str, *, coding: str = "identity", etags: Sequence[str] = (), keyed: bool = False
    ) -> Answer: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """``origin`` is where it dials; the Host that it names is always the configured one."""

    key: Callable[[], str]
    """Makes the key for ``keyed`` addresses; it lives for a moment only."""
    origin: str = field(default_factory=lambda: settings().public_url)
    rest: Callable[[float], None] = time.sleep

    def __call__(
        self, path: str, *, coding: str = "identity", etags: Sequence[str] = (), keyed: bool = False
    ) -> Answer:
        """Ask for ``path`` in one coding; with ``etags`` as somebody does who still has those bytes.

        Raises:
            UnreachableError: when no whole answer came in time.
        """
        answer = self._answer(path, coding, etags, keyed=keyed)
        for _ in range(BUSY_TRIES - 1):
            if not answer.is_busy:
                break
            self.rest(min(float(answer.header("retry-after")), BUSY_REST))
            answer = self._answer(path, coding, etags, keyed=keyed)
        return answer

    def _answer(self, path: str, coding: str, etags: Sequence[str], *, keyed: bool) -> Answer:
        headers = {"Host": settings().public_host, "Accept-Encoding": coding, "User-Agent": AGENT, "Accept": "*/*"}
        if etags:
            headers["If-None-Match"] = ", ".join(etags)
        if keyed:
            headers["Authorization"] = f"Bearer {self.key()}"
        connection = self._connection()
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            body = answer.read(MOST)
            kept = tuple(sorted((name.lower(), value) for name, value in answer.getheaders()))
            content = _decoded(body, answer.headers.get_all("Content-Encoding") or [])
            return Answer(status=answer.status, headers=kept, body=body, content=content)
        except (OSError, http.client.HTTPException, zlib.error, brotli.error, EOFError) as error:
            raise UnreachableError(_code(error)) from None
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.origin)
        host = parts.hostname or ""
        if parts.scheme == "https":
            return http.client.HTTPSConnection(host, parts.port, timeout=TIMEOUT, context=ssl.create_default_context())
        return http.client.HTTPConnection(host, parts.port, timeout=TIMEOUT)


_DECODERS: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.decompress, "br": brotli.decompress}


def _decoded(body: bytes, codings: list[str]) -> bytes:
    for coding in codings:
        body = _DECODERS.get(coding, bytes)(body)
    return body


def _code(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "timeout"
    return "refused" if isinstance(error, ConnectionError) else "broken"
