"""Requests as JSON; seen by their school and their region alone."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from api.accounts.queries import CURRENT
from api.accounts.rules import SCHOOL_ROLES, Actor
from api.kit.db import Connection, one, only, rows, utc
from api.kit.merge import lock_code
from api.kit.states import allowed_in
from api.regions.models import AWAY
from api.requests.rules import ACTIONS

OWNED = """(%(everywhere)s OR r.region_code = ANY (%(own_regions)s::text[])
    OR r.school_id = ANY (%(own_schools)s::uuid[]))"""


def request_json(own: str = "true") -> str:
    """SQL: a request `r` with its site `s`; its code and what may be done are for those whose `own` it is."""
    return f"""json_build_object('id', r.id,
    'code', CASE WHEN r.value IS NOT NULL AND {own} THEN json_build_object('scheme', r.scheme, 'value', r.value) END,
    'site', json_build_object('id', s.id, 'name', s.name, 'place', s.place),
    'title', r.title, 'topic', r.topic, 'goal', r.goal, 'kinds', r.kinds,
    'subjects', r.subjects, 'level', r.level, 'year', r.year,
    'themes', r.themes, 'pupils', r.pupils, 'staff', r.staff, 'languages', r.languages, 'maxKm', r.max_km,
    'onlineOk', r.online_ok, 'weeksOk', r.weeks_ok, 'weeksPreferred', r.weeks_preferred, 'windows', r.windows,
    'needs', r.needs, 'embed', r.embed, 'region', r.region_code, 'state', r.state,
    'respondBy', {utc("r.respond_by")}, 'openedAt', {utc("r.opened_at")}, 'confirmedAt', {utc("r.confirmed_at")},
    'confirmBy', {utc("r.confirm_by")},
    'allowedActions', CASE WHEN {own} THEN {allowed_in("r.state", ACTIONS)} ELSE ARRAY[]::text[] END,
    'updatedAt', {utc("r.updated_at")})::text"""


FROM = "FROM school_request r JOIN school_site s ON s.id = r.school_site_id"
FOUND = f"""{FROM} WHERE {OWNED}
    AND (%(state)s::text IS NULL OR r.state = %(state)s)
    AND (%(region)s::text IS NULL OR r.region_code = %(region)s)
    AND (%(level)s::text IS NULL OR r.level = %(level)s)
    AND (%(subject)s::text IS NULL OR %(subject)s = ANY (r.subjects))
    AND (%(site)s::uuid IS NULL OR r.school_site_id = %(site)s)"""
PAGE = f"""SELECT r.id, {request_json()} AS body {FOUND}
    AND (%(after_id)s::uuid IS NULL OR r.id < %(after_id)s) ORDER BY r.id DESC LIMIT %(limit)s"""
COLUMNS = [
    "title", "topic", "goal", "kinds", "subjects", "level", "year", "themes", "pupils", "staff", "languages",
    "max_km", "online_ok", "weeks_ok", "weeks_preferred", "windows", "needs", "embed",
]  # fmt: skip
_BEGUN = ["site_id", "school_id", "region_code", "respond_by", "state", "opened_at", "confirmed_at", "created_by"]
_VALUES = ", ".join(f"%({name})s" for name in COLUMNS)
INSERT = f"""WITH r AS (
        INSERT INTO school_request ({", ".join(["school_site_id", *_BEGUN[1:], *COLUMNS])})
        VALUES ({", ".join(f"%({name})s" for name in _BEGUN)}, {_VALUES}) RETURNING *)
    SELECT r.id, r.version, {request_json()} AS body FROM r JOIN school_site s ON s.id = r.school_site_id"""
CHANGE = f"""UPDATE school_request SET version = version + 1, updated_at = now(),
        {", ".join(f"{name} = %({name})s" for name in COLUMNS)}
    WHERE id = %(id)s AND ({", ".join(COLUMNS)}) IS DISTINCT FROM ({_VALUES})"""
WITHDRAW = """UPDATE school_request SET state = 'withdrawn', confirm_by = NULL, version = version + 1,
        updated_at = now()
    WHERE id = %(id)s"""
# Opened for the first time, or again: the waiting time is that of the first time.
OPEN = """UPDATE school_request SET state = 'open', opened_at = coalesce(opened_at, %(now)s), confirmed_at = %(now)s,
        confirm_by = NULL, respond_by = %(respond_by)s, version = version + 1, updated_at = now()
    WHERE id = %(id)s"""
FREE = """coalesce((SELECT json_agg(json_build_array(h.starts_on, h.ends_on)) FROM school_holiday h
    WHERE h.holiday_region = s.holiday_region), '[]') AS free"""
# SQL: of a request `r` no week is to come any more.
WEEKS_OVER = "NOT EXISTS (SELECT 1 FROM unnest(r.weeks_ok) w WHERE w >= %(this_week)s)"
# Requests that nobody said anything about for too long, or whose weeks are over: those to ask about, and those that
# were asked about in vain.
# Its conditions stand in the statement that locks, so that they are tested on what was locked.
IS_OLD = f"""((r.state = 'needs_confirmation' AND r.confirm_by <= %(now)s) OR (r.state = 'open'
    AND ({WEEKS_OVER} OR r.confirmed_at <= %(now)s - make_interval(days => coalesce(
        (g.settings ->> 'confirm_days')::int, %(confirm_days)s)))))"""
IN_REGION = "LEFT JOIN region g ON g.code = r.region_code"
ASK_AGAIN = """UPDATE school_request SET state = 'needs_confirmation', confirm_by = %(confirm_by)s,
        version = version + 1, updated_at = now()
    WHERE id = %(id)s"""
EXPIRE = """UPDATE school_request SET state = 'expired', confirm_by = NULL, version = version + 1, updated_at = now()
    WHERE id = %(id)s"""
# Who asked, while they hold a role that reaches the request; else those who look after the school: five at most.
READERS = f"""WITH held AS (
    SELECT DISTINCT m.account_id AS id, m.account_id = %(asker)s AS asked, m.role = 'school_coordinator' AS keeper
    FROM membership m LEFT JOIN school b ON b.board_code = m.board_code
    WHERE (%(school)s IN (m.school_id, b.id) OR (m.region_code = %(region)s AND m.account_id = %(asker)s))
      AND {CURRENT})
