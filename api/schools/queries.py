"""School sites as JSON, found by words, level, region and distance."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.accounts.models import Role
from api.accounts.rules import REGION_ROLES, Actor
from api.kit.db import Connection, one, rows, utc
from api.regions.queries import address_json, location_json, page_of_sites, sites

REACHED = "(%(everywhere)s OR s.region_code = %(own_region)s::text OR s.school_id = %(own_school)s::uuid)"
SITE_JSON = f"""json_build_object('id', s.id, 'code', json_build_object('scheme', s.scheme, 'value', s.value),
    'name', s.name, 'school', json_build_object('id', o.id,
        'code', json_build_object('scheme', o.scheme, 'value', o.value), 'name', o.name),
    'address', {address_json("s")}, 'levels', s.levels, 'region', s.region_code,
    'holidayRegion', s.holiday_region, 'website', s.website, 'location', {location_json("s")},
    'distanceKm', round(picked.km::numeric, 1), 'state', s.state,
    'allowedActions', CASE WHEN {REACHED} THEN ARRAY['edit'] ELSE ARRAY[]::text[] END,
    'updatedAt', {utc("s.updated_at")})::text"""
JOINED = """JOIN school_site s ON s.id = picked.id JOIN school o ON o.id = s.school_id
    LEFT JOIN municipality m ON m.code = s.municipality_code"""
FILTERS = """(%(levels)s::text[] IS NULL OR s.levels && %(levels)s)
    AND (%(region)s::text IS NULL OR s.region_code = %(region)s)
    AND (%(municipality)s::text IS NULL OR s.municipality_code = %(municipality)s)"""
# By whether words are searched for, and whether there is a point.
FOUND = {
    (words, near): sites("school_site", FILTERS, words, near) for words in (True, False) for near in (True, False)
}
PAGES = {case: page_of_sites(found, JOINED, SITE_JSON, case[1]) for case, found in FOUND.items()}
ONE = f"""SELECT s.version, s.region_code, s.school_id, {SITE_JSON} AS body
    FROM (SELECT %(id)s::uuid AS id, NULL::float8 AS km) picked {JOINED}"""

LOCK_CODE = """SELECT pg_advisory_xact_lock(hashtextextended(
    concat_ws(' ', 'school', %(scheme)s::text, %(value)s::text), 0))"""


def reached_by(actor: Actor) -> dict[str, Any]:
    """The values of REACHED: sites are public, but theirs to change for their region and their school."""
    return {
        "everywhere": actor.everywhere,
        "own_region": actor.region_code if actor.role in REGION_ROLES else None,
        "own_school": actor.organisation_id if actor.role == Role.SCHOOL_COORDINATOR else None,
    }


def _case(values: Mapping[str, Any]) -> tuple[bool, bool]:
    return values["q"] is not None, values["lat"] is not None


async def page(db: Connection, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Sites with `sort_name`, `id`, `km` (for the cursor) and `body`; by distance when there is a point."""
    return await rows(db, PAGES[_case(values)], dict(values))


async def count(db: Connection, values: Mapping[str, Any]) -> int:
    row = await one(db, f"SELECT count(*) AS n FROM ({FOUND[_case(values)]}) s", dict(values))
    assert row is not None
    return int(row["n"])


async def site(db: Connection, who: Actor, site_id: UUID) -> dict[str, Any] | None:
    """`version`, `region_code`, `school_id` and `body`."""
    return await one(db, ONE, {"id": site_id, **reached_by(who)})


async def has_school(db: Connection, school_id: UUID) -> bool:
    return await one(db, "SELECT 1 FROM school WHERE id = %(id)s", {"id": school_id}) is not None


async def locked(db: Connection, scheme: str, value: str) -> dict[str, Any] | None:
    """The site of this code, and the code itself until the transaction ends: a twin has to wait."""
    code = {"scheme": scheme, "value": value}
    await db.execute(LOCK_CODE.encode(), code)
    return await one(
        db,
        """SELECT id, version, region_code, school_id FROM school_site
           WHERE scheme = %(scheme)s AND value = %(value)s FOR NO KEY UPDATE""",
        code,
    )
