"""Takes school sites in, one or a million, by the same two statements.

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
    "school_value": "text",
    "school_name": "text",
    "board_code": "text",
    "street": "text",
    "postcode": "text",
    "postcode4": "text",
    "place": "text",
    "municipality_code": "text",
    "region_code": "text",
    "holiday_region": "text",
    "website": "text",
    "denomination": "text",
    "levels": "text[]",
    "lat": "double precision",
    "lon": "double precision",
    "prior_matches": "integer",
}
TABLE = "staged_school_site"
STAGE = staging(TABLE, STAGED)
_SITE = {
    "school_id": "excluded.school_id",
    "name": "excluded.name",
    **kept("school_site", "street", "postcode", "place", "municipality_code", "region_code"),
    **kept("school_site", "holiday_region", "website", "denomination"),
    "levels": "CASE WHEN excluded.levels = '{}' THEN school_site.levels ELSE excluded.levels END",
    **finer("school_site"),
    "prior_matches": "greatest(excluded.prior_matches, school_site.prior_matches)",
    "state": "'active'",
}


def schools_from(source: str) -> str:
    return f"""
    INSERT INTO school (scheme, value, name, board_code)
    SELECT DISTINCT ON (scheme, school_value) scheme, school_value, coalesce(school_name, name), board_code
    FROM {source} ORDER BY scheme, school_value, row
    ON CONFLICT (scheme, value) DO UPDATE
    SET board_code = excluded.board_code, version = school.version + 1, updated_at = now()
    WHERE excluded.board_code IS NOT NULL AND school.board_code IS DISTINCT FROM excluded.board_code
    """


def sites_from(source: str) -> str:
    return f"""
    INSERT INTO school_site (school_id, scheme, value, name, street, postcode, place, municipality_code,
        region_code, holiday_region, website, denomination, levels, lat, lon, precision, prior_matches)
    SELECT DISTINCT ON (t.scheme, t.value)
        o.id, t.scheme, t.value, t.name, t.street, t.postcode, t.place, m.code,
        coalesce(m.region_code, t.region_code), coalesce(t.holiday_region, m.holiday_region), t.website,
        t.denomination, coalesce(t.levels, '{{}}'),
        coalesce(t.lat, p.lat, m.lat), coalesce(t.lon, p.lon, m.lon),
        CASE WHEN t.lat IS NOT NULL THEN 'exact' WHEN p.lat IS NOT NULL THEN p.precision
             WHEN m.lat IS NOT NULL THEN 'municipality' END,
        coalesce(t.prior_matches, 0)
    FROM {source}
    JOIN school o ON o.scheme = t.scheme AND o.value = t.school_value
    LEFT JOIN postcode p ON p.code = t.postcode4
    LEFT JOIN municipality m ON m.code = coalesce(t.municipality_code, p.municipality_code)
    ORDER BY t.scheme, t.value, t.row DESC
    ON CONFLICT (scheme, value) {update("school_site", _SITE)}
    RETURNING id, version = 1 AS created
    """


RETIRE = f"""
UPDATE school_site SET state = 'retired', version = version + 1, updated_at = now()
WHERE scheme = %(scheme)s AND state = 'active'
  AND NOT EXISTS (SELECT 1 FROM {TABLE} t WHERE t.scheme = school_site.scheme AND t.value = school_site.value)
"""


async def put(db: Connection, row: Mapping[str, Any]) -> None:
    """One site."""
    source = recordset(STAGED)
    await db.execute(schools_from(source).encode(), as_json(row))
    await db.execute(sites_from(source).encode(), as_json(row))


async def merge_staged(db: Connection) -> Counts:
    """All rows of the staged table."""
    await db.execute(schools_from(f"{TABLE} t").encode())
    return await merged(db, sites_from(f"{TABLE} t"), TABLE)


async def retire_missing(db: Connection, scheme: str) -> int:
    """Retires active sites of the scheme that the staged register no longer has; gives how many."""
    return (await db.execute(RETIRE.encode(), {"scheme": scheme})).rowcount
