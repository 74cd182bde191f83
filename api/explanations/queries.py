"""What a round's reasons are read from."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from api.accounts.rules import Actor
from api.activities import queries as own_activities
from api.kit.db import Connection, one, rows, utc
from api.kit.states import among
from api.rounds.queries import ASKED_JSON, OWNED, visible_to
from api.rounds.rules import PUBLIC

OFFERED_JSON = """json_build_object('id', a.id, 'title', a.title, 'kind', a.kind,
    'company', json_build_object('name', a.company_name, 'place', a.company_place))"""


async def proposed(db: Connection, who: Actor, round_id: UUID, outcome_id: UUID) -> dict[str, Any] | None:
    """Of the round `state`, `instance`, `repair` and `plan`; of the proposal `name` and `asked`."""
    query = f"""SELECT o.state, o.instance, o.repair, o.result->'plan' AS plan, e.name,
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


# The newest rounds alone: what a request or an activity was in for years is not what somebody asks about.
LAST = 5
_ROUND = f"""o.id AS round_id, json_build_object('id', o.id, 'name', o.name, 'kind', o.kind,
        'schoolYear', o.school_year, 'publishedAt', {utc("o.published_at")}) AS round"""
# Files of a round are megabytes: read for what is told from them alone.
_OF_FILES = """CASE WHEN p.activity_id IS NOT NULL OR p.why -> 'competition' IS NOT NULL
        THEN o.instance END AS instance,
    CASE WHEN p.why -> 'competition' IS NOT NULL THEN o.result -> 'plan' END AS plan,
    CASE WHEN p.why -> 'competition' IS NOT NULL
        THEN o.result #> '{proof,certificate,stages,0,objectives}' END AS objectives"""


async def of_request(db: Connection, request_id: UUID) -> list[dict[str, Any]]:
    """What published rounds made of a request, newest first; the actor sees it."""
    query = f"""SELECT {_ROUND}, {_OF_FILES}, e.name, f.name AS offer,
            CASE WHEN a.id IS NOT NULL THEN {OFFERED_JSON} END AS activity,
            p.week, p.score, p.why, p.match_id, p.refused
        FROM round_outcome p JOIN match_round o ON o.id = p.round_id
        JOIN round_entry e ON e.round_id = o.id AND e.request_id = p.request_id
        LEFT JOIN round_entry f ON f.round_id = o.id AND f.activity_id = p.activity_id
        LEFT JOIN activity a ON a.id = p.activity_id
        WHERE p.request_id = %(id)s AND o.state IN {among(PUBLIC)} ORDER BY o.published_at DESC LIMIT {LAST}"""
    return await rows(db, query, {"id": request_id})


async def own_activity(db: Connection, who: Actor, activity_id: UUID) -> dict[str, Any] | None:
    """An activity of the actor's company or region, whoever else may see it."""
    query = f"""SELECT a.id FROM activity a WHERE a.id = %(id)s
        AND (%(everywhere)s OR a.region_code = ANY (%(own_regions)s::text[]) OR {own_activities.OURS})"""
    return await one(db, query, {"id": activity_id, **own_activities.visible_to(who)})


async def of_activity(db: Connection, activity_id: UUID) -> list[dict[str, Any]]:
    """Published rounds of the activity's region, newest first, each with its matches that the actor may see."""
    query = f"""SELECT {_ROUND}, o.instance, o.result -> 'plan' AS plan, e.name,
            ARRAY(SELECT m.id FROM round_outcome p JOIN match m ON m.id = p.match_id
                WHERE p.round_id = o.id AND p.activity_id = e.activity_id ORDER BY p.week, m.id) AS matches
        FROM round_entry e JOIN match_round o ON o.id = e.round_id
        WHERE e.activity_id = %(id)s AND o.state IN {among(PUBLIC)} ORDER BY o.published_at DESC LIMIT {LAST}"""
    return await rows(db, query, {"id": activity_id})
