"""Suggestions: what fits a request, a draft or an activity, and why; and what nearly fits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from pydantic_core import from_json, to_json

from api.accounts.rules import Actor
from api.activities.queries import visible_to
from api.activities.rules import ActivityNotFound, unmet
from api.kit import clock
from api.kit.db import Connection
from api.kit.errors import FieldError
from api.matching.model import Offer, Request
from api.matching.near import Relax, near_miss
from api.matching.scores import Fit, fit
from api.requests import queries as requests
from api.requests.rules import ANSWERABLE, Calendar, RequestNotFound, SchoolSiteUnknown
from api.requests.schemas import DraftIn
from api.requests.service import calendar_of
from api.suggestions import queries, rules
from api.vocabularies.shipped import vocabulary

# With fewer suggestions than this, what nearly fits is told too.
FEW = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: a request or a draft, with the weeks its school has and what its class needs."""

    request: Request
    calendar: Calendar
    needs: Sequence[str]
    school_id: UUID | None


@dataclass(frozen=True, slots=True)
class Near:
    """A row that nearly fits: what it breaks, the one step that is enough, the needs that are not met, and the
    activity that is offered for those.
    """

    row: Mapping[str, Any]
    broken: tuple[str, ...]
    relax: Relax | None
    needs: list[str]
    instead: UUID | None


async def for_request(db: Connection, who: Actor, request_id: UUID, limit: int) -> bytes:
    row = await requests.asked(db, who, request_id)
    if row is None:
        raise RequestNotFound()
    if row["state"] not in ANSWERABLE:
        return _answer([], [], b'{"code":"not_open","limits":[]}')
    asked = Asked(rules.request_of(row), calendar_of(row), row["needs"], row["school_id"])
    return await _suggest(db, who, asked, limit)


async def for_draft(db: Connection, who: Actor, draft: DraftIn, limit: int) -> bytes:
    return await _suggest(db, who, await _drafted(db, draft), limit)


async def for_draft_and_activity(db: Connection, who: Actor, draft: DraftIn, activity_id: UUID) -> bytes:
    """The activity alone, as a suggestion or as a near miss."""
    asked = await _drafted(db, draft)
    row = await queries.offered(db, who, activity_id)
    if row is None:
        raise ActivityNotFound()
    activity = from_json(row["body"])
    offer = rules.offer_in(activity, asked.calendar)
    miss = _near(row, activity, (asked.request, offer), asked.needs)
    if not miss.broken and (fitting := fit(asked.request, offer)):
        return _answer([_item("activity", row["body"], fitting, activity["placesLeft"])], [], None)
    return await _told(db, who, "activity", [], [miss], None)


async def _drafted(db: Connection, draft: DraftIn) -> Asked:
    site = None
    if draft.site_id is not None:
        site = await requests.site(db, draft.site_id)
        if site is None:
            raise SchoolSiteUnknown(FieldError("#/siteId", "school_site_unknown", "not known here"))
    calendar = calendar_of(site)
    request = rules.request_of_draft(draft, site, calendar)
    return Asked(request, calendar, draft.needs, site["school_id"] if site else None)


async def for_activity(db: Connection, who: Actor, activity_id: UUID, limit: int) -> bytes:
    """The open requests that the activity fits best: the actor's own, and all for the company that offers it."""
    row = await queries.offered(db, who, activity_id)
    if row is None:
        raise ActivityNotFound()
    activity = from_json(row["body"])
    offer = rules.offer_in(activity, calendar_of(None))
    unmet = _unmet(vocabulary().codes("needs"), activity)
    values = rules.offered(offer, limit, unmet) | {"ours": row["ours"]}
    values["partners"] = await queries.partner_schools(db, activity_id, clock.today())

    def pair(asked: Mapping[str, Any]) -> tuple[Request, Offer]:
        return rules.request_of(asked), replace(offer, weeks=frozenset(asked["open_weeks"]))

    items = []
    for asked in await queries.wanted(db, who, values):
        if fitting := fit(*pair(asked)):
            items.append(_item("request", asked["body"], fitting, activity["placesLeft"]))
    if len(items) >= min(FEW, limit):
        return _answer(items, [], None)
    misses = [_near(asked, activity, pair(asked), asked["needs"]) for asked in await queries.almost(db, who, values)]
    reason = None if items else _reason(misses, b"no_demand")
    return await _told(db, who, "request", items, misses[:limit], reason)


async def _suggest(db: Connection, who: Actor, asked: Asked, limit: int) -> bytes:
    known = vocabulary()
    values = rules.parameters(asked.request, asked.calendar, known, limit, asked.needs) | visible_to(who)
    values |= {"school": None if who.id is None else asked.school_id, "today": clock.today()}
    items = []
    for row in await queries.suggested(db, values):
        activity = from_json(row["body"])
        # SQL chose it by the same rules: a property test holds both to the integer.
        if fitting := fit(asked.request, rules.offer_in(activity, asked.calendar)):
            items.append(_item("activity", row["body"], fitting, activity["placesLeft"]))
    plenty = len(items) >= min(FEW, limit)
    if plenty and not values["needy"]:
        return _answer(items, [], None)
    misses = []
    for row in await queries.closest(db, values):
        activity = from_json(row["body"])
        misses.append(_near(row, activity, (asked.request, rules.offer_in(activity, asked.calendar)), asked.needs))
    if plenty:
        # What would fit if the place met the class's needs is told in any case: there may be something instead.
        misses = [miss for miss in misses if miss.broken == ("access",)]
    reason = None if items else _reason(misses, b"no_supply")
    return await _told(db, who, "activity", items, misses[:limit], reason)


def _unmet(needs: Iterable[str], activity: Mapping[str, Any]) -> list[str]:
    return unmet(needs, activity, vocabulary().extras("needs"))


def _near(
    row: Mapping[str, Any], activity: Mapping[str, Any], pair: tuple[Request, Offer], needs: Iterable[str]
) -> Near:
    miss, lacking = near_miss(*pair), _unmet(needs, activity)
    other = (activity["access"] or {}).get("virtualAlternativeId") if lacking else None
    return Near(
        row,
        (*miss.broken, "access") if lacking else miss.broken,
        None if lacking else miss.relax,
        lacking,
        UUID(other) if other else None,
    )


async def _told(
    db: Connection, who: Actor, name: str, items: Sequence[bytes], misses: Sequence[Near], reason: bytes | None
) -> bytes:
    wanted = {miss.instead for miss in misses if miss.instead is not None}
    instead = await queries.published(db, wanted, visible_to(who)) if wanted else {}
    near = [
        b'{"%s":%s,"broken":%s,"relax":%s,"needs":%s,"instead":%s}'
        % (
            name.encode(),
            miss.row["body"].encode(),
            to_json(miss.broken),
            _relax(miss.relax),
            to_json(miss.needs),
            instead.get(miss.instead, "null").encode() if miss.instead else b"null",
        )
        for miss in misses
    ]
    return _answer(items, near, reason)


def _reason(misses: Sequence[Near], nothing: bytes) -> bytes:
    """Counts per set of broken limits, each with the step that helps the nearest; `nothing` when there are none."""
    first: dict[tuple[str, ...], bytes] = {}
    for miss in misses:
        limits = tuple(miss.row["broken"])
        if limits not in first:
            first[limits] = b'{"limits":%s,"count":%d,"relax":%s}' % (
                to_json(limits),
                miss.row["alike"],
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
