"""Rounds as JSON: one's region's, and for everybody what was published."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg.types.json import Json, Jsonb

from api.accounts.queries import CURRENT, of_coordinators
from api.accounts.rules import Actor
from api.kit.db import Connection, one, only, rows, utc
from api.kit.states import allowed_in, among
from api.matches.models import RELEASED
from api.matches.queries import EVENT_COLUMNS, EVENT_TABLES, lock_requests
from api.rounds.rules import ACTIONS_OF, PUBLIC, REVIEWED


def _allowed() -> str:
    """SQL: what may be done with a round of this kind in this state."""
    kinds = (f"WHEN '{kind}' THEN {allowed_in('o.state', actions)}" for kind, actions in ACTIONS_OF.items())
    return f"CASE o.kind {' '.join(kinds)} END"


OWNED = "(%(everywhere)s OR o.region_code = ANY (%(own_regions)s::text[]))"
VISIBLE = f"({OWNED} OR o.state IN {among(PUBLIC)})"
ROUND_JSON = f"""json_build_object('id', o.id, 'region', o.region_code, 'name', o.name, 'schoolYear', o.school_year,
    'kind', o.kind, 'parent', o.parent_id, 'autoRepair', o.auto_repair, 'changes', o.changes,
    'isOutdated', coalesce(o.kind = 'scenario' AND o.parent_sha256 <> (
        SELECT coalesce(p.instance_sha256, p.snapshot_sha256) FROM match_round p WHERE p.id = o.parent_id), false),
    'policy', o.policy, 'sideRules', o.side_rules, 'ruralKm', o.rural_km, 'weights', o.weights, 'state', o.state,
    'seedSha256', o.seed_sha256, 'seed', CASE WHEN o.frozen_at IS NOT NULL THEN o.seed END,
    'snapshotSha256', o.snapshot_sha256, 'instanceSha256', o.instance_sha256,
    'figures', o.figures, 'baseline', o.baseline, 'gap', o.gap,
    'progress', o.progress, 'failure', o.failure, 'isStale', o.is_stale,
    'published', CASE WHEN o.sent IS NOT NULL THEN json_build_object('proposed', o.sent, 'refused', o.refused) END,
    'createdAt', {utc("o.created_at")}, 'frozenAt', {utc("o.frozen_at")}, 'publishedAt', {utc("o.published_at")},
    'updatedAt', {utc("o.updated_at")},
    'allowedActions', CASE WHEN {OWNED} THEN {_allowed()} ELSE ARRAY[]::text[] END)::text"""
FOUND = f"""FROM match_round o WHERE {VISIBLE}
    AND (%(region)s::text IS NULL OR o.region_code = %(region)s)
    AND (%(state)s::text IS NULL OR o.state = %(state)s)
    AND (%(kind)s::text IS NULL OR o.kind = %(kind)s)
    AND (%(parent)s::uuid IS NULL OR o.parent_id = %(parent)s)"""
PAGE = f"""SELECT o.id, {ROUND_JSON} AS body {FOUND}
    AND (%(after_id)s::uuid IS NULL OR o.id < %(after_id)s) ORDER BY o.id DESC LIMIT %(limit)s"""
INSERT = """INSERT INTO match_round (region_code, name, school_year, policy, side_rules, rural_km, weights,
        auto_repair, seed, seed_sha256, created_by)
    VALUES (%(region)s, %(name)s, %(school_year)s, %(policy)s, %(side_rules)s, %(rural_km)s, %(weights)s,
        %(auto_repair)s, %(seed)s, %(seed_sha256)s, %(created_by)s) RETURNING id"""
ASKED_JSON = """json_build_object('id', r.id, 'title', r.title,
    'site', json_build_object('name', s.name, 'place', s.place),
    'level', r.level, 'year', r.year, 'pupils', r.pupils)"""
# The last decision on the pair, of whatever kind.
DECIDED = """(SELECT d.decision FROM round_decision d WHERE d.round_id = p.round_id AND d.request_id = p.request_id
    AND d.activity_id = p.activity_id ORDER BY d.id DESC LIMIT 1)"""
PAIRS = f"""SELECT p.id, json_build_object('id', p.id, 'request', {ASKED_JSON},
        'activity', json_build_object('id', a.id, 'title', a.title, 'kind', a.kind,
            'company', json_build_object('name', a.company_name, 'place', a.company_place)),
        'week', p.week, 'score', p.score, 'parts', p.why, 'decision', {DECIDED},
        'match', p.match_id, 'matchState', m.state, 'refused', p.refused,
        'isKept', p.is_kept, 'isExtra', p.is_extra)::text AS body
    FROM round_outcome p JOIN school_request r ON r.id = p.request_id JOIN school_site s ON s.id = r.school_site_id
    JOIN activity a ON a.id = p.activity_id LEFT JOIN match m ON m.id = p.match_id
    WHERE p.round_id = %(round)s AND p.activity_id IS NOT NULL
      AND (%(after_id)s::uuid IS NULL OR p.id < %(after_id)s)
    ORDER BY p.id DESC LIMIT %(limit)s"""
UNSERVED = f"""SELECT p.id, json_build_object('id', p.id, 'request', {ASKED_JSON}, 'why', p.why)::text AS body
    FROM round_outcome p JOIN school_request r ON r.id = p.request_id JOIN school_site s ON s.id = r.school_site_id
    WHERE p.round_id = %(round)s AND p.activity_id IS NULL AND (%(after_id)s::uuid IS NULL OR p.id < %(after_id)s)
    ORDER BY p.id DESC LIMIT %(limit)s"""
ADD_OUTCOMES = """INSERT INTO round_outcome (round_id, request_id, activity_id, week, score, why, is_extra)
    SELECT %(round)s, r.request_id, a.activity_id, n.week, n.score, n.why, coalesce(n.extra, false)
    FROM ROWS FROM (jsonb_to_recordset(%(outcomes)s)
            AS (request text, offer text, week date, score int, why jsonb, extra boolean))
        WITH ORDINALITY AS n (request, offer, week, score, why, extra, place)
    JOIN round_entry r ON r.round_id = %(round)s AND r.request_id IS NOT NULL AND r.name = n.request
    LEFT JOIN round_entry a ON a.round_id = %(round)s AND a.activity_id IS NOT NULL AND a.name = n.offer
    ORDER BY n.place DESC"""
FILES = {
    "instance": "coalesce(o.instance, o.snapshot)",
    "result": "o.result::text",
    "metrics": "(o.result -> 'metrics')::text",
    "baseline": "(o.result -> 'baseline')::text",
    # Side rules and a stop leave none.
    "certificate": "o.result #>> '{proof,certificate}'",
}
# What came of a published round and is not over before it took place.
APPOINTMENTS = f"""SELECT {EVENT_COLUMNS} FROM round_outcome p JOIN match m ON m.id = p.match_id {EVENT_TABLES}
    WHERE p.round_id = %(round)s AND m.state NOT IN {among(RELEASED)} ORDER BY m.week, m.id"""
# What came out, or did not come out. What somebody is done with already needs no telling.
READY = f"FROM match_round o WHERE o.tells_when_ready AND o.state IN {among(REVIEWED | {'failed'})}"
TO_TELL = f"SELECT o.id {READY} ORDER BY o.id"
ABOUT = f"""SELECT o.name, o.kind, o.state, o.region_code, o.figures,
        (SELECT g.name FROM region g WHERE g.code = o.region_code) AS region
    {READY} AND o.id = %(id)s FOR UPDATE SKIP LOCKED"""
TELLS = "UPDATE match_round SET tells_when_ready = %(tells)s WHERE id = %(id)s"
# Not who does so for all regions.
COORDINATORS = f"""SELECT a.id, a.email, a.locale FROM account a WHERE a.email IS NOT NULL AND a.id IN (
    SELECT m.account_id FROM membership m
    WHERE m.role = 'regional_coordinator' AND m.region_code = %(region)s AND {CURRENT})
