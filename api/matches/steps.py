"""One step of a match: its event and its row, the places that follow, and who is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.errors import ExclusionViolation, UniqueViolation

from api.accounts.rules import Actor
from api.kit.db import Connection, as_house
from api.kit.errors import FieldError
from api.matches import life, queries, rules, telling
from api.matches.life import Event, Life, Moment
from api.matches.models import WAITING, MatchState, Side
from api.slots import queries as slots
from api.standby import service as standby

Row = Mapping[str, Any]


def contacts_of(who: Actor, side: Side) -> dict[str, UUID | None]:
    """Whoever acts for a side is its contact, when it is a person."""
    return {
        "school_contact_id": who.person_id if side is Side.SCHOOL else None,
        "company_contact_id": who.person_id if side is Side.COMPANY else None,
    }


async def let_lapse(db: Connection, activity_id: UUID, now: datetime, but: UUID | None = None) -> None:
    """Places that are held too long are free before somebody asks for one; who stands by comes first."""
    for row in await queries.lapsed_holds(db, activity_id, now, but):
        await let_go(db, row, now)


async def take(db: Connection, activity_id: UUID, moment: Moment) -> None:
    """A place at this moment."""
    what = await slots.take(db, activity_id, moment.week, moment.slot_id)
    if what is not None:
        raise rules.Full(FieldError("#/moments", f"{what}_full", "another moment or activity has to be chosen"))


async def _give(db: Connection, activity_id: UUID, moment: Moment) -> None:
    await slots.give(db, activity_id, moment.week, moment.slot_id)


async def let_go(db: Connection, row: Row, now: datetime) -> None:
    """The place of a match that waits longer than it is held."""
    event = Event("hold_lapsed", Side.HOUSE, now)
    before = queries.life_of(row)
    await _give(db, row["activity_id"], before.moment)
    await write(db, row["id"], life.after(before, event), event, None)
    await standby.offer(db, row["activity_id"], now)


async def write(
    db: Connection, match_id: UUID, now: Life, event: Event, who: Actor | None, note: str | None = None
) -> None:
    contacts = contacts_of(who, event.side) if who else {"school_contact_id": None, "company_contact_id": None}
    try:
        await queries.update(db, match_id, now, contacts)
    except ExclusionViolation:
        raise rules.ProfessionalBusy() from None
    except UniqueViolation:
        raise rules.AlreadyMatched() from None
    await queries.add_event(db, match_id, event, who.id if who else None, note)
    await telling.tell(db, match_id, event)


async def step(db: Connection, row: Row, event: Event, who: Actor | None, note: str | None = None) -> Life:
    """One event onto a locked match: places follow, the log grows, the request is what its matches make it."""
    before = queries.life_of(row)
    after = life.after(before, event)
    freed: list[UUID] = []
    async with as_house(db):
        takes = after.holds and (not before.holds or after.moment != before.moment)
        if takes:
            await let_lapse(db, row["activity_id"], event.at, row["id"])
        if before.holds and (not after.holds or after.moment != before.moment):
            await _give(db, row["activity_id"], before.moment)
            freed.append(row["activity_id"])
        if takes:
            await take(db, row["activity_id"], after.moment)
        if after.state is MatchState.CONFIRMED and before.state in WAITING:
            freed += await _supersede_others(db, row, event.at)
        await write(db, row["id"], after, event, who, note)
        await queries.set_request_state(db, row["request_id"], event.at)
        # Last, so that a move takes its new place before the old one goes to somebody in line.
        for activity_id in dict.fromkeys(freed):
            await standby.offer(db, activity_id, event.at)
    return after


async def _supersede_others(db: Connection, row: Row, now: datetime) -> list[UUID]:
    """What else waited for the same request is over: it has its match. The activities of which a place came free."""
    freed = []
    for other in await queries.others_waiting(db, row["request_id"], row["id"]):
        event = Event("superseded", Side.HOUSE, now, {"by": str(row["id"])})
        before = queries.life_of(other)
        if before.holds:
            await _give(db, other["activity_id"], before.moment)
            freed.append(other["activity_id"])
        await write(db, other["id"], life.after(before, event), event, None)
    return freed
