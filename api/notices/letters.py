"""Letters: a template per kind and language, laid out as text and as HTML, put into one message."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.notices import rules

_FOLDER = FileSystemLoader(Path(__file__).parent / "templates")
# The same words go into both layouts: each template extends the layout of its environment.
_HTML = Environment(loader=_FOLDER, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
_HTML.globals["layout"] = "layout.html.jinja"
_TEXT = Environment(loader=_FOLDER, autoescape=False, undefined=StrictUndefined, trim_blocks=True)  # noqa: S701
_TEXT.globals["layout"] = "layout.txt.jinja"


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str
    html: str
    # An iCalendar object that goes along as a file.
    calendar: str | None = None
    # Where one click in the mail program ends letters of this kind (RFC 8058).
    one_click: str | None = None


def write(template: str, locale: str, values: Mapping[str, Any]) -> Letter:
    """The letter; a value that is missing is an error, and so is a subject of more than one line."""
    name, words = f"{template}.{locale}.jinja", {**values, "locale": locale}
    page = _TEXT.get_template(name).make_module(words)
    subject = page.subject  # type: ignore[attr-defined]
    rules.check_header(subject)
    html = _HTML.get_template(name).render(words)
    return Letter(subject, str(page), html, values.get("calendar"), getattr(page, "stop_at", None))


def domain_of(sender: str) -> str:
    """Of `Name <name@domain>`."""
    return parseaddr(sender)[1].rpartition("@")[2]


def addressed(letter: Letter, message_id: UUID, to: str, sender: str, locale: str, told_at: datetime) -> EmailMessage:
    """The message. Its Message-ID follows from the outbox row, so that a repeat can be told from a second mail."""
    rules.check_address(to)
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = sender
    message["To"] = Address(addr_spec=to)
    message["Subject"] = letter.subject
    message["Date"] = told_at
    message["Message-ID"] = f"<{message_id}@{domain_of(sender)}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.one_click is not None:
        rules.check_header(letter.one_click)
        message["List-Unsubscribe"] = f"<{letter.one_click}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    if letter.calendar is not None:
        method = "CANCEL" if "METHOD:CANCEL" in letter.calendar else "REQUEST"
        params = {"method": method, "charset": "utf-8"}
        message.add_attachment(letter.calendar.encode(), "text", "calendar", filename="afspraak.ics", params=params)
    message["Content-Language"] = locale  # last: a multipart takes over what is there of Content-*
    return message
