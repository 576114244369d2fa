"""One public answer, in every coding, each made once and with an ETag of its own (RFC 9110, section 8.8.3)."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from searchhero.kept import codings

Header = tuple[str, str]
_OURS = frozenset({"content-length", "content-encoding", "etag", "vary", "last-modified"})
"""Headers that are said by coding, whatever the view said."""
_OF_CONTENT = frozenset({"content-type", "content-language"})
"""Not in a 304 (RFC 9110, section 15.4.5)."""
_TAG = re.compile(r'"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Version:
    """The answer in one coding."""

    etag: str
    """Without its quotes."""
    body: bytes
    headers: list[Header]
    headers_unchanged: list[Header]


class Answer:
    """Status 200 and what goes with it. ``endpoint`` is what it is counted as."""

    def __init__(self, body: bytes, headers: list[Header], endpoint: str) -> None:
        self.endpoint = endpoint
        self._headers = [(name, value) for name, value in headers if name.lower() not in _OURS]
        media_type = next((value for name, value in headers if name.lower() == "content-type"), "")
        self._digest = hashlib.sha256(body).hexdigest()[:32]
        self._is_coded = codings.is_coded(media_type, len(body))
        self._versions = {codings.IDENTITY: self._version(body, codings.IDENTITY)}
        coded = len(codings.CODED) if self._is_coded else 0
        self.size = len(body) * (1 + coded) + 4096
        """Bytes that it may come to take: a coded version is kept only when it is smaller."""

    def give(self, environ: dict[str, Any], start_response: Any) -> tuple[int, Iterable[bytes]]:
        """Answer a GET or HEAD; also the status, for the counter."""
        version = self._in(codings.best(environ.get("HTTP_ACCEPT_ENCODING", "")))
        asked = environ.get("HTTP_IF_NONE_MATCH")
        if asked is not None and (asked.strip() == "*" or version.etag in _TAG.findall(asked)):
            start_response("304 NOT MODIFIED", list(version.headers_unchanged))
            return 304, []
        start_response("200 OK", list(version.headers))
        return 200, [] if environ["REQUEST_METHOD"] == "HEAD" else [version.body]

    def _in(self, coding: str) -> Version:
        if not self._is_coded:
            return self._versions[codings.IDENTITY]
        found = self._versions.get(coding)
        if found is None:  # two threads may make it at once: they make the same
            plain = self._versions[codings.IDENTITY]
            body = codings.encode(plain.body, coding)
            found = self._version(body, coding) if len(body) < len(plain.body) else plain
            self._versions[coding] = found
        return found

    def _version(self, body: bytes, coding: str) -> Version:
        etag = self._digest if coding == codings.IDENTITY else f"{self._digest}-{coding}"
        always = [("ETag", f'"{etag}"')]
        if self._is_coded:
            always.append(("Vary", "Accept-Encoding"))
        about = [("Content-Length", str(len(body)))]
        if coding != codings.IDENTITY:
            about.append(("Content-Encoding", coding))
        return Version(
            etag=etag,
            body=body,
            headers=[*self._headers, *always, *about],
            headers_unchanged=[*(each for each in self._headers if each[0].lower() not in _OF_CONTENT), *always],
        )
