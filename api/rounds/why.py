"""Why a round decided as it did, and what else there was."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic_core import to_json

from api.accounts.rules import Actor
from api.kit.db import Connection
from api.kit.states import check_allowed
from api.rounds import pinning, rules, why_queries

SHIFTS = ("lost", "gained", "moved")


async def alternatives(db: Connection, who: Actor, round_id: UUID, proposal_id: UUID) -> bytes:
    """The best runner-ups of a proposal, each with what it would change, confirmed by solving again."""
    row = await why_queries.proposed(db, who, round_id, proposal_id)
    if row is None:
        raise rules.ProposalNotFound()
    check_allowed({"compare": rules.REVIEWED}, row["state"], "compare")
    found = await pinning.priced(row["instance"], row["plan"], row["name"])
    shifts = [shift for item in found.items if item["cost"] for name in SHIFTS for shift in item["cost"][name]]
    offers = {item["offer"] for item in found.items} | {shift["offer"] for shift in shifts}
    activities = await why_queries.activities(db, round_id, offers)
    requests = await why_queries.requests(db, round_id, {shift["request"] for shift in shifts})
    items = [
        {
            **{name: item[name] for name in ("week", "score", "parts", "impossible")},
            "activity": activities[item["offer"]],
            "cost": item["cost"] and _named(item["cost"], activities, requests),
        }
        for item in found.items
        if item["offer"] in activities
    ]
    told = {"request": row["asked"], "items": items, "others": found.others, "isComplete": found.is_complete}
    return to_json(told)


def _named(cost: Mapping[str, Any], activities: Mapping[str, Any], requests: Mapping[str, Any]) -> dict[str, Any]:
    """With what files name by codes as people know it."""
    shifts = {
        name: [
            {
                "request": requests[shift["request"]],
                "activity": activities.get(shift["offer"]),
                "week": shift["week"],
            }
            for shift in cost[name]
            if shift["request"] in requests
        ]
        for name in SHIFTS
    }
    return {**cost, **shifts}