SELECT a.id, a.email, a.locale FROM account a WHERE a.email IS NOT NULL AND a.id IN (
    SELECT id FROM held WHERE asked
    UNION ALL SELECT id FROM held WHERE keeper AND NOT EXISTS (SELECT 1 FROM held WHERE asked))
ORDER BY a.id LIMIT 5"""
# Per way to group: what it is called, what is unfolded, the columns of a group, and its name in JSON.
GROUPS = {
    "subject": ("subject", "CROSS JOIN unnest(r.subjects) AS asked (subject)", "subject", "'subject', subject"),
    "level": ("r.level", "", "level", "'level', level"),
    "municipality": (
        "s.municipality_code AS place_code, s.municipality_name AS place_name",
        "",
        "place_code, place_name",
        """'municipality', CASE WHEN place_code IS NOT NULL
            THEN json_build_object('code', place_code, 'name', place_name) END""",
    ),
}


def unmet(groups: Sequence[str]) -> str:
    """SQL: how many open requests, of how many pupils, per group; a request counts for each of its subjects, and
    those of a school that paused or left for none, as no company is shown them.
    """
    chosen = [GROUPS[name] for name in groups]
    by = ", ".join(columns for _, _, columns, _ in chosen)
    return f"""WITH counted AS (
        SELECT {", ".join(column for column, *_ in chosen)}, count(*) AS requests, sum(r.pupils) AS pupils
        FROM school_request r JOIN school_site s ON s.id = r.school_site_id
        JOIN school y ON y.id = r.school_id AND y.participation NOT IN {AWAY}
        {" ".join(unfolded for _, unfolded, *_ in chosen)}
        WHERE r.state = 'open' AND (%(region)s::text IS NULL OR r.region_code = %(region)s) GROUP BY {by})
    SELECT json_build_object({", ".join(named for *_, named in chosen)}, 'requests', requests, 'pupils', pupils)::text
        AS body
    FROM counted ORDER BY requests DESC, pupils DESC, {by}"""


# Everything that a new request needs to know of its site, in one statement.
SITE = f"""
SELECT s.id, s.scheme, s.value, s.state, s.region_code, s.school_id, s.lat, s.lon, o.participation,
       coalesce(g.settings, '{{}}') AS settings, {FREE}
