"""The verbs of a match: find, lock, check, write, tell."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.errors import ExclusionViolation, UniqueViolation
from psycopg.types.json import Jsonb
from pydantic_core import to_json

from api.accounts.rules import Actor
from api.activities.rules import ActivityNotFound, check_needs
from api.kit import audit, clock, paging
from api.kit.db import Connection, as_house, one
from api.kit.errors import FieldError, Forbidden
from api.kit.http import Versions
from api.matches import life, moments, queries, rules, telling
from api.matches.life import Event, Life, Moment
from api.matches.models import KEPT, PLANNED, WAITING, MatchState, Side
from api.matches.schemas import (
    AcceptIn,
    CancelIn,
    DeclineIn,
    FeedbackIn,
    LessonAfterIn,
    MatchIn,
    MatchSearch,
    MomentsIn,
)
from api.matching.model import distance_km
from api.matching.scores import broken, fit
from api.regions import service as regions
from api.regions.rules import check_takes_part
from api.requests.rules import RequestNotFound
from api.requests.service import calendar_of
from api.slots import queries as slots
from api.standby import service as standby
from api.suggestions import rules as suggesting
from api.suggestions import service as suggestions
from api.vocabularies.shipped import vocabulary

Row = Mapping[str, Any]


async def search(db: Connection, who: Actor, wanted: MatchSearch) -> tuple[list[str], str | None, int | None]:
    """Bodies, cursor and count of a page of the actor's matches."""
    await regions.check_region(db, wanted.region)
    values = {
        "states": list(wanted.state),
        "waits_for": wanted.waits_for,
        "request": wanted.request,
        "activity": wanted.activity,
        "region": wanted.region,
        **paging.by_id(wanted),
        **queries.visible_to(who),
    }
    found = await queries.page(db, values)
    if any(row["state"] in PLANNED | KEPT for row in found):
        audit.shows_contact_data()
    bodies, cursor = paging.cut([{**row, "body": _body(who, row)} for row in found], wanted.page_size, "id")
    return bodies, cursor, await queries.count(db, values) if wanted.count else None


async def read(db: Connection, who: Actor, match_id: UUID) -> dict[str, Any]:
    """`version` and `body`."""
    row = await queries.match(db, who, match_id)
    if row is None:
        raise rules.MatchNotFound()
    if row["state"] in PLANNED | KEPT:
        audit.shows_contact_data()
    return {"version": row["version"], "body": _body(who, row)}


def _body(who: Actor, row: Row) -> str:
    """The row's JSON with what the actor may do."""
    sides = rules.sides_of(who, row)
    coordinates = who.reaches(row["school_region"]) or who.reaches(row["company_region"])
    life_now = queries.life_of(row)
    begun = rules.has_begun(life_now.moment, clock.now(), clock.this_week())
    actions = rules.allowed_actions(life_now, sides, coordinates, begun)
    return f'{row["body"][:-1]}, "allowedActions": {to_json(actions).decode()}}}'


async def history(db: Connection, who: Actor, match_id: UUID) -> bytes:
    """The events of a match, oldest first."""
    if await queries.match(db, who, match_id) is None:
        raise rules.MatchNotFound()
    items = [
        {
            "place": row["place"], "at": row["told_at"], "type": row["type"], "side": row["side"],
            "reason": row["reason"], "facts": row["facts"], "note": row["note"],
        }
        for row in await queries.events(db, match_id)
    ]  # fmt: skip
    return to_json({"items": items})


