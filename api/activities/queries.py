"""Activities as JSON, found by words, facets, place and weeks.

One tsvector holds the words and the facets (`s:natuurkunde l:havo g:...`), so one index answers a search;
the order comes from a btree or from the distance, never from OFFSET.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from api.accounts.rules import COMPANY_ROLES, Actor
from api.activities.rules import ACTIONS
from api.kit.clock import MAX_SPAN
from api.kit.db import Connection, one, planned_anew, rows, utc
from api.kit.merge import lock_code
from api.kit.states import allowed_in
from api.regions.queries import distance_km

OURS = "a.company_id = ANY (%(own_companies)s::uuid[])"
OWNED = f"(%(everywhere)s OR a.region_code = ANY (%(own_regions)s::text[]) OR {OURS})"
VISIBLE = f"(a.state = 'published' OR {OWNED})"
# Nothing is published at a retired site, nor while the company pauses.
ALLOWED = f"""array_remove({allowed_in("a.state", ACTIONS)},
    CASE WHEN s.state = 'retired' OR a.paused_with_company THEN 'publish' END)"""


def left_of(capacity: str, holder: str, kind: str, year: str = "loket_school_year(current_date)") -> str:
    """SQL: what is left of a yearly capacity in a school year, given by its first day."""
    return f"""{capacity} - coalesce((SELECT c.taken FROM place_count c
        WHERE c.holder_id = {holder} AND c.kind = '{kind}' AND c.period = {year}), 0)"""


# Of this school year.
PLACES_LEFT = f"least({left_of('a.capacity_year', 'a.id', 'year')}, {left_of('s.capacity_year', 's.id', 'company')})"


# Row-level security shows everybody all of a published row, so the database itself is asked whose it is.
_OWN_ROW = (
    """(loket_everywhere() OR a.region_code = ANY (loket_regions()) OR a.company_id = ANY (loket_companies()))"""
)
# What is told of one activity and not in lists; the link of a virtual visit is its owner's alone.
_WHOLE = f"""'preparation', a.preparation, 'followUp', a.follow_up,
    'virtualUrl', CASE WHEN {OWNED} AND {_OWN_ROW} THEN a.virtual_url END,"""


def activity_json(km: str = "NULL::float8", whole: bool = False) -> str:
    """SQL: an activity `a` with its company site `s`; `whole` with everything that lists leave out."""
    return f"""json_build_object({_WHOLE if whole else ""}'id', a.id,
    'code', CASE WHEN a.value IS NOT NULL THEN json_build_object('scheme', a.scheme, 'value', a.value) END,
    'title', a.title, 'summary', a.summary, 'kind', a.kind,
    'company', json_build_object('id', a.company_site_id, 'name', a.company_name, 'place', a.company_place),
    'sectors', a.sectors, 'goals', a.goals, 'subjects', a.subjects, 'levels', a.levels, 'years', a.years,
    'themes', a.themes, 'modes', a.modes, 'languages', a.languages, 'durationMinutes', a.duration_minutes,
    'maxGroup', a.max_group, 'radiusKm', a.radius_km, 'weeks', a.weeks, 'fullWeeks', a.full_weeks,
    'capacityWeek', a.capacity_week, 'capacityYear', a.capacity_year, 'placesLeft', {PLACES_LEFT},
    'fallbackMode', a.fallback_mode, 'programme', a.programme, 'access', a.access, 'region', a.region_code,
    'location', CASE WHEN a.lat IS NOT NULL THEN
        json_build_object('lat', a.lat, 'lon', a.lon, 'precision', s.precision) END,
    'distanceKm', round(({km})::numeric, 1), 'state', a.state,
    'allowedActions', CASE WHEN {OWNED} THEN {ALLOWED} ELSE ARRAY[]::text[] END,
    'updatedAt', {utc("a.updated_at")})::text"""


SITE = "JOIN company_site s ON s.id = a.company_site_id"
QUERY = "loket_query(%(q)s, false, '', %(meanings)s)"
WORDS = f"({QUERY} IS NULL OR a.search @@ {QUERY})"
IN_TITLE = "a.search @@ loket_query(%(q)s, false, 'A')"
# A condition is in the statement only when it is asked. `x IS NULL OR ...` would hide from a plan that serves
# all values which index there is, and costs planning and quoting in a search, which is planned each time.
CONDITIONS = {
    "state": f"a.state = %(state)s AND {OWNED}",
    "mine": OURS,
    "facet_query": "a.search @@ %(facet_query)s::tsquery",
    "company": "a.company_site_id = %(company)s",
    "first": "a.weeks[cardinality(a.weeks)] >= %(first)s",
    "last": "a.weeks[1] <= %(last)s",
    "within_km": f"{distance_km('a')} <= %(within_km)s",
}
Asked = frozenset[str]
# Statements that find activities by id, in order; the next is needed when those before did not fill the page.
Steps = tuple[str, ...]
_SHAPING = (*CONDITIONS, "q", "lat", "after_id")


def _asked(values: Mapping[str, Any]) -> Asked:
    """The names of what shapes a statement; a state only when it is another than published, or asked of one's own."""
    published = {"state"} if values["state"] == "published" and not values["mine"] else set()
    return frozenset(name for name in _SHAPING if values[name] is not None) - published


