"""Regions, municipalities, holidays and places, and their loading."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, LiteralString

from psycopg.types.json import Jsonb

from api.kit.db import Connection, one, only, rows
from api.kit.merge import lock_code
from api.regions.reference import Reference
from api.regions.rules import Point

REGION_JSON = """json_build_object('code', code, 'name', name, 'kind', kind, 'validFrom', valid_from,
    'brand', CASE WHEN brand <> '{}' THEN brand END,
    'location', CASE WHEN lat IS NOT NULL THEN
        json_build_object('lat', lat, 'lon', lon, 'precision', 'municipality') END)"""
MUNICIPALITY_JSON = """json_build_object('code', m.code, 'name', m.name, 'province', m.province_code,
    'region', m.region_code, 'holidayRegion', m.holiday_region,
    'location', CASE WHEN m.lat IS NOT NULL THEN
        json_build_object('lat', m.lat, 'lon', m.lon, 'precision', 'municipality') END)"""
# Words begin after a space, a hyphen or an apostrophe: `hertogenbosch` finds 's-Hertogenbosch.
MUNICIPALITY_FOUND = """(%(q)s::text IS NULL OR strpos(
        ' ' || translate(loket_fold(m.name), '-''’(', '    '),
        ' ' || ltrim(translate(loket_fold(%(q)s), '-''’(', '    '))) > 0)
    AND (%(region)s::text IS NULL OR m.region_code = %(region)s)"""
# Every name by which a place can be found; a postcode is one, a place within a municipality tells which.
PLACES = """
SELECT m.name, m.name AS label, 'municipality' AS kind, m.code AS municipality, m.region_code, m.lat, m.lon,
       'municipality' AS precision FROM municipality m
