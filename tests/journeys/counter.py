"""The whole service as people meet it: HTTP by curl, mail by SMTP, a worker; and one clock that a story moves."""

import asyncio
import json
import re
import subprocess
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, TypeVar
from urllib.parse import urlencode

from aiosmtpd.smtp import SMTP, Envelope, Session
from icalendar import Calendar

from api.accounts.rules import COOKIE, CSRF_HEADER
from api.jobs import worker
from api.kit.postgres import as_service
from api.notices.post import to_server
from api.notices.rules import mail_server

Body = dict[str, Any]
T = TypeVar("T")
DUTIES = ("attend_matches", "ask_whether_still_meant")


def done(work: Coroutine[Any, Any, T]) -> T:
    """What it gives. On a thread of its own: a browser's driver has a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@dataclass
class Letterbox:
    """What the SMTP server on loopback was given, oldest first."""

    received: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.received.append(message_from_bytes(envelope.content, EmailMessage, policy=policy.default))
        return "250 OK"


@dataclass
class Clock:
    """Stands where the story put it; before that it is the real one."""

    at: datetime | None = None

    def now(self) -> datetime:
        return self.at or datetime.now(UTC)


@dataclass
class Counter:
    url: str
    database: str
    smtp: str
    letterbox: Letterbox
    clock: Clock

    def day(self, local: str) -> None:
        """From now on it is this time, with its offset."""
        self.clock.at = datetime.fromisoformat(local)

    def work(self) -> None:
        """The worker passes by: what is due, then the mail of it."""
        done(self._work())

    async def _work(self) -> None:
        url = as_service(self.database)
        context = {"url": url, "post": to_server(mail_server(self.smtp))}
        async with worker.queue_of(url) as queue:
            for duty in DUTIES:
                await queue.configure_task(duty).defer_async(timestamp=0)
            for _ in range(2):  # what a duty told is sent in the second turn at the latest
                await queue.run_worker_async(
                    wait=False, listen_notify=False, install_signal_handlers=False, additional_context=context
                )

    def mails(self, to: str) -> list[EmailMessage]:
        return [mail for mail in self.letterbox.received if mail["To"] == to]

    def token(self, to: str) -> str:
        """Of the link in the newest mail, once the worker has sent it."""
        self.work()
        text = _text(self.mails(to)[-1])
        found = re.search(r"#([A-Za-z0-9_-]{20,})", text)
        assert found is not None, text
        return found[1]

    def key(self, key: str) -> "Caller":
        return Caller(self, {"Authorization": f"Bearer {key}"})

    def visitor(self) -> "Caller":
        return Caller(self, {})

    @contextmanager
    def _really(self) -> Iterator[None]:
        """The real time: sessions and invitations end by the database's own clock."""
        stood, self.clock.at = self.clock.at, None
        yield
        self.clock.at = stood

    def signs_in(self, email: str) -> "Caller":
        """By the link in a mail."""
        with self._really():
            self.visitor().posts("/sign-in-attempts", {"email": email, "locale": "nl"}, 202)
            answer = self.visitor().posts("/sessions", {"token": self.token(email)}, 201)
        cookie = re.search(rf"{COOKIE}=[^;]+", answer.headers["set-cookie"])
        assert cookie is not None
        return Caller(self, {"Cookie": cookie[0], CSRF_HEADER: answer["csrfToken"]})

    def invited(self, by: "Caller", email: str, name: str, **role: str) -> "Caller":
        """Somebody who was mailed a role and took it."""
        with self._really():
            by.posts("/invitations", {"email": email, **role}, 201)
            self.visitor().posts("/invitations/accept", {"token": self.token(email), "name": name}, 201)
        return self.signs_in(email)


class Answer(dict[str, Any]):
    """The JSON of an answer, with its status and headers."""

    def __init__(self, status: int, headers: Mapping[str, str], body: Body) -> None:
        super().__init__(body)
        self.status, self.headers = status, headers

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Where and what, of a refusal."""
        return [(fault["pointer"], fault["code"]) for fault in self["errors"]]


@dataclass
class Caller:
    """Somebody at a terminal."""

    counter: Counter
    headers: Mapping[str, str]

    def gets(self, path: str, status: int = 200, **query: Any) -> Answer:
        return self._curl("GET", f"{path}?{urlencode(query, doseq=True)}" if query else path, None, status)

    def posts(self, path: str, body: Body | None = None, status: int = 200) -> Answer:
        return self._curl("POST", path, body, status)

    def puts(self, path: str, body: Body, status: int = 201) -> Answer:
        return self._curl("PUT", path, body, status)

    def refused(self, path: str, body: Body, status: int = 409) -> Answer:
        return self._curl("POST", path, body, status)

    def _curl(self, method: str, path: str, body: Body | None, status: int) -> Answer:
        sent = [] if body is None else ["-H", "Content-Type: application/json", "--data-binary", json.dumps(body)]
        return self.curl("-X", method, *sent, f"{self.counter.url}/v1{path}", status=status)

    def curl(self, *arguments: str, status: int) -> Answer:
        """curl itself; the answer has this status."""
        headers = [part for name, value in self.headers.items() for part in ("-H", f"{name}: {value}")]
        ran = subprocess.run(["curl", "-sS", "-i", *headers, *arguments], capture_output=True, text=True, check=True)
        head, _, content = ran.stdout.partition("\n\n")
        first, *lines = head.splitlines()
        told = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        assert int(first.split()[1]) == status, f"{arguments[-1]}: {first} {content}"
        return Answer(status, told, json.loads(content) if content else {})


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def appointments(mails: Sequence[EmailMessage]) -> list[Any]:
    """The calendar files that came along, parsed, oldest first."""
    found = (part for mail in mails for part in mail.iter_attachments())
    return [Calendar.from_ical(part.get_content()) for part in found if part.get_content_type() == "text/calendar"]


def entry(calendar: Any) -> Any:
    """The one event of a calendar."""
    (event,) = calendar.walk("VEVENT")
    return event
