"""What the demo reads to be made, and the keys that it takes back."""

from datetime import date
from typing import Any
from uuid import UUID

from api.demo.plan import SCHEME, Site, Town
from api.kit.db import Connection, one, only, rows


async def has_request(db: Connection, code: str) -> bool:
    made = "SELECT 1 FROM school_request WHERE scheme = %(scheme)s AND value = %(code)s"
    return await one(db, made, {"scheme": SCHEME, "code": code}) is not None


async def towns(db: Connection, region: str) -> list[Town]:
    """The places of a region's school sites, each at the middle of them."""
    found = await rows(
        db,
        """SELECT municipality_code AS code, place AS name, round(avg(lat)::numeric, 5)::float8 AS lat,
                  round(avg(lon)::numeric, 5)::float8 AS lon
           FROM school_site WHERE region_code = %(region)s AND lat IS NOT NULL AND place IS NOT NULL
           GROUP BY municipality_code, place ORDER BY municipality_code, place""",
        {"region": region},
    )
    return [Town(**row) for row in found]


async def sites(db: Connection, region: str) -> list[Site]:
    found = await rows(
        db,
        """SELECT scheme, value, levels FROM school_site
           WHERE region_code = %(region)s AND state = 'active' ORDER BY value""",
        {"region": region},
    )
    return [Site(**row) for row in found]


async def holidays(db: Connection, region: str) -> list[tuple[date, date]]:
    """First and last free day of every holiday of the schools of a region."""
    found = await rows(
        db,
        """SELECT DISTINCT starts_on, ends_on FROM school_holiday WHERE holiday_region IN (
               SELECT holiday_region FROM school_site WHERE region_code = %(region)s)""",
        {"region": region},
    )
    return [(row["starts_on"], row["ends_on"]) for row in found]


WHOLLY_HERE = """NOT EXISTS (SELECT 1 FROM school_site x
    WHERE x.school_id = s.school_id AND x.region_code IS DISTINCT FROM %(region)s)"""


async def asking_school(db: Connection, region: str) -> dict[str, Any] | None:
    """The first school that asks something in the demo and lies in this region alone: its `id` and `name`, and the
    `scheme`, `value` and `levels` of the site that asks.
    """
    return await one(
        db,
        f"""SELECT s.school_id AS id, s.name, s.scheme, s.value, s.levels
            FROM school_request r JOIN school_site s ON s.id = r.school_site_id
            WHERE r.scheme = %(scheme)s AND r.region_code = %(region)s AND {WHOLLY_HERE}
            ORDER BY r.value LIMIT 1""",
        {"scheme": SCHEME, "region": region},
    )


async def outside(db: Connection, region: str) -> tuple[str, str] | None:
    """The code of a site of a school that does not take part, and lies in this region alone."""
    row = await one(
        db,
        f"""SELECT s.scheme, s.value FROM school_site s JOIN school o ON o.id = s.school_id
            WHERE s.region_code = %(region)s AND s.state = 'active' AND o.participation = 'none' AND {WHOLLY_HERE}
            ORDER BY s.value DESC LIMIT 1""",
        {"region": region},
    )
    return (row["scheme"], row["value"]) if row else None


async def has_applications(db: Connection) -> bool:
    return await one(db, "SELECT 1 FROM application LIMIT 1", {}) is not None


async def first_company(db: Connection, region: str) -> dict[str, Any] | None:
    """`id`, `name` and the code's `value` of the first company of the demo in a region."""
    return await one(
        db,
        """SELECT company_id AS id, name, value FROM company_site
           WHERE region_code = %(region)s AND scheme = %(scheme)s ORDER BY value LIMIT 1""",
        {"scheme": SCHEME, "region": region},
    )


async def companies(db: Connection, region: str, how_many: int) -> list[UUID]:
    """The first companies of the demo in a region, of those that differ."""
    found = await rows(
        db,
        """SELECT company_id, min(value) AS value FROM company_site
           WHERE region_code = %(region)s AND scheme = %(scheme)s
           GROUP BY company_id ORDER BY value LIMIT %(many)s""",
        {"scheme": SCHEME, "region": region, "many": how_many},
    )
    return [row["company_id"] for row in found]


async def has_partnership(db: Connection, school_id: UUID) -> bool:
    return await one(db, "SELECT 1 FROM partnership WHERE school_id = %(id)s LIMIT 1", {"id": school_id}) is not None


async def has_professional(db: Connection, company_id: UUID) -> bool:
    known = "SELECT 1 FROM professional WHERE company_id = %(id)s"
    return await one(db, known, {"id": company_id}) is not None


async def first_professional(db: Connection, company_id: UUID) -> dict[str, Any]:
    """`id`, `account_id` and the weekly hours of the one whom a company named first."""
    first = "SELECT id, account_id, availability FROM professional WHERE company_id = %(id)s ORDER BY number LIMIT 1"
    return await only(db, first, {"id": company_id})


async def person(db: Connection, email: str) -> UUID:
    found: UUID = (await only(db, "SELECT id FROM account WHERE email = %(email)s", {"email": email}))["id"]
    return found


async def revoke_named(db: Connection, name: str) -> None:
    await db.execute(
        "UPDATE api_client SET revoked_at = now() WHERE revoked_at IS NULL AND name = %(name)s", {"name": name}
    )


ENTRANCE = """
WITH person AS (
    INSERT INTO account (email, name) VALUES (%(email)s, %(name)s)
    ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING id
), held AS (
    INSERT INTO membership (account_id, role, school_id, company_id, region_code)
    SELECT id, %(role)s, %(school)s, %(company)s, %(region)s FROM person ON CONFLICT DO NOTHING
)
INSERT INTO sign_in_attempt (email_hash, locale, account_id, token_hash, expires_at)
SELECT %(email_hash)s, 'nl', id, %(token_hash)s, now() + interval '1 day' FROM person"""


async def let_in(db: Connection, values: dict[str, Any]) -> None:
    """An account with its role, and a link that signs it in once, for a day."""
    await db.execute(ENTRANCE.encode(), values)
