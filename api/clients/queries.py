"""API clients as JSON, and whose they are to see."""

from typing import Any
from uuid import UUID

from api.accounts.roles import Role
from api.accounts.rules import Actor
from api.kit.db import Connection, one, only, rows, utc

# All of them for a platform admin; for a coordinator the portals and scripts whose regions are all the coordinator's.
VISIBLE = """(%(admin)s OR (c.role IN ('portal', 'script') AND (%(everywhere)s
    OR (c.region_codes <> '{}' AND c.region_codes <@ %(own_regions)s::text[]))))"""
CLIENT = f"""json_build_object('id', c.id, 'name', c.name, 'role', c.role, 'scopes', c.scopes,
    'regionCodes', c.region_codes, 'ratePerMinute', c.rate_per_minute, 'keyPrefix', c.key_prefix,
    'formerKeyUntil', CASE WHEN c.former_until > now() AND c.revoked_at IS NULL THEN {utc("c.former_until")} END,
    'state', CASE WHEN c.revoked_at IS NULL THEN 'active' ELSE 'revoked' END, 'createdAt', {utc("c.created_at")},
    'lastUsedAt', {utc("c.used_at")}, 'revokedAt', {utc("c.revoked_at")},
    'allowedActions', CASE WHEN c.revoked_at IS NOT NULL THEN ARRAY[]::text[]
        WHEN c.role IN ('portal', 'script') THEN ARRAY['edit', 'rotate', 'revoke'] ELSE ARRAY['revoke'] END)::text"""
MATCHES = f"""{VISIBLE} AND (%(state)s::text IS NULL OR (%(state)s = 'revoked') = (c.revoked_at IS NOT NULL))"""
PAGE = f"""SELECT c.id, {CLIENT} AS body FROM api_client c
    WHERE {MATCHES} AND (%(after_id)s::uuid IS NULL OR c.id < %(after_id)s) ORDER BY c.id DESC LIMIT %(limit)s"""
COUNT = f"SELECT count(*) AS total FROM api_client c WHERE {MATCHES}"
ONE = f"SELECT c.version, {CLIENT} AS body FROM api_client c WHERE c.id = %(id)s AND {VISIBLE}"
LOCKED = f"SELECT c.* FROM api_client c WHERE c.id = %(id)s AND {VISIBLE} FOR UPDATE"
CHANGE = """UPDATE api_client SET name = %(name)s, scopes = %(scopes)s, rate_per_minute = %(rate)s,
    version = version + 1 WHERE id = %(id)s
    AND (name, scopes, rate_per_minute) IS DISTINCT FROM (%(name)s, %(scopes)s::text[], %(rate)s)"""
ROTATE = """UPDATE api_client SET key_hash = %(hash)s, key_prefix = %(prefix)s,
    former_hash = CASE WHEN %(until)s::timestamptz IS NULL THEN NULL ELSE key_hash END, former_until = %(until)s,
    version = version + 1 WHERE id = %(id)s"""
REVOKE = """UPDATE api_client SET revoked_at = %(now)s, former_hash = NULL, former_until = NULL,
    version = version + 1 WHERE id = %(id)s"""
UNKNOWN = """SELECT code FROM unnest(%(codes)s::text[]) code
    WHERE NOT EXISTS (SELECT 1 FROM region g WHERE g.code = code.code AND g.kind = 'labour_market')"""


def visible_to(who: Actor) -> dict[str, Any]:
    return {
        "admin": who.has(Role.PLATFORM_ADMIN),
        "everywhere": who.everywhere,
        "own_regions": who.regions(),
    }


async def page(db: Connection, who: Actor, values: dict[str, Any]) -> list[dict[str, Any]]:
    return await rows(db, PAGE, {**values, **visible_to(who)})


async def count(db: Connection, who: Actor, values: dict[str, Any]) -> int:
    row = await only(db, COUNT, {**values, **visible_to(who)})
    return int(row["total"])


async def client(db: Connection, who: Actor, client_id: UUID) -> dict[str, Any] | None:
    """`version` and `body`."""
    return await one(db, ONE, {"id": client_id, **visible_to(who)})


async def locked(db: Connection, who: Actor, client_id: UUID) -> dict[str, Any] | None:
    return await one(db, LOCKED, {"id": client_id, **visible_to(who)})


async def unknown_regions(db: Connection, codes: list[str]) -> set[str]:
    """Those that are no region with a counter."""
    return {row["code"] for row in await rows(db, UNKNOWN, {"codes": codes})}


async def write(db: Connection, statement: str, values: dict[str, Any]) -> None:
    """CHANGE, ROTATE or REVOKE."""
    await db.execute(statement.encode(), values)