async def propose(
    db: Connection, who: Actor, body: MatchIn, origin: str = "manual", max_km: int | None = None
) -> UUID:
    """A proposal, which holds a place while the other side decides; it is the proposer's own yes.

    `max_km`: how far it may be, where a round says something else than the request.
    """
    async with as_house(db):
        request = await queries.asked(db, body.request_id)
        activity = await queries.offered(db, body.activity_id)
    asked = {**request, "max_km": max_km} if request and max_km is not None else request
    pair = _pair(asked, activity)
    sides = rules.sides_of(who, pair) if pair else frozenset()
    # An open request is shown to companies, a published activity to all; the rest is not there for strangers.
    if request is None or not (Side.SCHOOL in sides or (request["state"] == "open" and Side.COMPANY in sides)):
        raise RequestNotFound(FieldError("#/requestId", "request_not_found", "not known here"))
    if activity is None or not (activity["state"] == "published" or Side.COMPANY in sides):
        raise ActivityNotFound(FieldError("#/activityId", "activity_not_found", "not known here"))
    assert pair is not None
    # A round speaks for nobody, whoever sends it.
    side = (
        Side.COORDINATOR
        if origin == "round"
        else rules.proposes_as(who, pair, Side(body.side) if body.side else None)
    )
    rules.check_request(request["state"])
    rules.check_activity(activity["state"])
    check_takes_part(request["participation"])
    check_takes_part(activity["participation"])
    check_needs(request["needs"], activity, vocabulary().extras("needs"))
    replaces = await _replaced(db, body)
    when = await moments.found(db, body.activity_id, body.moments)
    calendar, days = calendar_of(request), rules.days_asked(request, side)
    rules.check_weeks(when, request["weeks_ok"], activity["weeks"], calendar)
    for n, moment in enumerate(when):
        rules.check_day(moment, calendar, days, f"#/moments/{n}")
    now = clock.now()
    professional = await moments.professional(db, activity["company_id"], body.professional_id, when)
    facts = {
        "moment": when[0].wire(),
        "moments": [moment.wire() for moment in when] if len(when) > 1 else [],
        "professionalId": str(professional) if professional else None,
        **rules.hold(now, request["settings"]),
        **rules.deadline(now, request["settings"]),
    }
    event = Event("proposed", side, now, facts)
    fixed = pair | {"origin": "replacement" if replaces else origin, "replaces_id": body.replaces}
    async with as_house(db):
        match_id = await _begin(db, who, fixed, event, body.note)
        if replaces is not None:
            by = Event("replaced_by", side, now, {"by": str(match_id)})
            await _write(db, replaces["id"], life.after(queries.life_of(replaces), by), by, who)
        await queries.set_request_state(db, body.request_id, now)
    return match_id


def _pair(request: Row | None, activity: Row | None) -> dict[str, Any] | None:
    """The columns of a match that follow from its request and its activity."""
    if request is None or activity is None:
        return None
    calendar = calendar_of(request)
    asked = suggesting.request_of(request)
    offer = suggesting.offer_of(activity, calendar)
    km = distance_km(asked.place, offer.place) if asked.place and offer.place else None
    found = fit(asked, offer)
    parts = [{"name": p.name, "points": p.points, "of": p.of, "fact": p.fact} for p in found.parts] if found else []
    return {
        "request_id": request["id"],
        "activity_id": activity["id"],
        "school_id": request["school_id"],
        "school_site_id": request["school_site_id"],
        "school_region": request["region_code"],
        "company_id": activity["company_id"],
        "company_site_id": activity["company_site_id"],
        "company_region": activity["region_code"],
        "score": found.score if found else None,
        "explanation": Jsonb({"parts": parts, "broken": [] if found else list(broken(asked, offer, km))}, _dumps),
    }


def _dumps(value: Any) -> str:
    return to_json(value).decode()


async def _replaced(db: Connection, body: MatchIn) -> Row | None:
    if body.replaces is None:
        return None
    old = await one(db, "SELECT * FROM match WHERE id = %(id)s FOR UPDATE", {"id": body.replaces})
    rules.check_replaces(old, body.request_id)
    return old


async def _begin(db: Connection, who: Actor, fixed: Mapping[str, Any], event: Event, note: str | None) -> UUID:
    """The match that the event makes, with its place."""
    begun = life.begun(event)
    if fixed["origin"] != "standby":  # which has its place, and leaves no moment to somebody else in line
        await _let_lapse(db, fixed["activity_id"], event.at)
        await standby.offer(db, fixed["activity_id"], event.at)  # what came free without a match is theirs too
    await _take(db, fixed["activity_id"], begun.moment)
    contacts = _contacts(who, event.side)
    try:
        match_id = await queries.insert(db, {**fixed, **contacts}, begun)
    except UniqueViolation:
        raise rules.AlreadyProposed() from None
    await queries.add_event(db, match_id, event, who.id, note)
    await telling.tell(db, match_id, event)
    return match_id


def _contacts(who: Actor, side: Side) -> dict[str, UUID | None]:
    """Whoever acts for a side is its contact, when it is a person."""
    return {
        "school_contact_id": who.person_id if side is Side.SCHOOL else None,
        "company_contact_id": who.person_id if side is Side.COMPANY else None,
    }


