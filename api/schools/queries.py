"""School sites as JSON, found by words, level, region and distance."""

from typing import Any
from uuid import UUID

from api.accounts.roles import Role
from api.accounts.rules import Actor
from api.kit.db import Connection, one, only, utc
from api.regions.queries import SiteLists, address_json, location_json

REACHED = """(%(everywhere)s OR s.region_code = ANY (%(own_regions)s::text[])
    OR s.school_id = ANY (%(own_schools)s::uuid[]))"""
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
    AND (%(municipality)s::text IS NULL OR s.municipality_code = %(municipality)s)
    AND (NOT %(takes_part)s OR s.school_id IN (SELECT id FROM school WHERE participation = 'active'))"""
LISTS = SiteLists("school_site", FILTERS, JOINED, SITE_JSON)
page, count, locked = LISTS.page, LISTS.count, LISTS.locked
# Whatever else is searched for, so that a choice of one leaves the others to choose.
LEVELS = """SELECT json_build_object('level', coalesce(json_object_agg(found.level, found.n), '{}'))::text AS body
    FROM (SELECT level, count(*) AS n FROM school_site s, unnest(s.levels) AS level
        WHERE s.state = 'active' AND (%(region)s::text IS NULL OR s.region_code = %(region)s)
        GROUP BY level ORDER BY level) found"""
ONE = f"""SELECT s.version, s.region_code, s.school_id, {SITE_JSON} AS body
    FROM (SELECT %(id)s::uuid AS id, NULL::float8 AS km) picked {JOINED}"""


def reached_by(actor: Actor) -> dict[str, Any]:
    """The values of REACHED: sites are public, but theirs to change for their region and their school."""
    return {
        "everywhere": actor.everywhere,
        "own_regions": actor.regions(),
        "own_schools": actor.schools(Role.SCHOOL_COORDINATOR),
    }


async def site(db: Connection, who: Actor, site_id: UUID) -> dict[str, Any] | None:
    """`version`, `region_code`, `school_id` and `body`."""
    return await one(db, ONE, {"id": site_id, **reached_by(who)})


async def levels(db: Connection, region: str | None) -> str:
    """How many active sites have each level."""
    return str((await only(db, LEVELS, {"region": region}))["body"])


async def has_school(db: Connection, school_id: UUID) -> bool:
    return await one(db, "SELECT 1 FROM school WHERE id = %(id)s", {"id": school_id}) is not None
