"""The verbs of a match: find, lock, check, write, tell."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic_core import to_json

from api.accounts.rules import Actor
from api.kit import audit, clock, paging
from api.kit.db import Connection, as_house
from api.kit.errors import FieldError, Forbidden
from api.kit.http import Versions
from api.matches import moments, queries, rules
from api.matches.life import Event, Life, Moment
from api.matches.models import KEPT, PLANNED, WAITING, Side
from api.matches.schemas import (
    AcceptIn,
    CancelIn,
    DeclineIn,
    FeedbackIn,
    LessonAfterIn,
    MatchSearch,
    MomentsIn,
)
from api.matches.steps import step
from api.regions import service as regions
from api.requests.service import calendar_of
from api.suggestions import service as suggestions

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
    actions = rules.allowed_actions(life_now, sides, coordinates, begun, row["away_side"])
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


async def _found(
    db: Connection, who: Actor, match_id: UUID, versions: Versions, action: str, named: str | None
) -> tuple[Row, Life, Side]:
    """Finds and locks, and tells for which side the actor does this; refused when nobody may now."""
    row = await queries.locked(db, who, match_id)
    if row is None:
        raise rules.MatchNotFound()
    versions.check(row["version"])
    now = queries.life_of(row)
    side = rules.acts_as(now, rules.sides_of(who, row), action, Side(named) if named else None)
    rules.check_both_there(action, row["away_side"])
    return row, now, side


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
