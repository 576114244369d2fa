"""Somebody without a script, a cookie or an account: what the public and the police's link need, over plain HTTP."""

import json
import re
from dataclasses import dataclass
from html import unescape
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from uuid import uuid4

_FORM_KEY = re.compile(r'name="form_key"[^>]*value="([^"]+)"')
_CODE = re.compile(r'class="sh-code">([0-9A-Z-]{19})<')


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Visitor:
    """``site`` is the address of the system under test."""

    site: str

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask(Request(self._url(path), headers=headers))

    def post(self, path: str, **fields: str) -> Answer:
        return self._ask(Request(self._url(path), data=urlencode(fields).encode()))

    def places(self, text: str) -> list[dict[str, object]]:
        return list(json.loads(self.get(f"/heroes/places.json?{urlencode({'q': text})}").text))

    def join(self, address: str, town: str, frequency: str = "daily") -> None:
        place = str(self.places(town)[0]["id"])
        answer = self.post(
            "/heroes/join", address=address, place=town, place_id=place, radius="50000", frequency=frequency
        )
        assert answer.status == 200, answer.text

    def report(self, public_id: str, what: str, **fields: str) -> str:
        """Send a report and give the receipt code."""
        page = self.get(f"/appeals/{public_id}/sighting?step=form")
        key = unescape(_FORM_KEY.search(page.text)[1])
        answer = self.post(f"/appeals/{public_id}/sighting", form_key=key, what=what, **fields)
        assert answer.status == 201, answer.text
        return _CODE.search(answer.text)[1]

    def report_with_photo(self, public_id: str, what: str, photo: bytes) -> str:
        """As ``report``, with a JPEG."""
        page = self.get(f"/appeals/{public_id}/sighting?step=form")
        parts = {"form_key": unescape(_FORM_KEY.search(page.text)[1]), "what": what}
        edge = uuid4().hex
        body = b"".join(
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in parts.items()
        )
        head = f'--{edge}\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n'
        body += head.encode() + photo + f"\r\n--{edge}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        answer = self._ask(Request(self._url(f"/appeals/{public_id}/sighting"), data=body, headers=headers))
        assert answer.status == 201, answer.text
        return _CODE.search(answer.text)[1]

    def _url(self, path: str) -> str:
        return path if path.startswith("http") else self.site + path

    @staticmethod
    def _ask(request: Request) -> Answer:
        try:
            with urlopen(request, timeout=20) as answer:
                return Answer(answer.status, answer.read().decode(), dict(answer.headers))
        except HTTPError as refused:
            return Answer(refused.code, refused.read().decode(), dict(refused.headers))