def _matches(asked: Asked, *more: str) -> str:
    """Published activities, or one's own in the state that is asked; and whatever else is asked."""
    first = () if asked & {"state", "mine"} else ("a.state = 'published'",)
    return " AND ".join([*first, *(sql for name, sql in CONDITIONS.items() if name in asked), *more])


def _table(asked: Asked) -> str:
    """What is published is read through the view that needs no row-level security, which keeps indexes out."""
    return "activity" if asked & {"state", "mine"} else "published_activity"


def _found(asked: Asked) -> str:
    return _matches(asked, *([WORDS] if "q" in asked else []))


def _km(asked: Asked) -> str:
    return distance_km("a") if "lat" in asked else "NULL::float8"


# The number of the first week of an activity that is not over, for the order by date.
NEXT_WEEK = f"""CASE WHEN a.week_mask = 0 OR a.first_week + {MAX_SPAN} <= %(this_week)s THEN 2147483647
    WHEN a.first_week >= %(this_week)s THEN a.first_week
    WHEN a.week_mask >> (%(this_week)s - a.first_week) = 0 THEN 2147483647
    ELSE %(this_week)s + round(log(2.0, ((a.week_mask >> (%(this_week)s - a.first_week))
        & -(a.week_mask >> (%(this_week)s - a.first_week)))::numeric))::int END"""


def _whole(picked: str, order: str) -> str:
    """OFFSET 0 keeps it a look-up for each row: a plan for any limit expects a tenth of the table."""
    return f"""SELECT picked.*, whole.body FROM {picked}
        CROSS JOIN LATERAL (
            SELECT {activity_json("picked.km")} AS body FROM activity a {SITE} WHERE a.id = picked.id OFFSET 0
        ) whole
        ORDER BY {order}"""


WHOLE = _whole("unnest(%(ids)s::uuid[], %(kms)s::float8[]) WITH ORDINALITY AS picked (id, km, place)", "place")


def _newest(asked: Asked, phase: int, *conditions: str) -> str:
    after = f"(%(after_phase)s < {phase} OR (%(after_phase)s = {phase} AND a.id < %(after_id)s::uuid))"
    if phase == 0:
        after = "%(after_phase)s = 0 AND a.id < %(after_id)s::uuid"
    return f"""SELECT a.id, {phase} AS phase, {_km(asked)} AS km FROM {_table(asked)} a
        WHERE {_matches(asked, *conditions, *([after] if "after_id" in asked else []))}
        ORDER BY a.id DESC LIMIT %(limit)s"""


@cache
def _all(asked: Asked) -> str:
    return f"WITH picked AS ({_newest(asked, 0)}) {_whole('picked', 'id DESC')}"