async def _let_lapse(db: Connection, activity_id: UUID, now: datetime, but: UUID | None = None) -> None:
    """Places that are held too long are free before somebody asks for one; who stands by comes first."""
    for row in await queries.lapsed_holds(db, activity_id, now, but):
        await let_go(db, row, now)


async def _take(db: Connection, activity_id: UUID, moment: Moment) -> None:
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
    await _write(db, row["id"], life.after(before, event), event, None)
    await standby.offer(db, row["activity_id"], now)


async def _write(
    db: Connection, match_id: UUID, now: Life, event: Event, who: Actor | None, note: str | None = None
) -> None:
    contacts = _contacts(who, event.side) if who else {"school_contact_id": None, "company_contact_id": None}
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
            await _let_lapse(db, row["activity_id"], event.at, row["id"])
        if before.holds and (not after.holds or after.moment != before.moment):
            await _give(db, row["activity_id"], before.moment)
            freed.append(row["activity_id"])
        if takes:
            await _take(db, row["activity_id"], after.moment)
        if after.state is MatchState.CONFIRMED and before.state in WAITING:
            freed += await _supersede_others(db, row, event.at)
        await _write(db, row["id"], after, event, who, note)
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
        await _write(db, other["id"], life.after(before, event), event, None)
    return freed


async def _found(
    db: Connection, who: Actor, match_id: UUID, versions: Versions, action: str, named: str | None
) -> tuple[Row, Life, Side]:
    """Finds and locks, and tells for which side the actor does this; refused when nobody may now."""
    row = await queries.locked(db, who, match_id)
    if row is None:
        raise rules.MatchNotFound()
    versions.check(row["version"])
    now = queries.life_of(row)
    return row, now, rules.acts_as(now, rules.sides_of(who, row), action, Side(named) if named else None)


async def _asked(db: Connection, row: Row) -> Row:
    """The request of a match."""
    async with as_house(db):
        request = await queries.asked(db, row["request_id"])
    assert request is not None
    return request


async def accept(db: Connection, who: Actor, match_id: UUID, body: AcceptIn, versions: Versions) -> None:
    """A side's yes; the second one confirms. A week that was agreed may get its slot or time by it."""
    row, now, side = await _found(db, who, match_id, versions, "accept", body.side)
    moment = rules.chosen(now, body.moment)
    if body.at is not None:
        settled = await moments.of(db, row["activity_id"], body.at, "at")
        if settled.week != moment.week:
            raise rules.WeekUnsuitable(FieldError("#/at", "week_not_proposed", "in the week that was proposed"))
        request = await _asked(db, row)
        rules.check_day(settled, calendar_of(request), rules.days_asked(request, side), "#/at")
        moment = settled
    rules.check_to_come(moment, clock.now(), clock.this_week())
    professional = None
    if body.professional_id is not None:
        if side is not Side.COMPANY:
            raise Forbidden()
        if body.professional_id != now.professional_id:
            professional = await moments.professional(db, row["company_id"], body.professional_id, [moment])
    if professional is None and now.professional_id is not None and side is Side.COMPANY:
        await moments.check_free(db, now.professional_id, moment)
    told_at = clock.now()
    facts = {
        "moment": moment.wire(),
        "professionalId": str(professional) if professional else None,
        **rules.hold(told_at, row["settings"]),
        **rules.deadline(told_at, row["settings"]),
    }
    await step(db, row, Event("accepted", side, told_at, facts), who, body.note)


async def decline(db: Connection, who: Actor, match_id: UUID, body: DeclineIn, versions: Versions) -> None:
    """No, with a reason from the list; of a moment that was proposed for a plan: the plan stands."""
    row, _, side = await _found(db, who, match_id, versions, "decline", body.side)
    await step(db, row, Event("declined", side, clock.now(), {}, body.reason), who, body.note)


async def withdraw(
    db: Connection, who: Actor, match_id: UUID, note: str | None, named: str | None, versions: Versions
) -> None:
    """The proposer takes it back; a coordinator what a coordinator proposed."""
    row = await queries.locked(db, who, match_id)
    if row is None:
        raise rules.MatchNotFound()
    versions.check(row["version"])
    now = queries.life_of(row)
    coordinates = who.reaches(row["school_region"]) or who.reaches(row["company_region"])
    if coordinates and now.proposed_by is Side.COORDINATOR and now.state in WAITING:
        side = Side.COORDINATOR
    else:
        side = rules.acts_as(now, rules.sides_of(who, row), "withdraw", Side(named) if named else None)
    await step(db, row, Event("withdrawn", side, clock.now()), who, note)


