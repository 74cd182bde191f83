"""Company sites as JSON, found by words, sector, region and distance."""

from typing import Any
from uuid import UUID

from api.accounts.roles import Role
from api.accounts.rules import COMPANY_ROLES, Actor
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
    AND (%(municipality)s::text IS NULL OR s.municipality_code = %(municipality)s)
    AND (NOT %(takes_part)s OR s.company_id IN (SELECT id FROM company WHERE participation = 'active'))"""
LISTS = SiteLists("company_site", FILTERS, JOINED, SITE_JSON)
page, count, locked = LISTS.page, LISTS.count, LISTS.locked
ONE = f"""SELECT s.version, s.region_code, s.company_id, {SITE_JSON} AS body
    FROM (SELECT %(id)s::uuid AS id, NULL::float8 AS km) picked {JOINED}"""


CODE_JSON = f"""json_build_object('current', %(current)s::text,
    'accepted', CASE WHEN c.id IS NOT NULL
        THEN json_build_object('version', c.version, 'acceptedAt', {utc("c.accepted_at")}) END,
    'allowedActions', CASE WHEN %(keeps)s AND c.version IS DISTINCT FROM %(current)s THEN ARRAY['accept']
        ELSE ARRAY[]::text[] END)::text"""
# Its company's and its regions'.
CODE_OF = f"""SELECT c.version, {CODE_JSON} AS body FROM company o
    LEFT JOIN LATERAL (SELECT * FROM code_acceptance WHERE company_id = o.id
        ORDER BY accepted_at DESC, id DESC LIMIT 1) c ON true
    WHERE o.id = %(id)s AND (%(everywhere)s OR o.id = ANY (%(own_companies)s::uuid[]) OR EXISTS (
        SELECT 1 FROM company_site s WHERE s.company_id = o.id AND s.region_code = ANY (%(own_regions)s::text[])))"""
ACCEPT = """INSERT INTO code_acceptance (company_id, version, actor_id, accepted_at)
    VALUES (%(company)s, %(version)s, %(actor)s, %(now)s) ON CONFLICT DO NOTHING"""


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


async def code_of(db: Connection, who: Actor, company_id: UUID, current: str) -> dict[str, Any] | None:
    """The `version` that a company accepted last, and that as `body`."""
    values = {
        "id": company_id,
        "current": current,
        "keeps": company_id in who.companies(Role.COMPANY_COORDINATOR),
        **reached_by(who),
        "own_companies": who.companies(*COMPANY_ROLES),
    }
    return await one(db, CODE_OF, values)


async def accept_code(db: Connection, values: dict[str, Any]) -> None:
    await db.execute(ACCEPT.encode(), values)
