"""Applications as JSON; an applicant's data is seen by the coordinators of its region alone."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.accounts.rules import Actor
from api.admissions.rules import BY_APPLICANT, BY_COORDINATOR
from api.kit.db import Connection, one, only, rows, utc
from api.kit.states import allowed_in
from api.organisations.rules import coordinated, coordinates_everywhere

REACHED = "(%(everywhere)s OR p.region_code = ANY (%(own_regions)s::text[]))"
CONTENT = f"""'id', p.id, 'kind', p.kind, 'state', p.state, 'region', p.region_code,
    'organisation', json_build_object('name', p.organisation_name, 'siteId', p.school_site_id,
        'code', CASE WHEN s.id IS NOT NULL THEN json_build_object('scheme', s.scheme, 'value', s.value) END,
        'kvk', p.kvk, 'street', s.street, 'postcode', p.postcode, 'place', p.place, 'website', p.website),
    'contact', json_build_object('name', p.contact_name, 'email', p.contact_email), 'motivation', p.motivation,
    'locale', p.locale, 'createdAt', {utc("p.created_at")}, 'decidedAt', {utc("p.decided_at")}"""
FOR_COORDINATOR = f"""json_build_object({CONTENT}, 'note', p.note,
    'allowedActions', {allowed_in("p.state", BY_COORDINATOR)})::text"""
# What is noted before a decision is the coordinators' own.
FOR_APPLICANT = f"""json_build_object({CONTENT},
    'note', CASE WHEN p.state IN ('admitted', 'rejected', 'waitlisted') THEN p.note END,
    'allowedActions', {allowed_in("p.state", BY_APPLICANT)})::text"""
FROM = "FROM application p LEFT JOIN school_site s ON s.id = p.school_site_id"
FOUND = f"""{FROM} WHERE {REACHED} AND (%(state)s::text IS NULL OR p.state = %(state)s)
    AND (%(region)s::text IS NULL OR p.region_code = %(region)s)
    AND (%(q)s::text IS NULL OR p.kvk = %(q)s
        OR strpos(' ' || loket_fold(p.organisation_name), ' ' || loket_fold(%(q)s)) > 0)"""
PAGE = f"""SELECT p.id, {FOR_COORDINATOR} AS body {FOUND}
    AND (%(after_id)s::uuid IS NULL OR p.id > %(after_id)s) ORDER BY p.id LIMIT %(limit)s"""
SITE = """SELECT s.id, s.school_id, s.name, s.postcode, s.place, s.website, s.region_code, s.state, o.participation
    FROM school_site s JOIN school o ON o.id = s.school_id
    WHERE s.id = %(id)s OR (s.scheme = %(scheme)s AND s.value = %(value)s)"""
# The company of a KvK number; `in_region` is one of its active sites there, `site_id` any of them.
COMPANY = """SELECT c.id, c.participation,
        (SELECT s.id FROM company_site s WHERE s.company_id = c.id AND s.state = 'active'
         ORDER BY s.region_code IS NOT DISTINCT FROM %(region)s DESC, s.id LIMIT 1) AS site_id,
        EXISTS (SELECT 1 FROM company_site s WHERE s.company_id = c.id AND s.state = 'active'
            AND s.region_code = %(region)s) AS in_region
    FROM company c WHERE c.kvk = %(kvk)s OR (c.scheme = 'kvk' AND c.value = %(kvk)s)
    ORDER BY c.participation IN ('active', 'paused') DESC, c.scheme = 'kvk' DESC, c.id LIMIT 1"""
POSTCODE = """SELECT m.region_code FROM postcode p JOIN municipality m ON m.code = p.municipality_code
    WHERE p.code = %(code)s"""
COLUMNS = [
    "kind", "region_code", "school_site_id", "kvk", "organisation_name", "postcode", "place", "website",
    "contact_name", "contact_email", "motivation", "locale", "link_hash",
]  # fmt: skip
INSERT = f"""INSERT INTO application ({", ".join(COLUMNS)}) VALUES ({", ".join(f"%({name})s" for name in COLUMNS)})
    ON CONFLICT DO NOTHING RETURNING id"""
DECIDE = """UPDATE application SET state = %(state)s, note = %(note)s, decided_by = %(by)s, decided_at = %(at)s,
        link_hash = coalesce(%(hash)s, link_hash), version = version + 1, updated_at = now()
    WHERE id = %(id)s"""


def visible_to(actor: Actor) -> dict[str, Any]:
    """The values of REACHED."""
    return {"everywhere": coordinates_everywhere(actor), "own_regions": sorted(coordinated(actor))}


async def page(db: Connection, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """`id` and `body`, oldest first."""
    return await rows(db, PAGE, dict(values))


async def count(db: Connection, values: Mapping[str, Any]) -> int:
    row = await only(db, f"SELECT count(*) AS n {FOUND}", dict(values))
    return int(row["n"])


async def application(db: Connection, who: Actor, application_id: UUID, lock: bool = False) -> dict[str, Any] | None:
    """The row with its `school_id` and its `body` for the coordinator."""
    end = "FOR UPDATE OF p" if lock else ""
    return await one(
        db,
        f"SELECT p.*, s.school_id, {FOR_COORDINATOR} AS body {FROM} WHERE p.id = %(id)s AND {REACHED} {end}",
        {"id": application_id, **visible_to(who)},
    )


async def by_link(db: Connection, hashed: bytes, lock: bool = False) -> dict[str, Any] | None:
    """The row with its `body` for who applied."""
    end = "FOR UPDATE OF p" if lock else ""
    return await one(
        db, f"SELECT p.*, {FOR_APPLICANT} AS body {FROM} WHERE p.link_hash = %(hash)s {end}", {"hash": hashed}
    )


async def for_applicant(db: Connection, application_id: UUID) -> dict[str, Any] | None:
    """As `by_link`, of whose link was checked before."""
    return await one(db, f"SELECT p.*, {FOR_APPLICANT} AS body {FROM} WHERE p.id = %(id)s", {"id": application_id})


async def site(db: Connection, site_id: UUID | None, scheme: str | None, value: str | None) -> dict[str, Any] | None:
    return await one(db, SITE, {"id": site_id, "scheme": scheme, "value": value})


async def company(db: Connection, kvk: str, region_code: str) -> dict[str, Any] | None:
    """`id`, `participation`, `site_id` and `in_region`."""
    return await one(db, COMPANY, {"kvk": kvk, "region": region_code})


async def region_of_postcode(db: Connection, digits: str | None) -> str | None:
    row = await one(db, POSTCODE, {"code": digits})
    return row["region_code"] if row else None


async def insert(db: Connection, values: Mapping[str, Any]) -> UUID | None:
    """The new application's id; None when one of the same organisation is open."""
    row = await one(db, INSERT, dict(values))
    return row["id"] if row else None


async def decide(db: Connection, values: Mapping[str, Any]) -> None:
    await db.execute(DECIDE.encode(), values)
