"""Activities as JSON, found by words, facets, place and weeks.

One tsvector holds the words and the facets (`s:natuurkunde l:havo g:...`), so one index answers a search;
the order comes from a btree or from the distance, never from OFFSET.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.accounts.rules import COMPANY_ROLES, REGION_ROLES, Actor
from api.kit.db import Connection, one, planned_anew, rows, utc
from api.regions.queries import distance_km

OWNED = """(%(everywhere)s OR a.region_code = %(own_region)s::text
    OR s.company_id = %(own_company)s::uuid)"""
ACTIONS = f"""CASE WHEN NOT coalesce({OWNED}, false) THEN ARRAY[]::text[]
    WHEN a.state = 'draft' THEN ARRAY['edit', 'publish', 'archive']
    WHEN a.state = 'published' THEN ARRAY['edit', 'pause', 'archive']
    WHEN a.state = 'paused' THEN ARRAY['edit', 'publish', 'archive'] ELSE ARRAY[]::text[] END"""
PLACES_LEFT = "least(a.capacity_year, s.capacity_year)"


def activity_json(km: str = "NULL::float8") -> str:
    """SQL: an activity `a` with its company site `s`."""
    return f"""json_build_object('id', a.id,
    'code', CASE WHEN a.value IS NOT NULL THEN json_build_object('scheme', a.scheme, 'value', a.value) END,
    'title', a.title, 'summary', a.summary, 'kind', a.kind,
    'company', json_build_object('id', a.company_site_id, 'name', a.company_name, 'place', a.company_place),
    'sectors', a.sectors, 'goals', a.goals, 'subjects', a.subjects, 'levels', a.levels, 'years', a.years,
    'themes', a.themes, 'modes', a.modes, 'languages', a.languages, 'durationMinutes', a.duration_minutes,
    'maxGroup', a.max_group, 'radiusKm', a.radius_km, 'weeks', a.weeks, 'capacityWeek', a.capacity_week,
    'capacityYear', a.capacity_year, 'placesLeft', {PLACES_LEFT}, 'access', a.access, 'region', a.region_code,
    'location', CASE WHEN a.lat IS NOT NULL THEN
        json_build_object('lat', a.lat, 'lon', a.lon, 'precision', s.precision) END,
    'distanceKm', round(({km})::numeric, 1), 'state', a.state, 'allowedActions', {ACTIONS},
    'updatedAt', {utc("a.updated_at")})::text"""


SITE = "JOIN company_site s ON s.id = a.company_site_id"
KM = f"CASE WHEN %(lat)s::float8 IS NOT NULL THEN {distance_km('a')} END"
MATCHES = f"""a.state = %(state)s AND (%(facet_query)s::text IS NULL OR a.search @@ %(facet_query)s::tsquery)
    AND (%(company)s::uuid IS NULL OR a.company_site_id = %(company)s)
    AND (%(first)s::date IS NULL OR a.weeks[cardinality(a.weeks)] >= %(first)s)
    AND (%(last)s::date IS NULL OR a.weeks[1] <= %(last)s)
    AND (%(within_km)s::float8 IS NULL OR {distance_km("a")} <= %(within_km)s)
    AND (a.state = 'published' OR EXISTS (
        SELECT 1 FROM company_site s WHERE s.id = a.company_site_id AND {OWNED}))"""
QUERY = "loket_query(%(q)s, false, '', %(meanings)s)"
WORDS = f"({QUERY} IS NULL OR a.search @@ {QUERY})"
IN_TITLE = "a.search @@ loket_query(%(q)s, false, 'A')"
# The number of the first week of an activity that is not over, for the order by date.
NEXT_WEEK = """CASE WHEN a.week_mask = 0 OR a.first_week + 63 <= %(this_week)s THEN 2147483647
    WHEN a.first_week >= %(this_week)s THEN a.first_week
    WHEN a.week_mask >> (%(this_week)s - a.first_week) = 0 THEN 2147483647
    ELSE %(this_week)s + round(log(2.0, ((a.week_mask >> (%(this_week)s - a.first_week))
        & -(a.week_mask >> (%(this_week)s - a.first_week)))::numeric))::int END"""


def _page(picked: str, order: str) -> str:
    return f"""WITH picked AS ({picked})
        SELECT picked.*, {activity_json("picked.km")} AS body
        FROM picked JOIN activity a USING (id) {SITE} ORDER BY {order}"""


def _newest(phase: int, condition: str) -> str:
    return f"""(SELECT a.id, {phase} AS phase, {KM} AS km FROM activity a
        WHERE {MATCHES} AND {condition}
          AND (%(after_phase)s::int IS NULL OR %(after_phase)s < {phase}
               OR (%(after_phase)s = {phase} AND a.id < %(after_id)s::uuid))
        ORDER BY a.id DESC LIMIT %(limit)s)"""


NEWEST = _page(_newest(0, "true"), "id DESC")
IN_TEXT = f"{WORDS} AND ({IN_TITLE}) IS NOT TRUE"
RELEVANT = _page(
    f"""SELECT * FROM ({_newest(0, IN_TITLE)} UNION ALL {_newest(1, IN_TEXT)}) both_phases
        ORDER BY phase, id DESC LIMIT %(limit)s""",
    "phase, id DESC",
)
NEAREST = _page(
    f"""SELECT * FROM (SELECT a.id, {KM} AS km FROM activity a
            WHERE {MATCHES} AND {WORDS} AND a.lat IS NOT NULL) a
        WHERE (%(after_km)s::float8 IS NULL OR (km, id) > (%(after_km)s, %(after_id)s::uuid))
        ORDER BY km, id LIMIT %(limit)s""",
    "km, id",
)
SOONEST = _page(
    f"""SELECT * FROM (SELECT a.id, {KM} AS km, {NEXT_WEEK} AS next_week FROM activity a
            WHERE {MATCHES} AND {WORDS}) a
        WHERE (%(after_week)s::int IS NULL OR (next_week, id) > (%(after_week)s, %(after_id)s::uuid))
        ORDER BY next_week, id LIMIT %(limit)s""",
    "next_week, id",
)
COUNT = f"SELECT count(*) AS n FROM activity a WHERE {MATCHES} AND {WORDS}"
COUNTED = 10_000
FACETS = f"""
WITH found AS (SELECT kind, themes, levels, modes FROM activity a WHERE {MATCHES} AND {WORDS} LIMIT {COUNTED}),
counted AS (
    SELECT 'kind' AS facet, kind AS code, count(*) AS n FROM found GROUP BY kind
    UNION ALL SELECT 'theme', code, count(*) FROM found, unnest(themes) code GROUP BY code
    UNION ALL SELECT 'level', code, count(*) FROM found, unnest(levels) code GROUP BY code
    UNION ALL SELECT 'mode', code, count(*) FROM found, unnest(modes) code GROUP BY code
)
SELECT json_object_agg(facet, codes)::text AS body
FROM (SELECT facet, json_object_agg(code, n ORDER BY n DESC, code) AS codes FROM counted GROUP BY facet) f
"""
ONE = f"""SELECT a.version, {activity_json()} AS body FROM activity a {SITE}
    WHERE a.id = %(id)s AND (a.state = 'published' OR {OWNED})"""


_COLUMNS = [
    "title", "summary", "kind", "goals", "subjects", "levels", "years", "themes", "modes", "languages", "weeks",
    "duration_minutes", "max_group", "radius_km", "capacity_week", "capacity_year", "access", "level_mask",
    "year_mask", "subject_mask", "theme_mask", "language_mask", "first_week", "week_mask",
]  # fmt: skip
_VALUES = ", ".join(f"%({name})s" for name in _COLUMNS)
INSERT = f"""INSERT INTO activity
        (company_site_id, company_name, company_place, region_code, sectors, lat, lon, state, {", ".join(_COLUMNS)})
    SELECT s.id, s.name, s.place, s.region_code, s.sectors, s.lat, s.lon, %(state)s, {_VALUES}
    FROM company_site s WHERE s.id = %(site)s RETURNING id"""
CHANGE = f"""UPDATE activity SET version = version + 1, updated_at = now(),
        {", ".join(f"{name} = %({name})s" for name in _COLUMNS)}
    WHERE id = %(id)s AND ({", ".join(_COLUMNS)}) IS DISTINCT FROM ({_VALUES})"""
SET_STATE = "UPDATE activity SET state = %(state)s, version = version + 1, updated_at = now() WHERE id = %(id)s"


def visible_to(actor: Actor) -> dict[str, Any]:
    """The values of OWNED: what is published everyone sees, the rest its region and company."""
    regional = actor.role in REGION_ROLES
    return {
        "everywhere": actor.everywhere,
        "own_region": actor.region_code if regional else None,
        "own_company": actor.organisation_id if actor.role in COMPANY_ROLES else None,
    }


FILTERS = ("q", "facet_query", "company", "first", "last", "within_km")


async def page(db: Connection, statement: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of NEWEST, RELEVANT, NEAREST or SOONEST; a search is planned for its words and facets."""
    plain = statement == NEWEST and all(values[name] is None for name in FILTERS)
    return await (rows if plain else planned_anew)(db, statement, dict(values))


