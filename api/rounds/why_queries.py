"""What a round's reasons are read from."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from api.accounts.rules import Actor
from api.kit.db import Connection, one, rows
from api.rounds.queries import ASKED_JSON, OWNED, named, visible_to

OFFERED_JSON = """json_build_object('id', a.id, 'title', a.title, 'kind', a.kind,
    'company', json_build_object('name', a.company_name, 'place', a.company_place))"""


async def proposed(db: Connection, who: Actor, round_id: UUID, outcome_id: UUID) -> dict[str, Any] | None:
    """The round's `state`, `region_code`, `instance` and `plan`, and the proposal's `request`, `name` and `asked`."""
    query = f"""SELECT o.state, o.region_code, o.instance, o.result->'plan' AS plan, {named("r")} AS name,
            {ASKED_JSON} AS asked
        FROM match_round o JOIN round_outcome p ON p.round_id = o.id
        JOIN school_request r ON r.id = p.request_id JOIN school_site s ON s.id = r.school_site_id
        WHERE o.id = %(round)s AND p.id = %(outcome)s AND p.activity_id IS NOT NULL AND {OWNED}"""
    return await one(db, query, {"round": round_id, "outcome": outcome_id, **visible_to(who)})


async def activities(db: Connection, region: str, names: Collection[str]) -> dict[str, Any]:
    """By the names that a file has for them."""
    query = f"""SELECT {named("a")} AS name, {OFFERED_JSON} AS body FROM activity a
        WHERE a.region_code = %(region)s AND {named("a")} = ANY (%(names)s)"""
    return {row["name"]: row["body"] for row in await rows(db, query, {"region": region, "names": list(names)})}


async def requests(db: Connection, region: str, names: Collection[str]) -> dict[str, Any]:
    query = f"""SELECT {named("r")} AS name, json_build_object('id', r.id, 'title', r.title,
            'site', json_build_object('name', s.name, 'place', s.place)) AS body
        FROM school_request r JOIN school_site s ON s.id = r.school_site_id
        WHERE r.region_code = %(region)s AND {named("r")} = ANY (%(names)s)"""
    return {row["name"]: row["body"] for row in await rows(db, query, {"region": region, "names": list(names)})}
