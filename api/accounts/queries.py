"""Credentials, found by their hash, and what the database is told of who asks."""

from typing import Any
from uuid import UUID

from api.accounts.roles import Role
from api.accounts.rules import Actor
from api.kit.db import Connection, forgetting, one, only, rows, utc

ENTER = "SELECT loket_enter(%(kind)s, %(hash)s) AS known"
LEAVE = "SELECT loket_leave()"
INSERT_CLIENT = """
INSERT INTO api_client
    (name, role, scopes, region_codes, school_id, company_id, key_hash, key_prefix, rate_per_minute, created_by)
VALUES (%(name)s, %(role)s, %(scopes)s, %(regions)s, %(school)s, %(company)s, %(hash)s, %(prefix)s, %(rate)s, %(by)s)
RETURNING id
"""


def of_coordinators(actor: Actor) -> dict[str, Any]:
    """`everywhere` and `own_regions` for what is a region's coordinators' alone."""
    coordinates = actor.has(Role.REGIONAL_COORDINATOR)
    return {
        "everywhere": coordinates and actor.everywhere,
        "own_regions": actor.regions() if coordinates else [],
    }


async def enter(db: Connection, kind: str, hashed: bytes) -> dict[str, Any] | None:
    """What is known of a session ('person') or key ('client'); row-level security follows it until `leave`."""
    row = await one(db, ENTER, {"kind": kind, "hash": hashed})
    known: dict[str, Any] | None = row["known"] if row else None
    return known


async def leave(db: Connection) -> None:
    await forgetting(db, LEAVE, {})


async def insert_client(db: Connection, values: dict[str, Any]) -> UUID:
    row = await only(db, INSERT_CLIENT, values)
    client_id: UUID = row["id"]
    return client_id


# Where `m` has the columns of a role that is held or waits.
WHERE_HELD = """'organisation',
    CASE WHEN m.school_id IS NOT NULL THEN json_build_object('id', m.school_id, 'kind', 'school', 'name', o.name)
         WHEN m.company_id IS NOT NULL THEN json_build_object('id', m.company_id, 'kind', 'company', 'name', c.name)
         WHEN m.board_code IS NOT NULL THEN json_build_object('id', b.id, 'kind', 'board', 'name', m.board_code) END,
    'region', CASE WHEN m.region_code IS NOT NULL THEN json_build_object('code', g.code, 'name', g.name) END"""
CURRENT = "m.starts_at <= now() AND (m.ends_at IS NULL OR m.ends_at > now())"
MEMBERSHIP_JSON = f"""json_build_object('id', m.id, 'role', m.role, {WHERE_HELD}, 'startsAt', {utc("m.starts_at")})"""
ORGANISED = """LEFT JOIN school o ON o.id = m.school_id LEFT JOIN company c ON c.id = m.company_id
    LEFT JOIN region g ON g.code = m.region_code
    LEFT JOIN LATERAL (SELECT id FROM school WHERE board_code = m.board_code ORDER BY id LIMIT 1) b ON true"""
ACCOUNT = f"""
SELECT a.version, json_build_object('id', a.id, 'email', a.email, 'name', a.name, 'locale', a.locale,
    'memberships', coalesce((SELECT json_agg({MEMBERSHIP_JSON} ORDER BY m.starts_at, m.id)
        FROM membership m {ORGANISED} WHERE m.account_id = a.id AND {CURRENT}), '[]'))::text AS body
FROM account a WHERE a.id = %(id)s
"""
SESSIONS = f"""
SELECT id, device, {utc("created_at")} AS created_at, {utc("seen_at")} AS seen_at, {utc("expires_at")} AS expires_at
FROM session WHERE account_id = %(account)s AND ended_at IS NULL AND expires_at > now() ORDER BY seen_at DESC, id
"""


async def account(db: Connection, account_id: UUID) -> dict[str, Any] | None:
    """`version` and `body`."""
    return await one(db, ACCOUNT, {"id": account_id})


async def locked_account(db: Connection, account_id: UUID) -> dict[str, Any] | None:
    return await one(db, "SELECT * FROM account WHERE id = %(id)s FOR UPDATE", {"id": account_id})


async def change_account(db: Connection, account_id: UUID, name: str | None, locale: str) -> None:
    await db.execute(
        """UPDATE account SET name = %(name)s, locale = %(locale)s, version = version + 1, updated_at = now()
           WHERE id = %(id)s AND (name, locale) IS DISTINCT FROM (%(name)s, %(locale)s)""",
        {"id": account_id, "name": name, "locale": locale},
    )


async def ensure_account(db: Connection, email: str, name: str | None, locale: str) -> UUID:
    """The person at this address, made when there is none."""
    row = await only(
        db,
        """INSERT INTO account (email, name, locale) VALUES (%(email)s, %(name)s, %(locale)s)
           ON CONFLICT (email) DO UPDATE SET name = coalesce(account.name, excluded.name) RETURNING id""",
        {"email": email, "name": name, "locale": locale},
    )
    account_id: UUID = row["id"]
    return account_id


async def insert_attempt(db: Connection, values: dict[str, Any]) -> dict[str, Any]:
    """`id` and `expires_at` of a new wish to sign in."""
    row = await only(
        db,
        f"""INSERT INTO sign_in_attempt (email, email_hash, locale, expires_at)
            VALUES (%(email)s, %(hash)s, %(locale)s, %(expires)s) RETURNING id, {utc("expires_at")} AS expires_at""",
        values,
    )
    return row


