"""What a round's reasons are read from."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from api.accounts.rules import Actor
from api.kit.db import Connection, one, rows
from api.rounds.queries import ASKED_JSON, OWNED, visible_to

OFFERED_JSON = """json_build_object('id', a.id, 'title', a.title, 'kind', a.kind,
    'company', json_build_object('name', a.company_name, 'place', a.company_place))"""


async def proposed(db: Connection, who: Actor, round_id: UUID, outcome_id: UUID) -> dict[str, Any] | None:
    """The round's `state`, `instance` and `plan`, and the proposal's `request`, `name` and `asked`."""
    query = f"""SELECT o.state, o.instance, o.result->'plan' AS plan, e.name,
            {ASKED_JSON} AS asked
        FROM match_round o JOIN round_outcome p ON p.round_id = o.id
        JOIN round_entry e ON e.round_id = o.id AND e.request_id = p.request_id
        JOIN school_request r ON r.id = p.request_id JOIN school_site s ON s.id = r.school_site_id
        WHERE o.id = %(round)s AND p.id = %(outcome)s AND p.activity_id IS NOT NULL AND {OWNED}"""
    return await one(db, query, {"round": round_id, "outcome": outcome_id, **visible_to(who)})


async def activities(db: Connection, round_id: UUID, names: Collection[str]) -> dict[str, Any]:
    """By the names that the round's files have for them."""
    query = f"""SELECT e.name, {OFFERED_JSON} AS body FROM round_entry e JOIN activity a ON a.id = e.activity_id
        WHERE e.round_id = %(round)s AND e.name = ANY (%(names)s)"""
    return {row["name"]: row["body"] for row in await rows(db, query, {"round": round_id, "names": list(names)})}


async def requests(db: Connection, round_id: UUID, names: Collection[str]) -> dict[str, Any]:
    query = """SELECT e.name, json_build_object('id', r.id, 'title', r.title,
            'site', json_build_object('name', s.name, 'place', s.place)) AS body
        FROM round_entry e JOIN school_request r ON r.id = e.request_id
        JOIN school_site s ON s.id = r.school_site_id
        WHERE e.round_id = %(round)s AND e.name = ANY (%(names)s)"""
    return {row["name"]: row["body"] for row in await rows(db, query, {"round": round_id, "names": list(names)})}
