"""Where photos are kept: a folder with sealed files (uploads, and pictures that only staff see) and public ones.

A name is told to be kept only once its bytes and its folder entry are on the disk (rule S3).
"""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from foundation import vault
from foundation.images.cleaning import Format
from foundation.settings import settings
from foundation.tokens import opaque

ORIGINAL = "original"
_KEY = re.compile(r"[0-9a-hjkmnp-tv-z]{20}", re.ASCII)
_PART = re.compile(r"[a-z0-9-]{1,24}", re.ASCII)


class BadNameError(ValueError):
    """Not a name that ``tokens.opaque`` gives, or not a plain word: it never becomes a path."""


def put_sealed(key: str, content: bytes, part: str = ORIGINAL) -> None:
    """Keep ``content`` encrypted, on the disk when this returns. ``part`` tells apart what belongs to one key.

    Raises:
        OSError: when the disk did not take it; then nothing was accepted.
    """
    _write(_sealed(key, part), vault.seal(content))


def read_sealed(key: str, part: str = ORIGINAL) -> bytes | None:
    """What was sealed under that name; None when there is nothing."""
    sealed = _bytes_of(_sealed(key, part))
    return None if sealed is None else vault.unseal(sealed)


def put_public(key: str, slot: int, made: Format, content: bytes) -> None:
    """Keep a cleaned picture for everybody, on the disk when this returns."""
    _write(_public(key, slot, made), content)


def read_public(key: str, slot: int, made: Format) -> bytes | None:
    """The bytes of a public picture; None when there is none (it was never there, or it is withdrawn)."""
    return _bytes_of(_public(key, slot, made))


def withdraw(key: str) -> None:
    """Take every public picture of ``key`` away; what is sealed stays."""
    _remove(_shelf("public", key), f"{key}-*")


def delete(key: str) -> None:
    """Take everything of ``key`` away, sealed and public. Doing it twice does no harm."""
    withdraw(key)
    _remove(_shelf("sealed", key), f"{key}.*")


def drop(key: str, part: str) -> None:
    """Take one sealed part of ``key`` away."""
    _remove(_sealed(key, part).parent, f"{key}.{part}")


def has_public(key: str, slot: int, made: Format) -> bool:
    """Whether that picture is there for everybody."""
    return _public(key, slot, made).is_file()


def public_size(key: str, slot: int, made: Format) -> int:
    """Its length in bytes; 0 when it is not there, or the disk does not say."""
    try:
        return _public(key, slot, made).stat().st_size
    except OSError:
        return 0


def has_sealed(key: str, part: str = ORIGINAL) -> bool:
    """Whether something is sealed under that name."""
    return _sealed(key, part).is_file()


def keys_before(moment: datetime, part: str = ORIGINAL) -> Iterator[str]:
    """Names that were first sealed before ``moment``: the owner of the rows compares, and deletes what has no row."""
    return _older((settings().photo_dir / "sealed").glob(f"*/*.{part}"), moment)


def public_keys_before(moment: datetime) -> Iterator[str]:
    """Names of which a public picture was written before ``moment``, to compare with the rows."""
    return _older((settings().photo_dir / "public").glob("*/[!.]*"), moment)


def _older(paths: Iterable[Path], moment: datetime) -> Iterator[str]:
    for path in sorted(paths):
        with suppress(FileNotFoundError):  # somebody else took it away meanwhile
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < moment:
                yield path.name[:20]


def reseal_all() -> int:
    """Bring every sealed file under the newest key; how many were not. Stopped half-way, it goes on where it was."""
    moved = 0
    for path in sorted((settings().photo_dir / "sealed").glob("*/[!.]*")):
        sealed = _bytes_of(path)
        if sealed is not None and not vault.is_newest(sealed):
            times = path.stat()
            _write(path, vault.reseal(sealed))
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
            moved += 1
    return moved


def _sealed(key: str, part: str) -> Path:
    if not _PART.fullmatch(part):
        raise BadNameError("part")
    return _shelf("sealed", key, f"{key}.{part}")


def _public(key: str, slot: int, made: Format) -> Path:
    return _shelf("public", key, f"{key}-{int(slot)}.{Format(made)}")


def _shelf(kind: str, key: str, *name: str) -> Path:
    """One of a thousand folders, so that none grows too full; or what has that name in it. Joined at once: a feed asks
    for a thousand.
    """
    if not _KEY.fullmatch(key):
        raise BadNameError("key")
    return settings().photo_dir.joinpath(kind, key[:2], *name)


def _write(path: Path, content: bytes) -> None:
    """Write beside, fsync, rename, fsync the folder: a crash leaves the whole file or none."""
    _make(path.parent)
    beside = path.with_name(f".{opaque()}.part")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _fsync_folder(path.parent)


def _make(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for above in (folder.parent, folder.parent.parent):
            _fsync_folder(above)


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(folder: Path, pattern: str) -> None:
    paths = list(folder.glob(pattern))
    for path in paths:
        path.unlink(missing_ok=True)
    if paths:
        _fsync_folder(folder)


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