async def unmailed_attempt(db: Connection, attempt_id: UUID) -> dict[str, Any] | None:
    """A wish that still has its address, locked; with the account at that address when there is one."""
    return await one(
        db,
        """SELECT t.id, t.email, t.locale AS asked_locale, a.id AS account_id, a.locale FROM sign_in_attempt t
           LEFT JOIN account a ON a.email = t.email
           WHERE t.id = %(id)s AND t.email IS NOT NULL FOR UPDATE OF t""",
        {"id": attempt_id},
    )


async def arm_attempt(db: Connection, values: dict[str, Any]) -> None:
    """What will be mailed, as hashes; the address goes."""
    await db.execute(
        """UPDATE sign_in_attempt SET email = NULL, account_id = %(account)s, token_hash = %(token)s,
               code_hash = %(code)s WHERE id = %(id)s""",
        values,
    )


async def attempt(db: Connection, attempt_id: UUID) -> dict[str, Any] | None:
    return await one(db, "SELECT email_hash, code_hash FROM sign_in_attempt WHERE id = %(id)s", {"id": attempt_id})


async def use_attempt(db: Connection, where: str, values: dict[str, Any]) -> UUID | None:
    """Uses up the attempt, once; the account it was for. `where` is BY_LINK or BY_CODE."""
    row = await one(
        db,
        f"""UPDATE sign_in_attempt SET used_at = %(now)s
            WHERE {where} AND used_at IS NULL AND expires_at > %(now)s AND EXISTS (
                SELECT 1 FROM account a WHERE a.id = sign_in_attempt.account_id AND a.erased_at IS NULL)
            RETURNING account_id""",
        values,
    )
    return row["account_id"] if row else None


BY_LINK = "token_hash = %(token)s"
BY_CODE = "id = %(id)s AND code_hash = %(code)s"


async def insert_session(db: Connection, values: dict[str, Any]) -> None:
    await db.execute(
        """WITH signed AS (UPDATE account SET signed_in_at = %(now)s WHERE id = %(account)s)
           INSERT INTO session (account_id, token_hash, device, expires_at)
           VALUES (%(account)s, %(hash)s, %(device)s, %(expires)s)""",
        values,
    )


async def sessions(db: Connection, account_id: UUID) -> list[dict[str, Any]]:
    return await rows(db, SESSIONS, {"account": account_id})


async def end_session(db: Connection, account_id: UUID, session_id: UUID) -> bool:
    """Whether there was such a session."""
    row = await one(
        db,
        """UPDATE session SET ended_at = coalesce(ended_at, now())
           WHERE id = %(id)s AND account_id = %(account)s RETURNING id""",
        {"id": session_id, "account": account_id},
    )
    return row is not None


async def end_other_sessions(db: Connection, account_id: UUID, but: UUID | None) -> None:
    await db.execute(
        """UPDATE session SET ended_at = now()
           WHERE account_id = %(account)s AND id IS DISTINCT FROM %(but)s::uuid AND ended_at IS NULL""",
        {"account": account_id, "but": but},
    )


async def person(db: Connection, account_id: UUID) -> dict[str, Any] | None:
    """`name`, `email` and `locale`."""
    return await one(db, "SELECT name, email, locale FROM account WHERE id = %(id)s", {"id": account_id})


async def insert_oidc_attempt(db: Connection, values: dict[str, Any]) -> None:
    """Takes down a way to the provider, and forgets those that nobody came back from."""
    await db.execute(
        """WITH gone AS (DELETE FROM oidc_attempt WHERE expires_at < %(now)s)
           INSERT INTO oidc_attempt (state_hash, browser_hash, nonce, verifier, return_to, expires_at)
           VALUES (%(state)s, %(browser)s, %(nonce)s, %(verifier)s, %(return_to)s, %(expires)s)""",
        values,
    )


async def take_oidc_attempt(db: Connection, values: dict[str, Any]) -> dict[str, Any] | None:
    """What this browser set out with; once."""
    return await one(
        db,
        """DELETE FROM oidc_attempt WHERE state_hash = %(state)s AND browser_hash = %(browser)s
               AND expires_at > %(now)s RETURNING nonce, verifier, return_to""",
        values,
    )


async def account_by_identity(db: Connection, issuer: str, subject: str) -> UUID | None:
    row = await one(
        db,
        """SELECT a.id FROM identity i JOIN account a ON a.id = i.account_id
           WHERE i.issuer = %(issuer)s AND i.subject = %(subject)s AND a.erased_at IS NULL""",
        {"issuer": issuer, "subject": subject},
    )
    return row["id"] if row else None


async def link_identity(db: Connection, issuer: str, subject: str, email: str) -> UUID | None:
    """The account at a verified address, from now on found by the identity too."""
    row = await one(
        db,
        """INSERT INTO identity (issuer, subject, account_id)
           SELECT %(issuer)s, %(subject)s, id FROM account WHERE email = %(email)s AND erased_at IS NULL
           ON CONFLICT (issuer, subject) DO UPDATE SET account_id = excluded.account_id RETURNING account_id""",
        {"issuer": issuer, "subject": subject, "email": email},
    )
    return row["account_id"] if row else None
