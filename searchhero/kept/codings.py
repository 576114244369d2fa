"""Which coding of an answer to give (RFC 9110, section 12.5.3), and how it is made."""

import gzip
import re
from functools import lru_cache

import brotli

IDENTITY, GZIP, BROTLI = "identity", "gzip", "br"
CODED = (BROTLI, GZIP)
"""Best first, where the client likes them alike."""
SMALL = 256
"""Bytes below which a coding wins nothing."""
_TEXT = re.compile(r"text/|application/([\w.-]+\+)?(xml|json)\b|application/javascript\b|image/svg\+xml\b", re.ASCII)
_WEIGHT = re.compile(r"q=(0(\.\d{0,3})?|1(\.0{0,3})?)", re.ASCII | re.IGNORECASE)


def is_coded(media_type: str, size: int) -> bool:
    """Whether gzip and brotli make such content smaller: pictures and PDF have their own."""
    return size >= SMALL and _TEXT.match(media_type) is not None


def encode(body: bytes, coding: str) -> bytes:
    """``body`` so coded. The levels are where a page takes a fraction of its own rendering; no clock goes in."""
    if coding == BROTLI:
        return bytes(brotli.compress(body, quality=5))
    return gzip.compress(body, compresslevel=6, mtime=0)


@lru_cache(maxsize=256)
def best(accepted: str) -> str:
    """The coding to give for an Accept-Encoding of ``accepted``: ours, or identity, also where it is refused."""
    weights: dict[str, float] = {}
    for item in accepted.lower().split(","):
        name, *rest = (part.strip() for part in item.split(";"))
        weights["gzip" if name == "x-gzip" else name] = _weight(rest)
    others, plain = weights.get("*", 0.0), weights.get(IDENTITY, 0.0)
    found, most = IDENTITY, 0.0
    for coding in CODED:
        weight = weights.get(coding, others)
        if weight > most and weight >= plain:
            found, most = coding, weight
    return found


def _weight(parameters: list[str]) -> float:
    """1 when none is given; what cannot be read is not wanted."""
    if not parameters:
        return 1.0
    read = _WEIGHT.fullmatch(parameters[0].replace(" ", ""))
    return float(read[1]) if read else 0.0