FROM school_site s JOIN school o ON o.id = s.school_id LEFT JOIN region g ON g.code = s.region_code
WHERE s.id = %(id)s OR (s.scheme = %(scheme)s AND s.value = %(value)s)
"""


def visible_to(actor: Actor) -> dict[str, Any]:
    """The values of OWNED: a request is its school's and its region's."""
    return {
        "everywhere": actor.everywhere,
        "own_regions": actor.regions(),
        "own_schools": actor.schools(*SCHOOL_ROLES),
    }


async def page(db: Connection, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """`id` and `body`, newest first."""
    return await rows(db, PAGE, dict(values))


async def count(db: Connection, values: Mapping[str, Any]) -> int:
    row = await only(db, f"SELECT count(*) AS n {FOUND}", dict(values))
    return int(row["n"])


async def request(db: Connection, who: Actor, request_id: UUID) -> dict[str, Any] | None:
    """`version` and `body`."""
    return await one(
        db,
        f"SELECT r.version, {request_json()} AS body {FROM} WHERE r.id = %(id)s AND {OWNED}",
        {"id": request_id, **visible_to(who)},
    )


async def asked(db: Connection, who: Actor, request_id: UUID) -> dict[str, Any] | None:
    """The row with the coordinates and holidays of its site."""
    return await one(
        db,
        f"SELECT r.*, s.lat, s.lon, {FREE} {FROM} WHERE r.id = %(id)s AND {OWNED}",
        {"id": request_id, **visible_to(who)},
    )


async def locked(db: Connection, who: Actor, request_id: UUID) -> dict[str, Any] | None:
    return await one(
        db,
        f"SELECT r.* {FROM} WHERE r.id = %(id)s AND {OWNED} FOR UPDATE OF r",
        {"id": request_id, **visible_to(who)},
    )


async def by_code(db: Connection, scheme: str, value: str) -> dict[str, Any] | None:
    """The request of this code, and the code itself until the transaction ends: a twin has to wait."""
    await lock_code(db, "school_request", scheme, value)
    return await one(
        db,
        f"""SELECT r.id, r.version, r.state, r.region_code, r.weeks_ok, r.level, r.year,
                r.school_id {FROM}
            WHERE r.scheme = %(scheme)s AND r.value = %(value)s FOR UPDATE OF r""",
        {"scheme": scheme, "value": value},
    )


async def site(
    db: Connection, site_id: UUID | None, scheme: str | None = None, value: str | None = None
) -> dict[str, Any] | None:
    """A school site with its region's settings and its holidays as [first, last] pairs."""
    return await one(db, SITE, {"id": site_id, "scheme": scheme, "value": value})


async def old(db: Connection, values: Mapping[str, Any]) -> list[UUID]:
    """The ids of requests that are old."""
    query = f"SELECT r.id FROM school_request r {IN_REGION} WHERE {IS_OLD} ORDER BY r.id"
    return [row["id"] for row in await rows(db, query, dict(values))]


async def locked_old(db: Connection, request_id: UUID, values: Mapping[str, Any]) -> dict[str, Any] | None:
    """One that is still old, with the name of its site, unless it is in somebody else's hands."""
    return await one(
        db,
        f"""SELECT r.*, s.name AS site_name {FROM} {IN_REGION}
            WHERE r.id = %(id)s AND {IS_OLD} FOR UPDATE OF r SKIP LOCKED""",
        {"id": request_id, **values},
    )


async def readers(db: Connection, request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Accounts, with `email` and `locale`, that are told of a request."""
    values = {"asker": request["created_by"], "school": request["school_id"], "region": request["region_code"]}
    return await rows(db, READERS, values)


async def demand(db: Connection, groups: Sequence[str], region: str | None) -> list[str]:
    """The bodies of `unmet`, the largest groups first."""
    return [row["body"] for row in await rows(db, unmet(groups), {"region": region})]