ORDER BY a.id LIMIT 20"""


def visible_to(actor: Actor) -> dict[str, Any]:
    """The values of OWNED: a round is its region's coordinators'."""
    return of_coordinators(actor)


async def page(db: Connection, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """`id` and `body`, newest first."""
    return await rows(db, PAGE, dict(values))


async def count(db: Connection, values: Mapping[str, Any]) -> int:
    return int((await only(db, f"SELECT count(*) AS n {FOUND}", dict(values)))["n"])


async def a_round(db: Connection, who: Actor, round_id: UUID) -> dict[str, Any] | None:
    """Its `version`, `body`, `name` and `state`, and whether it is `owned` or seen because it was published."""
    query = f"""SELECT o.version, o.name, o.state, {ROUND_JSON} AS body, {OWNED} AS owned FROM match_round o
        WHERE o.id = %(id)s AND {VISIBLE}"""
    return await one(db, query, {"id": round_id, **visible_to(who)})


async def file(db: Connection, who: Actor, round_id: UUID, name: str) -> dict[str, Any] | None:
    """The text of its `instance`, as it was solved or will be, of its `result`, or of a part of that."""
    query = f"SELECT {FILES[name]} AS text FROM match_round o WHERE o.id = %(id)s AND {VISIBLE}"
    return await one(db, query, {"id": round_id, **visible_to(who)})


async def locked(db: Connection, who: Actor, round_id: UUID) -> dict[str, Any] | None:
    """All but its files."""
    query = f"""SELECT o.id, o.version, o.region_code, o.name, o.policy, o.side_rules, o.rural_km, o.weights, o.seed,
            o.state, o.school_year, o.is_stale, o.kind, o.parent_id, o.seed_sha256
        FROM match_round o WHERE o.id = %(id)s AND {OWNED} FOR UPDATE"""
    return await one(db, query, {"id": round_id, **visible_to(who)})


async def publishes_alone(db: Connection, round_id: UUID) -> bool:
    """Publishing takes longer than anybody waits for a row, so a second one does not."""
    row = await only(
        db, "SELECT pg_try_advisory_xact_lock(hashtextextended(%(id)s::text, 27)) AS alone", {"id": round_id}
    )
    return bool(row["alone"])


async def insert(db: Connection, values: Mapping[str, Any]) -> UUID:
    weights = Jsonb(values["weights"]) if values["weights"] else None
    made: UUID = (await only(db, INSERT, {**values, "weights": weights}))["id"]
    return made


async def change(db: Connection, round_id: UUID, **columns: Any) -> None:
    """These columns; the version grows."""
    as_json = {"result": Json, "figures": Jsonb, "baseline": Jsonb, "progress": Jsonb, "failure": Jsonb}
    values = {
        name: as_json[name](value) if name in as_json and value is not None else value
        for name, value in columns.items()
    }
    assigned = ", ".join(f"{name} = %({name})s" for name in values)
    await db.execute(
        f"UPDATE match_round SET {assigned}, version = version + 1, updated_at = now() WHERE id = %(id)s".encode(),
        {**values, "id": round_id},
    )


async def tell_progress(db: Connection, round_id: UUID, progress: Mapping[str, Any]) -> None:
    """Of a solve that is under way; what is read meanwhile is the same version."""
    await db.execute(
        b"UPDATE match_round SET progress = %(progress)s WHERE id = %(id)s AND state = 'solving'",
        {"id": round_id, "progress": Jsonb(dict(progress))},
    )


async def replace_outcomes(db: Connection, round_id: UUID, outcomes: Sequence[Mapping[str, Any]]) -> None:
    await db.execute(b"DELETE FROM round_outcome WHERE round_id = %(id)s", {"id": round_id})
    values = {"round": round_id, "outcomes": Jsonb(list(outcomes))}
    await db.execute(ADD_OUTCOMES.encode(), values)


async def outcomes(db: Connection, query: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """`id` and `body`, in the order of the result."""
    return await rows(db, query, dict(values))


async def proposals(db: Connection, round_id: UUID) -> list[dict[str, Any]]:
    """What is to become matches and is none yet, by company and activity: the order in which their places are taken.

    `max_km` is what was frozen, None where the round does not know its names.
    """
    query = """WITH frozen AS (SELECT n ->> 'id' AS name, (n ->> 'maxKm')::int AS max_km
            FROM match_round o, json_array_elements(o.snapshot::json -> 'requests') n WHERE o.id = %(id)s)
        SELECT p.id, p.request_id, p.activity_id, p.week, f.max_km FROM round_outcome p
        JOIN activity a ON a.id = p.activity_id
        LEFT JOIN round_entry e ON e.round_id = p.round_id AND e.request_id = p.request_id
        LEFT JOIN frozen f ON f.name = e.name
        WHERE p.round_id = %(id)s AND NOT p.is_kept ORDER BY a.company_site_id, a.id, p.request_id"""
    return await rows(db, query, {"id": round_id})


async def open_requests(db: Connection, request_ids: Collection[UUID]) -> set[UUID]:
    """Those that are open still; all of them are locked first."""
    await lock_requests(db, request_ids)
    still = "SELECT id FROM school_request WHERE id = ANY (%(ids)s) AND state = 'open'"
    return {row["id"] for row in await rows(db, still, {"ids": list(request_ids)})}


async def became(db: Connection, outcome_id: UUID, match_id: UUID | None, refused: str | None) -> None:
    await db.execute(
        b"UPDATE round_outcome SET match_id = %(match)s, refused = %(refused)s WHERE id = %(id)s",
        {"id": outcome_id, "match": match_id, "refused": refused},
    )


async def pair(db: Connection, round_id: UUID, named: Mapping[str, Any]) -> dict[str, Any] | None:
    """`request_id`, `activity_id` and `week` of a proposal of the round, or of what entered it."""
    if named["proposal"] is not None:
        query = """SELECT request_id, activity_id, week FROM round_outcome
            WHERE id = %(proposal)s AND round_id = %(round)s AND activity_id IS NOT NULL"""
    else:
        query = """SELECT r.request_id, a.activity_id, %(week)s::date AS week
            FROM round_entry r JOIN round_entry a ON a.round_id = r.round_id
            WHERE r.round_id = %(round)s AND r.request_id = %(request)s AND a.activity_id = %(activity)s"""
    return await one(db, query, {**named, "round": round_id})


async def frozen(db: Connection, round_id: UUID) -> str:
    found: str = (await only(db, "SELECT snapshot FROM match_round WHERE id = %(id)s", {"id": round_id}))["snapshot"]
    return found


async def decide(db: Connection, values: Mapping[str, Any]) -> None:
    await db.execute(
        b"""INSERT INTO round_decision (round_id, request_id, activity_id, week, decision, reason, actor_id,
                decided_at)
            VALUES (%(round)s, %(request_id)s, %(activity_id)s, %(week)s, %(decision)s, %(reason)s, %(actor)s,
                %(now)s)""",
        values,
    )


async def decisions(db: Connection, round_id: UUID) -> list[dict[str, Any]]:
    """In their order, with the names that the round's files have for them."""
    query = """SELECT d.*, r.name AS request, a.name AS offer FROM round_decision d
        JOIN round_entry r ON r.round_id = d.round_id AND r.request_id = d.request_id
        JOIN round_entry a ON a.round_id = d.round_id AND a.activity_id = d.activity_id
        WHERE d.round_id = %(id)s ORDER BY d.id"""
    return await rows(db, query, {"id": round_id})


async def told_decisions(db: Connection, round_id: UUID) -> list[dict[str, Any]]:
    """`body` of each, oldest first."""
    query = f"""SELECT json_build_object('request', json_build_object('id', r.id, 'title', r.title),
            'activity', json_build_object('id', a.id, 'title', a.title), 'week', d.week, 'decision', d.decision,
            'reason', d.reason, 'decidedAt', {utc("d.decided_at")}) AS body
        FROM round_decision d JOIN school_request r ON r.id = d.request_id JOIN activity a ON a.id = d.activity_id
        WHERE d.round_id = %(id)s ORDER BY d.id"""
    return await rows(db, query, {"id": round_id})