UNION ALL
SELECT p.name, p.name || ' (' || m.name || ')', 'place', m.code, m.region_code, p.lat, p.lon, 'municipality'
FROM place p JOIN municipality m ON m.code = p.municipality_code
UNION ALL
SELECT p.code, p.code, 'postcode', p.municipality_code, m.region_code, p.lat, p.lon, p.precision
FROM postcode p LEFT JOIN municipality m ON m.code = p.municipality_code WHERE p.code = %(postcode)s
"""
# `Bergen` is said for Bergen (NH.) too.
BARE = "regexp_replace(loket_fold({}), ' *\\(.*', '')"
HOLIDAY_JSON = """json_build_object('schoolYear', school_year, 'name', name, 'holidayRegion', holiday_region,
    'startDate', starts_on, 'endDate', ends_on, 'compulsory', compulsory)"""


def distance_km(table: str) -> str:
    """SQL: kilometres from (%(lat)s, %(lon)s) to the table's lat and lon, as matching's distance_km."""
    return _km(f"{table}.lat", f"{table}.lon", "%(lat)s::float8", "%(lon)s::float8")


def km_between(table: str, other: str) -> str:
    """SQL: kilometres between the points of two tables."""
    return _km(f"{table}.lat", f"{table}.lon", f"{other}.lat", f"{other}.lon")


def _km(lat: str, lon: str, from_lat: str, from_lon: str) -> str:
    return f"""2 * 6371.0088 * asin(sqrt(
        power(sin((radians({lat}) - radians({from_lat})) / 2), 2)
        + cos(radians({from_lat})) * cos(radians({lat}))
        * power(sin((radians({lon}) - radians({from_lon})) / 2), 2)))"""


# As a subquery, which is computed once and not for every row.
WORDS = " AND s.search @@ (SELECT loket_query(%(q)s, true) || coalesce(%(code)s::text, '')::tsquery)"


def sites(table: str, filters: str, words: bool, near: bool) -> str:
    """SQL: the `id`, `sort_name` and `km` of the sites of a search; with a point those that have a place."""
    matching = f"{filters} AND s.state = %(state)s" + (WORDS if words else "")
    if not near:
        return f"SELECT s.id, loket_fold(s.name) AS sort_name, NULL::float8 AS km FROM {table} s WHERE {matching}"
    return f"""SELECT s.id, s.sort_name, s.km FROM (
            SELECT s.id, '' AS sort_name, {distance_km("s")} AS km FROM {table} s
            WHERE {matching} AND s.lat IS NOT NULL) s
        WHERE s.km <= coalesce(%(within_km)s::float8, 'infinity')"""


def page_of_sites(found: str, joined: str, body: str, near: bool) -> str:
    """SQL: a page of `sites` by name or by distance, its JSON made for the rows of the page alone."""
    after, order = "(loket_fold(s.name), s.id) > (coalesce(%(after_name)s::text, ''), {first})", "sort_name"
    if near:
        after, order = "(s.km, s.id) > (coalesce(%(after_km)s::float8, -1), {first})", "km"
    first = "coalesce(%(after_id)s::uuid, '00000000-0000-0000-0000-000000000000')"
    return f"""WITH picked AS ({found} AND {after.format(first=first)} ORDER BY {order}, id LIMIT %(limit)s)
        SELECT picked.*, {body} AS body FROM picked {joined} ORDER BY picked.{order}, picked.id"""


class SiteLists:
    """The statements of a table of sites: its lists, by whether words are searched for and whether there is a
    point, and its codes.
    """

    def __init__(self, table: str, filters: str, joined: str, body: str) -> None:
        cases = [(words, near) for words in (True, False) for near in (True, False)]
        self._table = table
        self._found = {case: sites(table, filters, *case) for case in cases}
        self._pages = {case: page_of_sites(self._found[case], joined, body, case[1]) for case in cases}

    async def page(self, db: Connection, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Sites with `sort_name`, `id`, `km` (for the cursor) and `body`; by distance when there is a point."""
        return await rows(db, self._pages[_case(values)], dict(values))

    async def count(self, db: Connection, values: Mapping[str, Any]) -> int:
        row = await only(db, f"SELECT count(*) AS n FROM ({self._found[_case(values)]}) s", dict(values))
        return int(row["n"])

    async def locked(self, db: Connection, scheme: str, value: str) -> dict[str, Any] | None:
        """The site of this code, and the code itself until the transaction ends: a twin has to wait.

        What is another's to change is read without a lock: row-level security gives none.
        """
        await lock_code(db, self._table, scheme, value)
        site = f"SELECT * FROM {self._table} WHERE scheme = %(scheme)s AND value = %(value)s"
        code = {"scheme": scheme, "value": value}
        return await one(db, f"{site} FOR NO KEY UPDATE", code) or await one(db, site, code)


def _case(values: Mapping[str, Any]) -> tuple[bool, bool]:
    return values["q"] is not None, values["lat"] is not None


def address_json(table: str) -> str:
    """SQL: the address of a site, with its municipality joined as `m`."""
    return f"""json_build_object(
        'street', {table}.street, 'postcode', {table}.postcode, 'place', {table}.place,
        'municipality', CASE WHEN m.code IS NOT NULL THEN
            json_build_object('code', m.code, 'name', m.name) END)"""


def location_json(table: str) -> str:
    return f"""CASE WHEN {table}.lat IS NOT NULL THEN json_build_object(
        'lat', {table}.lat, 'lon', {table}.lon, 'precision', {table}.precision) END"""


async def postcode_centre(db: Connection, code: str) -> Point | None:
    row = await one(db, "SELECT lat, lon FROM postcode WHERE code = %(code)s AND lat IS NOT NULL", {"code": code})
    return None if row is None else Point(row["lat"], row["lon"])


async def regions(db: Connection, kind: str | None) -> list[str]:
    found = await rows(
        db,
        f"""SELECT ({REGION_JSON})::text AS body FROM region
            WHERE %(kind)s::text IS NULL OR kind = %(kind)s ORDER BY kind, name""",
        {"kind": kind},
    )
    return [row["body"] for row in found]


async def region(db: Connection, code: str) -> dict[str, Any] | None:
    return await one(
        db, f"SELECT version, ({REGION_JSON})::text AS body FROM region WHERE code = %(code)s", {"code": code}
    )


