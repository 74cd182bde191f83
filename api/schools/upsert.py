"""Takes school sites in, one or a million, by the same two statements.

`source` is SQL that gives rows `t` with the columns of STAGED: a staged temporary table for an import, the
recordset of a parameter for one site. `row` orders them; of two rows with one code the later wins. NULL and
an empty list say nothing and erase nothing. `school_value` is the institution's code; where it is the site's
own code it says nothing of the institution of a site that is known.

`home` are the regions that the sender is bound to, None for all: what an institution with sites elsewhere says
of itself is then only filled in, and its board is not. Who calls refuses what is `annexed` and sees to it that
the sites themselves are the sender's to change; a dry run is a transaction that the caller rolls back.
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
_SCHOOL = told("o", "name", "board_code", only_ours={"board_code"})


def schools_from(source: str) -> str:
    """SQL: makes the institutions that are not known yet."""
    return f"""
    INSERT INTO school (scheme, value, name, board_code)
    SELECT DISTINCT ON (t.scheme, t.school_value)
        t.scheme, t.school_value, coalesce(t.school_name, t.name), t.board_code
    FROM {source} LEFT JOIN school_site k ON k.scheme = t.scheme AND k.value = t.value
    WHERE k.id IS NULL OR t.school_value <> t.value
    ORDER BY t.scheme, t.school_value, t.school_name IS NULL, t.row
    ON CONFLICT (scheme, value) DO NOTHING
    """


def sites_from(source: str) -> str:
    """SQL: makes or changes the sites, then their institutions, whose other sites get a new version."""
    return f"""
    WITH given AS MATERIALIZED (
        SELECT DISTINCT ON (t.scheme, t.value) t.*, k.postcode AS known_postcode,
            k.municipality_code AS known_municipality, k.holiday_region AS known_holiday_region,
            CASE WHEN t.school_value = t.value THEN coalesce(k.school_id, o.id) ELSE o.id END AS school_id
        FROM {source}
        LEFT JOIN school_site k ON k.scheme = t.scheme AND k.value = t.value
        LEFT JOIN school o ON o.scheme = t.scheme AND o.value = t.school_value
        ORDER BY t.scheme, t.value, t.row DESC
    ), touched AS (
        INSERT INTO school_site (school_id, scheme, value, name, street, postcode, place, municipality_code,
            region_code, holiday_region, website, denomination, levels, lat, lon, precision, prior_matches)
        SELECT t.school_id, t.scheme, t.value, t.name, t.street, t.postcode, t.place, m.code,
            coalesce(m.region_code, t.region_code),
            coalesce(t.holiday_region, CASE WHEN m.code = t.known_municipality THEN t.known_holiday_region END,
                m.holiday_region),
            t.website, t.denomination, coalesce(t.levels, '{{}}'),
            coalesce(t.lat, p.lat, m.lat), coalesce(t.lon, p.lon, m.lon),
            CASE WHEN t.lat IS NOT NULL THEN 'exact' WHEN p.lat IS NOT NULL THEN p.precision
                 WHEN m.lat IS NOT NULL THEN 'municipality' END,
            coalesce(t.prior_matches, 0)
        FROM given t
        LEFT JOIN postcode p ON p.code = t.postcode4
        LEFT JOIN municipality m ON m.code = coalesce(t.municipality_code,
            CASE WHEN left(t.known_postcode, 4) = t.postcode4 THEN t.known_municipality END, p.municipality_code)
        ON CONFLICT (scheme, value) {update("school_site", _SITE)}
        RETURNING id, old.id IS NULL AS created, school_id, old.school_id AS was_of
    ), told AS (
        SELECT t.school_id AS id, {last("school_name")} AS name, {last("board_code")} AS board_code,
            %(home)s::text[] IS NULL OR NOT EXISTS (SELECT 1 FROM school_site x WHERE x.school_id = t.school_id
                AND (x.region_code = ANY (%(home)s)) IS NOT TRUE) AS ours
        FROM given t WHERE t.school_name IS NOT NULL OR t.board_code IS NOT NULL GROUP BY t.school_id
    ), changed AS (
        UPDATE school o {_SCHOOL} RETURNING o.id
    ), followed AS (
        UPDATE school_site s SET version = s.version + 1, updated_at = now()
        FROM changed WHERE s.school_id = changed.id AND NOT EXISTS (SELECT 1 FROM touched WHERE touched.id = s.id)
        RETURNING s.scheme, s.value
    )
    SELECT (SELECT count(*) FROM {source}) AS rows, count(*) FILTER (WHERE created) AS created,
        count(*) FILTER (WHERE NOT created)
            + (SELECT count(*) FROM followed JOIN given USING (scheme, value)) AS updated,
        {annexed("school")} AS annexed
    FROM touched
    """


RETIRE = f"""
UPDATE school_site SET state = 'retired', version = version + 1, updated_at = now()
WHERE scheme = %(scheme)s AND state = 'active' AND (%(home)s::text[] IS NULL OR region_code = ANY (%(home)s))
  AND NOT EXISTS (SELECT 1 FROM {TABLE} t WHERE t.scheme = school_site.scheme AND t.value = school_site.value)
"""


async def put(db: Connection, row: Mapping[str, Any], home: Sequence[str] | None = None) -> Counts:
    """One site."""
    source, values = recordset(STAGED), {**as_json(row), "home": list(home) if home else None}
    return await merged_sites(db, schools_from(source), sites_from(source), values)


async def merge_staged(db: Connection, home: Sequence[str] | None = None) -> Counts:
    """All rows of the staged table."""
    source = f"{TABLE} t"
    return await merged_sites(db, schools_from(source), sites_from(source), {"home": list(home) if home else None})


async def retire_missing(db: Connection, scheme: str, home: Sequence[str] | None = None) -> int:
    """Retires active sites of the scheme, with `home` those of these regions alone, that the staged register no
    longer has; gives how many. Nothing is ever deleted.
    """
    return (await db.execute(RETIRE.encode(), {"scheme": scheme, "home": list(home) if home else None})).rowcount
