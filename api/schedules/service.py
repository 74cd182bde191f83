"""A schedule is set and stopped; the worker makes its rounds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation
from pydantic_core import to_json

from api.accounts.roles import Role
from api.accounts.rules import Actor, Membership
from api.kit import audit, clock, paging
from api.kit.clock import LOCAL
from api.kit.db import Connection
from api.kit.errors import Forbidden
from api.kit.http import Versions
from api.kit.states import check_allowed
from api.notices.rules import day_said
from api.regions import service as regions
from api.rounds import duties
from api.rounds import service as rounds
from api.rounds.queries import visible_to
from api.rounds.rules import check_weights
from api.rounds.schemas import RoundIn
from api.schedules import queries, rules
from api.schedules.schemas import NewRoundScheduleIn, RoundScheduleIn, RoundScheduleSearch

# A name of 200 signs keeps room for the day.
NAMED = 180


async def search(db: Connection, who: Actor, wanted: RoundScheduleSearch) -> tuple[list[str], str | None]:
    """Bodies and cursor of a page of the schedules of one's regions."""
    await regions.check_region(db, wanted.region)
    values = {"region": wanted.region, **paging.by_id(wanted), **visible_to(who)}
    found = await queries.page(db, values)
    return paging.cut([{**row, "body": _body(row)} for row in found], wanted.page_size, "id")


def _body(row: Mapping[str, Any]) -> str:
    """The row's JSON with its next day."""
    following = to_json(rules.next_on(row, clock.today())).decode()
    return f'{row["body"][:-1]}, "nextOn": {following}}}'


async def read(db: Connection, who: Actor, schedule_id: UUID) -> tuple[int, str]:
    """Version and body."""
    row = await queries.schedule(db, who, schedule_id)
    if row is None:
        raise rules.ScheduleNotFound()
    return row["version"], _body(row)


def _set(body: RoundScheduleIn) -> dict[str, Any]:
    rules.check_order(body.starts_on, body.ends_on)
    check_weights(body.weights)
    return {**body.model_dump(), "side_rules": list(body.side_rules), "today": clock.today()}


async def create(db: Connection, who: Actor, body: NewRoundScheduleIn) -> UUID:
    """Days before today do not count, whenever it begins."""
    await regions.check_region(db, body.region)
    if not who.reaches(body.region):
        raise Forbidden()
    values = {**_set(body), "actor": who.person_id}
    audit.concerns(body.region)
    try:
        return await queries.insert(db, values)
    except UniqueViolation:
        raise rules.AlreadyScheduled() from None


async def _locked(db: Connection, who: Actor, schedule_id: UUID, action: str, versions: Versions) -> None:
    row = await queries.locked(db, who, schedule_id)
    if row is None:
        raise rules.ScheduleNotFound()
    versions.check(row["version"])
    check_allowed(rules.ACTIONS, row["state"], action)
    audit.concerns(row["region_code"])


async def change(db: Connection, who: Actor, schedule_id: UUID, body: RoundScheduleIn, versions: Versions) -> None:
    """All of it anew; one that was stopped runs again."""
    await _locked(db, who, schedule_id, "change", versions)
    await queries.change(db, {**_set(body), "id": schedule_id})


async def stop(db: Connection, who: Actor, schedule_id: UUID, versions: Versions) -> None:
    """No more rounds by themselves; those that were made stay."""
    await _locked(db, who, schedule_id, "stop", versions)
    await queries.stop(db, schedule_id)


async def due(db: Connection, now: datetime) -> list[UUID]:
    """The schedules whose round is to be made."""
    today = now.astimezone(LOCAL).date()
    return [row["id"] for row in await queries.running(db) if rules.due_on(row, today)]


async def make(db: Connection, schedule_id: UUID, now: datetime) -> None:
    """Makes the round of the day, freezes it and has it solved; a second worker, or a second time, makes none."""
    row = await queries.held_by_nobody(db, schedule_id)
    planned_on = rules.due_on(row, now.astimezone(LOCAL).date()) if row else None
    if row is None or planned_on is None:
        return
    house = Actor(memberships=(Membership(Role.REGIONAL_COORDINATOR, row["region_code"]),))
    body = RoundIn.model_validate(
        {
            "region": row["region_code"],
            "name": f"{row['name'][:NAMED].rstrip()} {day_said(planned_on, 'nl')}",
            "schoolYear": clock.school_year(planned_on),
            "policy": row["policy"],
            "sideRules": row["side_rules"],
            "ruralKm": row["rural_km"],
            "weights": row["weights"],
        }
    )
    round_id = await rounds.create(db, house, body)
    await queries.made(db, {"schedule": schedule_id, "planned_on": planned_on, "round": round_id})
    await rounds.freeze(db, house, round_id, Versions(None))
    await rounds.solve(db, house, round_id, Versions(None))
    await duties.tell_when_ready(db, round_id)
