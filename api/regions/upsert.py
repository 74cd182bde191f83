"""Takes municipalities, postcodes and holidays in from a staged table."""

from api.kit.clock import today
from api.kit.db import Connection
from api.kit.merge import Counts, merged, staging

MUNICIPALITIES = {
    "row": "integer",
    "code": "text",
    "name": "text",
    "province_code": "text",
    "region_code": "text",
    "holiday_region": "text",
}
POSTCODES = {
    "row": "integer",
    "code": "text",
    "municipality_code": "text",
    "lat": "double precision",
    "lon": "double precision",
}
HOLIDAYS = {
    "row": "integer",
    "school_year": "text",
    "name": "text",
    "holiday_region": "text",
    "starts_on": "date",
    "ends_on": "date",
    "compulsory": "boolean",
}
MUNICIPALITY_STAGE = staging("staged_municipality", MUNICIPALITIES)
POSTCODE_STAGE = staging("staged_postcode", POSTCODES)
HOLIDAY_STAGE = staging("staged_school_holiday", HOLIDAYS)
_MERGE_MUNICIPALITIES = """
INSERT INTO municipality (code, name, valid_from, region_code, province_code, holiday_region)
SELECT DISTINCT ON (t.code) t.code, t.name, %(year)s, r.code, p.code, t.holiday_region
FROM staged_municipality t
LEFT JOIN region r ON r.code = t.region_code LEFT JOIN region p ON p.code = t.province_code
ORDER BY t.code, t.row DESC
ON CONFLICT (code) DO UPDATE SET name = excluded.name,
    region_code = coalesce(excluded.region_code, municipality.region_code),
    province_code = coalesce(excluded.province_code, municipality.province_code),
    holiday_region = coalesce(excluded.holiday_region, municipality.holiday_region)
WHERE (municipality.name, municipality.region_code, municipality.province_code, municipality.holiday_region)
    IS DISTINCT FROM (excluded.name, coalesce(excluded.region_code, municipality.region_code),
        coalesce(excluded.province_code, municipality.province_code),
        coalesce(excluded.holiday_region, municipality.holiday_region))
RETURNING old.code IS NULL AS created
"""
_MERGE_POSTCODES = """
INSERT INTO postcode (code, municipality_code, lat, lon, precision)
SELECT DISTINCT ON (t.code) t.code, m.code, t.lat, t.lon, 'postcode'
FROM staged_postcode t LEFT JOIN municipality m ON m.code = t.municipality_code
ORDER BY t.code, t.row DESC
ON CONFLICT (code) DO UPDATE SET municipality_code = coalesce(excluded.municipality_code, postcode.municipality_code),
    lat = coalesce(excluded.lat, postcode.lat), lon = coalesce(excluded.lon, postcode.lon),
    precision = CASE WHEN excluded.lat IS NULL THEN postcode.precision ELSE 'postcode' END
WHERE (postcode.municipality_code, postcode.lat, postcode.lon, postcode.precision)
    IS DISTINCT FROM (coalesce(excluded.municipality_code, postcode.municipality_code),
        coalesce(excluded.lat, postcode.lat), coalesce(excluded.lon, postcode.lon),
        CASE WHEN excluded.lat IS NULL THEN postcode.precision ELSE 'postcode' END)
RETURNING old.code IS NULL AS created
"""
_MERGE_HOLIDAYS = """
INSERT INTO school_holiday (school_year, name, holiday_region, starts_on, ends_on, compulsory)
SELECT DISTINCT ON (school_year, name, holiday_region)
    school_year, name, holiday_region, starts_on, ends_on, compulsory
FROM staged_school_holiday ORDER BY school_year, name, holiday_region, row DESC
ON CONFLICT (school_year, name, holiday_region) DO UPDATE
SET starts_on = excluded.starts_on, ends_on = excluded.ends_on, compulsory = excluded.compulsory
WHERE (school_holiday.starts_on, school_holiday.ends_on, school_holiday.compulsory)
    IS DISTINCT FROM (excluded.starts_on, excluded.ends_on, excluded.compulsory)
RETURNING old.id IS NULL AS created
"""


async def merge_municipalities(db: Connection) -> Counts:
    return await merged(db, _MERGE_MUNICIPALITIES, "staged_municipality", {"year": today().year})


async def merge_postcodes(db: Connection) -> Counts:
    return await merged(db, _MERGE_POSTCODES, "staged_postcode")


async def merge_holidays(db: Connection) -> Counts:
    return await merged(db, _MERGE_HOLIDAYS, "staged_school_holiday")
