"""A real SMTP receiver on loopback."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from api.notices.post import Post, to_server
from api.notices.rules import mail_server


@dataclass
class Receiver:
    """Takes mail, but none for an address that starts with `nobody`."""

    url: str = ""
    received: list[EmailMessage] = field(default_factory=list)
    on_mail: Callable[[], None] | None = None

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody"):
            return f"550 {address} does not live here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.received.append(message_from_bytes(envelope.content, EmailMessage, policy=policy.default))
        if self.on_mail is not None:
            self.on_mail()
        return "250 OK"

    @property
    def post(self) -> Post:
        return to_server(mail_server(self.url))


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(made, hostname="loopback", loop=loop), "127.0.0.1", 0)
    made.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield made
    server.close()
    await server.wait_closed()
