"""A real mail server for the tests, that can be told to misbehave."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.ports import free_port

TAKEN = "250 OK"


@dataclass
class PostOffice:
    """Takes messages in; `mood` is what it does with the next ones.

    Moods: `well`, `slow` (no reply to RCPT), `deferring` and `refusing` (the address in `against`,
    or every one), `full` (4xx after the dot), `hanging up` (during DATA), `silent` (takes the
    message and hangs up without a word), `holding` (takes it and never replies).
    """

    mood: str = "well"
    against: str = ""
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    reached: Event = field(default_factory=Event)
    let_go: Event = field(default_factory=Event)
    port: int = 0

    @property
    def url(self) -> str:
        """Its address, as the setting takes it, for whoever waits until it replies."""
        return self.url_for(patience=60)

    def url_for(self, *, patience: int) -> str:
        """The same for whoever waits some seconds for each reply."""
        sender = "avisos@concejo.example"
        return f"smtp://127.0.0.1:{self.port}?from={sender}&timeout={patience}"

    @property
    def addresses(self) -> list[str]:
        """Whom it took messages for."""
        return [address for address, _ in self.taken]

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Answer to an address."""
        self.heard.append(address)
        if self.mood == "slow":
            await self._released()
        if self.against in ("", address) and self.mood in ("deferring", "refusing"):
            soft = self.mood == "deferring"
            return f"451 4.3.0 not now <{address}>" if soft else f"550 5.1.1 no <{address}>"
        envelope.rcpt_tos.append(address)
        return TAKEN

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Take a whole message."""
        if self.mood == "full":
            return "452 4.2.2 mailbox full"
        content = envelope.original_content or b""
        message = BytesParser(policy=default).parsebytes(content)
        assert isinstance(message, EmailMessage)
        self.taken += [(address, message) for address in envelope.rcpt_tos]
        if self.mood == "holding":
            await self._released()
        if self.mood == "silent":
            server.transport.abort()
        return TAKEN

    async def _released(self) -> None:
        """Keep the client waiting."""
        self.reached.set()
        while not self.let_go.is_set():
            await asyncio.sleep(0.01)


class _Protocol(SMTP):
    """Hangs up in the middle of a message when the office is in that mood."""

    async def smtp_DATA(self, arg: str) -> None:
        """Ask for the message, and leave."""
        if self.event_handler.mood != "hanging up":
            return await super().smtp_DATA(arg)
        await self.push("354 go on")
        await self._reader.readline()
        self.transport.abort()
        # The transport closes its socket when the loop comes to it: whoever waits, waits for that.
        asyncio.get_running_loop().call_soon(self.event_handler.reached.set)
        return None


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Protocol(self.handler, **self.SMTP_kwargs)


@contextmanager
def open_post_office(**rules: Any) -> Iterator[PostOffice]:
    """A post office that listens; its rules are those of aiosmtpd's SMTP."""
    office = PostOffice(port=free_port())
    controller = _Controller(office, hostname="127.0.0.1", port=office.port, **rules)
    controller.start()
    try:
        yield office
    finally:
        office.let_go.set()
        controller.stop()
