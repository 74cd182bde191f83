"""Why a round decided as it did, and what else there was."""

import asyncio
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from pydantic_core import to_json

from api.accounts.rules import Actor
from api.activities.rules import ActivityNotFound
from api.explanations import pinning, queries
from api.kit.db import Connection
from api.kit.states import check_allowed
from api.matching.model import WEIGHTS
from api.matching.rounds import told
from api.matching.rounds.instance import POLICIES, SIDE_RULES, Instance, read
from api.matching.rounds.limits import LIMITS
from api.matching.scores import HALF, TYPE_POINTS, total
from api.requests import queries as requests
from api.requests.rules import RequestNotFound
from api.rounds import rules

SHIFTS = ("lost", "gained", "moved")


async def alternatives(db: Connection, who: Actor, round_id: UUID, proposal_id: UUID) -> bytes:
    """The best runner-ups of a proposal, each with what it would change, confirmed by solving again."""
    row = await queries.proposed(db, who, round_id, proposal_id)
    if row is None:
        raise rules.ProposalNotFound()
    # What a repair keeps for others is not in its file, so no price of a swap would be right.
    comparable = rules.REVIEWED if row["repair"] is None else frozenset()
    check_allowed({"compare": comparable}, row["state"], "compare")
    found = await pinning.priced(row["instance"], row["plan"], row["name"])
    shifts = [shift for item in found.items if item["cost"] for name in SHIFTS for shift in item["cost"][name]]
    offers = {item["offer"] for item in found.items} | {shift["offer"] for shift in shifts}
    activities = await queries.activities(db, round_id, offers)
    asking = await queries.requests(db, round_id, {shift["request"] for shift in shifts})
    items = [
        {
            **{name: item[name] for name in ("week", "score", "parts", "impossible")},
            "activity": activities[item["offer"]],
            "cost": item["cost"] and _named(item["cost"], activities, asking),
        }
        for item in found.items
        if item["offer"] in activities
    ]
    answer = {"request": row["asked"], "items": items, "others": found.others, "isComplete": found.is_complete}
    return to_json(answer)


def _named(cost: Mapping[str, Any], activities: Mapping[str, Any], asking: Mapping[str, Any]) -> dict[str, Any]:
    """With what files name by codes as people know it."""
    shifts = {
        name: [
            {
                "request": asking[shift["request"]],
                "activity": activities.get(shift["offer"]),
                "week": shift["week"],
            }
            for shift in cost[name]
            if shift["request"] in asking
        ]
        for name in SHIFTS
    }
    return {**cost, **shifts}


@lru_cache(maxsize=queries.LAST)
def _instance(text: str) -> Instance:
    """What a published round was solved on, which never changes."""
    return read(text.encode())


async def of_request(db: Connection, who: Actor, request_id: UUID) -> bytes:
    """Why a request got what it got in the newest published rounds, or nothing."""
    if await requests.asked(db, who, request_id) is None:
        raise RequestNotFound()
    items = []
    for row in await queries.of_request(db, request_id):
        fixed = {"round": row["round"], "match": row["match_id"], "refused": row["refused"]}
        if row["week"] is None:
            items.append({**fixed, "placed": None, "unplaced": await _unplaced(db, row)})
            continue
        of = await asyncio.to_thread(_placed, row)
        if of is not None:  # else it was sent before names were kept, and one of both has another code since
            place = {"activity": row["activity"], "week": row["week"]}
            items.append({**fixed, "placed": {**place, **of}, "unplaced": None})
    return to_json({"items": items})


def _placed(row: Mapping[str, Any]) -> dict[str, Any] | None:
    return told.placed(_instance(row["instance"]), row["name"], row["offer"], row["week"])


async def _unplaced(db: Connection, row: Mapping[str, Any]) -> dict[str, Any]:
    """The reason in numbers; holders of places are counted and never named."""
    why = row["why"]
    near, helps, lost = why.get("near", []), why.get("wouldHelp"), why.get("competition")
    named = {one["offer"] for one in [*near, *([helps] if helps else [])]}
    activities = await queries.activities(db, row["round_id"], named)
    return {
        "reason": why["reason"],
        "broken": [
            {"limits": limits, "offers": many}
            for limits, many in zip(why.get("broken", []), why.get("offers", []), strict=False)
        ],
        "near": [
            {
                "activity": activities[one["offer"]],
                "broken": one["broken"],
                "km": one["km"],
                "relax": one.get("relax"),
            }
            for one in near
            if one["offer"] in activities
        ],
        "competition": await asyncio.to_thread(_lost, row, lost) if lost else None,
        "wouldHelp": helps
        and {
            **{name: helps[name] for name in ("field", "from", "to")},
            "activity": activities.get(helps["offer"]),
        },
    }


def _lost(row: Mapping[str, Any], lost: Mapping[str, Any]) -> dict[str, Any]:
    of = _instance(row["instance"])
    return {
        **{name: lost[name] for name in ("offers", "askedBy", "ownMatches")},
        "holders": told.rivals(of, row["plan"], row["name"]),
        "price": told.price(row["objectives"], of, row["plan"], lost["price"]) if "price" in lost else None,
    }


async def of_activity(db: Connection, who: Actor, activity_id: UUID) -> bytes:
    """What the newest published rounds brought an activity, and what would have brought more."""
    if await queries.own_activity(db, who, activity_id) is None:
        raise ActivityNotFound()
    items = []
    for row in await queries.of_activity(db, activity_id):
        of = await asyncio.to_thread(_offered, row)
        if of is not None:  # else it was not in this round
            items.append({"round": row["round"], "matches": row["matches"], **of})
    return to_json({"items": items})


def _offered(row: Mapping[str, Any]) -> dict[str, Any] | None:
    return told.offered(_instance(row["instance"]), row["plan"], row["name"])


def rules_in_force() -> bytes:
    """The numbers that every round and every suggestion goes by."""
    most = max(TYPE_POINTS)
    told_of = {
        "weights": WEIGHTS,
        "partPoints": most,
        "typePoints": TYPE_POINTS,
        "openPoints": HALF,
        "mostPoints": total(dict.fromkeys(WEIGHTS, most)),
        "limits": LIMITS,
        "policies": POLICIES,
        "sideRules": SIDE_RULES,
    }
    return to_json(told_of)
