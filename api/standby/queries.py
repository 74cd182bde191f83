"""Standby places as JSON, for their school and its region; and who is next in line."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg.rows import DictRow

from api.accounts.rules import SCHOOL_ROLES, Actor
from api.activities import queries as activities
from api.kit.db import Connection, one, only, rows, utc
from api.kit.states import allowed_in, among
from api.regions.models import AWAY
from api.requests.queries import FREE
from api.requests.rules import ANSWERABLE
from api.standby.rules import ACTIONS, OVER

OWNED = """(%(everywhere)s OR r.school_id = ANY (%(own_schools)s::uuid[])
    OR r.region_code = ANY (%(own_regions)s::text[]))"""
STANDBY_JSON = f"""json_build_object('id', w.id, 'state', w.state,
    'request', json_build_object('id', r.id, 'title', r.title),
    'activity', json_build_object('id', a.id, 'title', a.title, 'company', a.company_name),
    'weeks', w.weeks, 'week', w.week, 'heldUntil', {utc("w.held_until")}, 'match', w.match_id,
    'createdAt', {utc("w.created_at")}, 'updatedAt', {utc("w.updated_at")},
    'allowedActions', {allowed_in("w.state", ACTIONS)})::text"""
FROM = """FROM standby_place w JOIN school_request r ON r.id = w.request_id JOIN activity a ON a.id = w.activity_id"""
FOUND = f"""{FROM} WHERE {OWNED} AND (%(request)s::uuid IS NULL OR w.request_id = %(request)s)
    AND (%(state)s::text IS NULL OR w.state = %(state)s)"""
PAGE = f"""SELECT w.id, {STANDBY_JSON} AS body {FOUND}
    AND (%(after_id)s::uuid IS NULL OR w.id < %(after_id)s) ORDER BY w.id DESC LIMIT %(limit)s"""
ONE = f"SELECT w.*, {STANDBY_JSON} AS body {FROM} WHERE w.id = %(id)s AND {OWNED}"
LOCKED = f"SELECT w.*, r.region_code {FROM} WHERE w.id = %(id)s AND {OWNED} FOR UPDATE OF w"
INSERT = """INSERT INTO standby_place (request_id, activity_id, weeks)
    VALUES (%(request)s, %(activity)s, %(weeks)s) RETURNING id"""
# Who counts a place of the activity, more or less, locks it too: nobody joins the line while one comes free.
ACTIVITY = """SELECT a.*, c.participation FROM activity a JOIN company c ON c.id = a.company_id
    WHERE a.id = %(id)s FOR NO KEY UPDATE OF a"""
LINE = f"""SELECT count(*) FILTER (WHERE w.state = 'waitlisted') AS waiting,
        count(*) FILTER (WHERE w.state = 'offered') AS offered
    FROM activity a LEFT JOIN standby_place w ON w.activity_id = a.id
    WHERE a.id = %(activity)s AND {activities.OWNED} GROUP BY a.id"""
LOOKS = f"""r.state IN {among(ANSWERABLE)} AND o.participation NOT IN {AWAY}
    AND NOT EXISTS (SELECT 1 FROM match m WHERE m.request_id = w.request_id AND m.activity_id = w.activity_id
        AND m.state IN ('proposed', 'accepted_school', 'accepted_company', 'confirmed', 'reschedule_proposed'))"""
# Whose request waits longest is first, also when it waited before for something that fell away.
WAITERS = f"""SELECT w.id, w.weeks, r.id AS request_id, r.title, r.needs, r.weeks_ok, r.weeks_preferred, r.created_by,
        r.school_id, r.region_code, s.name AS school_name, coalesce(g.settings, '{{}}') AS settings, {FREE}
    FROM standby_place w JOIN school_request r ON r.id = w.request_id JOIN school o ON o.id = r.school_id
    JOIN school_site s ON s.id = r.school_site_id LEFT JOIN region g ON g.code = r.region_code
    WHERE w.activity_id = %(activity)s AND w.state = 'waitlisted' AND {LOOKS}
    ORDER BY r.opened_at, w.id FOR UPDATE OF w SKIP LOCKED"""
HOLD = """UPDATE standby_place SET state = 'offered', week = %(week)s, held_until = %(until)s, version = version + 1,
        updated_at = now()
    WHERE id = %(id)s"""
SETTLE = """UPDATE standby_place SET state = %(state)s, held_until = NULL, match_id = %(match)s,
        version = version + 1, updated_at = now()
    WHERE id = %(id)s"""
# What time, or the request itself, made of a place in line: the state that it comes to.
COMES_TO = f"""CASE WHEN r.state IN {among(OVER)} OR (w.state = 'offered' AND r.state NOT IN {among(ANSWERABLE)})
        THEN 'cancelled'
    WHEN w.held_until <= %(now)s OR (w.state = 'waitlisted' AND (a.state = 'archived'
        OR NOT EXISTS (SELECT 1 FROM unnest(a.weeks) k WHERE k >= %(week)s AND k = ANY (r.weeks_ok)
            AND (w.weeks = '{{}}' OR k = ANY (w.weeks))))) THEN 'expired' END"""
ALIVE = "w.state IN ('waitlisted', 'offered')"
ENDING = f"SELECT w.id {FROM} WHERE {ALIVE} AND {COMES_TO} IS NOT NULL ORDER BY w.id LIMIT 500"
LOCKED_ENDING = f"""SELECT w.*, {COMES_TO} AS comes_to {FROM} WHERE w.id = %(id)s AND {ALIVE}
    AND {COMES_TO} IS NOT NULL FOR UPDATE OF w SKIP LOCKED"""
# Places that came free without a match's end: more are offered, or a pause is over.
WITH_PLACES = f"""SELECT DISTINCT w.activity_id {FROM} JOIN school o ON o.id = r.school_id
    WHERE w.state = 'waitlisted' AND a.state = 'published' AND {LOOKS}
      AND EXISTS (SELECT 1 FROM unnest(a.weeks) k WHERE k >= %(week)s AND k <> ALL (a.full_weeks)
          AND k = ANY (r.weeks_ok) AND (w.weeks = '{{}}' OR k = ANY (w.weeks)))
    ORDER BY w.activity_id LIMIT 500"""


def visible_to(actor: Actor) -> dict[str, Any]:
    """The values of OWNED."""
    return {
        "everywhere": actor.everywhere,
        "own_schools": actor.schools(*SCHOOL_ROLES),
        "own_regions": actor.regions(),
    }


async def page(db: Connection, values: Mapping[str, Any]) -> list[DictRow]:
    """`id` and `body`, the newest first."""
    return await rows(db, PAGE, values)


async def count(db: Connection, values: Mapping[str, Any]) -> int:
    return int((await only(db, f"SELECT count(*) AS n {FOUND}", values))["n"])


async def standby(db: Connection, who: Actor, standby_id: UUID, *, lock: bool = False) -> DictRow | None:
    """The row; unless it is locked, with its `body`."""
    return await one(db, LOCKED if lock else ONE, {"id": standby_id, **visible_to(who)})


async def locked_activity(db: Connection, activity_id: UUID) -> DictRow | None:
    """With its company's `participation`."""
    return await one(db, ACTIVITY, {"id": activity_id})


