"""Credentials, found by their hash, and what the database is told of who asks."""

from typing import Any
from uuid import UUID

from api.kit.db import Connection, one

ENTER = "SELECT loket_enter(%(kind)s, %(hash)s) AS known"
LEAVE = "SELECT loket_leave()"
INSERT_CLIENT = """
INSERT INTO api_client
    (name, role, scopes, region_codes, school_id, company_id, key_hash, rate_per_minute, created_by)
VALUES (%(name)s, %(role)s, %(scopes)s, %(regions)s, %(school)s, %(company)s, %(hash)s, %(rate)s, %(by)s) RETURNING id
"""


async def enter(db: Connection, kind: str, hashed: bytes) -> dict[str, Any] | None:
    """What is known of a session ('person') or key ('client'); row-level security follows it until `leave`."""
    row = await one(db, ENTER, {"kind": kind, "hash": hashed})
    known: dict[str, Any] | None = row["known"] if row else None
    return known


async def leave(db: Connection) -> None:
    if not db.closed:
        await db.execute(LEAVE)


async def insert_client(db: Connection, values: dict[str, Any]) -> UUID:
    row = await one(db, INSERT_CLIENT, values)
    assert row is not None
    client_id: UUID = row["id"]
    return client_id
