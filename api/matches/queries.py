"""Matches as JSON and as rows; seen by both sides and the coordinators of both regions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from api.accounts.rules import COMPANY_ROLES, SCHOOL_ROLES, Actor
from api.kit.db import Connection, one, only, rows, utc
from api.kit.states import among
from api.matches.life import Event, Life, Moment, moment_of
from api.matches.models import KEPT, PLANNED, WAITING, MatchState, Side
from api.regions.models import AWAY
from api.regions.queries import location_json

OWNED = """(%(everywhere)s OR m.school_id = ANY (%(own_schools)s::uuid[])
    OR m.company_id = ANY (%(own_companies)s::uuid[])
    OR m.school_region = ANY (%(own_regions)s::text[]) OR m.company_region = ANY (%(own_regions)s::text[]))"""


def _contact(side: str, name: str) -> str:
    return f"""CASE WHEN p.{side}_email IS NOT NULL
        THEN json_build_object('name', {name}, 'email', p.{side}_email) END"""


WAITS_FOR = f"""array_remove(CASE
    WHEN m.state = 'reschedule_proposed'
        THEN ARRAY[CASE m.moments_by WHEN 'school' THEN 'company' ELSE 'school' END]
    WHEN m.state IN {among(WAITING)}
        THEN ARRAY[CASE WHEN NOT m.school_yes THEN 'school' END, CASE WHEN NOT m.company_yes THEN 'company' END]
    ELSE ARRAY[]::text[] END, NULL)"""
# The side of a proposal that does not take part now: while it is away, nobody can say yes.
AWAY_SIDE = f"""CASE WHEN m.state NOT IN {among(WAITING)} THEN NULL
    WHEN (SELECT y.participation FROM school y WHERE y.id = m.school_id) IN {AWAY} THEN 'school'
    WHEN (SELECT y.participation FROM company y WHERE y.id = m.company_id) IN {AWAY} THEN 'company' END"""
_MODE = """CASE WHEN m.switched_online OR a.modes = ARRAY['online'] THEN 'online'
    WHEN a.modes @> ARRAY['at_school', 'at_company'] OR r.online_ok AND a.modes && ARRAY['online', 'hybrid'] THEN NULL
    WHEN 'at_school' = ANY (a.modes) THEN 'at_school' WHEN 'at_company' = ANY (a.modes) THEN 'at_company' END"""


def _site(side: str) -> str:
    return f"""SELECT x.name, x.street, x.postcode, x.place, x.lat, x.lon, x.precision FROM {side}_site x
        WHERE w.mode = 'at_{side}' AND x.id = m.{side}_site_id"""


# Where it is, with the address as far as it is known; null where the two still have to say which of several.
VENUE = f"""(SELECT json_build_object('mode', w.mode, 'name', v.name, 'street', v.street, 'postcode', v.postcode,
        'place', v.place, 'location', {location_json("v")})
    FROM (SELECT {_MODE} AS mode) w LEFT JOIN LATERAL ({_site("school")} UNION ALL {_site("company")}) v ON true
    WHERE w.mode IS NOT NULL)"""
# What `calendars.event_of` tells of a match `m`, and where it stands.
EVENT_COLUMNS = f"""m.*, {VENUE} AS venue, r.title AS request_title, a.title AS activity_title, a.company_name,
    s.name AS school_name"""
EVENT_TABLES = """JOIN school_request r ON r.id = m.request_id JOIN activity a ON a.id = m.activity_id
    JOIN school_site s ON s.id = m.school_site_id"""
ABOUT = f"SELECT {EVENT_COLUMNS} FROM match m {EVENT_TABLES} WHERE m.id = %(id)s"
# Without what the actor may do, which is the rules' to say: it is put in after reading.
MATCH_JSON = f"""json_build_object('id', m.id, 'state', m.state, 'proposedBy', m.proposed_by, 'origin', m.origin,
    'waitsFor', {WAITS_FOR}, 'awaySide', {AWAY_SIDE},
    'request', json_build_object('id', r.id, 'title', r.title, 'goal', r.goal, 'level', r.level, 'year', r.year,
        'pupils', r.pupils, 'openedAt', {utc("r.opened_at")},
        'school', json_build_object('id', s.id, 'name', s.name, 'place', s.place)),
    'activity', json_build_object('id', a.id, 'title', a.title, 'kind', a.kind,
        'company', json_build_object('id', a.company_site_id, 'name', a.company_name, 'place', a.company_place)),
    'moment', json_build_object('week', m.week, 'slotId', m.slot_id, 'startsAt', {utc("m.starts_at")},
        'endsAt', {utc("m.ends_at")}),
    'venue', {VENUE}, 'moments', m.moments, 'momentsBy', m.moments_by,
    'professional', CASE WHEN p.professional_id IS NOT NULL THEN
        json_build_object('id', p.professional_id, 'name', p.professional_name) END,
    'holdsPlace', m.holds, 'heldUntil', {utc("m.held_until")}, 'respondBy', {utc("m.respond_by")},
    'score', m.score, 'explanation', m.explanation, 'reason', m.reason, 'lessonAfter', m.lesson_after,
    'feedbackBy', m.feedback_by, 'switchedOnline', m.switched_online,
    'replaces', m.replaces_id, 'replacedBy', m.replaced_by_id,
    'contacts', CASE WHEN p.match_id IS NOT NULL THEN
        json_build_object('school', {_contact("school", "p.school_name")},
            'company', {_contact("company", "p.company_name")}) END,
    'virtualUrl', CASE WHEN p.match_id IS NOT NULL THEN a.virtual_url END,
    'createdAt', {utc("m.created_at")}, 'updatedAt', {utc("m.updated_at")})::text"""
FROM = """FROM match m JOIN school_request r ON r.id = m.request_id JOIN school_site s ON s.id = m.school_site_id
    JOIN activity a ON a.id = m.activity_id LEFT JOIN match_people p ON p.match_id = m.id"""
FOUND = f"""WHERE {OWNED}
    AND (cardinality(%(states)s::text[]) = 0 OR m.state = ANY (%(states)s))
    AND (%(waits_for)s::text IS NULL OR %(waits_for)s = ANY ({WAITS_FOR}))
    AND (%(request)s::uuid IS NULL OR m.request_id = %(request)s)
    AND (%(activity)s::uuid IS NULL OR m.activity_id = %(activity)s)
    AND (%(region)s::text IS NULL OR m.school_region = %(region)s OR m.company_region = %(region)s)"""
PAGE = f"""SELECT m.*, {AWAY_SIDE} AS away_side, {MATCH_JSON} AS body {FROM} {FOUND}
    AND (%(after_id)s::uuid IS NULL OR m.id < %(after_id)s) ORDER BY m.id DESC LIMIT %(limit)s"""
_LIFE = [
    "state", "school_yes", "company_yes", "week", "slot_id", "starts_at", "ends_at", "moments", "moments_by",
    "professional_id", "holds", "held_until", "respond_by", "remind_at", "lesson_after", "feedback_by", "reason",
    "replaced_by_id", "switched_online",
]  # fmt: skip
_FIXED = [
    "request_id", "activity_id", "school_id", "school_site_id", "school_region", "company_id", "company_site_id",
    "company_region", "origin", "proposed_by", "score", "explanation", "replaces_id", "school_contact_id",
    "company_contact_id",
]  # fmt: skip
_NUMBER = "(SELECT number FROM professional WHERE id = %(professional_id)s)"
INSERT = f"""INSERT INTO match ({", ".join([*_FIXED, *_LIFE])}, professional_number)
    VALUES ({", ".join(f"%({name})s" for name in [*_FIXED, *_LIFE])}, {_NUMBER}) RETURNING id"""
# An answer makes its giver the contact of their side.
UPDATE = f"""UPDATE match SET {", ".join(f"{name} = %({name})s" for name in _LIFE)}, professional_number = {_NUMBER},
        school_contact_id = coalesce(%(school_contact_id)s, school_contact_id),
        company_contact_id = coalesce(%(company_contact_id)s, company_contact_id),
        version = version + 1, updated_at = now()
    WHERE id = %(id)s"""
ADD_EVENT = """INSERT INTO match_event (match_id, place, at, type, side, actor_id, reason, facts, note)
    SELECT %(match)s, coalesce(max(place), 0) + 1, %(at)s, %(type)s, %(side)s, %(actor)s, %(reason)s, %(facts)s,
        %(note)s
    FROM match_event WHERE match_id = %(match)s"""
EVENTS = f"""SELECT e.place, {utc("e.at")} AS told_at, e.at, e.type, e.side, e.reason, e.facts, e.note
    FROM match_event e WHERE e.match_id = %(match)s ORDER BY e.place"""
# Request and activity of a match to be made, the request locked first: as every verb does.
ASKED = """SELECT r.*, s.lat, s.lon, s.state AS site_state, o.participation, coalesce(g.settings, '{}') AS settings,
    coalesce((SELECT json_agg(json_build_array(h.starts_on, h.ends_on)) FROM school_holiday h
        WHERE h.holiday_region = s.holiday_region), '[]') AS free
    FROM school_request r JOIN school_site s ON s.id = r.school_site_id JOIN school o ON o.id = r.school_id
    LEFT JOIN region g ON g.code = r.region_code
    WHERE r.id = %(id)s FOR UPDATE OF r"""
OFFERED = """SELECT a.*, c.participation FROM activity a JOIN company c ON c.id = a.company_id WHERE a.id = %(id)s"""


# Nobody is reminded of what they cannot answer now.
_AT = f"least(m.respond_by, m.held_until, CASE WHEN {AWAY_SIDE} IS NULL THEN m.remind_at END)"
TIME_IS_UP = f"""SELECT d.id FROM (SELECT m.id, {_AT} AS at FROM match m
        WHERE least(m.respond_by, m.remind_at, m.held_until) <= %(now)s) d
    WHERE d.at <= %(now)s ORDER BY d.at LIMIT 1000"""
HELD_BY_NOBODY = f"SELECT m.*, {AWAY_SIDE} AS away_side FROM match m WHERE m.id = %(id)s FOR UPDATE OF m SKIP LOCKED"


def visible_to(actor: Actor) -> dict[str, Any]:
    """The values of OWNED."""
    return {
        "everywhere": actor.everywhere,
        "own_schools": actor.schools(*SCHOOL_ROLES),
        "own_companies": actor.companies(*COMPANY_ROLES),
        "own_regions": actor.regions(),
    }


def life_of(row: Mapping[str, Any]) -> Life:
    """The row as the rules see it."""
    return Life(
        state=MatchState(row["state"]),
        proposed_by=Side(row["proposed_by"]),
        school_yes=row["school_yes"],
        company_yes=row["company_yes"],
        moment=Moment(row["week"], row["slot_id"], row["starts_at"], row["ends_at"]),
        moments=tuple(map(moment_of, row["moments"])),
        moments_by=Side(row["moments_by"]) if row["moments_by"] else None,
        professional_id=row["professional_id"],
        holds=row["holds"],
        held_until=row["held_until"],
        respond_by=row["respond_by"],
        remind_at=row["remind_at"],
        lesson_after=row["lesson_after"],
        feedback_by=frozenset(map(Side, row["feedback_by"])),
        reason=row["reason"],
        replaced_by_id=row["replaced_by_id"],
        switched_online=row["switched_online"],
    )


def row_of(life: Life) -> dict[str, Any]:
    """The columns that the events decide."""
    return {
        "state": life.state,
        "proposed_by": life.proposed_by,
        "school_yes": life.school_yes,
        "company_yes": life.company_yes,
        "week": life.moment.week,
        "slot_id": life.moment.slot_id,
        "starts_at": life.moment.starts_at,
        "ends_at": life.moment.ends_at,
        "moments": Jsonb([moment.wire() for moment in life.moments]),
        "moments_by": life.moments_by,
        "professional_id": life.professional_id,
        "holds": life.holds,
        "held_until": life.held_until,
        "respond_by": life.respond_by,
        "remind_at": life.remind_at,
        "lesson_after": life.lesson_after,
        "feedback_by": sorted(life.feedback_by),
        "reason": life.reason,
        "replaced_by_id": life.replaced_by_id,
        "switched_online": life.switched_online,
    }


async def page(db: Connection, values: Mapping[str, Any]) -> list[DictRow]:
    """Rows with their `body` and `away_side`, newest first."""
    return await rows(db, PAGE, dict(values))


async def count(db: Connection, values: Mapping[str, Any]) -> int:
    return int((await only(db, f"SELECT count(*) AS n FROM match m {FOUND}", dict(values)))["n"])


async def match(db: Connection, who: Actor, match_id: UUID) -> DictRow | None:
    """The row with its `body` and `away_side`."""
    return await one(
        db,
        f"""SELECT m.*, {AWAY_SIDE} AS away_side, {MATCH_JSON} AS body {FROM}
            WHERE m.id = %(id)s AND {OWNED}""",
        {"id": match_id, **visible_to(who)},
    )


async def locked(db: Connection, who: Actor, match_id: UUID) -> DictRow | None:
    """The row with `settings` of the school's region and `away_side`; request and match are locked, in this order."""
    values = {"id": match_id, **visible_to(who)}
    found = await one(db, f"SELECT m.request_id FROM match m WHERE m.id = %(id)s AND {OWNED}", values)
    if found is None:
        return None
    await lock_request(db, found["request_id"])
    return await one(
        db,
        f"""SELECT m.*, coalesce(g.settings, '{{}}') AS settings, {AWAY_SIDE} AS away_side
            FROM match m LEFT JOIN region g ON g.code = m.school_region WHERE m.id = %(id)s AND {OWNED}
            FOR UPDATE OF m""",
        values,
    )


