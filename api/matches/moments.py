"""When it is to be, and who comes, as people name them: found, or refused."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from api.accounts.rules import Actor
from api.activities import queries as activities
from api.activities.rules import ActivityNotFound
from api.kit import clock
from api.kit.db import Connection, as_house, one
from api.kit.errors import FieldError
from api.matches import queries, rules
from api.matches.life import Moment
from api.matches.schemas import CandidateSearch, MomentIn
from api.professionals import queries as professionals
from api.professionals import service as people
from api.professionals.rules import (
    ProfessionalNotFound,
    available,
    available_in,
    check_cap,
    may_be_asked,
)
from api.slots import queries as slots
from api.slots.rules import SlotNotFound, instant, local_week, zone_of


async def found(db: Connection, activity_id: UUID, named: Sequence[MomentIn]) -> list[Moment]:
    return [await of(db, activity_id, one_moment, f"moments/{n}") for n, one_moment in enumerate(named)]


async def of(db: Connection, activity_id: UUID, named: MomentIn, field: str) -> Moment:
    """A slot of the activity, a time that exists, or a week: one of them."""
    ways = (named.week is not None, named.slot_id is not None, named.starts_at is not None)
    if sum(ways) != 1 or (named.starts_at is None) != (named.ends_at is None):
        fault = FieldError(f"#/{field}", "one_moment", "give a week, a slotId, or startsAt with endsAt")
        raise rules.MomentUnknown(fault)
    if named.slot_id is not None:
        slot = await slots.open_slot(db, activity_id, named.slot_id)
        if slot is None:
            raise SlotNotFound(FieldError(f"#/{field}/slotId", "slot_not_found", "no open slot of this activity"))
        return Moment(slot["week"], named.slot_id, slot["starts_at"], slot["ends_at"])
    if named.starts_at is None or named.ends_at is None:
        assert named.week is not None
        return Moment(clock.monday_of(named.week))
    zone = zone_of(named.time_zone, f"{field}/timeZone")
    starts_at = instant(named.starts_at, zone, f"{field}/startsAt")
    ends_at = instant(named.ends_at, zone, f"{field}/endsAt")
    if ends_at <= starts_at or starts_at <= clock.now():
        raise rules.MomentUnknown(FieldError(f"#/{field}", "times_reversed", "it begins in the future, then ends"))
    return Moment(local_week(starts_at, zone), None, starts_at, ends_at)


async def professional(db: Connection, company_id: UUID, wanted: UUID | None, when: Sequence[Moment]) -> UUID | None:
    """Of the company, free at each of the moments, and not asked as often as they want yet; now they are asked."""
    if wanted is None:
        return None
    async with as_house(db):
        row = await one(db, "SELECT * FROM professional WHERE id = %(id)s FOR UPDATE", {"id": wanted})
        if row is None or row["company_id"] != company_id:
            raise ProfessionalNotFound(
                FieldError("#/professionalId", "professional_not_found", "not of this company")
            )
        for week in {moment.week.replace(day=1): moment.week for moment in when}.values():
            asked = await queries.asked_in_month(db, [wanted], week)
            check_cap(row["cap_per_month"], asked.get(wanted, 0))
        await db.execute(b"UPDATE professional SET last_asked_at = now() WHERE id = %(id)s", {"id": wanted})
    _check_free(row, when)
    return wanted


async def check_free(db: Connection, professional_id: UUID, moment: Moment) -> None:
    """Who was named before can at the moment that it has become."""
    async with as_house(db):
        row = await one(db, "SELECT * FROM professional WHERE id = %(id)s", {"id": professional_id})
    assert row is not None
    _check_free(row, [moment])


def _check_free(row: Mapping[str, Any], when: Sequence[Moment]) -> None:
    for moment in when:
        if not (
            available(row, moment.starts_at, moment.ends_at)
            if moment.starts_at and moment.ends_at
            else available_in(row, moment.week)
        ):
            fault = FieldError("#/professionalId", "professional_busy", "not free at that time")
            raise rules.ProfessionalBusy(fault)


async def candidates(db: Connection, who: Actor, wanted: CandidateSearch) -> list[str]:
    """Bodies of those of the activity's company who can be asked for a week, whose turn it is first.

    Whoever was asked as often as they want in its month, or is away in it, is none; nor whom the actor may not see.
    """
    if await activities.activity(db, who, wanted.activity_id) is None:
        raise ActivityNotFound()
    week = clock.monday_of(wanted.week)
    async with as_house(db):
        activity = await queries.offered(db, wanted.activity_id)
        assert activity is not None
        in_turn = await people.in_turn(db, activity["company_id"])
        asked = await queries.asked_in_month(db, [row["id"] for row in in_turn], week)
    able = [
        row["id"]
        for row in in_turn
        if may_be_asked(row["cap_per_month"], asked.get(row["id"], 0)) and available_in(row, week)
    ]
    bodies = await professionals.bodies(db, who, able)
    return [bodies[id_] for id_ in able if id_ in bodies]
