"""Scoring in SQL, to the integer what `api.matching` says; property tests compare them.

The best activities for one request are found in the covering indexes `ix_activity_near` (kind, cell) and
`ix_activity_online` (kind): masks first, distance only for what is left, texts only for the winners.
"""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from psycopg.rows import DictRow

from api.accounts.rules import Actor
from api.activities.queries import OURS, VISIBLE, activity_json, visible_to
from api.kit.db import Connection, one, rows
from api.regions.models import AWAY
from api.regions.queries import distance_km
from api.requests.queries import OWNED, request_json
from api.requests.queries import visible_to as requests_visible_to

# Kilometres between the request's site and the activity, in the operations and order of matching's distance.
KM = f"CASE WHEN %(lat)s::float8 IS NULL THEN NULL ELSE coalesce({distance_km('a')}, 'Infinity') END"


def _weeks(mask: str, others: str) -> str:
    """The activity's weeks that are in the request's mask, whichever week each mask starts in; with `others` -1
    instead of 0 those from the first week on that are not in it.
    """
    return f"""CASE WHEN a.first_week - %(first_week)s BETWEEN 0 AND 62
            THEN ((%({mask})s::bigint >> (a.first_week - %(first_week)s)) # {others}) & a.week_mask
        WHEN %(first_week)s - a.first_week BETWEEN 1 AND 62
            THEN (%({mask})s::bigint # {others}) & (a.week_mask >> (%(first_week)s - a.first_week))
        WHEN a.first_week > %(first_week)s THEN {others} & a.week_mask
        ELSE 0 END"""


LIMITS = {
    "level": "a.level_mask & %(level_mask)s::bigint <> 0",
    "year": "a.year_mask & %(year_mask)s::int <> 0",
    "subject": "a.subject_mask & %(subject_mask)s::bigint <> 0",
    "language": "a.language_mask & %(language_mask)s::bigint <> 0",
    "groupSize": "a.max_group >= coalesce(%(pupils)s::int, 0)",
    "weeks": f"({_weeks('weeks', '%(others)s::bigint')}) <> 0",
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
            SELECT {COLUMNS} FROM published_activity a
            WHERE a.kind = {kind} AND a.cell BETWEEN g.low AND g.high AND {condition}
            OFFSET 0
        ) a"""


def _online(kind: str, condition: str) -> str:
    return f"""SELECT {COLUMNS}, {KM} AS km FROM published_activity a
        WHERE %(online_ok)s AND a.online AND a.kind = {kind} AND {condition}"""


def _candidates(online: bool) -> str:
    near = _in_cells("k.kind", "low", "high", f"{FITS} AND NOT a.online" if online else FITS)
    return f"""SELECT a.*, k.points AS type
        FROM unnest(%(kinds)s::text[], %(points)s::int[]) AS k (kind, points)
        CROSS JOIN LATERAL (
            SELECT * FROM ({near}) a WHERE {IN_REACH} {f"UNION ALL {_online('k.kind', FITS)}" if online else ""}
        ) a"""


NEAR = """CASE WHEN a.km IS NULL THEN 500
    WHEN a.km <= a.reach_km AND a.reach_km > 0
        THEN greatest(1000 - round(a.km * 10)::int * 1000 / (a.reach_km * 10), 0)
    ELSE 0 END"""
COMMON = "bit_count((a.{0}_mask & %({0}_mask)s::bigint)::bit(64))::int * 1000 / greatest(%({0}s)s, 1)"
PREFERRED = _weeks("weeks_preferred", "0::bigint")
ANY_NEAR = f"CASE WHEN a.online THEN greatest({NEAR}, 500) ELSE {NEAR} END"


def _score(online: bool) -> str:
    return f"""(25 * a.type
    + 20 * (CASE WHEN %(subjects)s = 0 THEN 500 ELSE {COMMON.format("subject")} END)
    + 20 * (CASE WHEN %(themes)s = 0 THEN 500 ELSE {COMMON.format("theme")} END)
    + 15 * ({ANY_NEAR if online else NEAR})
    + 10 * coalesce(least(1000, %(pupils)s::int * 1000 / a.max_group), 500)
    + 10 * (CASE WHEN %(any_week)s THEN 500 WHEN ({PREFERRED}) <> 0 THEN 1000 ELSE 400 END)
    ) / 10"""


FULL = f"""{activity_json("picked.km")} AS body
    FROM picked JOIN activity a USING (id) JOIN company_site s ON s.id = a.company_site_id"""
# A visit to the company's own place that is not told to meet what the class needs: the pure rule is `unmet` of
# activities. Looked at only where something is needed; the covering indexes know no access.
UNMET = """v.modes = ARRAY['at_company'] AND (
    EXISTS (SELECT 1 FROM unnest(%(needed)s::text[]) AS n (name) WHERE v.access -> n.name IS DISTINCT FROM 'true')
    OR EXISTS (SELECT 1 FROM unnest(%(limited)s::text[], %(at_most)s::int[]) AS n (name, most)
        WHERE (v.access ->> n.name)::int > n.most))"""
MEETS = f"""(NOT %(needy)s
    OR NOT EXISTS (SELECT 1 FROM published_activity v WHERE v.id = a.id AND {UNMET}))"""
# Partners come first among equals, of the partnerships that the actor may see. Their activities are named
# beforehand, once: the covering indexes know no company.
PARTNERS = """ARRAY(SELECT a.id FROM partnership p JOIN published_activity a ON a.company_id = p.company_id
    WHERE p.school_id = %(school)s::uuid AND p.state = 'active'
      AND loket_partnership_state(p.state, p.started_on, p.school_id, p.company_id, %(today)s::date) = 'active')"""


@cache
def _suggestion(online: bool, needy: bool, partners: bool) -> str:
    return f"""