async def shape(db: Connection, code: str) -> dict[str, Any] | None:
    return await one(
        db,
        """SELECT version, json_build_object('type', 'Feature',
                  'properties', json_build_object('code', code, 'name', name),
                  'geometry', shape)::text AS body
           FROM region WHERE code = %(code)s""",
        {"code": code},
    )


async def has_region(db: Connection, code: str) -> bool:
    return await one(db, "SELECT 1 FROM region WHERE code = %(code)s", {"code": code}) is not None


async def has_municipality(db: Connection, code: str) -> bool:
    return await one(db, "SELECT 1 FROM municipality WHERE code = %(code)s", {"code": code}) is not None


async def municipalities(
    db: Connection, q: str | None, region_code: str | None, after: tuple[str, str] | None, limit: int
) -> list[dict[str, Any]]:
    """By name, as people read it: without accents or capitals."""
    return await rows(
        db,
        f"""SELECT loket_fold(m.name) AS name, m.code, ({MUNICIPALITY_JSON})::text AS body FROM municipality m
            WHERE {MUNICIPALITY_FOUND}
              AND (%(name)s::text IS NULL OR (loket_fold(m.name), m.code) > (%(name)s, %(code)s))
            ORDER BY loket_fold(m.name), m.code LIMIT %(limit)s""",
        {
            "q": q,
            "region": region_code,
            "name": after[0] if after else None,
            "code": after[1] if after else None,
            "limit": limit,
        },
    )


async def municipality_count(db: Connection, q: str | None, region_code: str | None) -> int:
    row = await only(
        db,
        f"SELECT count(*) AS n FROM municipality m WHERE {MUNICIPALITY_FOUND}",
        {"q": q, "region": region_code},
    )
    return int(row["n"])


async def places(db: Connection, q: str, postcode: str | None, limit: int) -> list[str]:
    """Those that are called so first, then those that begin so; of equals those with a location first."""
    found = await rows(
        db,
        f"""SELECT json_build_object('name', f.name, 'label', f.label, 'kind', f.kind, 'exact', f.exact,
                'municipality', CASE WHEN m.code IS NOT NULL THEN
                    json_build_object('code', m.code, 'name', m.name) END,
                'region', f.region_code, 'location', CASE WHEN f.lat IS NOT NULL THEN json_build_object(
                    'lat', f.lat, 'lon', f.lon, 'precision', f.precision) END)::text AS body
            FROM (SELECT p.*, {BARE.format("p.name")} = loket_fold(%(q)s)
                    OR loket_fold(%(q)s) IN (loket_fold(p.name), loket_fold(p.label))
                    OR p.kind = 'postcode' AS exact
                  FROM ({PLACES}) p) f
            LEFT JOIN municipality m ON m.code = f.municipality
            WHERE %(q)s <> '' AND (f.exact OR strpos(' ' || translate(loket_fold(f.label), '-''’(', '    '),
                ' ' || ltrim(translate(loket_fold(%(q)s), '-''’(', '    '))) > 0)
            ORDER BY f.exact DESC, starts_with(loket_fold(f.name), loket_fold(%(q)s)) DESC,
                f.lat IS NULL, f.kind = 'place', loket_fold(f.label), f.municipality LIMIT %(limit)s""",
        {"q": q, "postcode": postcode, "limit": limit},
    )
    return [row["body"] for row in found]


async def shapes(db: Connection, kind: str) -> str:
    """The outlines of all regions of a kind as one GeoJSON text."""
    row = await only(
        db,
        """SELECT json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object(
                  'type', 'Feature', 'properties', json_build_object('code', code, 'name', name),
                  'geometry', shape) ORDER BY code), '[]'))::text AS body
           FROM region WHERE kind = %(kind)s AND shape IS NOT NULL""",
        {"kind": kind},
    )
    return str(row["body"])


