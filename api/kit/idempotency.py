"""Idempotency-Key: the same key and request give the same answer, also after a crash.

The key, the change and the kept answer are in one transaction. Twins wait on the unique key and then
find the first one's answer.
"""

import hashlib
import json
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Header, Request
from psycopg.types.json import Jsonb
from sqlalchemy import Column, DateTime, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel
from starlette.responses import Response

from api.kit.db import Connection, one
from api.kit.errors import IdempotencyKeyReused

KEPT_HEADERS = ("content-type", "etag", "location")
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=100,
        pattern=r"^[!-~]+$",
        description="Repeat with the same key and body to get the same answer again.",
    ),
]


class IdempotencyKey(SQLModel, table=True):
    __tablename__ = "idempotency_key"

    owner_id: UUID = Field(primary_key=True)
    key: str = Field(primary_key=True)
    request_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    status: int | None = None
    headers: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB))
    body: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    created_at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"), index=True)
    )


class Replay(Exception):
    """The answer was given before."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


async def claim(request: Request, db: Connection, owner_id: UUID, key: str) -> None:
    """Takes the key in this transaction, or raises `Replay` with the kept answer."""
    sent_as = request.headers.get("content-type", "")
    content = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n{sent_as}\n".encode())
    content.update(await request.body())
    values = {"owner": owner_id, "key": key, "hash": content.digest()}
    taken = await one(
        db,
        """INSERT INTO idempotency_key (owner_id, key, request_hash) VALUES (%(owner)s, %(key)s, %(hash)s)
           ON CONFLICT DO NOTHING RETURNING key""",
        values,
    )
    if taken:
        request.state.idempotency = values
        return
    known = await one(
        db,
        """SELECT request_hash, status, headers, body FROM idempotency_key
           WHERE owner_id = %(owner)s AND key = %(key)s""",
        values,
    )
    if known is None or known["request_hash"] != values["hash"]:
        raise IdempotencyKeyReused()
    raise Replay(
        Response(
            known["body"],
            status_code=known["status"],
            headers={**known["headers"], "Idempotency-Replayed": "true"},
        )
    )


def keep_instead(request: Request, body: str) -> None:
    """What a repeat is answered with, where the answer itself shows a secret: that is kept nowhere."""
    request.state.kept_body = body.encode()


async def keep(request: Request, db: Connection, response: Response) -> None:
    """Keeps the answer beside the change that it tells of."""
    values = getattr(request.state, "idempotency", None)
    if values is None:
        return
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    await db.execute(
        """UPDATE idempotency_key SET status = %(status)s, headers = %(headers)s, body = %(body)s
           WHERE owner_id = %(owner)s AND key = %(key)s""",
        {
            **values,
            "status": response.status_code,
            "headers": Jsonb(headers, json.dumps),
            "body": getattr(request.state, "kept_body", bytes(response.body)),
        },
    )


async def release(request: Request, db: Connection) -> None:
    """Gives the key back: what was refused for now may be asked again."""
    values = getattr(request.state, "idempotency", None)
    if values is not None:
        await db.execute("DELETE FROM idempotency_key WHERE owner_id = %(owner)s AND key = %(key)s", values)
