"""What belongs to a published round: its amendments, what became of their matches, and what differs between two."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from api.kit.db import Connection, execute, one, only, rows, utc
from api.kit.states import among
from api.matches.models import PLANNED, RELEASED, WAITING
from api.regions.models import AWAY
from api.requests.queries import FREE
from api.rounds.queries import ASKED_JSON
from api.rounds.region_queries import AVAILABLE, companies_of, named, offers_of, partners_of, sites_of
from api.rounds.rules import PUBLIC

OVER = among(PUBLIC | {"cancelled", "failed"})
# The next one takes the place of one that failed.
GIVE_UP = """UPDATE match_round SET state = 'cancelled', version = version + 1, updated_at = now()
    WHERE parent_id = %(id)s AND kind = 'amendment' AND state = 'failed'"""
# Round `o` is the one that is asked about, or mends it and was sent.
FAMILY = f"(o.id = %(round)s OR o.parent_id = %(round)s AND o.kind = 'amendment' AND o.state IN {among(PUBLIC)})"
_MATCHES = """FROM match_round o JOIN round_outcome p ON p.round_id = o.id JOIN match m ON m.id = p.match_id
    JOIN school_request r ON r.id = m.request_id JOIN school_site s ON s.id = r.school_site_id
    JOIN activity a ON a.id = m.activity_id JOIN company c ON c.id = a.company_id
    JOIN company_site b ON b.id = a.company_site_id"""
# A proposal waits in vain while its company is away, as nobody can say yes. What else is offered no more, such as an
# activity that takes nothing new, may still be agreed to.
IS_AWAY = f"c.participation IN {AWAY}"
MATCHES = f"""SELECT m.id AS match_id, m.request_id, m.activity_id, m.state, m.week, m.holds,
        m.school_site_id AS site_id,
        {named("r")} AS request, {named("a")} AS offer, {named("b")} AS company, NOT {IS_AWAY} AS available
    {_MATCHES} WHERE {FAMILY} AND NOT p.is_kept ORDER BY m.id"""
IS_FALLEN = f"(m.state IN {among(RELEASED)} OR m.state IN {among(WAITING)} AND {IS_AWAY})"
# Since when it is over, as far as is known.
FELL_AT = f"CASE WHEN m.state IN {among(RELEASED)} THEN m.updated_at ELSE c.updated_at END"
# Who could still be helped: nothing else was found or waits for an answer.
LOOKS_ON = f"""(r.state = 'open' OR r.state = 'proposed' AND m.state IN {among(WAITING)} AND 1 = (SELECT count(*)
    FROM match x WHERE x.request_id = r.id AND x.state IN {among(WAITING | PLANNED)}))"""
FALLEN = f"""SELECT m.id, json_build_object('match', m.id, 'request', {ASKED_JSON},
        'activity', json_build_object('id', a.id, 'title', a.title, 'kind', a.kind,
            'company', json_build_object('name', a.company_name, 'place', a.company_place)),
        'week', m.week, 'state', m.state, 'isWithdrawn', {IS_AWAY}, 'looksOn', {LOOKS_ON},
        'fellAt', {utc(FELL_AT)})::text AS body
    {_MATCHES} WHERE {FAMILY} AND NOT p.is_kept AND {IS_FALLEN}
      AND (%(after_id)s::uuid IS NULL OR m.id < %(after_id)s) ORDER BY m.id DESC LIMIT %(limit)s"""
# Of the family what is still asked, with what is kept.
REQUESTS = f"""SELECT r.*, {named("s")} AS site, {FREE}
    FROM school_request r JOIN school_site s ON s.id = r.school_site_id JOIN school y ON y.id = r.school_id
    WHERE r.region_code = %(region)s AND s.lat IS NOT NULL AND (r.id = ANY (%(kept)s)
        OR y.participation NOT IN {AWAY} AND (r.state = 'open' OR EXISTS (SELECT 1 FROM match m
                WHERE m.request_id = r.id AND m.id = ANY (%(fallen)s) AND {LOOKS_ON}))
            AND r.id IN (SELECT p.request_id FROM match_round o JOIN round_outcome p ON p.round_id = o.id
                WHERE {FAMILY}))
    ORDER BY r.opened_at, r.id"""
_OF_SITES, _OF_COMPANIES = "SELECT unnest(%(sites)s::uuid[])", "SELECT unnest(%(companies)s::uuid[])"
SITES = sites_of(_OF_SITES)
OFFERS = offers_of(f"({AVAILABLE} OR a.id = ANY (%(offers)s))")
COMPANIES = companies_of(_OF_COMPANIES)
PARTNERS = partners_of(_OF_SITES, _OF_COMPANIES)
INSERT = """INSERT INTO match_round (region_code, name, school_year, policy, side_rules, rural_km, weights, seed,
        seed_sha256, created_by, kind, parent_id, parent_sha256, changes, repair, state, frozen_at, snapshot,
        snapshot_sha256, instance)
    VALUES (%(region_code)s, %(name)s, %(school_year)s, %(policy)s, %(side_rules)s, %(rural_km)s, %(weights)s,
        %(seed)s, %(seed_sha256)s, %(created_by)s, %(kind)s, %(parent)s,
        (SELECT coalesce(p.instance_sha256, p.snapshot_sha256) FROM match_round p WHERE p.id = %(parent)s),
        %(changes)s, %(repair)s, 'queued', %(now)s, %(snapshot)s, %(snapshot_sha256)s, %(snapshot)s) RETURNING id"""
# Also what ended since the amendment was made, and is in its plan as it was pinned there: else it would be proposed
# again to who just said no. What had ended before is forbidden, or withdrawn, and in no plan.
KEEP = f"""UPDATE round_outcome n SET is_kept = true, match_id = p.match_id
    FROM match_round o JOIN round_outcome p ON p.round_id = o.id
    WHERE n.round_id = %(amendment)s AND {FAMILY} AND p.match_id IS NOT NULL AND p.request_id = n.request_id
      AND p.activity_id = n.activity_id"""
# Since an amendment was made, what it kept may have ended too.
ENDED = f"""UPDATE round_outcome p SET refused = 'match_ended' FROM match m
    WHERE p.round_id = %(round)s AND p.is_kept AND m.id = p.match_id AND m.state IN {among(RELEASED)}"""
# A forbid holds for what mends the round too; also one of an amendment that was sent, for the next.
DECISIONS = f"""SELECT d.request_id, d.activity_id, d.decision
    FROM round_decision d JOIN match_round o ON o.id = d.round_id WHERE {FAMILY} ORDER BY d.id"""
HELD_BY_NOBODY = """SELECT id, region_code, name, policy, side_rules, rural_km, weights, seed, seed_sha256,
        school_year, state
    FROM match_round WHERE id = %(id)s AND state = 'published' FOR UPDATE SKIP LOCKED"""
# Nothing is to be mended of a school year that is over, nor while somebody decides on an amendment that failed.
DUE = f"""SELECT o.id FROM match_round o WHERE o.kind = 'round' AND o.state = 'published' AND o.auto_repair
    AND o.school_year >= %(school_year)s AND NOT EXISTS (SELECT 1 FROM match_round n
        WHERE n.parent_id = o.id AND n.kind = 'amendment' AND (n.state NOT IN {OVER} OR n.state = 'failed'
            AND EXISTS (SELECT 1 FROM round_decision d WHERE d.round_id = n.id)))"""
NEWLY_FALLEN = f"""SELECT count(*) AS many, min(f.at) AS first
    FROM (SELECT {FELL_AT} AS at {_MATCHES} WHERE {FAMILY} AND NOT p.is_kept AND {IS_FALLEN} AND {LOOKS_ON}) f
    WHERE f.at > coalesce((SELECT max(n.created_at) FROM match_round n
        WHERE n.parent_id = %(round)s AND n.kind = 'amendment'), '-infinity')"""
# The two rounds side by side, over the requests that stand in both.
_BOTH = """FROM round_outcome h JOIN round_outcome t ON t.request_id = h.request_id AND t.round_id = %(against)s
    JOIN school_request r ON r.id = h.request_id JOIN school_site s ON s.id = r.school_site_id
    WHERE h.round_id = %(round)s"""
_CHANGE = """CASE WHEN h.activity_id IS NULL AND t.activity_id IS NULL THEN 'same'
    WHEN t.activity_id IS NULL THEN 'gained' WHEN h.activity_id IS NULL THEN 'lost'
    WHEN (h.activity_id, h.week, h.is_extra) = (t.activity_id, t.week, t.is_extra) THEN 'same' ELSE 'changed' END"""


def _side(of: str) -> str:
    return f"""(SELECT json_build_object('activity', json_build_object('id', a.id, 'title', a.title, 'kind', a.kind,
            'company', json_build_object('name', a.company_name, 'place', a.company_place)),
        'week', {of}.week, 'score', {of}.score, 'isExtra', {of}.is_extra)
        FROM activity a WHERE a.id = {of}.activity_id)"""


DIFF = f"""SELECT h.request_id AS id, json_build_object('request', {ASKED_JSON}, 'change', {_CHANGE},
        'here', {_side("h")}, 'against', {_side("t")})::text AS body
    {_BOTH} AND (%(change)s::text IS NULL OR {_CHANGE} = %(change)s)
      AND (%(after_id)s::uuid IS NULL OR h.request_id < %(after_id)s)
    ORDER BY h.request_id DESC LIMIT %(limit)s"""
COUNTS = f"""SELECT count(*) FILTER (WHERE change = 'same') AS same,
        count(*) FILTER (WHERE change = 'changed') AS changed,
        count(*) FILTER (WHERE change = 'gained') AS gained, count(*) FILTER (WHERE change = 'lost') AS lost
    FROM (SELECT {_CHANGE} AS change {_BOTH}) n"""
SCHOOLS = f"""SELECT count(*) FILTER (WHERE here AND NOT there) AS gained,
        count(*) FILTER (WHERE there AND NOT here) AS lost
    FROM (SELECT bool_or(h.activity_id IS NOT NULL) AS here, bool_or(t.activity_id IS NOT NULL) AS there
        {_BOTH} GROUP BY s.id) n"""
# Requests of one of the two alone.
APART = """SELECT count(*) AS apart FROM (SELECT request_id FROM round_outcome
    WHERE round_id IN (%(round)s, %(against)s) GROUP BY request_id HAVING count(*) = 1) n"""


async def matches(db: Connection, round_id: UUID) -> list[dict[str, Any]]:
    """What was proposed in the round and its amendments, each match once, with the names that files have for them."""
    return await rows(db, MATCHES, {"round": round_id})


async def parent(db: Connection, round_id: UUID) -> dict[str, Any]:
    """What a child of it begins with: `text`, what it was solved on, and `repair`, of an amendment."""
    query = "SELECT coalesce(instance, snapshot) AS text, repair FROM match_round WHERE id = %(id)s"
    return await only(db, query, {"id": round_id})


async def give_up_failed(db: Connection, round_id: UUID) -> None:
    await execute(db, GIVE_UP, {"id": round_id})


async def has_open_amendment(db: Connection, round_id: UUID) -> bool:
    query = f"""SELECT 1 FROM match_round WHERE parent_id = %(id)s AND kind = 'amendment'
        AND state NOT IN {OVER} LIMIT 1"""
    return await one(db, query, {"id": round_id}) is not None


async def insert(db: Connection, values: Mapping[str, Any]) -> UUID:
    """A child that waits for its solve."""
    as_json = {
        name: Jsonb(values[name]) if values[name] is not None else None for name in ("weights", "changes", "repair")
    }
    made: UUID = (await only(db, INSERT, {**values, **as_json}))["id"]
    return made


async def keep(db: Connection, amendment_id: UUID, parent_id: UUID) -> None:
    """The pairs of a plan that are matches already are these."""
    await execute(db, KEEP, {"amendment": amendment_id, "round": parent_id})


async def tell_ended(db: Connection, round_id: UUID) -> None:
    await execute(db, ENDED, {"round": round_id})


async def is_kept(db: Connection, round_id: UUID, request_id: UUID) -> bool:
    query = "SELECT 1 FROM round_outcome WHERE round_id = %(round)s AND request_id = %(request)s AND is_kept"
    return await one(db, query, {"round": round_id, "request": request_id}) is not None


async def newly_fallen(db: Connection, round_id: UUID) -> tuple[int, datetime | None]:
    """How many requests look on because of what fell away since the last amendment, and since when the first."""
    row = await only(db, NEWLY_FALLEN, {"round": round_id})
    return row["many"], row["first"]
