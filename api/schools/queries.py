"""School sites as JSON, found by words, level, region and distance."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.kit.db import Connection, one, rows, utc
from api.regions.queries import address_json, distance_km, location_json

SITE_JSON = f"""json_build_object('id', s.id, 'code', json_build_object('scheme', s.scheme, 'value', s.value),
    'name', s.name, 'school', json_build_object('id', o.id,
        'code', json_build_object('scheme', o.scheme, 'value', o.value), 'name', o.name),
    'address', {address_json("s")}, 'levels', s.levels, 'region', s.region_code,
    'holidayRegion', s.holiday_region, 'website', s.website, 'location', {location_json("s")},
    'distanceKm', round(s.km::numeric, 1), 'state', s.state, 'allowedActions', %(actions)s::text[],
    'updatedAt', {utc("s.updated_at")})::text"""
JOINED = "JOIN school o ON o.id = s.school_id LEFT JOIN municipality m ON m.code = s.municipality_code"
FOUND = f"""
SELECT s.*, CASE WHEN %(lat)s::float8 IS NOT NULL THEN {distance_km("s")} END AS km FROM school_site s
WHERE s.state = 'active'
  AND (%(q)s::text IS NULL OR s.search @@ loket_query(%(q)s, true) OR s.search @@ %(code)s::tsquery)
  AND (%(levels)s::text[] IS NULL OR s.levels && %(levels)s)
  AND (%(region)s::text IS NULL OR s.region_code = %(region)s)
"""
WITHIN = "(%(within_km)s::int IS NULL OR s.km <= %(within_km)s)"


def _page(after: str, order: str) -> str:
    return f"""SELECT s.name, s.id, s.km, {SITE_JSON} AS body FROM ({FOUND}) s {JOINED}
        WHERE {WITHIN} AND {after} ORDER BY {order} LIMIT %(limit)s"""


BY_NAME = _page(
    "(%(after_name)s::text IS NULL OR (s.name, s.id) > (%(after_name)s, %(after_id)s::uuid))", "s.name, s.id"
)
BY_DISTANCE = _page(
    """s.km IS NOT NULL
       AND (%(after_km)s::float8 IS NULL OR (s.km, s.id) > (%(after_km)s, %(after_id)s::uuid))""",
    "s.km, s.id",
)
ONE = f"""
SELECT s.version, s.region_code, s.school_id, {SITE_JSON} AS body
FROM (SELECT s.*, NULL::float8 AS km FROM school_site s WHERE s.id = %(id)s) s {JOINED}
"""


async def page(db: Connection, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Sites with `name`, `id`, `km` (for the cursor) and `body`; by distance when there is a point."""
    return await rows(db, BY_NAME if values["lat"] is None else BY_DISTANCE, dict(values))


async def count(db: Connection, values: Mapping[str, Any]) -> int:
    row = await one(db, f"SELECT count(*) AS n FROM ({FOUND}) s WHERE {WITHIN}", dict(values))
    assert row is not None
    return int(row["n"])


async def site(db: Connection, site_id: UUID) -> dict[str, Any] | None:
    return await one(db, ONE, {"id": site_id, "actions": []})


async def locked(db: Connection, scheme: str, value: str) -> dict[str, Any] | None:
    return await one(
        db,
        """SELECT id, version, region_code, school_id FROM school_site
           WHERE scheme = %(scheme)s AND value = %(value)s FOR UPDATE""",
        {"scheme": scheme, "value": value},
    )


async def holiday_region(db: Connection, site_id: UUID) -> str | None:
    row = await one(db, "SELECT holiday_region FROM school_site WHERE id = %(id)s", {"id": site_id})
    return None if row is None else row["holiday_region"]
