"""Keyset pages: an opaque cursor holds the last row's sort values."""

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Request
from pydantic import Field
from starlette.responses import Response

from api.kit.errors import FieldError, NotFound
from api.kit.http import json_answer
from api.kit.schemas import Params

Cursor = list[str | int | float | None]
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@+-]{0,99}", re.ASCII)
_UNUSABLE = {"\0", *map(chr, range(0xD800, 0xE000))}  # neither fits in the database
LARGEST = 2**31 - 1
LONGEST = 1200  # a name of 200 signs of four bytes, an id, in base64


class UnknownCursor(NotFound):
    """The cursor is not one of this list's."""

    code, title = "unknown_cursor", "This cursor is not one that this list gave."


def unknown_cursor() -> UnknownCursor:
    return UnknownCursor(FieldError("#/cursor", "unknown_cursor", "use the nextCursor of an answer", "query"))


class Slice(Params):
    """A page of a list that is not counted."""

    page_size: Annotated[int, Field(ge=1, le=200)] = 20
    cursor: Annotated[str, Field(max_length=LONGEST, pattern=r"^[A-Za-z0-9_-]+$")] | None = None


class Page(Slice):
    count: Annotated[bool, Field(description="also count all results")] = False


def encode(values: Sequence[Any]) -> str:
    raw = json.dumps(list(values), separators=(",", ":"), default=str, ensure_ascii=False)
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def decode(cursor: str | None, kinds: Sequence[type]) -> Cursor | None:
    """The sort values; refused when they are not of the given types."""
    if cursor is None:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        values = None
    fits = (
        isinstance(values, list)
        and len(values) == len(kinds)
        and all(type(v) is kind or (kind is float and type(v) is int) for v, kind in zip(values, kinds, strict=True))
    )
    if (
        not fits
        or any(isinstance(v, int | float) and not abs(v) <= LARGEST for v in values)
        or any(isinstance(v, str) and not _UNUSABLE.isdisjoint(v) for v in values)
    ):
        raise unknown_cursor()
    return list(values)


def page_answer(
    request: Request,
    items: Sequence[str],
    next_cursor: str | None,
    count: int | None = None,
    members: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    """`{items, nextCursor, count?, ...members}` from items and members that are JSON text already."""
    total = "" if count is None else f',"count":{count}'
    total += "".join(f',"{name}":{value}' for name, value in members.items())
    body = f'{{"items":[{",".join(items)}],"nextCursor":{json.dumps(next_cursor)}{total}}}'
    headers = {}
    if next_cursor is not None:
        query = [(k, v) for k, v in request.query_params.multi_items() if k != "cursor"]
        headers["Link"] = f'<{request.url.path}?{urlencode([*query, ("cursor", next_cursor)])}>; rel="next"'
    return json_answer(body, headers=headers)


def code_lexeme(q: str | None) -> str | None:
    """The facet lexeme of an external code that begins like this, when the words could be one."""
    return f"'c:{q.strip().lower()}':*" if q and _CODE.fullmatch(q.strip()) else None


def by_name_or_distance(page: Page, near: bool) -> dict[str, Any]:
    """Where the page begins, as values for a statement ordered by (name, id) or (km, id)."""
    after = decode(page.cursor, (float, str) if near else (str, str))
    return {
        "after_name": after[0] if after and not near else None,
        "after_km": after[0] if after and near else None,
        "after_id": cursor_id(after[1]) if after else None,
        "limit": page.page_size + 1,
    }


def by_id(page: Slice) -> dict[str, Any]:
    """Where the page begins, as values for a statement ordered by id."""
    after = decode(page.cursor, (str,))
    return {"after_id": cursor_id(after[0]) if after else None, "limit": page.page_size + 1}


def cursor_id(value: Any) -> UUID:
    """The id in a cursor; refused when it is none."""
    try:
        return UUID(str(value))
    except ValueError:
        raise unknown_cursor() from None


def cursor_time(value: Any) -> datetime:
    """The point in time in a cursor; refused when it is none."""
    try:
        return datetime.fromisoformat(str(value)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise unknown_cursor() from None


def cut(found: Sequence[dict[str, Any]], size: int, *keys: str) -> tuple[list[str], str | None]:
    """The bodies of a page, and the cursor when there is more than the page."""
    page = found[:size]
    more = len(found) > size
    return [row["body"] for row in page], encode([page[-1][key] for key in keys]) if more else None
