"""Company sites as JSON, found by words, sector, region and distance."""

from typing import Any
from uuid import UUID

from api.accounts.models import Role
from api.accounts.rules import Actor
from api.kit.db import Connection, one, utc
from api.regions.queries import SiteLists, address_json, location_json

REACHED = """(%(everywhere)s OR s.region_code = ANY (%(own_regions)s::text[])
    OR s.company_id = ANY (%(own_companies)s::uuid[]))"""
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
LISTS = SiteLists("company_site", FILTERS, JOINED, SITE_JSON)
page, count, locked = LISTS.page, LISTS.count, LISTS.locked
ONE = f"""SELECT s.version, s.region_code, s.company_id, {SITE_JSON} AS body
    FROM (SELECT %(id)s::uuid AS id, NULL::float8 AS km) picked {JOINED}"""


def reached_by(actor: Actor) -> dict[str, Any]:
    """The values of REACHED: sites are public, but theirs to change for their region and their company."""
    return {
        "everywhere": actor.everywhere,
        "own_regions": actor.regions(),
        "own_companies": actor.companies(Role.COMPANY_COORDINATOR),
    }


async def site(db: Connection, who: Actor, site_id: UUID) -> dict[str, Any] | None:
    """`version`, `region_code`, `company_id` and `body`."""
    return await one(db, ONE, {"id": site_id, **reached_by(who)})


async def has_company(db: Connection, company_id: UUID) -> bool:
    return await one(db, "SELECT 1 FROM company WHERE id = %(id)s", {"id": company_id}) is not None


async def owner(
    db: Connection, site_id: UUID | None, scheme: str | None = None, value: str | None = None
) -> dict[str, Any] | None:
    """The code, state, region and company of a site and whether that takes part, found by id or by code."""
    return await one(
        db,
        """SELECT s.id, s.scheme, s.value, s.state, s.region_code, s.company_id, o.participation
           FROM company_site s JOIN company o ON o.id = s.company_id
           WHERE s.id = %(id)s OR (s.scheme = %(scheme)s AND s.value = %(value)s)""",
        {"id": site_id, "scheme": scheme, "value": value},
    )
