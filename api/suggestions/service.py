"""Suggestions: what fits a request, a draft or an activity, and why; and what nearly fits."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from pydantic_core import from_json, to_json

from api.accounts.rules import Actor
from api.activities.queries import visible_to
from api.activities.rules import ActivityNotFound
from api.kit import clock
from api.kit.db import Connection
from api.kit.errors import FieldError
from api.matching.model import Offer, Request
from api.matching.near import NearMiss, Relax, near_miss
from api.matching.scores import Fit, fit
from api.requests import queries as requests
from api.requests.rules import ANSWERABLE, Calendar, RequestNotFound, SchoolSiteUnknown
from api.requests.schemas import DraftIn
from api.requests.service import calendar_of
from api.suggestions import queries, rules
from api.vocabularies.shipped import vocabulary

# With fewer suggestions than this, what nearly fits is told too.
FEW = 3
Miss = tuple[Mapping[str, Any], NearMiss]


async def for_request(db: Connection, who: Actor, request_id: UUID, limit: int) -> bytes:
    row = await requests.asked(db, who, request_id)
    if row is None:
        raise RequestNotFound()
    if row["state"] not in ANSWERABLE:
        return _answer([], [], b'{"code":"not_open","limits":[]}')
    return await _suggest(db, who, rules.request_of(row), calendar_of(row), limit, row["school_id"])


async def for_draft(db: Connection, who: Actor, draft: DraftIn, limit: int) -> bytes:
    request, calendar, school_id = await _drafted(db, draft)
    return await _suggest(db, who, request, calendar, limit, school_id)


async def for_draft_and_activity(db: Connection, who: Actor, draft: DraftIn, activity_id: UUID) -> bytes:
    """The activity alone, as a suggestion or as a near miss."""
    request, calendar, _ = await _drafted(db, draft)
    row = await queries.offered(db, who, activity_id)
    if row is None:
        raise ActivityNotFound()
    activity = from_json(row["body"])
    offer = rules.offer_in(activity, calendar)
    if fitting := fit(request, offer):
        return _answer([_item("activity", row["body"], fitting, activity["placesLeft"])], [], None)
    return _told("activity", [], [(row, near_miss(request, offer))], None)


async def _drafted(db: Connection, draft: DraftIn) -> tuple[Request, Calendar, UUID | None]:
    """The draft as a request, the weeks that its school has, and the school."""
    site = None
    if draft.site_id is not None:
        site = await requests.site(db, draft.site_id)
        if site is None:
            raise SchoolSiteUnknown(FieldError("#/siteId", "school_site_unknown", "not known here"))
    calendar = calendar_of(site)
    return rules.request_of_draft(draft, site, calendar), calendar, site["school_id"] if site else None


async def for_activity(db: Connection, who: Actor, activity_id: UUID, limit: int) -> bytes:
    """The open requests that the activity fits best: the actor's own, and all for the company that offers it."""
    row = await queries.offered(db, who, activity_id)
    if row is None:
        raise ActivityNotFound()
    activity = from_json(row["body"])
    offer = rules.offer_in(activity, calendar_of(None))
    values = rules.offered(offer, limit) | {"ours": row["ours"]}
    values["partners"] = await queries.partner_schools(db, activity_id, clock.today())

    def pair(asked: Mapping[str, Any]) -> tuple[Request, Offer]:
        return rules.request_of(asked), replace(offer, weeks=frozenset(asked["open_weeks"]))

    items = []
    for asked in await queries.wanted(db, who, values):
        if fitting := fit(*pair(asked)):
            items.append(_item("request", asked["body"], fitting, activity["placesLeft"]))
    if len(items) >= min(FEW, limit):
        return _answer(items, [], None)
    misses = [(asked, near_miss(*pair(asked))) for asked in await queries.almost(db, who, values)]
    return _told("request", items, misses[:limit], None if items else _reason(misses, b"no_demand"))


async def _suggest(
    db: Connection, who: Actor, request: Request, calendar: Calendar, limit: int, school_id: UUID | None
) -> bytes:
    values = rules.parameters(request, calendar, vocabulary(), limit) | visible_to(who)
    if school_id is not None and who.id is not None:
        values["partners"] = await queries.partner_activities(db, school_id, clock.today())
    items = []
    for row in await queries.suggested(db, values):
        activity = from_json(row["body"])
        # SQL chose it by the same rules: a property test holds both to the integer.
        if fitting := fit(request, rules.offer_in(activity, calendar)):
            items.append(_item("activity", row["body"], fitting, activity["placesLeft"]))
    if len(items) >= min(FEW, limit):
        return _answer(items, [], None)
    misses = [
        (row, near_miss(request, rules.offer_in(from_json(row["body"]), calendar)))
        for row in await queries.closest(db, values)
    ]
    return _told("activity", items, misses[:limit], None if items else _reason(misses, b"no_supply"))


def _told(name: str, items: Sequence[bytes], misses: Sequence[Miss], reason: bytes | None) -> bytes:
    near = [
        b'{"%s":%s,"broken":%s,"relax":%s}'
        % (name.encode(), row["body"].encode(), to_json(miss.broken), _relax(miss.relax))
        for row, miss in misses
    ]
    return _answer(items, near, reason)


def _reason(misses: Sequence[Miss], nothing: bytes) -> bytes:
    """Counts per set of broken limits, each with the step that helps the nearest; `nothing` when there are none."""
    first: dict[tuple[str, ...], bytes] = {}
    for row, miss in misses:
        limits = tuple(row["broken"])
        if limits not in first:
            first[limits] = b'{"limits":%s,"count":%d,"relax":%s}' % (
                to_json(limits),
                row["alike"],
                _relax(miss.relax),
            )
    code = b"nothing_feasible" if first else nothing
    return b'{"code":"%s","limits":[%s]}' % (code, b",".join(first.values()))


def _relax(relax: Relax | None) -> bytes:
    if relax is None:
        return b"null"
    return to_json({"field": relax.field, "from": relax.from_, "to": relax.to})


def _item(name: str, body: str, fitting: Fit, places_left: int) -> bytes:
    parts = [{"name": p.name, "points": p.points, "of": p.of, "fact": p.fact} for p in fitting.parts]
    rest = {"week": fitting.week, "score": fitting.score, "parts": parts, "placesLeft": places_left}
    return b'{"%s":%s,%s' % (name.encode(), body.encode(), to_json(rest)[1:])


def _answer(items: Sequence[bytes], near: Sequence[bytes], reason: bytes | None) -> bytes:
    return b'{"items":[%s],"nearMisses":[%s],"reason":%s}' % (
        b",".join(items),
        b",".join(near),
        reason or b"null",
    )
