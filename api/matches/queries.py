"""Scoring in SQL, to the integer what `api.matching` says; a property test compares them.

The best activities for one request are found in the covering indexes `ix_activity_near` (kind, cell) and
`ix_activity_online` (kind): masks first, distance only for what is left, texts only for the winners.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg.rows import DictRow

from api.accounts.rules import Actor
from api.activities.queries import VISIBLE, activity_json, visible_to
from api.kit.db import Connection, one, rows

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
FITS = " AND ".join(LIMITS.values())
IN_REACH = "(a.km IS NULL OR (a.km <= %(max_km)s AND a.km <= a.radius_km))"
COLUMNS = """a.id, a.kind, a.level_mask, a.year_mask, a.subject_mask, a.theme_mask, a.language_mask, a.max_group,
    a.radius_km, a.online, a.first_week, a.week_mask, a.lat, a.lon"""


def _in_cells(kind: str, low: str, high: str, condition: str) -> str:
    """Published activities of a kind in ranges of cells, with their distance.

    OFFSET 0 keeps it a loop over index ranges: the planner cannot know how few rows a range has.
    """
    return f"""SELECT a.*, {KM} AS km
        FROM unnest(%({low})s::int[], %({high})s::int[]) AS g (low, high)
        CROSS JOIN LATERAL (
            SELECT {COLUMNS} FROM activity a
            WHERE a.state = 'published' AND a.kind = {kind} AND a.cell BETWEEN g.low AND g.high AND {condition}
            OFFSET 0
        ) a"""


def _online(kind: str, condition: str) -> str:
    return f"""SELECT {COLUMNS}, {KM} AS km FROM activity a
        WHERE %(online_ok)s AND a.state = 'published' AND a.online AND a.kind = {kind} AND {condition}"""


CANDIDATES = f"""
SELECT a.*, k.points AS type
FROM unnest(%(kinds)s::text[], %(points)s::int[]) AS k (kind, points)
CROSS JOIN LATERAL (
    SELECT * FROM ({_in_cells("k.kind", "low", "high", f"{FITS} AND NOT (a.online AND %(online_ok)s)")}) a
    WHERE {IN_REACH}
    UNION ALL {_online("k.kind", FITS)}
) a
"""
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
FULL = f"""{activity_json("picked.km")} AS body
    FROM picked JOIN activity a USING (id) JOIN company_site s ON s.id = a.company_site_id"""
SUGGESTED = f"""
WITH picked AS (
    SELECT a.id, a.km, {SCORE} AS score
    FROM (SELECT *, least(%(max_km)s, a.radius_km) AS reach_km FROM ({CANDIDATES}) a) a
    ORDER BY score DESC, id LIMIT %(limit)s
)
SELECT picked.score, {FULL} ORDER BY picked.score DESC, a.id
"""
BROKEN = {
    "type": "a.kind = ANY (%(kinds)s)",
    **LIMITS,
    "distance": f"((%(online_ok)s AND a.online) OR {IN_REACH})",
}
# What comes closest: nearby or online of any kind, and of the kinds asked whatever fails on distance alone,
# however far. So what fails on one limit is counted in full; of what fails on more, what is nearby.
CLOSEST = f"""
WITH candidate AS (
    SELECT a.* FROM unnest(%(all_kinds)s::text[]) AS k (kind)
    CROSS JOIN LATERAL ({_in_cells("k.kind", "low", "high", "true")} UNION ALL {_online("k.kind", "true")}) a
    UNION
    SELECT {COLUMNS}, {KM} AS km FROM activity a
    WHERE a.state = 'published' AND a.kind = ANY (%(kinds)s) AND {FITS}
), judged AS (
    SELECT a.id, a.km, array_remove(ARRAY[
        {", ".join(f"CASE WHEN {fits} THEN NULL ELSE '{limit}' END" for limit, fits in BROKEN.items())}
    ], NULL) AS broken
    FROM candidate a
), fewest AS (
    SELECT min(cardinality(broken)) AS n FROM judged WHERE cardinality(broken) > 0
), picked AS (
    SELECT id, km, broken, count(*) OVER (PARTITION BY broken) AS alike,
           row_number() OVER (PARTITION BY broken ORDER BY km NULLS LAST, id) AS place
    FROM judged, fewest WHERE cardinality(broken) = fewest.n
)
SELECT picked.broken, picked.alike, {FULL} WHERE picked.place <= 3
ORDER BY picked.alike DESC, picked.broken, picked.place LIMIT 24
"""


async def suggested(db: Connection, values: Mapping[str, Any]) -> list[DictRow]:
    """The best published activities that break no limit, best first, then by id, each with its `score`."""
    return await rows(db, SUGGESTED, dict(values))


async def closest(db: Connection, values: Mapping[str, Any]) -> list[DictRow]:
    """Activities that break the fewest limits, with `broken` and how many are `alike`."""
    return await rows(db, CLOSEST, dict(values))


async def offered(db: Connection, who: Actor, activity_id: UUID) -> DictRow | None:
    """A visible activity with what the rules need of it."""
    return await one(
        db,
        f"""WITH picked AS (SELECT id, NULL::float8 AS km FROM activity WHERE id = %(id)s)
            SELECT {FULL} WHERE {VISIBLE}""",
        {"id": activity_id, **visible_to(who)},
    )
