"""The ways out: an SMTP server, or a folder of .eml files where there is none."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import aiosmtplib

from api.notices.letters import domain_of
from api.notices.rules import MailServer, mail_server

Post = Callable[[UUID, EmailMessage], Awaitable[None]]
# The outbox row is locked meanwhile; this is less than the database lets a transaction idle (kit/db.py).
WITHIN_SECONDS = 25


def office(smtp_url: str | None, folder: Path) -> Post:
    return to_folder(folder) if smtp_url is None else to_server(mail_server(smtp_url))


def to_server(server: MailServer) -> Post:
    async def post(_: UUID, message: EmailMessage) -> None:
        async with asyncio.timeout(WITHIN_SECONDS):
            await aiosmtplib.send(
                message,
                hostname=server.host,
                port=server.port,
                username=server.user,
                password=server.password,
                use_tls=server.tls,
                start_tls=True if server.must_upgrade else False if server.tls else None,
                local_hostname=domain_of(str(message["From"])),
                timeout=WITHIN_SECONDS,
            )

    return post


@dataclass(frozen=True, slots=True)
class Folder:
    """A way out that keeps what leaves by it."""

    path: Path

    async def __call__(self, message_id: UUID, message: EmailMessage) -> None:
        await asyncio.to_thread(_put, self.path, message_id, message.as_bytes())

    def forget(self, before: datetime) -> int:
        """Removes what was put there earlier; how many files."""
        old = [file for file in self.path.glob("*.eml") if file.stat().st_mtime < before.timestamp()]
        for file in old:
            file.unlink()
        return len(old)


def to_folder(folder: Path) -> Folder:
    return Folder(folder)


def _put(folder: Path, message_id: UUID, content: bytes) -> None:
    """Whole or not at all, and for nobody else's eyes: it may hold a sign-in link."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = folder / f"{message_id}.{os.getpid()}.half"
    with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.rename(folder / f"{message_id}.eml")


def reason(failure: Exception) -> str:
    """A short code of what went wrong; the server's own words may repeat the address and are left out."""
    match failure:
        case aiosmtplib.SMTPRecipientsRefused():
            return f"recipient_refused_{failure.recipients[0].code}"
        case aiosmtplib.SMTPResponseException():
            return f"refused_{failure.code}"
        case TimeoutError():
            return "timeout"
        case OSError():
            return "unreachable"
        case _:
            return type(failure).__name__
