"""Handing mail to the relay (RFC 5321). For the outbox, and for whoever sends many mails at once.

    with smtp.connection() as relay:
        for mail in mails:
            outcome = relay.send(mail)

A connection is made at the first mail and kept for the next ones; one that broke is made again. Never call it inside
a transaction: it waits for a remote machine.
"""

import smtplib
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from foundation.settings import settings
from outbox.rules import DELIVERED, Mail, Outcome, Verdict, verdict_of

__all__ = ["BadRelayUrlError", "Endpoint", "Mail", "Relay", "connection", "endpoint"]
CONNECT_SECONDS = 10
COMMAND_SECONDS = 30
ATTEMPT_SECONDS = 40
"""All of one mail, connecting included: less than ``rules.LEASE``, so that no two workers hold one mail."""
_IDLE_SECONDS = 5
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class BadRelayUrlError(ValueError):
    """``SEARCHHERO_SMTP_URL`` does not name a relay; ``str()`` says why, without the password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """The relay, as the setting names it."""

    scheme: str
    host: str
    port: int
    user: str
    password: str


def endpoint(url: str) -> Endpoint:
    """Take ``smtp://host:port``, ``smtp+starttls://user:password@host`` or ``smtps://...`` apart.

    Raises:
        BadRelayUrlError: when it is none of these.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS:
        raise BadRelayUrlError("must start with smtp://, smtp+starttls:// or smtps://")
    try:
        port = parts.port or _PORTS[parts.scheme]
    except ValueError:
        raise BadRelayUrlError("the port is not a number from 1 to 65535") from None
    if not parts.hostname:
        raise BadRelayUrlError("there is no host")
    if parts.scheme == "smtp" and parts.password and parts.hostname not in {"127.0.0.1", "::1", "localhost"}:
        raise BadRelayUrlError("a password would go in the clear: use smtp+starttls:// or smtps://")
    return Endpoint(
        scheme=parts.scheme,
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


class _Timed:
    """Gives each reply of the relay the time of a command, and no more than is left of the attempt."""

    deadline = float("inf")
    handing_over = False
    """The message itself is on its way: from here on only the relay knows whether it has it."""

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.handing_over = True
        return super().data(msg)  # type: ignore[misc, no-any-return]

    def getreply(self) -> tuple[int, bytes]:
        left = min(COMMAND_SECONDS, self.deadline - time.monotonic())
        if left <= 0:
            raise TimeoutError
        self.sock.settimeout(left)  # type: ignore[attr-defined]
        return super().getreply()  # type: ignore[misc, no-any-return]


class _Plain(_Timed, smtplib.SMTP):
    pass


class _Tls(_Timed, smtplib.SMTP_SSL):
    pass


_Link = _Plain | _Tls


class Relay:
    """A connection to the relay that outlives its mails. Not for two threads at once."""

    def __init__(self, where: Endpoint) -> None:
        self._where = where
        self._link: _Link | None = None
        self._used = 0.0
        self._handing_over = False

    def send(self, mail: Mail) -> Outcome:
        """Hand over one mail. Never raises for what a relay or a network can do: it is in the outcome.

        A kept connection that the relay had ended meanwhile (so many mails to a connection, say) is made again once.
        """
        deadline = time.monotonic() + ATTEMPT_SECONDS
        reused = self._link is not None
        outcome = self._attempt(mail, deadline)
        if reused and outcome.verdict is Verdict.UNREACHABLE and not self._handing_over:
            outcome = self._attempt(mail, deadline)
        return outcome

    def greet(self) -> str:
        """Connect, secure and sign in, without a mail; the fault, empty when there is none."""
        try:
            self._ready(time.monotonic() + CONNECT_SECONDS)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            return _fault(error, "connect")
        return ""

    def _attempt(self, mail: Mail, deadline: float) -> Outcome:
        self._handing_over = False
        try:
            link = self._ready(deadline)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            return Outcome(verdict=Verdict.UNREACHABLE, fault=_fault(error, "connect"))
        link.handing_over = False
        try:
            link.sendmail(mail.sender, [mail.recipient], mail.content)
        except (smtplib.SMTPException, OSError) as error:
            self._handing_over = link.handing_over
            return self._judged(error)
        self._used = time.monotonic()
        return DELIVERED

    def close(self) -> None:
        """Leave politely when the relay still listens."""
        link, self._link = self._link, None
        if link is not None:
            with suppress(smtplib.SMTPException, OSError):
                link.deadline = time.monotonic() + 1
                link.quit()
            link.close()

    def _ready(self, deadline: float) -> _Link:
        """An open connection with a fresh envelope; one that was idle is asked whether it still is (NOOP)."""
        link = self._link
        if link is not None:
            link.deadline = deadline
            if time.monotonic() - self._used < _IDLE_SECONDS or _alive(link):
                return link
            self.close()
        self._link = link = _open(self._where, deadline)
        return link

    def _judged(self, error: smtplib.SMTPException | OSError) -> Outcome:
        """Tell apart what the relay says of this mail from trouble with the connection."""
        step, code = _reply(error)
        if code is None:
            self.close()
            return Outcome(verdict=Verdict.UNREACHABLE, fault=_fault(error, "send"))
        verdict = verdict_of(code)
        if verdict is Verdict.UNREACHABLE:
            self.close()
        self._used = time.monotonic()
        return Outcome(verdict=verdict, fault=f"{step}-{code}")


@contextmanager
def connection() -> Iterator[Relay]:
    """The configured relay; nothing is opened before the first mail."""
    relay = Relay(endpoint(settings().smtp_url))
    try:
        yield relay
    finally:
        relay.close()


def _open(where: Endpoint, deadline: float) -> _Link:
    """Connect, secure and sign in. TLS is TLS with a checked certificate, or there is no connection."""
    made = _unconnected(where)
    made.deadline = deadline
    try:
        code, _ = made.connect(where.host, where.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, b"")
        made.ehlo_or_helo_if_needed()
        if where.scheme == "smtp+starttls":
            made.starttls(context=ssl.create_default_context())
            made.ehlo()
        if where.user:
            made.login(where.user, where.password)
    except BaseException:
        made.close()
        raise
    return made


def _unconnected(where: Endpoint) -> _Link:
    """We greet with our public name: looking up the machine's own one can take many seconds."""
    name = settings().public_host.partition(":")[0]
    made: _Link
    if where.scheme == "smtps":
        made = _Tls(local_hostname=name, timeout=CONNECT_SECONDS, context=ssl.create_default_context())
    else:
        made = _Plain(local_hostname=name, timeout=CONNECT_SECONDS)
    made._host = where.host  # type: ignore[union-attr] # smtplib checks the certificate against it
    return made


def _alive(link: _Link) -> bool:
    try:
        return link.noop()[0] == 250
    except (smtplib.SMTPException, OSError):
        return False


def _reply(error: smtplib.SMTPException | OSError) -> tuple[str, int | None]:
    """The step and the code of the relay's refusal; no code when it gave none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "rcpt", next(iter(error.recipients.values()))[0]
    if isinstance(error, smtplib.SMTPSenderRefused):
        return "mail", error.smtp_code
    if isinstance(error, smtplib.SMTPDataError):
        return "data", error.smtp_code
    if isinstance(error, smtplib.SMTPResponseException):
        return "reply", error.smtp_code
    return "", None


def _fault(error: smtplib.SMTPException | OSError, step: str) -> str:
    """A code for people and metrics, without the remote's words (rule Y4)."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{step}-{error.smtp_code}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "certificate"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"{step}-not-offered"
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return f"{step}-timeout"
    if isinstance(error, ConnectionRefusedError):
        return f"{step}-refused"
    return f"{step}-broken"
