"""Standing by for a full activity: who waits longest is offered what comes free, and has it held a while."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation
from pydantic_core import to_json

from api.accounts.rules import Actor
from api.activities.rules import ActivityNotFound, check_needs, denied
from api.kit import audit, clock, paging
from api.kit.clock import LOCAL
from api.kit.db import Connection, as_house
from api.kit.errors import FieldError
from api.kit.settings import settings
from api.kit.states import check_allowed
from api.notices import service as notices
from api.notices.models import Template
from api.notices.rules import Notice, day_said
from api.regions.rules import AWAY, check_takes_part
from api.requests import queries as requests
from api.requests.rules import RequestNotFound
from api.requests.service import calendar_of
from api.slots import queries as slots
from api.slots.rules import held_until
from api.standby import queries, rules
from api.standby.models import StandbyState
from api.standby.schemas import StandbyIn, StandbySearch
from api.vocabularies.shipped import vocabulary

Row = Mapping[str, Any]


class _NoPlace(Exception):
    """What was counted for it is taken back."""


async def search(db: Connection, who: Actor, wanted: StandbySearch) -> tuple[list[str], str | None, int | None]:
    """Bodies, cursor and count of a page."""
    values = {"request": wanted.request, "state": wanted.state, **queries.visible_to(who)}
    found = await queries.page(db, {**values, **paging.by_id(wanted)})
    bodies, cursor = paging.cut(found, wanted.page_size, "id")
    return bodies, cursor, await queries.count(db, values) if wanted.count else None


async def read(db: Connection, who: Actor, standby_id: UUID) -> Row:
    """`version` and `body`."""
    row = await queries.standby(db, who, standby_id)
    if row is None:
        raise rules.StandbyNotFound()
    return row


async def line(db: Connection, who: Actor, activity_id: UUID) -> bytes:
    """How many wait for one's own activity; not who."""
    async with as_house(db):  # who waits is read by their own side alone
        found = await queries.line(db, who, activity_id)
    if found is None:
        raise ActivityNotFound()
    return to_json(found)


async def join(db: Connection, who: Actor, body: StandbyIn) -> UUID:
    """At the end of nothing: how long the request waits decides who is next."""
    request = None
    if await requests.locked(db, who, body.request_id) is not None:
        request = await requests.asked(db, who, body.request_id)
    if request is None:
        raise RequestNotFound(FieldError("#/requestId", "request_not_found", "not known here"))
    audit.concerns(region=request["region_code"])
    rules.check_looks(request["state"])
    async with as_house(db):
        activity = await queries.locked_activity(db, body.activity_id)
    if activity is None or activity["state"] != "published":
        raise ActivityNotFound(FieldError("#/activityId", "activity_not_found", "not known here"))
    check_takes_part(activity["participation"])
    check_needs(request["needs"], activity, vocabulary().extras("needs"))
    weeks = rules.common(body.weeks, request["weeks_ok"], activity["weeks"], calendar_of(request))
    rules.check_full(weeks, activity["full_weeks"])
    try:
        return await queries.insert(db, body.request_id, body.activity_id, weeks if body.weeks else [])
    except UniqueViolation:
        raise rules.AlreadyWaiting() from None


async def _found(db: Connection, who: Actor, standby_id: UUID) -> Row:
    row = await queries.standby(db, who, standby_id, lock=True)
    if row is None:
        raise rules.StandbyNotFound()
    audit.concerns(region=row["region_code"])
    return row


async def cancel(db: Connection, who: Actor, standby_id: UUID) -> None:
    """Waits no more."""
    row = await _found(db, who, standby_id)
    check_allowed(rules.ACTIONS, row["state"], "cancel")
    await queries.settle(db, standby_id, StandbyState.CANCELLED)


async def let_pass(db: Connection, who: Actor, standby_id: UUID) -> None:
    """No to the place that is offered: it goes to the next."""
    row = await _found(db, who, standby_id)
    rules.check_offer(row, "pass", clock.now())
    await queries.settle(db, standby_id, StandbyState.PASSED)
    async with as_house(db):
        await _give_back(db, row)
        await offer(db, row["activity_id"], clock.now())


async def take_up(db: Connection, who: Actor, standby_id: UUID) -> Row:
    """The offer that somebody accepts, locked; its place is free for them alone until the transaction ends."""
    row = await _found(db, who, standby_id)
    rules.check_offer(row, "accept", clock.now())
    async with as_house(db):
        await _give_back(db, row)
    return row


async def confirm(db: Connection, standby_id: UUID, match_id: UUID) -> None:
    await queries.settle(db, standby_id, StandbyState.CONFIRMED, match_id)


async def _give_back(db: Connection, row: Row) -> None:
    await slots.give(db, row["activity_id"], row["week"], None)


async def offer(db: Connection, activity_id: UUID, now: datetime) -> None:
    """Each place that is free goes to who waits longest for one in its week, and is held for them. As the house."""
    activity = await queries.locked_activity(db, activity_id)  # first: nobody else takes or offers its places now
    if activity is None or activity["state"] != "published" or activity["participation"] in AWAY:
        return
    for waiter in await queries.waiters(db, activity_id):
        week = await _take_one(db, activity, waiter)
        if week is not None:
            until = held_until(now, waiter["settings"])
            await queries.hold(db, waiter["id"], week, until)
            await _tell(db, activity, waiter, week, until)
            activity = await queries.locked_activity(db, activity_id) or activity  # which may be full by it


async def _take_one(db: Connection, activity: Row, waiter: Row) -> date | None:
    """The week in which a place was taken for them; None: in theirs there is none, or it is no place for them."""
    if denied(waiter["needs"], activity, vocabulary().extras("needs")):  # as told since they joined
        return None
    weeks = rules.common(waiter["weeks"], waiter["weeks_ok"], activity["weeks"], calendar_of(waiter))
    for week in rules.in_order(weeks, waiter["weeks_preferred"], activity["full_weeks"]):
        try:
            async with db.transaction():
                if await slots.take(db, activity["id"], week, None) is not None:
                    raise _NoPlace
        except _NoPlace:
            continue
        return week
    return None


async def _tell(db: Connection, activity: Row, waiter: Row, week: date, until: datetime) -> None:
    for reader in await requests.readers(db, waiter):
        told = {
            "request": waiter["title"],
            "school": waiter["school_name"],
            "activity": activity["title"],
            "company": activity["company_name"],
            "week": day_said(week, reader["locale"]),
            "until": f"{day_said(until.astimezone(LOCAL).date(), reader['locale'])}, {until.astimezone(LOCAL):%H:%M}",
            "link": f"{settings().public_url}/mijn/vragen/{waiter['request_id']}",
        }
        await notices.tell(db, Notice(Template.STANDBY, reader["email"], reader["locale"], told, reader["id"]))


async def due(db: Connection, now: datetime) -> list[UUID]:
    """Places in line that come to their end, by time or with their request."""
    return await queries.ending(db, now, clock.monday_of(now.astimezone(LOCAL).date()))


async def attend(db: Connection, standby_id: UUID, now: datetime) -> None:
    """Ends one, if it still is to; what it held goes to the next."""
    row = await queries.locked_ending(db, standby_id, now, clock.monday_of(now.astimezone(LOCAL).date()))
    if row is None:
        return
    await queries.settle(db, standby_id, row["comes_to"])
    if row["state"] == StandbyState.OFFERED:
        await _give_back(db, row)
        await offer(db, row["activity_id"], now)


async def free(db: Connection, now: datetime) -> list[UUID]:
    """Activities that have a place for somebody in line."""
    return await queries.with_places(db, clock.monday_of(now.astimezone(LOCAL).date()))
