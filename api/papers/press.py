"""Documents in the ticket's look, as tagged PDF. Texts are data to the template, whatever is in them."""

import asyncio
import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst

from api.notices.rules import Locale

HERE = Path(__file__).parent
ZERO_WIDTH_SPACE = "\u200b"
_LONG = re.compile(r"\S{30,}")


@dataclass(frozen=True, slots=True)
class Part:
    """A half of the ticket, or its stub."""

    name: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Ticket:
    """What stands on it: `halves` are two or none; the code on the stub leads to `link`."""

    lang: Locale
    title: str
    heading: str
    lead: str
    stub: Part
    link: str
    foot: str
    halves: tuple[Part, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    table: Table | None = None


@lru_cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[HERE / "fonts"])


async def pdf(ticket: Ticket, made_at: datetime) -> bytes:
    """Tagged; PDF/UA-1 unless a text has signs that our fonts do not draw. The same ticket gives the same bytes."""
    return await asyncio.to_thread(_pdf, ticket, made_at)


def _pdf(ticket: Ticket, made_at: datetime) -> bytes:
    told = json.dumps(
        _breakable(asdict(ticket)) | {"title": ticket.title, "code": code(ticket.link), "link": ticket.link}
    )
    try:
        return _set(told, made_at, accessible=True)
    except typst.TypstError:  # the standard wants a shape for every sign; without it the words are there to be read
        return _set(told, made_at, accessible=False)


def _breakable(value: Any) -> Any:
    """Texts whose very long words may be broken anywhere."""
    if isinstance(value, dict):
        return {name: _breakable(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_breakable(inner) for inner in value]
    return _LONG.sub(lambda word: ZERO_WIDTH_SPACE.join(word[0]), value) if isinstance(value, str) else value


def _set(told: str, made_at: datetime, *, accessible: bool) -> bytes:
    made: bytes = typst.compile(
        HERE / "templates" / "ticket.typ",
        root=HERE,
        font_paths=_fonts(),
        format="pdf",
        sys_inputs={"told": told},
        pdf_standards="ua-1" if accessible else None,
        timestamp=int(made_at.timestamp()),
    )
    return made


def code(link: str) -> str:
    """The link as a QR code in SVG."""
    drawn = BytesIO()
    segno.make_qr(link, error="m").save(drawn, kind="svg", scale=4, border=2, dark="#051a55")
    return drawn.getvalue().decode()
