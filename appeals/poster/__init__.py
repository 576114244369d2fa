"""The poster as a tagged PDF (PDF/UA-1, ISO 14289-1), set by typst in a process of its own.

Pure: the same appeal, picture, size and language give the same bytes. The words go to the press as data.
"""

import io
import json
import re
import shutil
import subprocess
import sys
import unicodedata
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import segno
from flask_babel import gettext

from appeals import sharing
from appeals.rules import PublicAppeal, PublicPhoto, plain
from foundation.faces import FACES, FAMILIES, face_of
from foundation.languages import direction, spoken
from foundation.paths import FONTS

SECONDS = 15
"""Wall time; the process also ends itself after ten seconds of work."""
LONGEST_WORD = 24
LATIN = 2
"""Of the families: the first that has every Latin letter of a text sets all of them, Arabic script has its own."""
_HERE = Path(__file__).parent
Form = Literal["pdf", "png"]
_BEGINS: dict[Form, bytes] = {"pdf": b"%PDF", "png": b"\x89PNG"}


class Size(StrEnum):
    """Of the paper (ISO 216)."""

    A4 = "a4"
    A5 = "a5"


class PosterError(Exception):
    """The press gave no poster."""


def compose(appeal: PublicAppeal, picture: bytes | None, size: Size = Size.A4) -> bytes:
    """The PDF. ``picture`` is a cleaned JPEG of ``appeal.face``, or None for a poster without one.

    Raises:
        PosterError: when the press failed or took too long.
    """
    return _set(appeal, picture, size, "pdf")


def first_page(appeal: PublicAppeal, picture: bytes | None, size: Size = Size.A4) -> bytes:
    """The same poster's first page as PNG, for the screen: set from the same source by the same press.

    Raises:
        PosterError: when the press failed or took too long.
    """
    return _set(appeal, picture, size, "png")


def _set(appeal: PublicAppeal, picture: bytes | None, size: Size, form: Form) -> bytes:
    with TemporaryDirectory(prefix="searchhero-poster-") as name:
        folder = Path(name)
        shutil.copy(_HERE / "poster.typ", folder)
        (folder / "poster.json").write_text(json.dumps(_words(appeal, size, with_photo=picture is not None)))
        if picture is not None:
            (folder / "photo.jpg").write_bytes(picture)
        return set_pages(folder, int(appeal.published_at.timestamp()), form)


def set_pages(folder: Path, moment: int, form: Form = "pdf") -> bytes:
    """Set ``poster.typ`` of that folder, in a process of its own, as a document of ``moment`` (seconds since 1970).

    Raises:
        PosterError: when the press failed or took too long.
    """
    command = [sys.executable, "-I", str(_HERE / "press.py"), str(FONTS), str(moment), form]
    try:
        done = subprocess.run(
            command, cwd=folder, env={}, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise PosterError("took too long") from None
    if done.returncode or not done.stdout.startswith(_BEGINS[form]):
        raise PosterError(f"ended with {done.returncode}")
    return done.stdout


def _words(appeal: PublicAppeal, size: Size, *, with_photo: bool) -> dict[str, Any]:
    tag = spoken.get()
    rtl, words = direction(tag) == "rtl", appeal.language
    return {
        "size": size.value,
        "lang": tag.partition("-")[0],
        "rtl": rtl,
        "spaced": not rtl,
        "title": sharing.title(appeal),
        "author": gettext("Search Hero"),
        "missing": _piece(gettext("Missing").upper()),
        "name": _piece(sharing.name(appeal)),
        "photo": _photo(appeal.face) if with_photo and appeal.face else None,
        "facts": [
            _fact(gettext("Area"), _area(appeal)),
            _fact(gettext("Last seen"), appeal.last_seen, words),
        ],
        "look": [_fact(gettext("What to look for"), appeal.description, words)],
        "keep_away": _piece(sharing.keep_away()),
        "call": _piece(sharing.call()),
        "police": _piece(sharing.police(appeal)),
        "qr": _qr(sharing.link(appeal)),
        "qr_alt": gettext("QR code that leads to this appeal: %(link)s", link=sharing.link(appeal)),
        "scan": _piece(gettext("Scan to tell us what you saw")),
        "review": _piece(sharing.review(appeal)),
        "check": _piece(sharing.check()),
        "link": sharing.link(appeal),
    }


def _area(appeal: PublicAppeal) -> str:
    return f"{appeal.area}. {gettext('May be anywhere in the country.')}" if appeal.national else appeal.area


def _fact(label: str, text: str, tag: str = "") -> dict[str, Any]:
    return {"label": label, "words": _piece(text, tag)}


def _piece(text: str, tag: str = "") -> dict[str, Any]:
    """In the direction of its first letter (Unicode, UAX #9, rule P2), and so that no word runs out of its column."""
    text = sharing.unparted(plain(text).strip())
    strong = next((way for letter in text if (way := unicodedata.bidirectional(letter)) in {"L", "R", "AL"}), "L")
    broken = re.sub(rf"\S{{{LONGEST_WORD}}}(?=\S)", lambda found: found[0] + "\u200b", text)
    families = FAMILIES[FACES.index(face_of(text)) % LATIN :]
    return {"text": broken, "rtl": strong != "L", "lang": tag or spoken.get(), "fonts": families}


def _photo(photo: PublicPhoto) -> dict[str, Any]:
    return {
        "width": photo.width,
        "height": photo.height,
        "x": photo.focus[0],
        "y": photo.focus[1],
        "alt": plain(photo.alt) or gettext("Photo of the missing person"),
        "changed": _piece(sharing.changed()) if photo.progressed else None,
    }


def _qr(link: str) -> str:
    svg = io.BytesIO()
    segno.make(link, error="m", micro=False).save(svg, kind="svg", border=2, dark="#000000", light="#ffffff", nl=False)
    return svg.getvalue().decode()
