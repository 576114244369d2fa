"""A real SMTP relay on loopback that does as it is told, for the tests of every room."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

STEPS = ("connect", "ehlo", "mail", "rcpt", "data", "sent")
"""``data`` is asked before the relay has taken the mail, ``sent`` after it has: there only the answer is lost."""


@dataclass(frozen=True, kw_only=True)
class Received:
    """One mail that the relay took."""

    sender: str
    recipient: str
    message: EmailMessage
    content: bytes

    @property
    def text(self) -> str:
        return self.message.get_body(("plain",)).get_content()

    @property
    def html(self) -> str:
        return self.message.get_body(("html",)).get_content()


@dataclass
class Fault:
    answer: str
    """An SMTP reply, or ``drop`` to break the connection."""
    times: int
    only: str


@dataclass
class Relay:
    """``inbox`` holds what was taken; the faults are used up in the order in which they were given."""

    port: int
    inbox: list[Received] = field(default_factory=list)
    connections: int = 0
    stalled: bool = False
    """While true, a mail that has come is neither taken nor answered."""
    stalling: int = 0
    """How many mails wait so."""
    _faults: dict[str, list[Fault]] = field(default_factory=dict)
    _controller: Controller | None = None
    settings: dict = field(default_factory=dict)

    def fail(self, step: str, answer: str, *, times: int = 1, only: str = "") -> None:
        """At ``step`` answer so, ``times`` times; with ``only`` for that recipient alone."""
        assert step in STEPS
        self._faults.setdefault(step, []).append(Fault(answer, times, only))

    def heal(self) -> None:
        self._faults.clear()

    def up(self) -> None:
        self._controller = _Controller(self, port=self.port, hostname="127.0.0.1", **self.settings)
        self._controller.start()

    def down(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def to(self, recipient: str) -> list[Received]:
        return [mail for mail in self.inbox if mail.recipient == recipient]

    def take(self, step: str, recipient: str = "") -> str:
        """The fault that is due now, or nothing."""
        for fault in self._faults.get(step, []):
            if fault.times and fault.only in ("", recipient):
                fault.times -= 1
                return fault.answer
        return ""


class _Server(SMTP):
    relay: Relay

    def connection_made(self, transport) -> None:
        self.relay.connections += 1
        super().connection_made(transport)

    async def push(self, status) -> None:
        greeting = self.session and self.session.host_name is None and str(status).startswith("220 ")
        if greeting and (answer := self.relay.take("connect")):
            if answer == "drop":
                self.transport.close()
                return
            await super().push(answer)
            self.transport.close()
            return
        await super().push(status)


class _Handler:
    def __init__(self, relay: Relay) -> None:
        self.relay = relay

    def _told(self, server: SMTP, step: str, recipient: str, done: Callable[[], object]) -> str:
        answer = self.relay.take(step, recipient)
        if not answer:
            done()
            return "250 OK"
        if answer == "drop":
            server.transport.close()
        return answer

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        answer = self.relay.take("ehlo")
        if answer == "drop":
            server.transport.close()
        return [answer] if answer and answer != "drop" else responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        def done():
            envelope.mail_from = address

        return self._told(server, "mail", "", done)

    async def handle_RCPT(self, server, session, envelope, address, options):
        return self._told(server, "rcpt", address, lambda: envelope.rcpt_tos.append(address))

    async def handle_DATA(self, server, session, envelope):
        recipient = envelope.rcpt_tos[0]
        self.relay.stalling += 1
        while self.relay.stalled:
            await asyncio.sleep(0.05)
        self.relay.stalling -= 1

        def take():
            for each in envelope.rcpt_tos:
                self.relay.inbox.append(
                    Received(
                        sender=envelope.mail_from,
                        recipient=each,
                        message=message_from_bytes(envelope.original_content, policy=policy.default),
                        content=envelope.original_content,
                    )
                )

        refusal = self._told(server, "data", recipient, take)
        if refusal != "250 OK":
            return refusal
        return self._told(server, "sent", recipient, lambda: None)


class _Controller(Controller):
    def __init__(self, relay: Relay, **settings) -> None:
        self.relay = relay
        super().__init__(_Handler(relay), **settings)

    def factory(self) -> SMTP:
        server = _Server(self.handler, **self.SMTP_kwargs)
        server.relay = self.relay
        return server

    def _trigger_server(self) -> None:
        """Starting says hello to itself; that is not a mail's connection."""
        super()._trigger_server()
        self.relay.connections = 0
