"""Takes company sites in, one or a million, by the same two statements.

`source` is SQL that gives rows `t` with the columns of STAGED: a staged temporary table for an import, the
recordset of a parameter for one site. `row` orders them; of two rows with one code the later wins. NULL and
an empty list say nothing and erase nothing. `company_scheme` and `company_value` are the company's code: of the
chamber of commerce (`kvk`) where it is known; where it is the site's own code it says nothing of the company of
a site that is known. A company that had no kvk yet gets it and stays the same company.

`home` are the regions that the sender is bound to, None for all: what a company with sites elsewhere says of
itself is then only filled in. Who calls refuses what is `annexed` and sees to it that the sites themselves are
the sender's to change; a dry run is a transaction that the caller rolls back.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from api.kit.db import Connection
from api.kit.merge import Counts, annexed, as_json, finer, kept, last, merged_sites, recordset, staging, told, update

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
_COMPANY = told("o", "name", "kvk", "size_class", "url")
# `k` is the site as it is known and `c` its company, `o` the company of the given code, `b` one of the given kvk.
_KNOWN = """LEFT JOIN company_site k ON k.scheme = t.scheme AND k.value = t.value
    LEFT JOIN company c ON c.id = k.company_id
    LEFT JOIN company o ON o.scheme = t.company_scheme AND o.value = t.company_value
    LEFT JOIN company b ON t.company_scheme = 'kvk' AND b.kvk = t.company_value"""
_COMPANY_ID = """CASE
    WHEN (t.company_scheme, t.company_value) = (t.scheme, t.value) THEN coalesce(k.company_id, o.id)
    WHEN t.company_scheme = 'kvk' AND c.kvk = t.company_value THEN c.id
    WHEN t.company_scheme = 'kvk' AND c.kvk IS NULL THEN coalesce(o.id, b.id, c.id)
    ELSE coalesce(o.id, b.id) END"""


def companies_from(source: str) -> str:
    """SQL: makes the companies that are not known yet."""
    return f"""
    INSERT INTO company (scheme, value, name, kvk, size_class, url)
    SELECT DISTINCT ON (t.company_scheme, t.company_value)
        t.company_scheme, t.company_value, coalesce(t.company_name, t.name), t.kvk, t.size_class, t.url
    FROM {source} {_KNOWN}
    WHERE {_COMPANY_ID} IS NULL
    ORDER BY t.company_scheme, t.company_value, t.company_name IS NULL, t.row
    ON CONFLICT (scheme, value) DO NOTHING
    """


def sites_from(source: str) -> str:
    """SQL: makes or changes the sites, then their companies, whose other sites get a new version."""
    return f"""
    WITH given AS MATERIALIZED (
        SELECT DISTINCT ON (t.scheme, t.value) t.*, k.postcode AS known_postcode,
            k.municipality_code AS known_municipality,
            {_COMPANY_ID} AS company_id
        FROM {source} {_KNOWN}
        ORDER BY t.scheme, t.value, t.row DESC, b.id
    ), touched AS (
        INSERT INTO company_site (company_id, scheme, value, name, street, postcode, place, municipality_code,
            region_code, sectors, sbi, lat, lon, precision, capacity_year)
        SELECT t.company_id, t.scheme, t.value, t.name, t.street, t.postcode, t.place, m.code,
            coalesce(m.region_code, t.region_code), coalesce(t.sectors, '{{}}'), coalesce(t.sbi, '{{}}'),
            coalesce(t.lat, p.lat, m.lat), coalesce(t.lon, p.lon, m.lon),
            CASE WHEN t.lat IS NOT NULL THEN 'exact' WHEN p.lat IS NOT NULL THEN p.precision
                 WHEN m.lat IS NOT NULL THEN 'municipality' END,
            t.capacity_year
        FROM given t
        LEFT JOIN postcode p ON p.code = t.postcode4
        LEFT JOIN municipality m ON m.code = coalesce(t.municipality_code,
            CASE WHEN left(t.known_postcode, 4) = t.postcode4 THEN t.known_municipality END, p.municipality_code)
        ON CONFLICT (scheme, value) {update("company_site", _SITE)}
        RETURNING id, old.id IS NULL AS created, company_id, old.company_id AS was_of
    ), told AS (
        SELECT t.company_id AS id, {last("company_name")} AS name, {last("kvk")} AS kvk,
            {last("size_class")} AS size_class, {last("url")} AS url,
            %(home)s::text[] IS NULL OR NOT EXISTS (SELECT 1 FROM company_site x WHERE x.company_id = t.company_id
                AND (x.region_code = ANY (%(home)s)) IS NOT TRUE) AS ours
        FROM given t WHERE num_nonnulls(t.company_name, t.kvk, t.size_class, t.url) > 0 GROUP BY t.company_id
    ), changed AS (
        UPDATE company o {_COMPANY} RETURNING o.id
    ), followed AS (
        UPDATE company_site s SET version = s.version + 1, updated_at = now()
        FROM changed WHERE s.company_id = changed.id AND NOT EXISTS (SELECT 1 FROM touched WHERE touched.id = s.id)
        RETURNING s.scheme, s.value
    )
    SELECT (SELECT count(*) FROM {source}) AS rows, count(*) FILTER (WHERE created) AS created,
        count(*) FILTER (WHERE NOT created)
            + (SELECT count(*) FROM followed JOIN given USING (scheme, value)) AS updated,
        {annexed("company")} AS annexed
    FROM touched
    """


RETIRE = f"""
UPDATE company_site SET state = 'retired', version = version + 1, updated_at = now()
WHERE scheme = %(scheme)s AND state = 'active' AND (%(home)s::text[] IS NULL OR region_code = ANY (%(home)s))
  AND NOT EXISTS (SELECT 1 FROM {TABLE} t WHERE t.scheme = company_site.scheme AND t.value = company_site.value)
"""


async def put(db: Connection, row: Mapping[str, Any], home: Sequence[str] | None = None) -> Counts:
    """One site."""
    source, values = recordset(STAGED), {**as_json(row), "home": list(home) if home else None}
    return await merged_sites(db, companies_from(source), sites_from(source), values)


async def merge_staged(db: Connection, home: Sequence[str] | None = None) -> Counts:
    """All rows of the staged table."""
    source = f"{TABLE} t"
    return await merged_sites(db, companies_from(source), sites_from(source), {"home": list(home) if home else None})


async def retire_missing(db: Connection, scheme: str, home: Sequence[str] | None = None) -> int:
    """Retires active sites of the scheme, with `home` those of these regions alone, that the staged register no
    longer has; gives how many. Nothing is ever deleted.
    """
    return (await db.execute(RETIRE.encode(), {"scheme": scheme, "home": list(home) if home else None})).rowcount