WITH picked AS (
    SELECT a.id, a.km, {_score(online)} AS score, {f"a.id = ANY ({PARTNERS})" if partners else "false"} AS partner
    FROM (SELECT *, least(%(max_km)s, a.radius_km) AS reach_km FROM ({_candidates(online)}) a
        {f"WHERE {MEETS}" if needy else ""}) a
    ORDER BY score DESC, partner DESC, id LIMIT %(limit)s
)
SELECT picked.score, {FULL} ORDER BY picked.score DESC, picked.partner DESC, a.id
"""


def suggestion(values: Mapping[str, Any]) -> str:
    """SQL of what suits these values. What they do not ask is not in it: a plan that is kept for all values would
    make ready for it each time, in vain.
    """
    return _suggestion(values["online_ok"], values["needy"], values["school"] is not None)


PARTNER_SCHOOLS = """SELECT p.school_id AS id FROM partnership p JOIN activity a ON a.company_id = p.company_id
    WHERE a.id = %(activity)s AND p.state = 'active'
      AND loket_partnership_state(p.state, p.started_on, p.school_id, p.company_id, %(today)s::date) = 'active'"""
BROKEN = {
    "type": "a.kind = ANY (%(kinds)s)",
    **LIMITS,
    "distance": f"((%(online_ok)s AND a.online) OR {IN_REACH})",
    "access": MEETS,
}
# Of `judged` those that break the fewest limits, nearest first among those that break the same.
FEWEST = """fewest AS (
    SELECT min(cardinality(broken)) AS n FROM judged WHERE cardinality(broken) > 0
), picked AS (
    SELECT judged.*, count(*) OVER (PARTITION BY broken) AS alike,
           row_number() OVER (PARTITION BY broken ORDER BY km NULLS LAST, id) AS place
    FROM judged, fewest WHERE cardinality(broken) = fewest.n
)"""
SHOWN = """WHERE picked.place <= 3
ORDER BY picked.alike DESC, picked.broken, picked.place LIMIT 24"""


def _broken(limits: Mapping[str, str]) -> str:
    each = ", ".join(f"CASE WHEN {fits} THEN NULL ELSE '{limit}' END" for limit, fits in limits.items())
    return f"array_remove(ARRAY[{each}], NULL)"


# What comes closest: nearby or online of any kind, and of the kinds asked whatever fails on distance alone,
# however far. So what fails on one limit is counted in full; of what fails on more, what is nearby.
CLOSEST = f"""
WITH candidate AS (
    SELECT a.* FROM unnest(%(all_kinds)s::text[]) AS k (kind)
    CROSS JOIN LATERAL ({_in_cells("k.kind", "low", "high", "true")} UNION ALL {_online("k.kind", "true")}) a
    UNION
    SELECT {COLUMNS}, {KM} AS km FROM published_activity a
    WHERE a.kind = ANY (%(kinds)s) AND {FITS}
), judged AS (
    SELECT a.id, a.km, {_broken(BROKEN)} AS broken FROM candidate a
), {FEWEST}
SELECT picked.broken, picked.alike, {FULL} {SHOWN}
"""
# Open requests that the actor may see, with their distance and the activity's weeks outside their holidays: one's
# own, and all where the activity is one's company's.
ASKED = f"""
WITH calendar AS MATERIALIZED (
    SELECT z.holiday_region, ARRAY(
        SELECT week FROM unnest(%(weeks)s::date[]) week WHERE NOT EXISTS (
            SELECT 1 FROM school_holiday h
            WHERE h.holiday_region = z.holiday_region AND h.starts_on <= week AND h.ends_on >= week + 4)) AS weeks
    FROM (SELECT DISTINCT holiday_region FROM school_holiday) z
), asked AS (
    SELECT r.*, coalesce(c.weeks, %(weeks)s::date[]) AS open_weeks, least(r.max_km, %(radius_km)s::int) AS reach_km,
        CASE WHEN s.lat IS NULL THEN NULL ELSE coalesce({distance_km("s")}, 'Infinity') END AS km
    FROM school_request r JOIN school_site s ON s.id = r.school_site_id
    JOIN school y ON y.id = r.school_id AND y.participation NOT IN {AWAY}
    LEFT JOIN calendar c ON c.holiday_region = s.holiday_region
    WHERE r.state = 'open' AND (%(ours)s OR {OWNED})
)"""
ASKED_LIMITS = {
    "type": "%(kind)s::text = ANY (a.kinds)",
    "level": "a.level = ANY (%(levels)s::text[])",
    "year": "a.year = ANY (%(years)s::int[])",
    "subject": "a.subjects && %(subjects)s::text[]",
    "language": "a.languages && %(languages)s::text[]",
    "groupSize": "a.pupils <= %(max_group)s::int",
    "weeks": "a.weeks_ok && a.open_weeks",
    "distance": "(a.online_ok AND %(online)s OR a.km IS NULL OR a.km <= a.reach_km)",
    "access": "NOT a.needs && %(unmet)s::text[]",
}


def _share(codes: str) -> str:
    """Of what a request asks, the part that the activity has."""
    return f"""(SELECT count(DISTINCT code) FILTER (WHERE code = ANY (%({codes})s::text[])) * 1000
        / count(DISTINCT code) FROM unnest(a.{codes}) code)"""


ASKED_SCORE = f"""(25 * (%(points)s::int[])[array_position(a.kinds, %(kind)s::text)]
    + 20 * {_share("subjects")}
    + 20 * (CASE WHEN a.themes = '{{}}' THEN 500 ELSE {_share("themes")} END)
    + 15 * (CASE WHEN a.online_ok AND %(online)s THEN greatest({NEAR}, 500) ELSE {NEAR} END)
    + 10 * least(1000, a.pupils * 1000 / %(max_group)s::int)
    + 10 * (CASE WHEN a.weeks_preferred && a.open_weeks THEN 1000 ELSE 400 END)
    ) / 10"""
ASKED_FULL = f"""picked.open_weeks, r.*, s.lat, s.lon, {request_json(OWNED)} AS body
    FROM picked JOIN school_request r USING (id) JOIN school_site s ON s.id = r.school_site_id"""
WANTED = f"""{ASKED}, picked AS (
    SELECT a.id, a.open_weeks, {ASKED_SCORE} AS score
    FROM asked a WHERE {" AND ".join(ASKED_LIMITS.values())}
    ORDER BY score DESC, (a.school_id = ANY (%(partners)s::uuid[])) DESC, id LIMIT %(limit)s
)
SELECT picked.score, {ASKED_FULL} ORDER BY picked.score DESC, (r.school_id = ANY (%(partners)s::uuid[])) DESC, r.id
"""
# As for CLOSEST: what fails on distance counts as close only when it fails on nothing else.
ALMOST = f"""{ASKED}, candidate AS (
    SELECT a.id, a.km, a.open_weeks, {_broken(ASKED_LIMITS)} AS broken FROM asked a
), judged AS (
    SELECT * FROM candidate WHERE cardinality(broken) = 1 OR NOT 'distance' = ANY (broken)
), {FEWEST}
SELECT picked.broken, picked.alike, {ASKED_FULL} {SHOWN}
"""


async def partner_schools(db: Connection, activity_id: UUID, today: date) -> list[UUID]:
    """The partners of the activity's company, as far as the actor may see them."""
    return [row["id"] for row in await rows(db, PARTNER_SCHOOLS, {"activity": activity_id, "today": today})]


