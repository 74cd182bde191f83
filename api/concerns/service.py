"""Concerns: reported by anybody who sees what they are about, handled by its region."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from api.accounts.rules import Actor
from api.activities import service as activities
from api.companies import service as companies
from api.concerns import queries, rules
from api.concerns.models import About
from api.concerns.schemas import ConcernIn, ConcernSearch
from api.kit import audit, clock, paging
from api.kit.db import Connection
from api.kit.states import check_allowed
from api.matches import queries as matches
from api.matches.rules import MatchNotFound
from api.requests import service as requests
from api.schools import service as schools

Read = Callable[[Connection, Actor, UUID], Awaitable[Mapping[str, Any]]]
# What is reported is seen by who reports it: each room says so itself.
READ: Mapping[About, Read] = {
    About.ACTIVITY: activities.read,
    About.REQUEST: requests.read,
    About.COMPANY: companies.read,
    About.SCHOOL: schools.read,
}


async def search(db: Connection, who: Actor, wanted: ConcernSearch) -> tuple[list[str], str | None, int | None]:
    """Bodies, cursor and count of a page of the region's concerns; the log tells who read them."""
    audit.shows_contact_data()
    values = {"state": wanted.state, **paging.by_id(wanted), **queries.visible_to(who)}
    bodies, cursor = paging.cut(await queries.page(db, values), wanted.page_size, "id")
    return bodies, cursor, await queries.count(db, values) if wanted.count else None


async def create(db: Connection, who: Actor, body: ConcernIn) -> str:
    """Its body, as its reporter sees it; the region's coordinator has it from the same moment on."""
    region = await _region_of(db, who, About(body.about.type), body.about.id)
    audit.concerns(region)
    values = {
        "region": region,
        "type": body.about.type,
        "about": body.about.id,
        "text": body.text,
        "reporter": who.id,
        "now": clock.now(),
    }
    made: str = (await queries.insert(db, values))["body"]
    return made


async def _region_of(db: Connection, who: Actor, kind: About, about: UUID) -> str | None:
    if kind is About.MATCH:
        match = await matches.match(db, who, about)
        if match is None:
            raise MatchNotFound()
        region: str | None = match["school_region"]
        return region
    found = await READ[kind](db, who, about)
    told: str | None = json.loads(found["body"])["region"]
    return told


async def handle(db: Connection, who: Actor, concern_id: UUID, outcome: str) -> str:
    """Writes down what came of it, once."""
    row = await queries.locked(db, who, concern_id)
    if row is None:
        raise rules.ConcernNotFound()
    check_allowed(rules.ACTIONS, row["state"], "handle")
    audit.concerns(row["region_code"])
    await queries.handle(db, {"id": concern_id, "outcome": outcome, "actor": who.person_id, "now": clock.now()})
    body = await queries.concern(db, who, concern_id)
    assert body is not None
    return body
