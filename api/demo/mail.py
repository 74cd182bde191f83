"""The demo's mail, to be read in a browser: pages beside the contract, for `loket demo` alone."""

import re
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import NamedTuple

from fastapi import FastAPI
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api.kit import clock
from api.kit.http import language_of

SHOWN = 100
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
}
_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Mail(NamedTuple):
    id: str
    to: str
    subject: str
    at: datetime
    html: str


def _mail(file: Path) -> Mail:
    with file.open("rb") as content:
        message = BytesParser(EmailMessage, policy=policy.default).parse(content)
    body = message.get_body(("html",))
    html = "" if body is None else str(body.get_content())
    at = message["Date"].datetime.astimezone(clock.LOCAL)
    return Mail(file.stem, str(message["To"]), str(message["Subject"]), at, html)


def _newest(folder: Path) -> list[Mail]:
    """Their ids are made in the order of time."""
    files = [file for file in folder.glob("*.eml") if _UUID.fullmatch(file.stem)]
    return [_mail(file) for file in sorted(files, reverse=True)[:SHOWN]]


def _page(request: Request, name: str, status: int = 200, **shown: object) -> Response:
    """In Dutch, unless the browser asks for English first."""
    locale = language_of(request)
    page = _PAGES.get_template(name).render(locale=locale, **shown)
    return HTMLResponse(page, status, {**HEADERS, "Content-Language": locale})


def show_mail(app: FastAPI, folder: Path) -> None:
    """`/demo/mail` lists the newest, `/demo/mail/{id}` shows one in a frame that may do nothing but follow a link."""

    def read_mails(request: Request) -> Response:
        return _page(request, "mails.html.jinja", mails=_newest(folder))

    def read_mail(request: Request) -> Response:
        file = folder / f"{request.path_params['mail_id']}.eml"
        if not file.is_file():
            return _page(request, "no_mail.html.jinja", 404)
        return _page(request, "mail.html.jinja", mail=_mail(file))

    app.add_route("/demo/mail", read_mails, include_in_schema=False)
    app.add_route("/demo/mail/{mail_id:uuid}", read_mail, include_in_schema=False)