async def lock_request(db: Connection, request_id: UUID) -> None:
    """Whoever changes matches of a request waits here for whoever came first."""
    await db.execute(b"SELECT pg_advisory_xact_lock(hashtextextended(%(id)s::text, 4))", {"id": request_id})


async def lock_requests(db: Connection, request_ids: Iterable[UUID]) -> None:
    """Many at once, always in the same order: nobody waits in a circle."""
    for request_id in sorted(set(request_ids)):
        await lock_request(db, request_id)


async def asked(db: Connection, request_id: UUID) -> DictRow | None:
    """The request with its site's place and holidays and its region's settings, locked."""
    await lock_request(db, request_id)
    return await one(db, ASKED, {"id": request_id})


async def offered(db: Connection, activity_id: UUID) -> DictRow | None:
    return await one(db, OFFERED, {"id": activity_id})


async def insert(db: Connection, fixed: Mapping[str, Any], life: Life) -> UUID:
    row = await only(db, INSERT, {**fixed, **row_of(life)})
    made: UUID = row["id"]
    return made


async def update(db: Connection, match_id: UUID, life: Life, contacts: Mapping[str, UUID | None]) -> None:
    await db.execute(UPDATE.encode(), {"id": match_id, **row_of(life), **contacts})


async def add_event(db: Connection, match_id: UUID, event: Event, actor: UUID | None, note: str | None) -> None:
    values = {
        "match": match_id, "at": event.at, "type": event.type, "side": event.side, "actor": actor,
        "reason": event.reason, "facts": Jsonb(dict(event.facts)), "note": note,
    }  # fmt: skip
    await db.execute(ADD_EVENT.encode(), values)


