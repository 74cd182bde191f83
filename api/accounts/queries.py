"""Keys, found by their hash."""

from typing import Any
from uuid import UUID

from api.accounts.models import Role
from api.accounts.rules import Actor
from api.kit.db import Connection, one


async def actor_by_key(db: Connection, hashed: bytes) -> Actor | None:
    row = await one(
        db,
        """SELECT id, role, region_code, organisation_id FROM api_key
           WHERE key_hash = %(hash)s AND revoked_at IS NULL""",
        {"hash": hashed},
    )
    if row is None:
        return None
    return Actor(row["id"], Role(row["role"]), row["region_code"], row["organisation_id"])


async def insert_key(db: Connection, values: dict[str, Any]) -> UUID:
    row = await one(
        db,
        """INSERT INTO api_key (key_hash, role, region_code, organisation_id)
           VALUES (%(hash)s, %(role)s, %(region)s, %(organisation)s) RETURNING id""",
        values,
    )
    assert row is not None
    key_id: UUID = row["id"]
    return key_id