async def propose_moments(
    db: Connection, who: Actor, match_id: UUID, body: MomentsIn, versions: Versions, action: str
) -> None:
    """Up to three other moments: a counter-proposal while it waits, or a wish to move what is planned."""
    row, now, side = await _found(db, who, match_id, versions, action, body.side)
    when = await moments.found(db, row["activity_id"], body.moments)
    calendar = calendar_of(await _asked(db, row))
    # A moment that the other side may refuse need not be one that was asked or offered; a holiday stays one.
    weeks = [moment.week for moment in when]
    rules.check_weeks(when, weeks, weeks, calendar)
    for n, moment in enumerate(when):
        rules.check_day(moment, calendar, (), f"#/moments/{n}")
    told_at = clock.now()
    facts: dict[str, Any] = {
        "moments": [moment.wire() for moment in when],
        "holds": now.holds,
        "heldUntil": now.held_until.isoformat() if now.held_until else None,
        **rules.deadline(told_at, row["settings"]),
    }
    await step(db, row, Event("moments_proposed", side, told_at, facts), who, body.note)


async def cancel(db: Connection, who: Actor, match_id: UUID, body: CancelIn, versions: Versions) -> str | None:
    """Ends a plan, with a reason; gives at once what could come in its place, as JSON, for whom it concerns."""
    row, _, side = await _found(db, who, match_id, versions, "cancel", body.side)
    now = clock.now()
    facts = {"leadHours": _lead_hours(queries.life_of(row).moment, now)}
    await step(db, row, Event("cancelled", side, now, facts, body.reason), who, body.note)
    if Side.SCHOOL not in rules.sides_of(who, row):
        return None
    return (await suggestions.for_request(db, who, row["request_id"], 5)).decode()


def _lead_hours(moment: Moment, now: datetime) -> int:
    """How long before its beginning; of a week alone, before its Monday."""
    begins = moment.starts_at or datetime.combine(moment.week, datetime.min.time(), clock.LOCAL)
    return int((begins - now).total_seconds() // 3600)


async def mark_delivered(
    db: Connection, who: Actor, match_id: UUID, note: str | None, named: str | None, versions: Versions
) -> None:
    """It took place."""
    row, now, side = await _found(db, who, match_id, versions, "mark-delivered", named)
    rules.check_begun(now.moment, clock.now(), clock.this_week())
    await step(db, row, Event("delivered", side, clock.now()), who, note)


async def mark_no_show(
    db: Connection, who: Actor, match_id: UUID, note: str | None, named: str | None, versions: Versions
) -> None:
    """The other side was not there."""
    row, now, side = await _found(db, who, match_id, versions, "mark-no-show", named)
    rules.check_begun(now.moment, clock.now(), clock.this_week())
    await step(db, row, Event("no_show", side, clock.now(), {"of": rules.other(side)}), who, note)


async def lesson_after(db: Connection, who: Actor, match_id: UUID, body: LessonAfterIn, versions: Versions) -> None:
    """The lesson after the activity was given, or is left out."""
    row, _, side = await _found(db, who, match_id, versions, "lesson-after", None)
    rules.check_left_out(body.lesson, body.note)
    await _told(db, row, Event("lesson_after", side, clock.now(), {"lesson": body.lesson}), who, body.note)


async def feedback(db: Connection, who: Actor, match_id: UUID, body: FeedbackIn, versions: Versions) -> None:
    """How it was, once for each side."""
    row, _, side = await _found(db, who, match_id, versions, "feedback", body.side)
    facts = {"score": body.score, "wouldRepeat": body.would_repeat}
    await _told(db, row, Event("feedback", side, clock.now(), facts), who, body.note)


async def _told(db: Connection, row: Row, event: Event, who: Actor, note: str | None) -> None:
    """One more thing that is known of what took place, and what follows from it."""
    after = await step(db, row, event, who, note)
    while (following := rules.follows(after)) is not None:
        now = {**row, **queries.row_of(after), "moments": []}
        after = await step(db, now, Event(following, Side.HOUSE, event.at), None)
