"""Takes company sites in, one or a million, by the same two statements.

`source` is SQL that gives rows with the columns of STAGED: a staged temporary table for an import, the
recordset of a parameter for one site. `row` orders them; of two rows with one code the later wins.
"""

from collections.abc import Mapping
from typing import Any

from api.kit.db import Connection
from api.kit.merge import Counts, as_json, finer, kept, merged, recordset, staging, update

STAGED = {
    "row": "integer",
    "scheme": "text",
    "value": "text",
    "name": "text",
    "company_scheme": "text",
    "company_value": "text",
    "company_name": "text",
    "kvk": "text",
    "size_class": "text",
    "url": "text",
    "street": "text",
    "postcode": "text",
    "postcode4": "text",
    "place": "text",
    "municipality_code": "text",
    "region_code": "text",
    "sectors": "text[]",
    "sbi": "text[]",
    "lat": "double precision",
    "lon": "double precision",
    "capacity_year": "integer",
}
TABLE = "staged_company_site"
STAGE = staging(TABLE, STAGED)
_COMPANY = kept("company", "kvk", "size_class", "url")
_SITE = {
    "company_id": "excluded.company_id",
    "name": "excluded.name",
    **kept("company_site", "street", "postcode", "place", "municipality_code", "region_code", "capacity_year"),
    **{
        name: f"CASE WHEN excluded.{name} = '{{}}' THEN company_site.{name} ELSE excluded.{name} END"
        for name in ("sectors", "sbi")
    },
    **finer("company_site"),
    "state": "'active'",
}


def companies_from(source: str) -> str:
    return f"""
    INSERT INTO company (scheme, value, name, kvk, size_class, url)
    SELECT DISTINCT ON (company_scheme, company_value)
        company_scheme, company_value, coalesce(company_name, name), kvk, size_class, url
    FROM {source} ORDER BY company_scheme, company_value, row
    ON CONFLICT (scheme, value) {update("company", _COMPANY)}
    """


def sites_from(source: str) -> str:
    return f"""
    INSERT INTO company_site (company_id, scheme, value, name, street, postcode, place, municipality_code,
        region_code, sectors, sbi, lat, lon, precision, capacity_year)
    SELECT DISTINCT ON (t.scheme, t.value)
        o.id, t.scheme, t.value, t.name, t.street, t.postcode, t.place, m.code,
        coalesce(m.region_code, t.region_code), coalesce(t.sectors, '{{}}'), coalesce(t.sbi, '{{}}'),
        coalesce(t.lat, p.lat, m.lat), coalesce(t.lon, p.lon, m.lon),
        CASE WHEN t.lat IS NOT NULL THEN 'exact' WHEN p.lat IS NOT NULL THEN p.precision
             WHEN m.lat IS NOT NULL THEN 'municipality' END,
        t.capacity_year
    FROM {source}
    JOIN company o ON o.scheme = t.company_scheme AND o.value = t.company_value
    LEFT JOIN postcode p ON p.code = t.postcode4
    LEFT JOIN municipality m ON m.code = coalesce(t.municipality_code, p.municipality_code)
    ORDER BY t.scheme, t.value, t.row DESC
    ON CONFLICT (scheme, value) {update("company_site", _SITE)}
    RETURNING id, version = 1 AS created
    """


RETIRE = f"""
UPDATE company_site SET state = 'retired', version = version + 1, updated_at = now()
WHERE scheme = %(scheme)s AND state = 'active'
  AND NOT EXISTS (SELECT 1 FROM {TABLE} t WHERE t.scheme = company_site.scheme AND t.value = company_site.value)
"""


async def put(db: Connection, row: Mapping[str, Any]) -> None:
    """One site."""
    source = recordset(STAGED)
    await db.execute(companies_from(source).encode(), as_json(row))
    await db.execute(sites_from(source).encode(), as_json(row))


async def merge_staged(db: Connection) -> Counts:
    """All rows of the staged table."""
    await db.execute(companies_from(f"{TABLE} t").encode())
    return await merged(db, sites_from(f"{TABLE} t"), TABLE)


async def retire_missing(db: Connection, scheme: str) -> int:
    """Retires active sites of the scheme that the staged register no longer has; gives how many."""
    return (await db.execute(RETIRE.encode(), {"scheme": scheme})).rowcount
