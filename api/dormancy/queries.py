"""Organisations that nothing was heard of, and who is asked. The view shows a coordinator their regions alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import DictRow

from api.accounts.queries import CURRENT
from api.accounts.rules import Actor
from api.dormancy.rules import ASK_AGAIN_DAYS, DORMANT_DAYS, READERS
from api.kit.db import Connection, one, only, rows, utc
from api.organisations.queries import visible_to as coordinated_by

# The most patient of its regions decides.
SLEEPS = f"""o.last_active_at < %(now)s::timestamptz - make_interval(days => coalesce((
    SELECT max(CASE WHEN jsonb_typeof(g.settings -> 'dormant_days') = 'number'
        THEN (g.settings ->> 'dormant_days')::int ELSE {DORMANT_DAYS} END)
    FROM region g WHERE g.code = ANY (o.regions)), {DORMANT_DAYS}))"""
KEEPER = f"""SELECT m.account_id FROM membership m LEFT JOIN school b ON b.board_code = m.board_code
    WHERE o.id IN (m.school_id, m.company_id, b.id) AND m.role IN ('school_coordinator', 'company_coordinator')
      AND {CURRENT}"""
FOUND = f"""FROM organisation_activity o
    WHERE {SLEEPS} AND (%(everywhere)s OR o.regions && %(own_regions)s::text[])
      AND (%(region)s::text IS NULL OR %(region)s = ANY (o.regions))"""
PAGE = f"""SELECT o.*, {utc("o.last_active_at")} AS last_active, {utc("o.asked_at")} AS asked {FOUND}
    AND (%(after_at)s::timestamptz IS NULL OR (o.last_active_at, o.id) > (%(after_at)s, %(after_id)s::uuid))
    ORDER BY o.last_active_at, o.id LIMIT %(limit)s"""
TO_ASK = f"""SELECT o.id, o.kind, o.name, o.last_active_at FROM organisation_activity o
    WHERE {SLEEPS} AND o.participation = 'active' AND (%(id)s::uuid IS NULL OR o.id = %(id)s)
      AND (o.asked_at IS NULL OR o.asked_at < %(now)s::timestamptz - make_interval(days => {ASK_AGAIN_DAYS}))
      AND EXISTS ({KEEPER}) ORDER BY o.id LIMIT 500"""
KEEPERS = f"""SELECT DISTINCT a.id, a.email, a.locale FROM account a, (SELECT %(id)s::uuid AS id) o
    WHERE a.email IS NOT NULL AND a.id IN ({KEEPER}) ORDER BY a.id LIMIT {READERS}"""
INSERT = """INSERT INTO dormancy_question (school_id, company_id, account_id, token_hash, asked_at, expires_at)
    VALUES (%(school)s, %(company)s, %(account)s, %(hash)s, %(now)s, %(expires)s)"""
# Who was asked and is coordinator no longer has no say any more.
BY_LINK = f"""SELECT q.id AS question_id, q.account_id, o.id, o.kind, o.name, o.participation, o.regions,
        {utc("o.last_active_at")} AS last_active
    FROM dormancy_question q JOIN organisation_activity o ON o.id IN (q.school_id, q.company_id)
    WHERE q.token_hash = %(hash)s AND q.answered_at IS NULL AND q.expires_at > %(now)s
      AND q.account_id IN ({KEEPER})"""
SETTLE = """UPDATE dormancy_question SET answer = %(answer)s, answered_at = %(now)s
    WHERE %(organisation)s IN (school_id, company_id) AND answered_at IS NULL"""


def visible_to(actor: Actor) -> dict[str, Any]:
    """The values of FOUND."""
    kept = coordinated_by(actor)
    return {"everywhere": kept["everywhere"], "own_regions": kept["own_regions"]}


async def page(db: Connection, values: Mapping[str, Any]) -> list[DictRow]:
    """Those that sleep longest first."""
    return await rows(db, PAGE, dict(values))


async def count(db: Connection, values: Mapping[str, Any]) -> int:
    return int((await only(db, f"SELECT count(*) AS n {FOUND}", dict(values)))["n"])


async def to_ask(db: Connection, now: datetime, organisation_id: UUID | None = None) -> list[DictRow]:
    """`id`, `kind`, `name`, `last_active_at` of who sleeps, has a coordinator, and was not asked lately."""
    return await rows(db, TO_ASK, {"now": now, "id": organisation_id})


async def keepers(db: Connection, organisation_id: UUID) -> list[DictRow]:
    return await rows(db, KEEPERS, {"id": organisation_id})


async def by_link(db: Connection, hashed: bytes, now: datetime) -> DictRow | None:
    """The open question of a link, with its organisation and who was asked."""
    return await one(db, BY_LINK, {"hash": hashed, "now": now})
