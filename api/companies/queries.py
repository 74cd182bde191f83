"""Company sites as JSON, found by words, sector, region and distance."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.kit.db import Connection, one, rows, utc
from api.regions.queries import address_json, distance_km, location_json

SITE_JSON = f"""json_build_object('id', s.id, 'code', json_build_object('scheme', s.scheme, 'value', s.value),
    'name', s.name, 'company', json_build_object('id', o.id,
        'code', json_build_object('scheme', o.scheme, 'value', o.value), 'name', o.name,
        'kvk', o.kvk, 'sizeClass', o.size_class, 'url', o.url),
    'address', {address_json("s")}, 'sectors', s.sectors, 'sbi', s.sbi, 'region', s.region_code,
    'location', {location_json("s")}, 'capacityYear', s.capacity_year,
    'distanceKm', round(s.km::numeric, 1), 'state', s.state, 'allowedActions', %(actions)s::text[],
    'updatedAt', {utc("s.updated_at")})::text"""
JOINED = "JOIN company o ON o.id = s.company_id LEFT JOIN municipality m ON m.code = s.municipality_code"
FOUND = f"""
SELECT s.*, CASE WHEN %(lat)s::float8 IS NOT NULL THEN {distance_km("s")} END AS km FROM company_site s
WHERE s.state = 'active'
  AND (%(q)s::text IS NULL OR s.search @@ loket_query(%(q)s, true) OR s.search @@ %(code)s::tsquery)
  AND (%(sector)s::text IS NULL OR %(sector)s = ANY (s.sectors))
  AND (%(sbi)s::text IS NULL OR %(sbi)s = ANY (s.sbi))
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
SELECT s.version, {SITE_JSON} AS body
FROM (SELECT s.*, NULL::float8 AS km FROM company_site s WHERE s.id = %(id)s) s {JOINED}
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
        """SELECT id, version, region_code, company_id FROM company_site
           WHERE scheme = %(scheme)s AND value = %(value)s FOR UPDATE""",
        {"scheme": scheme, "value": value},
    )


async def owner(
    db: Connection, site_id: UUID | None, scheme: str | None = None, value: str | None = None
) -> dict[str, Any] | None:
    """The code, region and company of a site, found by id or by code."""
    return await one(
        db,
        """SELECT id, scheme, value, region_code, company_id FROM company_site
           WHERE id = %(id)s OR (scheme = %(scheme)s AND value = %(value)s)""",
        {"id": site_id, "scheme": scheme, "value": value},
    )
