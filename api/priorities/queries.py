"""Priorities as JSON, for the coordinators of the region in which the site lies."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg.rows import DictRow

from api.accounts.queries import of_coordinators
from api.accounts.rules import Actor
from api.kit.db import Connection, one, only, rows, utc
from api.kit.states import allowed_in
from api.priorities.rules import ACTIONS

OWNED = "(%(everywhere)s OR s.region_code = ANY (%(own_regions)s::text[]))"
STATE = "CASE WHEN p.withdrawn_at IS NULL THEN 'active' ELSE 'withdrawn' END"
PRIORITY_JSON = f"""json_build_object('id', p.id, 'state', {STATE},
    'site', json_build_object('id', s.id, 'name', s.name, 'place', s.place), 'schoolYear', p.school_year,
    'reason', p.reason, 'createdAt', {utc("p.created_at")}, 'withdrawnAt', {utc("p.withdrawn_at")},
    'allowedActions', {allowed_in(f"({STATE})", ACTIONS)})::text"""
FROM = "FROM site_priority p JOIN school_site s ON s.id = p.school_site_id"
FOUND = f"""{FROM} WHERE {OWNED} AND (%(region)s::text IS NULL OR s.region_code = %(region)s)
    AND (%(school_year)s::int IS NULL OR p.school_year = %(school_year)s)
    AND (%(state)s::text IS NULL OR {STATE} = %(state)s)"""
PAGE = f"""SELECT p.id, {PRIORITY_JSON} AS body {FOUND}
    AND (%(after_id)s::uuid IS NULL OR p.id < %(after_id)s) ORDER BY p.id DESC LIMIT %(limit)s"""
SITE = "SELECT region_code FROM school_site WHERE id = %(id)s AND state = 'active'"
INSERT = """INSERT INTO site_priority (school_site_id, school_year, reason, created_by)
    VALUES (%(site)s, %(school_year)s, %(reason)s, %(actor)s) RETURNING id"""
WITHDRAW = """UPDATE site_priority SET withdrawn_at = %(now)s, withdrawn_by = %(actor)s, version = version + 1,
        updated_at = %(now)s
    WHERE id = %(id)s"""


def visible_to(actor: Actor) -> dict[str, Any]:
    """The values of OWNED."""
    return of_coordinators(actor)


async def page(db: Connection, values: Mapping[str, Any]) -> list[DictRow]:
    """`id` and `body`, newest first."""
    return await rows(db, PAGE, values)


async def count(db: Connection, values: Mapping[str, Any]) -> int:
    return int((await only(db, f"SELECT count(*) AS n {FOUND}", values))["n"])


async def priority(db: Connection, who: Actor, priority_id: UUID) -> DictRow | None:
    """`version` and `body`."""
    query = f"SELECT p.version, {PRIORITY_JSON} AS body {FROM} WHERE p.id = %(id)s AND {OWNED}"
    return await one(db, query, {"id": priority_id, **visible_to(who)})


async def locked(db: Connection, who: Actor, priority_id: UUID) -> DictRow | None:
    """`version`, `state` and its site's `region_code`."""
    query = f"""SELECT p.version, {STATE} AS state, s.region_code {FROM}
        WHERE p.id = %(id)s AND {OWNED} FOR UPDATE OF p"""
    return await one(db, query, {"id": priority_id, **visible_to(who)})


async def site(db: Connection, site_id: UUID) -> DictRow | None:
    """The `region_code` of a site that has not retired."""
    return await one(db, SITE, {"id": site_id})


async def insert(db: Connection, values: Mapping[str, Any]) -> UUID:
    made: UUID = (await only(db, INSERT, values))["id"]
    return made


async def withdraw(db: Connection, values: Mapping[str, Any]) -> None:
    await db.execute(WITHDRAW.encode(), values)
