"""Concerns as JSON; for the coordinators of their region."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.accounts.roles import Role
from api.accounts.rules import Actor
from api.concerns.rules import ACTIONS
from api.kit.db import Connection, one, only, rows, utc
from api.kit.states import allowed_in

OWNED = "(%(everywhere)s OR c.region_code = ANY (%(own_regions)s::text[]))"
TITLE = """CASE c.about_type
    WHEN 'activity' THEN (SELECT title FROM activity WHERE id = c.about_id)
    WHEN 'request' THEN (SELECT title FROM school_request WHERE id = c.about_id)
    WHEN 'match' THEN (SELECT a.title FROM match m JOIN activity a ON a.id = m.activity_id WHERE m.id = c.about_id)
    WHEN 'company' THEN (SELECT name FROM company_site WHERE id = c.about_id)
    ELSE (SELECT name FROM school_site WHERE id = c.about_id) END"""
CONCERN_JSON = f"""json_build_object('id', c.id,
    'about', json_build_object('type', c.about_type, 'id', c.about_id, 'title', {TITLE}),
    'text', c.text, 'region', c.region_code,
    'reporter', CASE WHEN p.concern_id IS NOT NULL
        THEN json_build_object('name', p.name, 'email', p.email) END,
    'state', c.state, 'outcome', c.outcome, 'createdAt', {utc("c.created_at")}, 'handledAt', {utc("c.handled_at")},
    'allowedActions', CASE WHEN %(coordinates)s THEN {allowed_in("c.state", ACTIONS)}
        ELSE ARRAY[]::text[] END)::text"""
FOUND = f"""FROM concern c LEFT JOIN concern_reporter p ON p.concern_id = c.id
    WHERE {OWNED} AND (%(state)s::text IS NULL OR c.state = %(state)s)"""
PAGE = f"""SELECT c.id, {CONCERN_JSON} AS body {FOUND}
    AND (%(after_id)s::uuid IS NULL OR c.id < %(after_id)s) ORDER BY c.id DESC LIMIT %(limit)s"""
INSERT = f"""WITH c AS (
        INSERT INTO concern (region_code, about_type, about_id, text, reporter_id, created_at)
        VALUES (%(region)s, %(type)s, %(about)s, %(text)s, %(reporter)s, %(now)s) RETURNING *)
    SELECT c.id, {CONCERN_JSON} AS body FROM c LEFT JOIN concern_reporter p ON p.concern_id = c.id"""
HANDLE = """UPDATE concern SET state = 'handled', outcome = %(outcome)s, handled_by = %(actor)s, handled_at = %(now)s
    WHERE id = %(id)s"""


def visible_to(actor: Actor) -> dict[str, Any]:
    """The values of OWNED: a concern is its region's, and tells them who reported it."""
    return {
        "everywhere": actor.everywhere,
        "own_regions": actor.regions() if actor.has(Role.REGIONAL_COORDINATOR) else [],
        "coordinates": True,
    }


async def page(db: Connection, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """`id` and `body`, newest first."""
    return await rows(db, PAGE, dict(values))


async def count(db: Connection, values: Mapping[str, Any]) -> int:
    return int((await only(db, f"SELECT count(*) AS n {FOUND}", dict(values)))["n"])


async def concern(db: Connection, who: Actor, concern_id: UUID) -> str | None:
    """Its `body`."""
    query = f"""SELECT {CONCERN_JSON} AS body FROM concern c LEFT JOIN concern_reporter p ON p.concern_id = c.id
        WHERE c.id = %(id)s AND {OWNED}"""
    row = await one(db, query, {"id": concern_id, **visible_to(who)})
    return row["body"] if row else None


async def locked(db: Connection, who: Actor, concern_id: UUID) -> dict[str, Any] | None:
    query = f"SELECT c.* FROM concern c WHERE c.id = %(id)s AND {OWNED} FOR UPDATE"
    return await one(db, query, {"id": concern_id, **visible_to(who)})


async def insert(db: Connection, values: Mapping[str, Any]) -> dict[str, Any]:
    """`id` and `body`, as its reporter sees it."""
    row = await only(db, INSERT, {**values, "coordinates": False})
    return row


async def handle(db: Connection, values: Mapping[str, Any]) -> None:
    await db.execute(HANDLE.encode(), values)
