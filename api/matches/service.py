"""Suggestions: what fits a request, a draft or an activity, and why; and what nearly fits."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic_core import from_json, to_json

from api.accounts.rules import Actor
from api.activities.queries import visible_to
from api.activities.rules import ActivityNotFound
from api.kit.db import Connection
from api.kit.errors import FieldError
from api.matches import queries, rules
from api.matching.model import Request
from api.matching.near import NearMiss, Relax, near_miss
from api.matching.scores import Fit, fit
from api.requests import queries as requests
from api.requests import service as asked
from api.requests.rules import SchoolSiteUnknown
from api.requests.schemas import DraftIn
from api.vocabularies.rules import vocabulary

# With fewer suggestions than this, what nearly fits is told too.
FEW = 3


async def for_request(db: Connection, who: Actor, request_id: UUID, limit: int) -> bytes:
    row = await asked.read(db, who, request_id)
    return await _suggest(db, who, rules.request_of(row), limit)


async def for_draft(db: Connection, who: Actor, draft: DraftIn, limit: int) -> bytes:
    return await _suggest(db, who, await _drafted(db, draft), limit)


async def for_draft_and_activity(db: Connection, who: Actor, draft: DraftIn, activity_id: UUID) -> bytes:
    """The activity alone, as a suggestion or as a near miss."""
    request = await _drafted(db, draft)
    row = await queries.offered(db, who, activity_id)
    if row is None:
        raise ActivityNotFound()
    activity = from_json(row["body"])
    fitting = fit(request, rules.offer_in(activity))
    if fitting is not None:
        return _answer([_item("activity", row["body"], fitting, activity["placesLeft"])], [], None)
    return _answer([], [_miss(row["body"], near_miss(request, rules.offer_in(activity)))], None)


async def _drafted(db: Connection, draft: DraftIn) -> Request:
    site = None
    if draft.site_id is not None:
        site = await requests.site(db, draft.site_id)
        if site is None:
            raise SchoolSiteUnknown(FieldError("#/siteId", "school_site_unknown", "not known here"))
    return rules.request_of_draft(draft, site)


async def for_activity(db: Connection, who: Actor, activity_id: UUID, limit: int) -> bytes:
    """The open requests, of those that the actor may see, that the activity fits best."""
    row = await queries.offered(db, who, activity_id)
    if row is None:
        raise ActivityNotFound()
    activity = from_json(row["body"])
    offer = rules.offer_in(activity)
    found = []
    for candidate in await requests.open_for(db, who, activity):
        fitting = fit(rules.request_of(candidate), offer)
        if fitting is not None:
            found.append((candidate, fitting))
    found.sort(key=lambda pair: (-pair[1].score, pair[0]["id"]))
    items = [_item("request", each["body"], fitting, activity["placesLeft"]) for each, fitting in found[:limit]]
    return _answer(items, [], None)


async def _suggest(db: Connection, who: Actor, request: Request, limit: int) -> bytes:
    values = rules.parameters(request, vocabulary(), limit) | visible_to(who)
    items = []
    for row in await queries.suggested(db, values):
        activity = from_json(row["body"])
        fitting = fit(request, rules.offer_in(activity))
        if fitting is not None:  # SQL chose it by the same rules: a property test holds both to the integer
            items.append(_item("activity", row["body"], fitting, activity["placesLeft"]))
    if len(items) >= min(FEW, limit):
        return _answer(items, [], None)
    close = await queries.closest(db, values)
    misses = [(row, near_miss(request, rules.offer_in(from_json(row["body"])))) for row in close]
    near = [_miss(row["body"], miss) for row, miss in misses[:limit]]
    return _answer(items, near, None if items else _reason(misses))


def _miss(body: str, miss: NearMiss) -> bytes:
    return b'{"activity":%s,"broken":%s,"relax":%s}' % (body.encode(), to_json(miss.broken), _relax(miss.relax))


def _reason(misses: Sequence[tuple[Mapping[str, Any], Any]]) -> bytes:
    """Counts per set of broken limits, each with the step that helps its nearest activity."""
    first: dict[tuple[str, ...], bytes] = {}
    for row, miss in misses:
        limits = tuple(row["broken"])
        if limits not in first:
            first[limits] = b'{"limits":%s,"count":%d,"relax":%s}' % (
                to_json(limits),
                row["alike"],
                _relax(miss.relax),
            )
    code = b"nothing_feasible" if first else b"no_supply"
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
