"""A real nginx with the configuration that we ship, on loopback; for the tests and the bench."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parent.parent
FOUND = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
"""Where it is; None where it is not: Debian's is ``apt-get install nginx-light``, and `make test` fetches it."""
MAIN = """
daemon off; worker_processes 2; pid {folder}/pid; error_log {folder}/error.log;{user}
events {{ worker_connections 1024; }}
http {{
    include /etc/nginx/mime.types; sendfile on; tcp_nopush on; open_file_cache max=1000; access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    {body}
}}
"""


def shipped(folder: Path, port: int, backends: Sequence[int]) -> str:
    """deploy/nginx.conf for ``port``, in front of web processes on the ports ``backends``."""
    changes = {
        "/var/cache/nginx/searchhero": str(folder / "cache"),
        "/var/log/nginx/searchhero.log": str(folder / "access.log"),
        "/srv/searchhero/static/": f"{ROOT}/static/",
        "listen 80;": f"listen 127.0.0.1:{port} reuseport;",
        "server_name appeals.example.org;": "server_name localhost;",
        "server 127.0.0.1:8000;": " ".join(f"server 127.0.0.1:{backend};" for backend in backends),
    }
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    for ours, theirs in changes.items():
        assert ours in text, ours
        text = text.replace(ours, theirs)
    return text


def plain(folder: Path, port: int, headers: Sequence[tuple[str, str]] = ()) -> str:
    """Static files of ``folder`` with ``headers``, and nothing else."""
    added = " ".join(f'add_header {name} "{value}";' for name, value in headers)
    return f"server {{ listen 127.0.0.1:{port} reuseport; root {folder}; default_type text/html; {added} }}"


@contextmanager
def running(folder: Path, port: int, body: str) -> Iterator[None]:
    """nginx over ``body`` until the block ends; it answers on ``port`` when the block begins."""
    assert FOUND, "apt-get install --no-install-recommends nginx-light"
    folder.mkdir(parents=True, exist_ok=True)
    user = " user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user, body=body))
    child = subprocess.Popen([FOUND, "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")])
    try:
        _wait(port)
        yield
    finally:
        child.terminate()
        child.wait(10)


def _wait(port: int) -> None:
    end = time.monotonic() + 10
    while True:
        try:
            urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
        except OSError as error:
            if getattr(error, "code", None) is not None:
                return
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return
