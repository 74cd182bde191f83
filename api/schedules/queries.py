"""Schedules, for their region's coordinators; and for the worker those that run."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from api.accounts.rules import Actor
from api.kit.db import Connection, one, only, rows, utc
from api.kit.states import allowed_in
from api.rounds.queries import OWNED, visible_to
from api.schedules.rules import ACTIONS

# Without the next day, which is the rules' to say.
SCHEDULE_JSON = f"""json_build_object('id', o.id, 'region', o.region_code, 'state', o.state, 'name', o.name,
    'everyWeeks', o.every_weeks, 'weekday', o.weekday, 'startsOn', o.starts_on, 'endsOn', o.ends_on,
    'policy', o.policy, 'sideRules', o.side_rules, 'ruralKm', o.rural_km, 'weights', o.weights,
    'lastRound', CASE WHEN l.round_id IS NOT NULL
        THEN json_build_object('id', l.round_id, 'plannedOn', l.planned_on) END,
    'createdAt', {utc("o.created_at")}, 'updatedAt', {utc("o.updated_at")},
    'allowedActions', {allowed_in("o.state", ACTIONS)})::text"""
FROM = """FROM round_schedule o LEFT JOIN LATERAL (SELECT r.round_id, r.planned_on FROM scheduled_round r
    WHERE r.schedule_id = o.id ORDER BY r.planned_on DESC LIMIT 1) l ON true"""
ROW = f"o.*, l.planned_on AS made_on, {SCHEDULE_JSON} AS body {FROM}"
PAGE = f"""SELECT {ROW} WHERE {OWNED} AND (%(region)s::text IS NULL OR o.region_code = %(region)s)
    AND (%(after_id)s::uuid IS NULL OR o.id < %(after_id)s) ORDER BY o.id DESC LIMIT %(limit)s"""
INSERT = """INSERT INTO round_schedule (region_code, name, every_weeks, weekday, starts_on, ends_on, set_on, policy,
        side_rules, rural_km, weights, created_by)
    VALUES (%(region)s, %(name)s, %(every_weeks)s, %(weekday)s, %(starts_on)s, %(ends_on)s, %(today)s, %(policy)s,
        %(side_rules)s, %(rural_km)s, %(weights)s, %(actor)s)
    RETURNING id"""
CHANGE = """UPDATE round_schedule SET state = 'active', name = %(name)s, every_weeks = %(every_weeks)s,
        weekday = %(weekday)s, starts_on = %(starts_on)s, ends_on = %(ends_on)s, set_on = %(today)s,
        policy = %(policy)s, side_rules = %(side_rules)s, rural_km = %(rural_km)s, weights = %(weights)s,
        version = version + 1, updated_at = now()
    WHERE id = %(id)s"""
STOP = """UPDATE round_schedule SET state = 'stopped', version = version + 1, updated_at = now() WHERE id = %(id)s"""
RUNNING = f"SELECT o.*, l.planned_on AS made_on {FROM} WHERE o.state = 'active' ORDER BY o.id"
MADE_ON = "SELECT max(planned_on) AS made_on FROM scheduled_round WHERE schedule_id = %(id)s"
MAKE = """INSERT INTO scheduled_round (schedule_id, planned_on, round_id)
    VALUES (%(schedule)s, %(planned_on)s, %(round)s)"""


async def page(db: Connection, values: Mapping[str, Any]) -> list[DictRow]:
    """Rows with `made_on` and `body`, newest first."""
    return await rows(db, PAGE, values)


async def schedule(db: Connection, who: Actor, schedule_id: UUID) -> DictRow | None:
    """The row with `made_on` and `body`."""
    return await one(db, f"SELECT {ROW} WHERE o.id = %(id)s AND {OWNED}", {"id": schedule_id, **visible_to(who)})


async def locked(db: Connection, who: Actor, schedule_id: UUID) -> DictRow | None:
    query = f"SELECT o.* FROM round_schedule o WHERE o.id = %(id)s AND {OWNED} FOR UPDATE"
    return await one(db, query, {"id": schedule_id, **visible_to(who)})


async def insert(db: Connection, values: Mapping[str, Any]) -> UUID:
    made: UUID = (await only(db, INSERT, _written(values)))["id"]
    return made


async def change(db: Connection, values: Mapping[str, Any]) -> None:
    await db.execute(CHANGE.encode(), _written(values))


def _written(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "weights": Jsonb(values["weights"]) if values["weights"] else None}


async def stop(db: Connection, schedule_id: UUID) -> None:
    await db.execute(STOP.encode(), {"id": schedule_id})


async def running(db: Connection) -> list[DictRow]:
    """Active ones with `made_on`, the day of their newest round."""
    return await rows(db, RUNNING, {})


async def held_by_nobody(db: Connection, schedule_id: UUID) -> dict[str, Any] | None:
    """An active one with `made_on`, locked, unless another worker is at it. What that made is read after the lock."""
    query = "SELECT * FROM round_schedule WHERE id = %(id)s AND state = 'active' FOR UPDATE SKIP LOCKED"
    row = await one(db, query, {"id": schedule_id})
    return {**row, **await only(db, MADE_ON, {"id": schedule_id})} if row else None


async def made(db: Connection, values: Mapping[str, Any]) -> None:
    """`round` is that of `schedule` on `planned_on`; a second one for that day fails with all that made it."""
    await db.execute(MAKE.encode(), values)