@cache
def newest(asked: Asked) -> Steps:
    return (_newest(asked, 0),)


@cache
def relevant(asked: Asked) -> Steps:
    """The title first; the rest is looked at only when titles do not fill the page."""
    return _newest(asked, 0, IN_TITLE), _newest(asked, 1, WORDS, f"({IN_TITLE}) IS NOT TRUE")


def _sorted(asked: Asked, key: str, columns: str, after: str, *conditions: str) -> Steps:
    begin = f"WHERE ({key}, id) > ({after}, %(after_id)s::uuid)" if "after_id" in asked else ""
    step = f"""SELECT * FROM (SELECT a.id, {columns} FROM {_table(asked)} a
            WHERE {" AND ".join([_found(asked), *conditions])}) a
        {begin} ORDER BY {key}, id LIMIT %(limit)s"""
    return (step,)


@cache
def nearest(asked: Asked) -> Steps:
    return _sorted(asked, "km", f"{_km(asked)} AS km", "%(after_km)s::float8", "a.lat IS NOT NULL")


@cache
def soonest(asked: Asked) -> Steps:
    columns = f"{_km(asked)} AS km, {NEXT_WEEK} AS next_week"
    return _sorted(asked, "next_week", columns, "%(after_week)s::int")


COUNTED = 10_000


@cache
def _count(asked: Asked) -> str:
    return f"SELECT count(*) AS n FROM {_table(asked)} a WHERE {_found(asked)}"


@cache
def _facets(asked: Asked) -> str:
    return f"""
WITH found AS (SELECT kind, themes, levels, modes FROM {_table(asked)} a WHERE {_found(asked)} LIMIT {COUNTED}),
counted AS (
    SELECT 'kind' AS facet, kind AS code, count(*) AS n FROM found GROUP BY kind
    UNION ALL SELECT 'theme', code, count(*) FROM found, unnest(themes) code GROUP BY code
    UNION ALL SELECT 'level', code, count(*) FROM found, unnest(levels) code GROUP BY code
    UNION ALL SELECT 'mode', code, count(*) FROM found, unnest(modes) code GROUP BY code
)
SELECT json_object_agg(facet, codes)::text AS body
FROM (SELECT facet, json_object_agg(code, n ORDER BY n DESC, code) AS codes FROM counted GROUP BY facet) f
"""


ONE = f"""SELECT a.version, {activity_json(whole=True)} AS body FROM activity a {SITE}
    WHERE a.id = %(id)s AND {VISIBLE}"""
_COLUMNS = [
    "title", "summary", "kind", "goals", "subjects", "levels", "years", "themes", "modes", "languages", "weeks",
    "duration_minutes", "max_group", "radius_km", "capacity_week", "capacity_year", "fallback_mode",
    "preparation", "follow_up", "virtual_url", "programme", "access", "level_mask",
    "year_mask", "subject_mask", "theme_mask", "language_mask", "first_week", "week_mask",
]  # fmt: skip
_VALUES = ", ".join(f"%({name})s" for name in _COLUMNS)
INSERT = f"""INSERT INTO activity
        (company_site_id, company_id, company_name, company_place, region_code, sectors, lat, lon, state,
        {", ".join(_COLUMNS)})
    SELECT s.id, s.company_id, s.name, s.place, s.region_code, s.sectors, s.lat, s.lon, %(state)s, {_VALUES}
    FROM company_site s WHERE s.id = %(site)s RETURNING id"""
CHANGE = f"""UPDATE activity SET version = version + 1, updated_at = now(),
        {", ".join(f"{name} = %({name})s" for name in _COLUMNS)}
    WHERE id = %(id)s AND ({", ".join(_COLUMNS)}) IS DISTINCT FROM ({_VALUES})"""
SET_STATE = """UPDATE activity SET state = %(state)s, paused_with_company = false, version = version + 1,
        updated_at = now()
    WHERE id = %(id)s"""
HIDE = """UPDATE activity SET state = 'paused', paused_with_company = true, version = version + 1, updated_at = now()
    WHERE company_id = %(company)s AND state = 'published'"""
