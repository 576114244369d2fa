"""The wrapper around the app that gives kept answers, and keeps what a view has marked."""

import re
import time
from collections.abc import Callable, Iterable
from typing import Any

from flask import Response

from foundation import kept
from foundation.kept import MARK, Mark
from foundation.settings import settings
from searchhero.kept.answer import Answer, Header
from searchhero.kept.shelf import Shelf
from searchhero.kept.site import Seen, Site
from searchhero.kept.tally import Count, Tally

WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]
_TRACKING = re.compile(r"(^|&)(utm_\w+|fbclid|gclid|dclid|msclkid|igshid|twclid|ttclid|mc_cid|mc_eid)=[^&]*", re.ASCII)
"""What networks hang on a shared link: it says who came from whom, and would make every click a page of its own."""


class Keeper:
    """Outermost of all: what it gives has passed the Host check that Flask makes, and needs nothing else of Flask.

    Only 200 to GET is kept. Whatever is gone goes to Flask each time, also what never was there: both take the same way
    and the same time (rule P9).
    """

    def __init__(self, inner: WsgiApp, site: Site, count: Count, shelf: Shelf | None = None) -> None:
        self._inner, self._site = inner, site
        self.shelf, self.tally = shelf or Shelf(), Tally(count)
        site.changed, site.looked = self._let_go, self.tally.hand_over
        host = settings().public_host
        self._hosts = frozenset({host, host.partition(":")[0]})
        """As TRUSTED_HOSTS has it; one that is only written differently is left to Flask."""

    def _let_go(self) -> None:
        self.shelf.clear()
        kept.let_go()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return self._inner(environ, start_response)
        if environ.get("QUERY_STRING"):
            environ["QUERY_STRING"] = _TRACKING.sub("", environ["QUERY_STRING"]).lstrip("&")
        seen = self._site.current() if environ.get("HTTP_HOST") in self._hosts else None
        address = f"{environ.get('PATH_INFO', '')}?{environ.get('QUERY_STRING', '')}"
        if seen is not None and (answer := self.shelf.find(address, seen, time.monotonic())):
            status, body = answer.give(environ, start_response)
            self.tally.add(answer.endpoint, environ["REQUEST_METHOD"], status)
            return body
        return self._made_anew(environ, start_response, address, seen)

    def _made_anew(
        self, environ: dict[str, Any], start_response: Any, address: str, seen: Seen | None
    ) -> Iterable[bytes]:
        """``seen`` was read before the page was: bytes from before a withdrawal never count as from after it."""
        said = _Said()
        body = self._inner(environ, said)
        mark: Mark | None = environ.pop(MARK, None)
        if mark is None or not said.may_be_kept(mark.response):
            start_response(said.status, said.headers, *said.fault)
            return body
        if hasattr(body, "close"):
            body.close()
        answer = Answer(mark.response.get_data(), said.headers, mark.endpoint)
        if mark.is_kept and seen is not None and self._site.current() is seen:
            self.shelf.put(address, answer, seen, time.monotonic())
        return answer.give(environ, start_response)[1]


class _Said:
    """A ``start_response`` that remembers (PEP 3333). Flask returns its body and never writes."""

    def __init__(self) -> None:
        self.status = ""
        self.headers: list[Header] = []
        self.fault: tuple[Any, ...] = ()

    def __call__(self, status: str, headers: list[Header], *fault: Any) -> None:
        self.status, self.headers, self.fault = status, headers, fault

    def may_be_kept(self, response: Response) -> bool:
        """Whether it is ``response``, whole, for everybody, and differs by nothing but its coding."""
        names = {name.lower(): value.lower() for name, value in self.headers}
        plain = names.get("vary", "accept-encoding") == "accept-encoding"
        whole = self.status.startswith("200 ") and names.get("content-length") == str(response.content_length)
        return whole and plain and not names.keys() & {"set-cookie", "content-encoding"}
