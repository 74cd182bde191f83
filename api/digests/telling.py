"""What there is to tell a person this week, read as they would read it on their screens."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from pydantic_core import from_json

from api.accounts.roles import Role
from api.accounts.rules import COMPANY_ROLES, SCHOOL_ROLES, Actor
from api.activities import service as activities
from api.activities.schemas import ActivitySearch
from api.admissions import service as admissions
from api.admissions.schemas import ApplicationSearch
from api.concerns import service as concerns
from api.concerns.schemas import ConcernSearch
from api.digests import queries
from api.digests.rules import LINES, LOOKED_AT, LOOKED_AT_EACH, NEWS_DAYS, appointment, listed
from api.kit import clock
from api.kit.db import Connection
from api.matches.queries import visible_to
from api.notices.rules import Locale
from api.reliability import service as reliability
from api.reliability.schemas import AppealSearch
from api.requests import service as requests
from api.requests.schemas import RequestSearch
from api.suggestions import service as suggestions

Told = dict[str, str | int]
# For the count alone.
ONE = {"pageSize": 1, "count": True}


async def needed(db: Connection, who: Actor, locale: Locale) -> Told:
    """What waits for the person, and what is coming this week."""
    values = {**visible_to(who), "week": clock.this_week()}
    waiting, waits = await queries.lines(db, queries.WAITING_LINES, values)
    planned, coming = await queries.lines(db, queries.COMING_LINES, values)
    return {
        "waits": listed([appointment(row, locale) for row in waiting], waits),
        "coming": listed([appointment(row, locale) for row in planned], coming),
        **await _of_the_region(db, who, values),
    }


async def _of_the_region(db: Connection, who: Actor, values: Mapping[str, Any]) -> Told:
    """How many things wait for a region's coordinator, of each kind."""
    if not who.has(Role.REGIONAL_COORDINATOR):
        return {"unanswered": 0, "applications": 0, "concerns": 0, "appeals": 0}
    _, _, applied = await admissions.search(db, who, ApplicationSearch.model_validate({**ONE, "state": "applied"}))
    _, _, reported = await concerns.search(db, who, ConcernSearch.model_validate({**ONE, "state": "open"}))
    _, _, appealed = await reliability.search(db, who, AppealSearch.model_validate({**ONE, "state": "open"}))
    return {
        "unanswered": await queries.waiting_in_region(db, values),
        "applications": applied or 0,
        "concerns": reported or 0,
        "appeals": appealed or 0,
    }


async def news(db: Connection, who: Actor) -> Told:
    """What is new and fits, and what became of matches: for who asked to hear of it."""
    since = clock.now() - timedelta(days=NEWS_DAYS)
    moved = await queries.moved(db, {**visible_to(who), "since": since})
    offered = await _new_offers(db, who) if who.has(*SCHOOL_ROLES) else []
    asked = await _new_requests(db, who) if who.has(*COMPANY_ROLES) else []
    return {
        "offered": listed(offered[:LINES], len(offered)),
        "asked": listed(asked[:LINES], len(asked)),
        **moved,
    }


async def _new_offers(db: Connection, who: Actor) -> list[str]:
    """Activities of this week that fit an open request of one's own."""
    bodies, _, _ = await requests.search(
        db, who, RequestSearch.model_validate({"state": "open", "pageSize": LOOKED_AT})
    )
    found: dict[str, Any] = {}
    for body in bodies:
        answer = from_json(await suggestions.for_request(db, who, from_json(body)["id"], LOOKED_AT_EACH))
        found |= {item["activity"]["id"]: item["activity"] for item in answer["items"]}
    new = await _new(db, queries.NEW_ACTIVITIES, found)
    return [f"{one['title']} ({one['company']['name']})" for one in new]


async def _new_requests(db: Connection, who: Actor) -> list[str]:
    """Requests of this week that fit an activity of one's own company."""
    wanted = ActivitySearch.model_validate({"mine": True, "state": "published", "pageSize": LOOKED_AT})
    bodies, *_ = await activities.search(db, who, wanted)
    found: dict[str, Any] = {}
    for body in bodies:
        answer = from_json(await suggestions.for_activity(db, who, from_json(body)["id"], LOOKED_AT_EACH))
        found |= {item["request"]["id"]: item["request"] for item in answer["items"]}
    new = await _new(db, queries.NEW_REQUESTS, found)
    return [str(one["title"]) for one in new]


async def _new(db: Connection, query: str, found: dict[str, Any]) -> list[Any]:
    since = clock.now() - timedelta(days=NEWS_DAYS)
    new = await queries.new_of(db, query, list(found), since)
    return [one for each, one in found.items() if each in new]