SHOW = """UPDATE activity a SET state = CASE s.state WHEN 'retired' THEN 'retired' ELSE 'published' END,
        paused_with_company = false, version = a.version + 1, updated_at = now()
    FROM company_site s WHERE s.id = a.company_site_id AND a.company_id = %(company)s AND a.state = 'paused'
      AND a.paused_with_company"""
FORGET = "UPDATE activity SET paused_with_company = false WHERE company_id = %(company)s AND paused_with_company"


def visible_to(actor: Actor) -> dict[str, Any]:
    """The values of OWNED: what is published everyone sees, the rest its region and company."""
    return {
        "everywhere": actor.everywhere,
        "own_regions": actor.regions(),
        "own_companies": actor.companies(*COMPANY_ROLES),
    }


async def page(db: Connection, order: Callable[[Asked], Steps], values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows by `newest`, `relevant`, `nearest` or `soonest`, each with its `body`.

    A search is planned for its words and facets, and only what depends on them: its bodies come from a plan that
    is kept.
    """
    asked = _asked(values)
    if order is newest and asked.isdisjoint(CONDITIONS):
        return await rows(db, _all(asked), values)
    found: list[dict[str, Any]] = []
    for step in order(asked):
        if left := values["limit"] - len(found):
            found += await planned_anew(db, step, {**values, "limit": left})
    keys = {"ids": [row["id"] for row in found], "kms": [row["km"] for row in found]}
    whole = await rows(db, WHOLE, {**values, **keys}) if found else []
    return [found[row["place"] - 1] | {"body": row["body"]} for row in whole]


async def count(db: Connection, values: Mapping[str, Any]) -> int:
    return int((await planned_anew(db, _count(_asked(values)), dict(values)))[0]["n"])


async def facets(db: Connection, values: Mapping[str, Any]) -> str:
    """Counts per code over at most 10,000 found activities."""
    return str((await planned_anew(db, _facets(_asked(values)), dict(values)))[0]["body"] or "{}")


async def activity(db: Connection, who: Actor, activity_id: UUID) -> dict[str, Any] | None:
    """`version` and `body`."""
    return await one(db, ONE, {"id": activity_id, **visible_to(who)})


async def is_virtual(db: Connection, who: Actor, activity_id: UUID) -> bool:
    """Whether it is an activity that the actor sees and that needs no travelling."""
    query = f"SELECT 1 FROM activity a WHERE a.id = %(id)s AND a.online AND {VISIBLE}"
    return await one(db, query, {"id": activity_id, **visible_to(who)}) is not None


async def locked(db: Connection, who: Actor, activity_id: UUID) -> dict[str, Any] | None:
    """The row itself and its site's state, when it is the actor's to change, locked until the transaction ends."""
    return await one(
        db,
        f"SELECT a.*, s.state AS site_state FROM activity a {SITE} WHERE a.id = %(id)s AND {OWNED} FOR UPDATE OF a",
        {"id": activity_id, **visible_to(who)},
    )


async def by_code(db: Connection, scheme: str, value: str) -> dict[str, Any] | None:
    """The activity of this code, and the code itself until the transaction ends: a twin has to wait."""
    await lock_code(db, "activity", scheme, value)
    return await one(
        db,
        f"""SELECT a.id, a.version, a.state, a.paused_with_company, a.weeks, a.region_code, a.company_id
            FROM activity a {SITE} WHERE a.scheme = %(scheme)s AND a.value = %(value)s FOR UPDATE OF a""",
        {"scheme": scheme, "value": value},
    )


async def participation(db: Connection, activity_id: UUID) -> str:
    """Whether the activity's company takes part, held so until the transaction ends; locked before the activity,
    as pausing does.
    """
    row = await one(
        db,
        """SELECT c.participation FROM activity a JOIN company c ON c.id = a.company_id
           WHERE a.id = %(id)s FOR SHARE OF c""",
        {"id": activity_id},
    )
    return row["participation"] if row else "active"
