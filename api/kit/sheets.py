"""Answers in the form that the reader asks for, and tables for a spreadsheet among them."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from fastapi import Request
from starlette.responses import Response

CSV = "text/csv"
_WEIGHT = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")
# A spreadsheet takes a text that begins so for a formula, and works it out.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
Cell = str | int | float | None


class Sheet(Response):
    media_type = CSV


def preferred(request: Request, *offered: str) -> str:
    """The media type that the reader likes best; the first where there is no preference, or none that we have."""
    liked: dict[str, float] = {}
    for part in request.headers.get("accept", "*/*").lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weights = [found[1] for found in map(_WEIGHT.fullmatch, parameters) if found]
        liked[name] = float(weights[0]) if weights else 1.0

    def likes(media: str) -> float:
        names = (media, f"{media.partition('/')[0]}/*", "*/*")
        return next((liked[name] for name in names if name in liked), 0.0)

    return max(offered, key=likes)


def _cell(value: Cell) -> Cell:
    """A text stays a text, whoever wrote it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def sheet(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """CSV as of RFC 4180; what is not there is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def kept_as(answer: Response, name: str) -> Response:
    """To be kept as `name`; for nobody else's cache."""
    answer.headers.update(
        {
            "Cache-Control": "private, no-cache",
            "Content-Disposition": f'attachment; filename="{name}"',
            "Vary": "Accept",
        }
    )
    return answer
