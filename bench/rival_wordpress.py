"""WordPress's side of ``bench.rivals``: Debian's packages, a MariaDB and a php-fpm of its own, all in one folder.

Kind to it: production settings, an opcode cache that never looks at the files again, no plugins, no cron, no network;
and only its php-fpm process is counted, not nginx, nor the asking side.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from PIL import Image

from searchhero.embedded import free_port
from tests import nginx

PACKAGE = Path("/usr/share/wordpress")
SBIN = Path("/usr/sbin")
INSTALL = Path(__file__).with_suffix(".php")
THEMES = ("twentytwentythree", "twentytwentyone")
"""The default of this version, made of blocks; and the last default made of PHP templates, which is quicker."""
WARM, ROUNDS, EACH = 20, 6, 50
CONFIG = """<?php
const DB_NAME = 'wordpress', DB_USER = 'root', DB_PASSWORD = '', DB_HOST = 'localhost:{folder}/mariadb.sock';
const DB_CHARSET = 'utf8mb4', DB_COLLATE = '', WP_DEBUG = false, WP_DEFAULT_THEME = '{theme}';
const WP_HOME = 'http://localhost', WP_SITEURL = 'http://localhost';
const DISABLE_WP_CRON = true, WP_HTTP_BLOCK_EXTERNAL = true, AUTOMATIC_UPDATER_DISABLED = true;
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require ABSPATH . 'wp-settings.php';
"""
POOL = """[global]
error_log = {folder}/php-fpm.log
[wordpress]
{user}
listen = {folder}/php.sock
pm = static
pm.max_children = 1
"""
FRONT = """server {{ listen 127.0.0.1:{port}; location / {{
    include /etc/nginx/fastcgi_params; fastcgi_param SCRIPT_FILENAME {site}/index.php;
    fastcgi_buffers 64 8k; fastcgi_pass unix:{folder}/php.sock; }} }}"""


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds of CPU for one page: the middle of rounds of fifty requests."""

    php: float
    database: float


def missing() -> bool:
    """Whether a package of Debian's is not there; ``make rivals`` installs them."""
    themes = all((PACKAGE / "wp-content" / "themes" / theme).exists() for theme in THEMES)
    return not (nginx.FOUND and themes and _php_fpm() and _found("mariadbd"))


def measured(folder: Path, theme: str, words: str) -> Spent:
    """A like page with ``words``, made anew for each request, as WordPress makes each of its pages."""
    folder.mkdir()
    site, port = _site(folder, theme), free_port()
    with _mariadb(folder) as database:
        Image.effect_noise((1280, 960), 40).convert("RGB").save(folder / "picture.jpg")
        install = ["php", str(INSTALL), str(site), str(folder / "picture.jpg"), words]
        subprocess.run(install, check=True, timeout=60)
        front = FRONT.format(folder=folder, port=port, site=site)
        with _php(folder) as worker, nginx.running(folder / "front", port, front):
            return _spent(port, words, worker, database)


def _spent(port: int, words: str, worker: int, database: int) -> Spent:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    php, mariadb = [], []
    for count in (WARM, *[EACH] * ROUNDS):
        php_before, mariadb_before = _cpu(worker), _cpu(database)
        for _ in range(count):
            connection.request("GET", "/appeal/", headers={"Host": "localhost"})
            answer = connection.getresponse()
            page = answer.read().decode()
            if answer.status != 200 or not all(part in page for part in (words, " 320w", " 640w", " 1280w", "Page 5<")):
                sys.exit(f"WordPress answered {answer.status}:\n{page}")
        php.append((_cpu(worker) - php_before) * 1000 / count)
        mariadb.append((_cpu(database) - mariadb_before) * 1000 / count)
    connection.close()
    return Spent(median(php[1:]), median(mariadb[1:]))


def _cpu(process: int) -> float:
    """Seconds of all its threads, in user and system mode (proc(5): fields 14 and 15 of stat)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _site(folder: Path, theme: str) -> Path:
    """A copy: Debian's own wp-config.php reads /etc only."""
    site = folder / "site"
    shutil.copytree(PACKAGE, site, ignore_dangling_symlinks=True)
    (site / "wp-config.php").write_text(CONFIG.format(folder=folder, theme=theme))
    return site


@contextmanager
def _mariadb(folder: Path) -> Iterator[int]:
    where = [f"--datadir={folder}/mariadb", *(["--user=root"] if os.geteuid() == 0 else [])]
    make = ["mariadb-install-db", "--no-defaults", *where, "--auth-root-authentication-method=normal"]
    subprocess.run([*make, "--skip-test-db"], check=True, stdout=subprocess.DEVNULL, timeout=60)
    socket = f"--socket={folder}/mariadb.sock"
    serve = [
        _found("mariadbd"),
        "--no-defaults",
        *where,
        socket,
        "--skip-networking",
        f"--pid-file={folder}/mariadb.pid",
    ]
    child = subprocess.Popen(serve, stderr=(folder / "mariadb.log").open("w"))
    try:
        create = ["mariadb", "--no-defaults", socket, "--user=root", "--execute=create database wordpress"]
        _eventually(lambda: subprocess.run(create, stderr=subprocess.DEVNULL).returncode == 0)
        yield child.pid
    finally:
        child.terminate()
        child.wait(30)


@contextmanager
def _php(folder: Path) -> Iterator[int]:
    root = os.geteuid() == 0
    pool = folder / "php-fpm.conf"
    pool.write_text(POOL.format(folder=folder, user="user = root\ngroup = root" if root else ""))
    serve = [*_php_fpm(), "--nodaemonize", "--fpm-config", str(pool), "-d", "opcache.validate_timestamps=0"]
    child = subprocess.Popen([*serve, *(["--allow-to-run-as-root"] if root else [])], stderr=subprocess.DEVNULL)
    try:
        workers = Path(f"/proc/{child.pid}/task/{child.pid}/children")
        _eventually(lambda: (folder / "php.sock").exists() and bool(workers.read_text()))
        yield int(workers.read_text())
    finally:
        child.terminate()
        child.wait(10)


def _eventually(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.1)


def _found(name: str) -> str:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:{SBIN}") or ""


def _php_fpm() -> list[str]:
    return [str(path) for path in sorted(SBIN.glob("php-fpm*"))[-1:]]
