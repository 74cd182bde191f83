"""Scoring in SQL, to the integer what `api.matching` says; a property test compares them.

The best activities for one request are found in the covering indexes `ix_activity_near` (kind, cell) and
`ix_activity_online` (kind): masks first, distance only for what is left, texts only for the winners.
"""

from collections.abc import Mapping
from typing import Any

from psycopg.rows import DictRow

from api.activities.queries import activity_json
from api.kit.db import Connection, rows

# Kilometres between the request's site and the activity, in the operations and order of matching's distance.
KM = """CASE WHEN %(lat)s::float8 IS NULL THEN NULL ELSE coalesce(2 * 6371.0088 * asin(sqrt(
    power(sin((radians(a.lat) - radians(%(lat)s::float8)) / 2), 2)
    + cos(radians(%(lat)s::float8)) * cos(radians(a.lat))
    * power(sin((radians(a.lon) - radians(%(lon)s::float8)) / 2), 2))), 'Infinity') END"""


def _weeks(mask: str) -> str:
    """The activity's weeks that are also in the request's mask, whichever week each mask starts in."""
    return f"""CASE WHEN %(any_week)s THEN a.week_mask
        WHEN a.first_week - %(first_week)s BETWEEN 0 AND 62
            THEN (%({mask})s::bigint >> (a.first_week - %(first_week)s)) & a.week_mask
        WHEN %(first_week)s - a.first_week BETWEEN 1 AND 62
            THEN %({mask})s::bigint & (a.week_mask >> (%(first_week)s - a.first_week))
        ELSE 0 END"""


LIMITS = {
    "level": "a.level_mask & %(level_mask)s::bigint <> 0",
    "year": "a.year_mask & %(year_mask)s::int <> 0",
    "subject": "a.subject_mask & %(subject_mask)s::bigint <> 0",
    "language": "a.language_mask & %(language_mask)s::bigint <> 0",
    "groupSize": "a.max_group >= coalesce(%(pupils)s::int, 0)",
    "weeks": f"({_weeks('weeks_ok')}) <> 0",
}
FITS = "a.state = 'published' AND " + " AND ".join(LIMITS.values())
IN_REACH = "(a.km IS NULL OR (a.km <= %(max_km)s AND a.km <= a.radius_km))"

# OFFSET 0 keeps the inner part a loop over index ranges: the planner cannot know how few rows a range has.
CANDIDATES = f"""
SELECT a.*, k.points AS type
FROM unnest(%(kinds)s::text[], %(points)s::int[]) AS k (kind, points)
CROSS JOIN LATERAL (
    SELECT * FROM (
        SELECT a.*, {KM} AS km
        FROM unnest(%(low)s::int[], %(high)s::int[]) AS g (low, high)
        CROSS JOIN LATERAL (
            SELECT {{columns}} FROM activity a
            WHERE a.kind = k.kind AND a.cell BETWEEN g.low AND g.high
              AND {FITS} AND NOT (a.online AND %(online_ok)s)
            OFFSET 0
        ) a
    ) a
    WHERE {IN_REACH}
    UNION ALL
    SELECT {{columns}}, {KM} AS km FROM activity a
    WHERE %(online_ok)s AND a.online AND a.kind = k.kind AND {FITS}
) a
""".replace(
    "{columns}",
    "a.id, a.subject_mask, a.theme_mask, a.max_group, a.radius_km, a.online, a.first_week, a.week_mask, a.lat, a.lon",
)
NEAR = """CASE WHEN a.km IS NULL THEN 500
    WHEN a.km <= a.reach_km AND a.reach_km > 0
        THEN greatest(1000 - round(a.km * 10)::int * 1000 / (a.reach_km * 10), 0)
    ELSE 0 END"""
COMMON = "bit_count((a.{0}_mask & %({0}_mask)s::bigint)::bit(64))::int * 1000 / greatest(%({0}s)s, 1)"
SCORE = f"""(25 * a.type
    + 20 * (CASE WHEN %(subjects)s = 0 THEN 500 ELSE {COMMON.format("subject")} END)
    + 20 * (CASE WHEN %(themes)s = 0 THEN 500 ELSE {COMMON.format("theme")} END)
    + 15 * (CASE WHEN a.online AND %(online_ok)s THEN greatest({NEAR}, 500) ELSE {NEAR} END)
    + 10 * coalesce(least(1000, %(pupils)s::int * 1000 / a.max_group), 500)
    + 10 * (CASE WHEN %(any_week)s THEN 500 WHEN ({_weeks("weeks_preferred")}) <> 0 THEN 1000 ELSE 400 END)
    ) / 10"""
SUGGESTED = f"""
WITH best AS (
    SELECT a.id, a.km, {SCORE} AS score
    FROM (SELECT *, least(%(max_km)s, a.radius_km) AS reach_km FROM ({CANDIDATES}) a) a
    ORDER BY score DESC, id LIMIT %(limit)s
)
SELECT best.score, {activity_json("best.km")} AS body, a.kind, a.levels, a.years, a.subjects, a.themes, a.languages,
       a.max_group, a.radius_km, a.online, a.weeks, a.lat, a.lon,
       least(a.capacity_year, s.capacity_year) AS places_left
FROM best JOIN activity a USING (id) JOIN company_site s ON s.id = a.company_site_id
ORDER BY best.score DESC, a.id
"""


async def suggested(db: Connection, parameters: Mapping[str, Any]) -> list[DictRow]:
    """The best published activities that break no limit, best first, then by id."""
    return await rows(db, SUGGESTED, dict(parameters))
