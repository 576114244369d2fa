"""Making pictures that hold nothing but pixels, from whatever somebody uploaded.

The upload is decoded in a process of its own (``cleaner.py``), without our environment, within limits of memory, time
and open files. What comes back is bounded and checked: a decoder that was taken over can give a wrong picture, no more.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from signal import SIGKILL, SIGXCPU
from threading import Timer
from typing import IO, cast

WIDTHS = (1280, 640, 320)
LARGEST_ORIGINAL = 25 * 1024 * 1024
"""Bytes of an upload."""
LARGEST_ANSWER = 16 * 1024 * 1024
"""Bytes of all cleaned pictures together."""
SECONDS = 20
"""Wall time; the process also ends itself after ten seconds of work."""
WHOLE = 1000
"""The slot of the picture that is not cropped, for staff alone."""
BLURRED = 160
"""The slot of the blotches that stand for a picture until somebody asks to see it."""
_FOLDER = Path(__file__).parent
_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); import cleaner; cleaner.main()"
"""Imported, it is compiled once and kept; started as a file, it is compiled for each photo (0.8 MiB and 2 ms)."""


class Format(StrEnum):
    """What is made of every upload; the value is the file name's ending."""

    JPEG = "jpg"
    WEBP = "webp"

    @property
    def media_type(self) -> str:
        return {Format.JPEG: "image/jpeg", Format.WEBP: "image/webp"}[self]


class Refusal(StrEnum):
    """Why no picture could be made."""

    NOT_AN_IMAGE = "not-an-image"
    """Not JPEG, PNG, WebP or HEIC."""
    DAMAGED = "damaged"
    """One of those, but it cannot be decoded to its end."""
    TOO_LARGE = "too-large"
    """Over 25 MiB, 50 megapixels, or the memory that one picture may take."""
    TOO_SLOW = "too-slow"
    """It would have taken more time than one picture may."""


class ImageRefusedError(Exception):
    """The upload cannot be made into a picture; ``refusal`` says why. It never costs the report (rule S6)."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """How the pictures are cut: turned first, then cropped. And what else is made."""

    turn: int = 0
    """Degrees clockwise: 0, 90, 180 or 270."""
    crop: tuple[int, int, int, int] = (0, 0, 100, 100)
    """Left, top, width and height: percent of the upright picture, once it is turned."""
    desk: bool = False
    """Also the picture as it is before the crop (slot ``WHOLE``), and one of blotches (slot ``BLURRED``), as JPEG."""


UNCUT = Cut()


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One cleaned picture: sRGB, upright, without metadata."""

    slot: int
    """The width that was asked for; it names the file. A narrower original is not enlarged."""
    width: int
    height: int
    """Pixels, as they are."""
    format: Format
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenAt:
    """Where the camera says that it was: WGS 84 degrees, and metres where it says how sure it is (EXIF 2.32)."""

    latitude: float
    longitude: float
    accuracy: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """The pictures of one upload: every slot in every format, widest first, then what the desk asked for besides."""

    pictures: tuple[Picture, ...]
    taken_at_place: TakenAt | None = None
    """For staff and police only: no picture of ours carries it."""

    @property
    def width(self) -> int:
        """Pixels of the widest."""
        return self.pictures[0].width

    @property
    def height(self) -> int:
        """Pixels of the widest."""
        return self.pictures[0].height

    def picture(self, slot: int, made: Format = Format.JPEG) -> Picture:
        """The one picture of that slot and format."""
        return next(each for each in self.pictures if (each.slot, each.format) == (slot, made))


def clean(original: bytes, widths: Sequence[int] = WIDTHS, cut: Cut = UNCUT) -> Cleaned:
    """Decode ``original`` in a process of its own and give pictures of ``widths`` pixels, twice as high at most.

    Takes up to ``SECONDS``: call it in a task, never inside a transaction.

    Raises:
        ImageRefusedError: when there is no picture in it.
        OSError: when no process could be started; another try may do.
    """
    if len(original) > LARGEST_ORIGINAL:
        raise ImageRefusedError(Refusal.TOO_LARGE)
    answer, ended = _ask(original, _order(widths, cut))
    if ended in {-SIGKILL, -SIGXCPU}:
        raise ImageRefusedError(Refusal.TOO_SLOW)
    try:
        return _read(answer, _expected(widths, cut))
    except (ValueError, KeyError, TypeError):
        raise ImageRefusedError(Refusal.DAMAGED) from None


def command(order: str) -> list[str]:
    """What starts the process that cleans; ``bench.photo`` measures it."""
    return [sys.executable, "-I", "-c", _START, str(_FOLDER), order]


def _order(widths: Iterable[int], cut: Cut) -> str:
    order = {"widths": sorted(widths, reverse=True), "turn": cut.turn, "crop": cut.crop, "desk": cut.desk}
    return json.dumps(order)


def _expected(widths: Iterable[int], cut: Cut) -> list[tuple[int, Format]]:
    besides = [(WHOLE, Format.JPEG), (BLURRED, Format.JPEG)] if cut.desk else []
    return [(slot, made) for slot in sorted(widths, reverse=True) for made in Format] + besides


def _ask(original: bytes, order: str) -> tuple[bytes, int]:
    """What the cleaner answered, and how it ended. It reads all before it writes, so the two pipes never lock."""
    with (
        subprocess.Popen(
            command(order), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/"
        ) as child,
        _ended_after(child, SECONDS),
    ):
        into, out = cast("tuple[IO[bytes], IO[bytes]]", (child.stdin, child.stdout))
        with suppress(BrokenPipeError):
            _give(into, original)
        answer = out.read(LARGEST_ANSWER + 1)
        if len(answer) > LARGEST_ANSWER:
            child.kill()
            raise ImageRefusedError(Refusal.TOO_LARGE)
        return answer, child.wait()


def _give(pipe: IO[bytes], original: bytes) -> None:
    try:
        pipe.write(original)
    finally:
        pipe.close()


@contextmanager
def _ended_after(child: subprocess.Popen[bytes], seconds: float) -> Iterator[None]:
    timer = Timer(seconds, child.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _read(answer: bytes, expected: Sequence[tuple[int, Format]]) -> Cleaned:
    """Take the answer apart: a line of JSON, then the pictures one after the other.

    Raises:
        ImageRefusedError: as the cleaner said.
        ValueError, KeyError, TypeError: when it is no answer of a cleaner.
    """
    line, _, rest = answer.partition(b"\n")
    head = json.loads(line)
    if "refusal" in head:
        raise ImageRefusedError(Refusal(head["refusal"]))
    pictures = []
    for entry in head["pictures"]:
        size = int(entry["length"])
        content, rest = rest[:size], rest[size:]
        if len(content) != size or not size:
            raise ValueError("a picture was cut")
        pictures.append(
            Picture(
                slot=int(entry["slot"]),
                width=int(entry["width"]),
                height=int(entry["height"]),
                format=Format(entry["format"]),
                content=content,
            )
        )
    if rest or [(each.slot, each.format) for each in pictures] != expected:
        raise ValueError("not the pictures that were asked for")
    return Cleaned(pictures=tuple(pictures), taken_at_place=_place(head.get("taken_at")))


def _place(said: list[float | None] | None) -> TakenAt | None:
    if said is None:
        return None
    latitude, longitude, accuracy = (None if number is None else float(number) for number in said)
    if latitude is None or longitude is None or not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise ValueError("not a place")
    return TakenAt(latitude=latitude, longitude=longitude, accuracy=accuracy)
