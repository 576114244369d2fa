"""Values of the appeals room that need no database."""

import io
from datetime import timedelta
from typing import Any
from uuid import UUID

from PIL import Image

from appeals.rules import PublicAppeal, PublicPhoto
from tests.appeals.factories import NOW

NAMES = (
    "Siân Ó Súilleabháin-Ní Dhomhnaill",
    "Łukasz Żółć",
    "محمد یوسف",
    "Wilhelmina-Alexandrina Featherstonehaugh-Cholmondeley-Marjo",
    "W" * 60,
)
"""Accents, letters with strokes, right-to-left, sixty characters with and without a place to part them."""
PHOTO = PublicPhoto(key="k" * 20, alt="A woman in a green jacket", width=800, height=1000)


def public_appeal(**changes: Any) -> PublicAppeal:
    """A live appeal with one photo, as composers get it."""
    given: dict[str, Any] = {
        "appeal_id": UUID(int=7),
        "public_id": "0123456789abcdefghjk",
        "version": 1,
        "known_as": "Morven Tulloch",
        "age": 34,
        "description": "About 170 cm tall, with short dark hair.\nShe wore a green waxed jacket.",
        "last_seen": "Near the bus station on Sunday evening.",
        "area": "Testburgh, Highland",
        "region": "Highland",
        "nation": "Scotland",
        "force": "Strathmore Police",
        "reference": "SP/26/0417",
        "photos": (PHOTO,),
        "national": False,
        "latitude": 57.48,
        "longitude": -4.22,
        "radius": 10_000,
        "published_at": NOW,
        "review_at": NOW + timedelta(days=14),
    }
    return PublicAppeal(**(given | changes))


def photo(left: str = "teal", right: str = "teal", size: tuple[int, int] = (800, 1000)) -> bytes:
    """A JPEG of two colours side by side."""
    made = Image.new("RGB", size, left)
    made.paste(right, (size[0] // 2, 0, *size))
    content = io.BytesIO()
    made.save(content, "JPEG")
    return content.getvalue()