async def suggested(db: Connection, values: Mapping[str, Any]) -> list[DictRow]:
    """The best published activities that break no limit, best first, then by id, each with its `score`."""
    return await rows(db, suggestion(values), values)


async def published(db: Connection, activity_ids: Collection[UUID], values: Mapping[str, Any]) -> dict[UUID, str]:
    """Their bodies, of those that are published."""
    query = f"""WITH picked AS (
            SELECT id, NULL::float8 AS km FROM published_activity WHERE id = ANY (%(ids)s::uuid[])
        ) SELECT a.id, {FULL}"""
    return {row["id"]: row["body"] for row in await rows(db, query, {**values, "ids": list(activity_ids)})}


async def closest(db: Connection, values: Mapping[str, Any]) -> list[DictRow]:
    """Activities that break the fewest limits, with `broken` and how many are `alike`."""
    return await rows(db, CLOSEST, dict(values))


async def offered(db: Connection, who: Actor, activity_id: UUID) -> DictRow | None:
    """A visible activity as `body`, and whether it is `ours`: of the actor's company."""
    return await one(
        db,
        f"""WITH picked AS (SELECT id, NULL::float8 AS km FROM activity WHERE id = %(id)s)
            SELECT {OURS} AS ours, {FULL} WHERE {VISIBLE}""",
        {"id": activity_id, **visible_to(who)},
    )


async def wanted(db: Connection, who: Actor, values: Mapping[str, Any]) -> list[DictRow]:
    """The open requests that the activity fits best, each with its `score` and `open_weeks`."""
    return await rows(db, WANTED, {**values, **requests_visible_to(who)})


async def almost(db: Connection, who: Actor, values: Mapping[str, Any]) -> list[DictRow]:
    """Open requests that the activity breaks the fewest limits of, with `broken` and how many are `alike`."""
    return await rows(db, ALMOST, {**values, **requests_visible_to(who)})
