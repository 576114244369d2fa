"""``python -m searchhero.wheel_check``: build the wheel, install it in a clean venv, run it, fetch two pages."""

import http.client
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from foundation.paths import STATIC
from searchhero.run.ground import free_ports

ROOT = STATIC.parent
PAGES = {"/": "text/html", "/feeds/appeals.rss": "application/rss+xml"}
READY_SECONDS = 180


def main() -> None:
    """Exit code 0 when the wheel works without the checkout."""
    with tempfile.TemporaryDirectory(prefix="searchhero-wheel-") as name:
        folder = Path(name)
        wheel = _build(folder)
        python = _install(folder, wheel)
        faults = _try_out(folder, python)
    for fault in faults:
        print(fault, file=sys.stderr)
    print("The wheel does not work." if faults else "The wheel works.")
    sys.exit(1 if faults else 0)


def _build(folder: Path) -> Path:
    print("Building the wheel ...", flush=True)
    _call(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT))
    return next(folder.glob("*.whl"))


def _install(folder: Path, wheel: Path) -> Path:
    print("Installing it in a clean venv ...", flush=True)
    _call(sys.executable, "-m", "venv", str(folder / "venv"))
    python = folder / "venv" / "bin" / "python"
    pip = (str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check")
    _call(*pip, "--require-hashes", "-r", str(ROOT / "requirements.lock"))
    _call(*pip, "--no-deps", str(wheel))
    return python


def _try_out(folder: Path, python: Path) -> list[str]:
    print("Running it ...", flush=True)
    port, inbox = free_ports(2)
    # Neither the checkout nor the settings of whoever calls us may help it along.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SEARCHHERO_", "PYTHON"))}
    work = folder / "work"
    work.mkdir()
    with (folder / "output").open("w+") as output:
        run = subprocess.Popen(
            [str(python.with_name("searchhero")), "run"],
            cwd=work,
            env={**kept, "PORT": str(port), "INBOX_PORT": str(inbox)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            faults = _fetch_all(run, port, folder / "output")
        finally:
            run.send_signal(signal.SIGINT)
            code = run.wait(60)
    return [*faults, f"searchhero run ended with exit code {code}"] if code else faults


def _fetch_all(run: "subprocess.Popen[bytes]", port: int, output: Path) -> list[str]:
    end = time.monotonic() + READY_SECONDS
    while "\nready\n" not in (said := output.read_text()):
        if run.poll() is not None or time.monotonic() > end:
            return [said, "It did not become ready."]
        time.sleep(0.2)
    return [fault for page, kind in PAGES.items() if (fault := _fetch(port, page, kind))]


def _fetch(port: int, page: str, kind: str) -> str:
    connection = http.client.HTTPConnection("localhost", port, timeout=20)
    connection.request("GET", page)
    answer = connection.getresponse()
    content = answer.read()
    found = answer.getheader("Content-Type", "")
    connection.close()
    if answer.status != 200 or not found.startswith(kind) or len(content) < 200:
        return f"{page} answered {answer.status}, {found}, {len(content)} bytes"
    return ""


def _call(*command: str) -> None:
    done = subprocess.run(command, text=True, capture_output=True, check=False)
    if done.returncode:
        print(done.stdout, done.stderr, file=sys.stderr)
        sys.exit(f"{' '.join(command[:4])} ... failed")


if __name__ == "__main__":
    main()
