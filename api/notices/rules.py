"""What may be mailed, from where, and when a failed try is repeated."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal
from urllib.parse import unquote, urlsplit
from uuid import UUID

from api.notices.models import Template

Locale = Literal["nl", "en"]
BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
MONTHS = {
    "nl": ("jan.", "feb.", "maart", "april", "mei", "juni", "juli", "aug.", "sept.", "okt.", "nov.", "dec."),
    "en": ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."),
}
ADDRESS_MAX = 254
# What HTML's own email field takes: no quotes, spaces or brackets, so nothing that could start a second address.
_ADDRESS = re.compile(
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*"
)


@dataclass(frozen=True, slots=True)
class Notice:
    """What to tell one person; `values` are what the template names. `account_id` is for export and erasure."""

    template: Template
    to: str
    locale: Locale
    values: Mapping[str, str | int] = field(default_factory=dict)
    account_id: UUID | None = None


class BadAddress(ValueError):
    """Not one plain mail address. The text of the error does not repeat it."""


class BadHeader(ValueError):
    """Text that would end a header and start another."""


def day_said(day: date, locale: Locale) -> str:
    """As a sentence says it: 7 jan. 2027."""
    return f"{day.day} {MONTHS[locale][day.month - 1]} {day.year}"


def check_address(address: str) -> None:
    if len(address) > ADDRESS_MAX or not _ADDRESS.fullmatch(address):
        raise BadAddress("one plain mail address is expected")


def check_header(value: str) -> None:
    if any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in value):
        raise BadHeader("a header is one line without control characters")


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after this many failed tries; None: no more tries."""
    return BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else None


@dataclass(frozen=True, slots=True)
class MailServer:
    """`tls` from the first byte; `must_upgrade`: STARTTLS or nothing, else STARTTLS when it is offered."""

    host: str
    port: int
    user: str | None
    password: str | None
    tls: bool
    must_upgrade: bool


def mail_server(url: str) -> MailServer:
    """The server of `smtp://user:password@host:587` or `smtps://...`. A password never travels in the clear."""
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("smtp://user:password@host:587 or smtps://... is expected")
    tls = parts.scheme == "smtps"
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else None
    return MailServer(
        parts.hostname, parts.port or (465 if tls else 587), user, password, tls, user is not None and not tls
    )
