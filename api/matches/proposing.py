"""A match begins: who asks whom for which moments, checked on both sides."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation
from psycopg.types.json import Jsonb
from pydantic_core import to_json

from api.accounts.rules import Actor
from api.activities.rules import ActivityNotFound, check_needs
from api.kit import clock
from api.kit.db import Connection, as_house, one
from api.kit.errors import FieldError
from api.matches import life, moments, queries, rules, steps, telling
from api.matches.life import Event
from api.matches.models import Side
from api.matches.schemas import MatchIn
from api.matching.model import distance_km
from api.matching.scores import broken, fit
from api.regions.rules import check_takes_part
from api.requests.rules import RequestNotFound
from api.requests.service import calendar_of
from api.standby import service as standby
from api.suggestions import rules as suggesting
from api.vocabularies.shipped import vocabulary

Row = Mapping[str, Any]


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
            await steps.write(db, replaces["id"], life.after(queries.life_of(replaces), by), by, who)
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
        await steps.let_lapse(db, fixed["activity_id"], event.at)
        await standby.offer(db, fixed["activity_id"], event.at)  # what came free without a match is theirs too
    await steps.take(db, fixed["activity_id"], begun.moment)
    contacts = steps.contacts_of(who, event.side)
    try:
        match_id = await queries.insert(db, {**fixed, **contacts}, begun)
    except UniqueViolation:
        raise rules.AlreadyProposed() from None
    await queries.add_event(db, match_id, event, who.id, note)
    await telling.tell(db, match_id, event)
    return match_id