async def count(db: Connection, values: Mapping[str, Any]) -> int:
    return int((await planned_anew(db, COUNT, dict(values)))[0]["n"])


async def facets(db: Connection, values: Mapping[str, Any]) -> str:
    """Counts per code over at most 10,000 found activities."""
    return str((await planned_anew(db, FACETS, dict(values)))[0]["body"] or "{}")


async def activity(db: Connection, who: Actor, activity_id: UUID) -> dict[str, Any] | None:
    """`version` and `body`."""
    return await one(db, ONE, {"id": activity_id, **visible_to(who)})


async def locked(db: Connection, who: Actor, activity_id: UUID) -> dict[str, Any] | None:
    """The row itself and its company's id, locked until the transaction ends."""
    return await one(
        db,
        f"""SELECT a.*, s.company_id, coalesce({OWNED}, false) AS owned FROM activity a {SITE}
            WHERE a.id = %(id)s AND (a.state = 'published' OR {OWNED}) FOR UPDATE OF a""",
        {"id": activity_id, **visible_to(who)},
    )


async def by_code(db: Connection, scheme: str, value: str) -> dict[str, Any] | None:
    return await one(
        db,
        f"""SELECT a.id, a.version, a.region_code, s.company_id FROM activity a {SITE}
            WHERE a.scheme = %(scheme)s AND a.value = %(value)s FOR UPDATE OF a""",
        {"scheme": scheme, "value": value},
    )
