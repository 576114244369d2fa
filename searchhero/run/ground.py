"""What must hold before anything is started; each refusal is one sentence that names what is in the way."""

import fcntl
import os
import shutil
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOM_NEEDED = 200 * 1024 * 1024
"""Bytes that a first start takes with its demo, and some to live on."""


class GroundError(Exception):
    """Something is in the way; ``str()`` is one sentence for a person."""


@contextmanager
def alone(var: Path) -> Iterator[None]:
    """Hold ``var`` for ourselves. The lock is the kernel's: it is gone when we are, however we end.

    Raises:
        GroundError: when another run holds it, or the folder cannot be made.
    """
    try:
        var.mkdir(parents=True, exist_ok=True)
        lock = os.open(var / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise GroundError(f"The folder {var} cannot be written to: {error.strerror}.") from None
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            other = os.pread(lock, 32, 0).decode().strip()
            raise GroundError(f"Another run (process {other}) uses {var}: end it first.") from None
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(lock)


def is_held(var: Path) -> bool:
    """Whether a run holds ``var`` at this moment."""
    try:
        with (var / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def enough_room(folder: Path, needed: int = ROOM_NEEDED) -> None:
    """Raise ``GroundError`` when the disk of ``folder`` has less than ``needed`` bytes free."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise GroundError(f"The disk of {folder} is full: {free >> 20} MB are free, {needed >> 20} MB are needed.")


def chosen_port(environment: Mapping[str, str], variable: str, default: int) -> int:
    """The port that ``variable`` names; raises ``GroundError`` when it is not a port."""
    text = environment.get(variable, "").strip() or str(default)
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise GroundError(f"{variable} is {text!r}: it must be a port number from 1 to 65535.")
    return int(text)


def port_is_free(port: int, variable: str, what: str) -> None:
    """Raise ``GroundError`` when somebody listens on ``port`` of loopback, or we may not."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise GroundError(
                f"Port {port} ({what}) may only be used by root: choose another with {variable}."
            ) from None
        except OSError:
            raise GroundError(
                f"Port {port} ({what}) is taken: end what listens there, or choose another with {variable}."
            ) from None


def free_ports(count: int) -> list[int]:
    """``count`` different ports of loopback that nobody listens on now."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()