async def events(db: Connection, match_id: UUID) -> list[DictRow]:
    """Of one match, oldest first."""
    return await rows(db, EVENTS, {"match": match_id})


def event_of(row: Mapping[str, Any]) -> Event:
    return Event(row["type"], Side(row["side"]), row["at"], row["facts"], row["reason"])


async def others_waiting(db: Connection, request_id: UUID, but: UUID) -> list[DictRow]:
    """The other matches of a request that wait for an answer, locked."""
    return await rows(
        db,
        f"""SELECT m.* FROM match m WHERE m.request_id = %(request)s AND m.id <> %(but)s
            AND m.state IN {among(WAITING)} ORDER BY m.id FOR UPDATE""",
        {"request": request_id, "but": but},
    )


async def lapsed_holds(db: Connection, activity_id: UUID | None, now: Any, but: UUID | None = None) -> list[DictRow]:
    """Waiting matches whose place is held no longer than until now, locked; of one activity, or of all."""
    return await rows(
        db,
        """SELECT m.* FROM match m WHERE m.held_until <= %(now)s
            AND (%(activity)s::uuid IS NULL OR m.activity_id = %(activity)s) AND m.id IS DISTINCT FROM %(but)s::uuid
            ORDER BY m.id LIMIT 200 FOR UPDATE SKIP LOCKED""",
        {"activity": activity_id, "now": now, "but": but},
    )


