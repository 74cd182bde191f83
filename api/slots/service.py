"""Slots: listed, made and cancelled."""

from typing import Any
from uuid import UUID

from api.accounts.rules import Actor
from api.activities import queries as activities
from api.activities.rules import ActivityNotFound, check_editable
from api.kit import clock, paging
from api.kit.db import Connection, one
from api.kit.errors import FieldError
from api.kit.states import StateForbids
from api.slots import queries, rules
from api.slots.models import SlotState
from api.slots.schemas import SlotIn, SlotSearch


async def search(db: Connection, who: Actor, activity_id: UUID, wanted: SlotSearch) -> tuple[list[str], str | None]:
    """Bodies and cursor of a page of an activity's slots."""
    if await activities.activity(db, who, activity_id) is None:
        raise ActivityNotFound()
    after = paging.decode(wanted.cursor, (str, str))
    values = {
        "activity": activity_id,
        "from": wanted.from_,
        "after_at": paging.cursor_time(after[0]) if after else None,
        "after_id": paging.cursor_id(after[1]) if after else None,
        "limit": wanted.page_size + 1,
        **activities.visible_to(who),
    }
    return paging.cut(await queries.page(db, values), wanted.page_size, "starts_at", "id")


async def read(db: Connection, who: Actor, activity_id: UUID, slot_id: UUID) -> dict[str, Any]:
    """`version` and `body`."""
    found = await queries.slot(db, who, activity_id, slot_id)
    if found is None:
        raise rules.SlotNotFound()
    return found


async def create(db: Connection, who: Actor, activity_id: UUID, body: SlotIn) -> UUID:
    """Makes a slot of an activity that is the actor's, in one of its weeks."""
    activity = await activities.locked(db, who, activity_id)
    if activity is None:
        raise ActivityNotFound()
    check_editable(activity["state"])
    zone = rules.zone_of(body.time_zone, "timeZone")
    starts_at = rules.instant(body.starts_at, zone, "startsAt")
    ends_at = rules.instant(body.ends_at, zone, "endsAt")
    rules.check_order(starts_at, ends_at, clock.now())
    week = rules.local_week(starts_at, zone)
    if week not in activity["weeks"]:
        raise rules.SlotOutsideWeeks(
            FieldError("#/startsAt", "slot_outside_weeks", "not one of the activity's weeks")
        )
    values = {
        "activity": activity_id,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "time_zone": body.time_zone,
        "week": week,
        "capacity": body.capacity,
    }
    made = await one(db, queries.INSERT, values)
    if made is None:
        raise rules.SlotTaken(FieldError("#/startsAt", "slot_taken", "a slot of this activity begins then"))
    slot_id: UUID = made["id"]
    return slot_id


async def cancel(db: Connection, who: Actor, activity_id: UUID, slot_id: UUID) -> None:
    """Takes an empty slot back."""
    slot = await queries.locked(db, who, activity_id, slot_id)
    if slot is None:
        raise rules.SlotNotFound()
    if slot["state"] != SlotState.OPEN:
        raise StateForbids()
    if slot["taken"]:
        raise rules.SlotInUse()
    await db.execute(queries.CANCEL.encode(), {"id": slot_id})
