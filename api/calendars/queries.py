"""Addresses of calendars, and the appointments of whoever has one."""

from datetime import date
from typing import Any
from uuid import UUID

from psycopg.rows import DictRow

from api.accounts.queries import CURRENT
from api.accounts.rules import COMPANY_ROLES, SCHOOL_ROLES
from api.calendars.rules import ACTIONS
from api.kit.db import Connection, one, only, rows, utc
from api.kit.states import allowed_in, among
from api.matches.models import CALLED_OFF, KEPT, NO_SHOW, PLANNED, MatchState
from api.matches.queries import EVENT_COLUMNS, EVENT_TABLES

MOST = 2000
_STATE = "CASE WHEN f.account_id IS NULL THEN 'none' ELSE 'active' END"
FEED = f"""SELECT json_build_object('state', {_STATE},
        'createdAt', CASE WHEN f.account_id IS NOT NULL THEN {utc("f.created_at")} END,
        'allowedActions', {allowed_in(f"({_STATE})", ACTIONS)})::text AS body
    FROM (SELECT 1) one LEFT JOIN calendar_feed f ON f.account_id = %(account)s"""
SAVE = """INSERT INTO calendar_feed (account_id, token_hash, created_at) VALUES (%(account)s, %(hash)s, %(now)s)
    ON CONFLICT (account_id) DO UPDATE SET token_hash = excluded.token_hash, created_at = excluded.created_at"""
REMOVE = "DELETE FROM calendar_feed WHERE account_id = %(account)s"
OWNER = """SELECT a.id, a.locale FROM calendar_feed f JOIN account a ON a.id = f.account_id
    WHERE f.token_hash = %(hash)s AND a.erased_at IS NULL"""
# One's own: who speaks for a side in it, while the role lasts, and whoever comes. What was called off was agreed.
APPOINTMENTS = f"""WITH held AS (
    SELECT coalesce(m.school_id, b.id) AS school_id, m.company_id
    FROM membership m LEFT JOIN school b ON b.board_code = m.board_code
    WHERE m.account_id = %(account)s AND m.role = ANY (%(roles)s) AND {CURRENT})
SELECT {EVENT_COLUMNS} FROM match m {EVENT_TABLES} LEFT JOIN professional p ON p.id = m.professional_id
WHERE (m.state IN {among(PLANNED | KEPT | NO_SHOW | CALLED_OFF)}
    OR (m.state = '{MatchState.CANCELLED_BY_REGION}' AND m.school_yes AND m.company_yes)) AND m.week >= %(since)s
  AND ((m.school_contact_id = %(account)s AND EXISTS (SELECT 1 FROM held h WHERE h.school_id = m.school_id))
    OR ((m.company_contact_id = %(account)s OR p.account_id = %(account)s)
        AND EXISTS (SELECT 1 FROM held h WHERE h.company_id = m.company_id)))
ORDER BY m.week, m.id LIMIT {MOST}"""


async def feed(db: Connection, account_id: UUID) -> str:
    """The body of a person's feed, also of one that is not there."""
    return str((await only(db, FEED, {"account": account_id}))["body"])


async def save(db: Connection, values: dict[str, Any]) -> None:
    """`account`, `hash` and `now`; in place of the one before."""
    await db.execute(SAVE, values)


async def remove(db: Connection, account_id: UUID) -> bool:
    """Whether there was one."""
    return (await db.execute(REMOVE, {"account": account_id})).rowcount == 1


async def owner(db: Connection, token_hash: bytes) -> DictRow | None:
    """`id` and `locale` of whose calendar it is."""
    return await one(db, OWNER, {"hash": token_hash})


async def appointments(db: Connection, account_id: UUID, since: date) -> list[DictRow]:
    """What was agreed, from the week of `since` on, the earliest first; with what an event is made of."""
    roles = sorted(SCHOOL_ROLES | COMPANY_ROLES)
    return await rows(db, APPOINTMENTS, {"account": account_id, "roles": roles, "since": since})