async def insert(db: Connection, request_id: UUID, activity_id: UUID, weeks: list[date]) -> UUID:
    made: UUID = (await only(db, INSERT, {"request": request_id, "activity": activity_id, "weeks": weeks}))["id"]
    return made


async def waiters(db: Connection, activity_id: UUID) -> list[DictRow]:
    """Who could take a place, the longest waiting first, locked."""
    return await rows(db, WAITERS, {"activity": activity_id})


async def hold(db: Connection, standby_id: UUID, week: date, until: datetime) -> None:
    await db.execute(HOLD.encode(), {"id": standby_id, "week": week, "until": until})


async def settle(db: Connection, standby_id: UUID, state: str, match_id: UUID | None = None) -> None:
    await db.execute(SETTLE.encode(), {"id": standby_id, "state": state, "match": match_id})


async def line(db: Connection, who: Actor, activity_id: UUID) -> DictRow | None:
    """`waiting` and `offered`, of an activity that is the actor's."""
    return await one(db, LINE, {"activity": activity_id, **activities.visible_to(who)})


async def ending(db: Connection, now: datetime, week: date) -> list[UUID]:
    return [row["id"] for row in await rows(db, ENDING, {"now": now, "week": week})]


async def locked_ending(db: Connection, standby_id: UUID, now: datetime, week: date) -> DictRow | None:
    """One that is still to end, with the state that it `comes_to`, unless it is in somebody else's hands."""
    return await one(db, LOCKED_ENDING, {"id": standby_id, "now": now, "week": week})


async def with_places(db: Connection, week: date) -> list[UUID]:
    """Activities that somebody waits for and that have a place."""
    return [row["activity_id"] for row in await rows(db, WITH_PLACES, {"week": week})]
