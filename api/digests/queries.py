"""Who gets the weekly letter, and what it tells: what the screens show of matches, in fewer words."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg.rows import DictRow

from api.accounts.queries import CURRENT
from api.digests.rules import KEEPERS, LINES, READERS
from api.kit.db import Connection, one, only, rows
from api.kit.states import among
from api.matches.models import KEPT, PLANNED, WAITING, MatchState
from api.matches.queries import AWAY_SIDE, FROM, OWNED, WAITS_FOR

_ROLE = "SELECT 1 FROM membership m WHERE m.account_id = a.id AND m.role IN {} AND " + CURRENT
DUE = f"""SELECT a.id FROM account a LEFT JOIN digest_choice c ON c.account_id = a.id
    WHERE a.email IS NOT NULL AND EXISTS ({_ROLE.format(among(READERS))})
      AND coalesce(c.wanted, EXISTS ({_ROLE.format(among(KEEPERS))}))
      AND NOT EXISTS (SELECT 1 FROM digest_letter l WHERE l.account_id = a.id AND l.week = %(week)s)
    ORDER BY a.id"""
# Who is first settles the week; whoever comes beside or after them finds it settled.
SETTLE = """INSERT INTO digest_letter (account_id, week, token_hash) VALUES (%(account)s, %(week)s, %(hash)s)
    ON CONFLICT DO NOTHING RETURNING account_id"""
NOTHING_TOLD = "UPDATE digest_letter SET token_hash = NULL WHERE account_id = %(account)s AND week = %(week)s"
FORGET = "DELETE FROM digest_letter WHERE account_id = %(account)s AND week < %(before)s"
READER = f"""SELECT a.id, a.email, a.locale, c.wanted AS chosen,
        (SELECT coalesce(json_agg(json_build_object('role', m.role, 'region', m.region_code,
            'school', coalesce(m.school_id, b.id), 'company', m.company_id)), '[]')
         FROM membership m LEFT JOIN school b ON b.board_code = m.board_code
         WHERE m.account_id = a.id AND {CURRENT}) AS memberships
    FROM account a LEFT JOIN digest_choice c ON c.account_id = a.id
    WHERE a.id = %(account)s AND a.email IS NOT NULL"""
BY_LINK = "SELECT account_id FROM digest_letter WHERE token_hash = %(hash)s"
CHOOSE = """INSERT INTO digest_choice (account_id, wanted, chosen_at) VALUES (%(account)s, %(wanted)s, %(now)s)
    ON CONFLICT (account_id) DO UPDATE SET wanted = excluded.wanted, chosen_at = excluded.chosen_at
    WHERE digest_choice.wanted <> excluded.wanted"""
_LINE = f"""SELECT m.week, m.starts_at, a.title AS activity_title, a.company_name, s.name AS school_name,
    count(*) OVER () AS total {FROM} WHERE {OWNED} AND """
# One's own side has to answer.
MINE_TO_ANSWER = f"""(('school' = ANY ({WAITS_FOR}) AND m.school_id = ANY (%(own_schools)s::uuid[]))
    OR ('company' = ANY ({WAITS_FOR}) AND m.company_id = ANY (%(own_companies)s::uuid[])))"""
WAITING_LINES = f"{_LINE} {MINE_TO_ANSWER} AND {AWAY_SIDE} IS NULL ORDER BY m.respond_by, m.id LIMIT {LINES}"
COMING_LINES = f"""{_LINE} m.state IN {among(PLANNED)} AND m.week = %(week)s
    ORDER BY m.starts_at, m.id LIMIT {LINES}"""
_AWAY = among(
    {state for state in MatchState if state.startswith(("declined", "cancelled", "expired"))}  # came to nothing
)
MOVED = f"""SELECT count(*) FILTER (WHERE m.state IN {among(PLANNED)}) AS agreed,
        count(*) FILTER (WHERE m.state IN {among(KEPT - PLANNED)}) AS held,
        count(*) FILTER (WHERE m.state IN {_AWAY}) AS fell
    FROM match m WHERE {OWNED} AND m.updated_at >= %(since)s"""
IN_REGION = f"""SELECT count(*) AS n FROM match m WHERE m.state IN {among(WAITING)}
    AND (m.school_region = ANY (%(own_regions)s::text[]) OR m.company_region = ANY (%(own_regions)s::text[]))"""
NEW_ACTIVITIES = "SELECT id FROM activity WHERE id = ANY (%(ids)s::uuid[]) AND created_at >= %(since)s"
NEW_REQUESTS = "SELECT id FROM school_request WHERE id = ANY (%(ids)s::uuid[]) AND opened_at >= %(since)s"


async def due(db: Connection, week: date) -> list[UUID]:
    return [row["id"] for row in await rows(db, DUE, {"week": week})]


async def settle(db: Connection, account_id: UUID, week: date, hashed: bytes) -> bool:
    """Whether it was not settled yet."""
    return await one(db, SETTLE, {"account": account_id, "week": week, "hash": hashed}) is not None


async def reader(db: Connection, account_id: UUID) -> DictRow | None:
    """`id`, `email`, `locale`, `chosen` and `memberships`; None for who was erased."""
    return await one(db, READER, {"account": account_id})


async def by_link(db: Connection, hashed: bytes) -> UUID | None:
    row = await one(db, BY_LINK, {"hash": hashed})
    return row["account_id"] if row else None


async def choose(db: Connection, account_id: UUID, wanted: bool, now: datetime) -> None:
    await db.execute(CHOOSE.encode(), {"account": account_id, "wanted": wanted, "now": now})


async def lines(db: Connection, query: str, values: Mapping[str, Any]) -> tuple[list[DictRow], int]:
    """The first of WAITING_LINES or COMING_LINES, and how many there are."""
    found = await rows(db, query, values)
    return found, found[0]["total"] if found else 0


async def moved(db: Connection, values: Mapping[str, Any]) -> DictRow:
    """How many were `agreed`, `held` and `fell` through."""
    return await only(db, MOVED, values)


async def waiting_in_region(db: Connection, values: Mapping[str, Any]) -> int:
    return int((await only(db, IN_REGION, values))["n"])


async def new_of(db: Connection, query: str, ids: Sequence[str], since: datetime) -> set[str]:
    """Of NEW_ACTIVITIES or NEW_REQUESTS, those that were not there before."""
    return {str(row["id"]) for row in await rows(db, query, {"ids": list(ids), "since": since})}