async def holidays(db: Connection, holiday_region: str | None, first: date | None, last: date | None) -> list[str]:
    found = await rows(
        db,
        f"""SELECT ({HOLIDAY_JSON})::text AS body FROM school_holiday
            WHERE (%(region)s::text IS NULL OR holiday_region = %(region)s)
              AND (%(first)s::date IS NULL OR ends_on >= %(first)s)
              AND (%(last)s::date IS NULL OR starts_on <= %(last)s)
            ORDER BY starts_on, holiday_region, name LIMIT 1000""",
        {"region": holiday_region, "first": first, "last": last},
    )
    return [row["body"] for row in found]


REGION_UPSERT: LiteralString = """
INSERT INTO region (code, name, kind, valid_from, brand, lat, lon, shape)
VALUES (%(code)s, %(name)s, %(kind)s, %(valid_from)s, %(brand)s, %(lat)s, %(lon)s, %(shape)s)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind, valid_from = excluded.valid_from,
    brand = excluded.brand, lat = excluded.lat, lon = excluded.lon, shape = excluded.shape,
    version = region.version + 1
WHERE (region.name, region.kind, region.valid_from, region.brand, region.lat, region.lon, region.shape)
    IS DISTINCT FROM (excluded.name, excluded.kind, excluded.valid_from, excluded.brand, excluded.lat,
                      excluded.lon, excluded.shape)
"""
MUNICIPALITY_UPSERT: LiteralString = """
INSERT INTO municipality (code, name, valid_from, region_code, province_code, holiday_region, lat, lon)
VALUES (%(code)s, %(name)s, %(valid_from)s, %(region_code)s, %(province_code)s, %(holiday_region)s,
        %(lat)s, %(lon)s)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, valid_from = excluded.valid_from,
    region_code = excluded.region_code, province_code = excluded.province_code,
    holiday_region = excluded.holiday_region, lat = coalesce(excluded.lat, municipality.lat),
    lon = coalesce(excluded.lon, municipality.lon)
WHERE municipality.valid_from < excluded.valid_from
"""
POSTCODE_UPSERT: LiteralString = """
INSERT INTO postcode (code, municipality_code, lat, lon, precision)
VALUES (%(code)s, %(municipality_code)s, %(lat)s, %(lon)s, %(precision)s)
ON CONFLICT (code) DO NOTHING
"""
PLACE_UPSERT: LiteralString = """
INSERT INTO place (name, municipality_code, lat, lon) VALUES (%(name)s, %(municipality_code)s, %(lat)s, %(lon)s)
ON CONFLICT (name, municipality_code) DO UPDATE SET lat = excluded.lat, lon = excluded.lon
WHERE (place.lat, place.lon) IS DISTINCT FROM (excluded.lat, excluded.lon)
"""
HOLIDAY_UPSERT: LiteralString = """
INSERT INTO school_holiday (school_year, name, holiday_region, starts_on, ends_on, compulsory)
VALUES (%(school_year)s, %(name)s, %(holiday_region)s, %(starts_on)s, %(ends_on)s, %(compulsory)s)
ON CONFLICT (school_year, name, holiday_region) DO NOTHING
"""


def _values(shipped: object, *as_json: str) -> dict[str, Any]:
    names = type(shipped).__slots__  # type: ignore[attr-defined]
    values = {name: getattr(shipped, name) for name in names}
    return values | {name: Jsonb(dict(values[name])) for name in as_json}


async def load(db: Connection, reference: Reference) -> None:
    """Regions and places follow the shipped files; a municipality follows those of a later year; postcodes and
    holidays are only added, since an import may have brought better ones.
    """
    steps: list[tuple[LiteralString, Iterable[dict[str, Any]]]] = [
        (REGION_UPSERT, (_values(region, "brand", "shape") for region in reference.regions)),
        (MUNICIPALITY_UPSERT, (_values(m) for m in reference.municipalities)),
        (POSTCODE_UPSERT, (_values(postcode) for postcode in reference.postcodes)),
        (PLACE_UPSERT, (_values(place) for place in reference.places)),
        (HOLIDAY_UPSERT, (_values(holiday) for holiday in reference.holidays)),
    ]
    async with db.cursor() as cursor:
        for statement, values in steps:
            await cursor.executemany(statement, list(values))