async def set_request_state(db: Connection, request_id: UUID, now: datetime) -> None:
    """The request's state as its matches make it; what is withdrawn, retired or expired stays so.

    Who was promised a visit and loses it still wants one: that counts as a confirmation.
    """
    await db.execute(
        f"""UPDATE school_request r SET state = n.state, version = r.version + 1, updated_at = now(),
                confirmed_at = CASE WHEN r.state = 'matched' AND n.state <> 'fulfilled'
                    THEN greatest(r.confirmed_at, %(now)s) ELSE r.confirmed_at END
            FROM (SELECT CASE
                    WHEN bool_or(m.state IN {among(KEPT - {MatchState.DELIVERED})}) THEN 'fulfilled'
                    WHEN bool_or(m.state IN {among(PLANNED | {MatchState.DELIVERED})}) THEN 'matched'
                    WHEN bool_or(m.state IN {among(WAITING)}) THEN 'proposed' ELSE 'open' END AS state
                FROM match m WHERE m.request_id = %(id)s) n
            WHERE r.id = %(id)s AND r.state IN ('open', 'proposed', 'matched', 'fulfilled')
              AND r.state <> n.state""".encode(),
        {"id": request_id, "now": now},
    )


async def asked_in_month(db: Connection, professional_ids: Collection[UUID], month: date) -> dict[UUID, int]:
    """How often they were asked in a month of weeks, where they were: what waits, is planned or took place."""
    found = await rows(
        db,
        f"""SELECT m.professional_id AS id, count(*) AS n FROM match m
            WHERE m.professional_id = ANY (%(professionals)s::uuid[])
              AND date_trunc('month', m.week) = date_trunc('month', %(month)s::date)
              AND m.state IN {among(WAITING | PLANNED | KEPT)}
            GROUP BY m.professional_id""",
        {"professionals": list(professional_ids), "month": month},
    )
    return {row["id"]: row["n"] for row in found}


async def due(db: Connection, condition: str, values: Mapping[str, Any]) -> list[DictRow]:
    """`id` and `request_id` of matches that a duty has to look at."""
    return await rows(
        db, f"SELECT m.id, m.request_id FROM match m WHERE {condition} ORDER BY m.id LIMIT 200", dict(values)
    )


async def by_request(db: Connection, request_id: UUID) -> Sequence[DictRow]:
    return await rows(db, "SELECT m.* FROM match m WHERE m.request_id = %(id)s ORDER BY m.id", {"id": request_id})
