"""SMTP in, web page out, both on loopback, in one process."""

import logging
import signal
import threading
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from werkzeug.serving import make_server

from foundation import clock
from searchhero.inbox import mails
from searchhero.inbox.page import create_page

LOOPBACK = "127.0.0.1"
LARGEST = 32 * 1024 * 1024
"""Bytes of one mail."""


class Catcher:
    """Takes every mail for everybody."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        try:
            mails.keep(self._folder, content, clock.now())
        except OSError:
            return "452 4.3.1 No room on the disk"
        return "250 2.0.0 Kept"


def serve(smtp_port: int, web_port: int, folder: Path) -> None:
    """Until SIGTERM or SIGINT."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Both libraries would log addresses and subjects.
    for name in ("mail.log", "werkzeug"):
        logging.getLogger(name).disabled = True
    controller = Controller(Catcher(folder), hostname=LOOPBACK, port=smtp_port, data_size_limit=LARGEST)
    controller.start()
    pages = make_server(LOOPBACK, web_port, create_page(folder, ["localhost", LOOPBACK]), threaded=True)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=pages.shutdown).start())
    try:
        pages.serve_forever()
    finally:
        controller.stop()
