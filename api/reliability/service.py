"""Reliability as the log tells it now, and what a side may ask to be excused for."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic.alias_generators import to_camel
from pydantic_core import to_json

from api.accounts.rules import Actor
from api.companies.rules import CompanySiteNotFound
from api.kit import audit, clock, paging
from api.kit.db import Connection, as_house
from api.matches import queries as matches
from api.matches import telling
from api.matches.life import Event
from api.matches.models import Side
from api.matches.rules import MatchNotFound
from api.reliability import queries, rules
from api.reliability.rules import Outcome
from api.reliability.schemas import AppealIn, AppealSearch, DecisionIn
from api.schools.rules import SchoolSiteNotFound

NOT_FOUND = {Side.SCHOOL: SchoolSiteNotFound, Side.COMPANY: CompanySiteNotFound}
DIGITS = 4


async def _site(db: Connection, side: Side, site_id: UUID) -> dict[str, Any]:
    found = await queries.site(db, side, site_id)
    if found is None:
        raise NOT_FOUND[side]()
    return found


async def badge(db: Connection, side: Side, site_id: UUID) -> bytes:
    """Its organisation's word, as JSON."""
    site, now = await _site(db, side, site_id), clock.now()
    found = await queries.outcomes(db, side, site["organisation_id"], now - rules.WINDOW)
    return to_json({"badge": rules.badge(rules.figures(found, now))})


async def read(db: Connection, who: Actor, side: Side, site_id: UUID) -> bytes:
    """Figures of the organisation and of the site, with every match that they are made of, newest first."""
    site, now = await _site(db, side, site_id), clock.now()
    rules.check_reads(who, side, site)
    since = now - rules.WINDOW
    found = [one for one in await queries.outcomes(db, side, site["organisation_id"], since) if one.at >= since]
    titles = await queries.titles(db, who, [one.match_id for one in found])
    whole = rules.figures(found, now)
    return to_json(
        {
            "site": {"id": site["id"], "name": site["name"]},
            "organisation": {"id": site["organisation_id"], "name": site["organisation"]},
            "badge": rules.badge(whole),
            "since": since,
            "halfLifeDays": rules.HALF_LIFE.days,
            "whole": _figures(whole),
            "here": _figures(rules.figures([one for one in found if one.site_id == site_id], now)),
            "counted": [
                _counted(one, titles.get(one.match_id), now)
                for one in sorted(found, key=lambda one: (one.at, one.match_id), reverse=True)
            ],
        }
    )


def _figures(figures: rules.Figures) -> dict[str, Any]:
    return {
        to_camel(name): round(value, DIGITS) if isinstance(value, float) else value
        for name, value in asdict(figures).items()
    }


def _counted(one: Outcome, title: str | None, now: datetime) -> dict[str, Any]:
    return {
        "matchId": one.match_id,
        "siteId": one.site_id,
        "title": title,
        "at": one.at,
        "outcome": one.kind,
        "answeredInTime": one.answered_in_time,
        "credit": rules.CREDIT[one.kind],
        "weight": round(rules.weight(one, now), DIGITS),
        "excused": one.excused,
    }


async def of_match(db: Connection, who: Actor, match_id: UUID) -> bytes:
    """The appeals of a match, and whether the actor may ask for one."""
    row = await matches.match(db, who, match_id)
    if row is None:
        raise MatchNotFound()
    events = [matches.event_of(event) for event in await matches.events(db, match_id)]
    sides = rules.own_sides(who, row)
    able = any(rules.may_appeal(rules.outcome(match_id, row["id"], events, side), events, side) for side in sides)
    items = ",".join(await queries.of_match(db, who, match_id))
    return f'{{"items":[{items}],"allowedActions":{to_json(["appeal"] if able else []).decode()}}}'.encode()


async def appeal(db: Connection, who: Actor, match_id: UUID, body: AppealIn) -> bytes:
    """The actor's own side asks that the match does not count; the region's coordinator decides."""
    row = await matches.locked(db, who, match_id)
    if row is None:
        raise MatchNotFound()
    side = rules.appeals_as(rules.own_sides(who, row), Side(body.side) if body.side else None)
    events = [matches.event_of(event) for event in await matches.events(db, match_id)]
    rules.check_can_appeal(rules.outcome(match_id, row[f"{side}_site_id"], events, side), events, side)
    audit.concerns(row[f"{side}_region"])
    event = Event("appealed", side, clock.now(), {"of": side})
    await matches.add_event(db, match_id, event, who.id, body.text)
    return await of_match(db, who, match_id)


async def search(db: Connection, who: Actor, wanted: AppealSearch) -> tuple[list[str], str | None, int | None]:
    """Bodies, cursor and count of a page of the appeals that the actor decides on."""
    values = {"state": wanted.state, **queries.decided_by(who)}
    found = await queries.page(db, {**values, **paging.by_id(wanted)})
    bodies, cursor = paging.cut(found, wanted.page_size, "id")
    return bodies, cursor, await queries.count(db, values) if wanted.count else None


async def decide(db: Connection, who: Actor, appeal_id: UUID, body: DecisionIn) -> str:
    """Excuses the side or does not, once; the log of the match keeps it, and the side is told."""
    asked = await queries.appeal(db, who, appeal_id)
    if asked is None or await matches.locked(db, who, asked["match_id"]) is None:
        raise rules.AppealNotFound()
    now = await queries.appeal(db, who, appeal_id)  # locked: nobody decides beside us
    assert now is not None
    rules.check_open(now["state"])
    audit.concerns(now["region"])
    kind: Any = "excused" if body.decision == "excuse" else "appeal_refused"
    event = Event(kind, Side.COORDINATOR, clock.now(), {"of": now["side"]})
    await matches.add_event(db, now["match_id"], event, who.id, body.reason)
    async with as_house(db):
        await telling.tell(db, now["match_id"], event)
    decided = await queries.appeal(db, who, appeal_id)
    assert decided is not None
    told: str = decided["body"]
    return told
