"""Company sites as JSON, found by words, sector, region and distance."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.accounts.models import Role
from api.accounts.rules import REGION_ROLES, Actor
from api.kit.db import Connection, one, rows, utc
from api.regions.queries import address_json, location_json, page_of_sites, sites

REACHED = "(%(everywhere)s OR s.region_code = %(own_region)s::text OR s.company_id = %(own_company)s::uuid)"
SITE_JSON = f"""json_build_object('id', s.id, 'code', json_build_object('scheme', s.scheme, 'value', s.value),
    'name', s.name, 'company', json_build_object('id', o.id,
        'code', json_build_object('scheme', o.scheme, 'value', o.value), 'name', o.name,
        'kvk', o.kvk, 'sizeClass', o.size_class, 'url', o.url),
    'address', {address_json("s")}, 'sectors', s.sectors, 'sbi', s.sbi, 'region', s.region_code,
    'location', {location_json("s")}, 'capacityYear', s.capacity_year,
    'distanceKm', round(picked.km::numeric, 1), 'state', s.state,
    'allowedActions', CASE WHEN {REACHED} THEN ARRAY['edit'] ELSE ARRAY[]::text[] END,
    'updatedAt', {utc("s.updated_at")})::text"""
JOINED = """JOIN company_site s ON s.id = picked.id JOIN company o ON o.id = s.company_id
    LEFT JOIN municipality m ON m.code = s.municipality_code"""
FILTERS = """(%(sector)s::text IS NULL OR %(sector)s = ANY (s.sectors))
    AND (%(sbi)s::text IS NULL OR %(sbi)s = ANY (s.sbi))
    AND (%(region)s::text IS NULL OR s.region_code = %(region)s)
    AND (%(municipality)s::text IS NULL OR s.municipality_code = %(municipality)s)"""
# By whether words are searched for, and whether there is a point.
FOUND = {
    (words, near): sites("company_site", FILTERS, words, near) for words in (True, False) for near in (True, False)
}
PAGES = {case: page_of_sites(found, JOINED, SITE_JSON, case[1]) for case, found in FOUND.items()}
ONE = f"""SELECT s.version, s.region_code, s.company_id, {SITE_JSON} AS body
    FROM (SELECT %(id)s::uuid AS id, NULL::float8 AS km) picked {JOINED}"""
LOCK_CODE = """SELECT pg_advisory_xact_lock(hashtextextended(
    concat_ws(' ', 'company', %(scheme)s::text, %(value)s::text), 0))"""


def reached_by(actor: Actor) -> dict[str, Any]:
    """The values of REACHED: sites are public, but theirs to change for their region and their company."""
    return {
        "everywhere": actor.everywhere,
        "own_region": actor.region_code if actor.role in REGION_ROLES else None,
        "own_company": actor.organisation_id if actor.role == Role.COMPANY_COORDINATOR else None,
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
    """`version`, `region_code`, `company_id` and `body`."""
    return await one(db, ONE, {"id": site_id, **reached_by(who)})


async def has_company(db: Connection, company_id: UUID) -> bool:
    return await one(db, "SELECT 1 FROM company WHERE id = %(id)s", {"id": company_id}) is not None


async def locked(db: Connection, scheme: str, value: str) -> dict[str, Any] | None:
    """The site of this code, and the code itself until the transaction ends: a twin has to wait."""
    code = {"scheme": scheme, "value": value}
    await db.execute(LOCK_CODE.encode(), code)
    return await one(
        db,
        """SELECT id, version, region_code, company_id FROM company_site
           WHERE scheme = %(scheme)s AND value = %(value)s FOR NO KEY UPDATE""",
        code,
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
