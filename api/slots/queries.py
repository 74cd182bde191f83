"""Slots as JSON, in the order of time; and places taken and given back."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from api.accounts.rules import Actor
from api.activities.queries import OWNED, VISIBLE, visible_to
from api.kit.db import Connection, one, only, rows, utc
from api.kit.states import allowed_in
from api.slots.rules import ACTIONS

SLOT_JSON = f"""json_build_object('id', t.id, 'activityId', t.activity_id, 'startsAt', {utc("t.starts_at")},
    'endsAt', {utc("t.ends_at")}, 'timeZone', t.time_zone, 'week', t.week, 'capacity', t.capacity,
    'placesLeft', t.capacity - t.taken, 'state', t.state,
    'allowedActions', CASE WHEN {OWNED} THEN {allowed_in("t.state", ACTIONS)} ELSE ARRAY[]::text[] END,
    'updatedAt', {utc("t.updated_at")})::text"""
FROM = "FROM slot t JOIN activity a ON a.id = t.activity_id"
PAGE = f"""SELECT t.id, {utc("t.starts_at")} AS starts_at, {SLOT_JSON} AS body {FROM}
    WHERE t.activity_id = %(activity)s AND {VISIBLE} AND (t.state = 'open' OR {OWNED})
      AND (%(from)s::date IS NULL OR t.starts_at >= %(from)s::date::timestamp AT TIME ZONE t.time_zone)
      AND (%(after_id)s::uuid IS NULL OR (t.starts_at, t.id) > (%(after_at)s::timestamptz, %(after_id)s))
    ORDER BY t.starts_at, t.id LIMIT %(limit)s"""
INSERT = """INSERT INTO slot (activity_id, starts_at, ends_at, time_zone, week, capacity)
    VALUES (%(activity)s, %(starts_at)s, %(ends_at)s, %(time_zone)s, %(week)s, %(capacity)s)
    ON CONFLICT (activity_id, starts_at) DO NOTHING RETURNING id"""
CANCEL = """UPDATE slot SET state = 'cancelled', version = version + 1, updated_at = now() WHERE id = %(id)s"""


async def page(db: Connection, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """`id`, `starts_at` and `body`, the earliest first."""
    return await rows(db, PAGE, dict(values))


async def slot(db: Connection, who: Actor, activity_id: UUID, slot_id: UUID) -> dict[str, Any] | None:
    """`version` and `body`."""
    return await one(
        db,
        f"""SELECT t.version, {SLOT_JSON} AS body {FROM}
            WHERE t.id = %(id)s AND t.activity_id = %(activity)s AND {VISIBLE}""",
        {"id": slot_id, "activity": activity_id, **visible_to(who)},
    )


async def locked(db: Connection, who: Actor, activity_id: UUID, slot_id: UUID) -> dict[str, Any] | None:
    """The slot of an activity that is the actor's, locked."""
    return await one(
        db,
        f"""SELECT t.* {FROM} WHERE t.id = %(id)s AND t.activity_id = %(activity)s AND {OWNED} FOR UPDATE OF t""",
        {"id": slot_id, "activity": activity_id, **visible_to(who)},
    )


async def open_slot(db: Connection, activity_id: UUID, slot_id: UUID) -> dict[str, Any] | None:
    """`week`, `starts_at` and `ends_at` of an open slot of the activity."""
    return await one(
        db,
        """SELECT week, starts_at, ends_at FROM slot
           WHERE id = %(id)s AND activity_id = %(activity)s AND state = 'open'""",
        {"id": slot_id, "activity": activity_id},
    )


async def take(db: Connection, activity_id: UUID, week: date, slot_id: UUID | None) -> str | None:
    """Counts one place more; or what has none left: `company`, `year`, `week` or `slot`. Then nothing may stand."""
    row = await only(
        db,
        "SELECT loket_take_place(%(activity)s, %(week)s, %(slot)s) AS what",
        {"activity": activity_id, "week": week, "slot": slot_id},
    )
    what: str | None = row["what"]
    return what


async def give(db: Connection, activity_id: UUID, week: date, slot_id: UUID | None) -> None:
    """Counts one place less."""
    await db.execute(
        b"SELECT loket_give_place(%(activity)s, %(week)s, %(slot)s)",
        {"activity": activity_id, "week": week, "slot": slot_id},
    )
