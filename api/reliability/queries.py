"""What the log tells of an organisation, and the appeals in it."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any
from uuid import UUID

from psycopg.rows import DictRow

from api.accounts.roles import Role
from api.accounts.rules import Actor
from api.kit.db import Connection, as_house, one, only, rows, utc
from api.matches.models import Side
from api.matches.queries import OWNED, event_of, visible_to
from api.reliability.rules import Outcome, outcome


def _site(side: Side) -> str:
    return f"""SELECT s.id, s.name, o.id AS organisation_id, o.name AS organisation, s.region_code
        FROM {side}_site s JOIN {side} o ON o.id = s.{side}_id WHERE s.id = %(id)s"""


def _events(side: Side) -> str:
    return f"""SELECT e.match_id, m.{side}_site_id AS site_id, e.at, e.type, e.side, e.reason, e.facts
        FROM match m JOIN match_event e ON e.match_id = m.id
        WHERE m.{side}_id = %(organisation)s
          AND EXISTS (SELECT 1 FROM match_event x WHERE x.match_id = m.id AND x.at >= %(since)s)
        ORDER BY e.match_id, e.place"""


TITLES = f"""SELECT m.id, r.title FROM match m JOIN school_request r ON r.id = m.request_id
    WHERE m.id = ANY (%(ids)s::uuid[]) AND {OWNED}"""
SIDE = "(e.facts ->> 'of')"
REGION = f"CASE {SIDE} WHEN 'school' THEN m.school_region ELSE m.company_region END"
DECIDES = f"(%(decides_everywhere)s OR {REGION} = ANY (%(decided_regions)s::text[]))"
STATE = "CASE d.type WHEN 'excused' THEN 'excused' WHEN 'appeal_refused' THEN 'refused' ELSE 'open' END"
APPEAL_JSON = f"""json_build_object('id', e.id, 'side', {SIDE}, 'text', e.note, 'state', {STATE},
    'match', json_build_object('id', m.id, 'title', r.title, 'state', m.state, 'week', m.week,
        'school', s.name, 'company', a.company_name, 'reason', m.reason),
    'region', {REGION}, 'reason', d.note, 'askedAt', {utc("e.at")}, 'decidedAt', {utc("d.at")},
    'allowedActions', CASE WHEN d.id IS NULL AND {DECIDES} THEN ARRAY['decide']
        ELSE ARRAY[]::text[] END)::text"""
FROM = f"""FROM match_event e JOIN match m ON m.id = e.match_id
    JOIN school_request r ON r.id = m.request_id JOIN school_site s ON s.id = m.school_site_id
    JOIN activity a ON a.id = m.activity_id
    LEFT JOIN match_event d ON d.match_id = m.id AND d.type IN ('excused', 'appeal_refused')
        AND d.facts ->> 'of' = {SIDE}
    WHERE e.type = 'appealed'"""
FOUND = f"{FROM} AND {DECIDES} AND (%(state)s::text IS NULL OR {STATE} = %(state)s)"
PAGE = f"""SELECT e.id, {APPEAL_JSON} AS body {FOUND}
    AND (%(after_id)s::uuid IS NULL OR e.id < %(after_id)s) ORDER BY e.id DESC LIMIT %(limit)s"""


def decided_by(actor: Actor) -> dict[str, Any]:
    """The values of DECIDES: the coordinator of the side that asks, and nobody who only reads the region."""
    decides = actor.has(Role.REGIONAL_COORDINATOR)
    return {
        "decides_everywhere": decides and actor.everywhere,
        "decided_regions": actor.regions() if decides else [],
    }


async def site(db: Connection, side: Side, site_id: UUID) -> DictRow | None:
    """`id`, `name`, `organisation_id`, `organisation`, `region_code`."""
    return await one(db, _site(side), {"id": site_id})


async def outcomes(db: Connection, side: Side, organisation: UUID, since: Any) -> list[Outcome]:
    """Of every match of the organisation in which something happened since, whichever region it was in."""
    async with as_house(db):
        found = await rows(db, _events(side), {"organisation": organisation, "since": since})
    told = []
    for match_id, group in groupby(found, key=lambda row: row["match_id"]):
        events = list(group)
        one_outcome = outcome(match_id, events[0]["site_id"], [event_of(row) for row in events], side)
        if one_outcome is not None:
            told.append(one_outcome)
    return told


async def titles(db: Connection, who: Actor, ids: list[UUID]) -> dict[UUID, str]:
    """What was asked in those of the matches that the actor may see."""
    return {row["id"]: row["title"] for row in await rows(db, TITLES, {"ids": ids, **visible_to(who)})}


async def page(db: Connection, values: Mapping[str, Any]) -> list[DictRow]:
    """`id` and `body`, newest first."""
    return await rows(db, PAGE, values)


async def count(db: Connection, values: Mapping[str, Any]) -> int:
    return int((await only(db, f"SELECT count(*) AS n {FOUND}", values))["n"])


async def of_match(db: Connection, who: Actor, match_id: UUID) -> list[str]:
    """Bodies, oldest first, for who sees the match."""
    query = f"SELECT {APPEAL_JSON} AS body {FROM} AND m.id = %(match)s AND {OWNED} ORDER BY e.place"
    found = await rows(db, query, {"match": match_id, **visible_to(who), **decided_by(who)})
    return [row["body"] for row in found]


async def appeal(db: Connection, who: Actor, appeal_id: UUID) -> DictRow | None:
    """`match_id`, `side`, `region`, `state` and `body`, for who may decide on it."""
    query = f"""SELECT m.id AS match_id, {SIDE} AS side, {REGION} AS region, {STATE} AS state, {APPEAL_JSON} AS body
        {FROM} AND e.id = %(id)s AND {DECIDES}"""
    return await one(db, query, {"id": appeal_id, **decided_by(who)})
