"""The log as it is read and checked, a person's rows in every table, and what is forgotten in time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from pydantic.alias_generators import to_camel

from api.accounts.roles import Role
from api.accounts.rules import Actor
from api.kit.db import Connection, one, only, planned_anew, rows, utc
from api.privacy.register import DELETED, FORGOTTEN_APPLICATION, FORGOTTEN_PROFESSIONAL, REGISTER, WITHDRAWN_IF_OPEN
from api.privacy.rules import unnamed

ENTRY_JSON = f"""json_build_object('id', e.id, 'at', {utc("e.at")},
    'actor', json_build_object('id', e.actor_id, 'kind', e.actor_kind), 'operation', e.operation,
    'subject', e.subject, 'region', e.region_code, 'outcome', e.outcome, 'traceId', e.request_id)::text"""
SEEN = "(%(all)s OR e.region_code = ANY (%(own_regions)s::text[]) OR e.actor_id = %(own)s::uuid)"
PAGE = f"""SELECT e.id, {ENTRY_JSON} AS body FROM audit_entry e WHERE {SEEN}
    AND (%(region)s::text IS NULL OR e.region_code = %(region)s)
    AND (%(operation)s::text IS NULL OR e.operation = %(operation)s)
    AND (%(actor)s::uuid IS NULL OR e.actor_id = %(actor)s)
    AND (%(from)s::timestamptz IS NULL OR e.at >= %(from)s)
    AND (%(to)s::timestamptz IS NULL OR e.at < %(to)s)
    AND (%(after_id)s::uuid IS NULL OR e.id < %(after_id)s) ORDER BY e.id DESC LIMIT %(limit)s"""
# Each row against the row before it, which is enough: a chain is whole when each of its links is.
LANE = """
WITH lane AS (
    SELECT lane, place, hash, coalesce(sealed_place, 0) AS first_place,
        coalesce(sealed_hash, sha256(convert_to('lane ' || lane, 'UTF8'))) AS first_hash
    FROM audit_lane WHERE lane = %(lane)s),
link AS (
    SELECT e.place, e.hash, lag(e.place, 1, l.first_place) OVER w AS place_before,
        sha256(lag(e.hash, 1, l.first_hash) OVER w || convert_to(loket_audit_text(e), 'UTF8')) AS computed
    FROM audit_entry e JOIN lane l ON l.lane = e.lane WINDOW w AS (ORDER BY e.place)),
told AS (
    SELECT count(*) AS entries, max(place) AS last,
        min(place) FILTER (WHERE place <> place_before + 1 OR hash <> computed) AS broken FROM link)
SELECT l.lane, encode(l.hash, 'hex') AS hash, t.entries, coalesce(t.broken,
    CASE WHEN coalesce(t.last, l.first_place) <> l.place
             OR coalesce((SELECT hash FROM link WHERE place = t.last), l.first_hash) <> l.hash
         THEN coalesce(t.last, l.first_place) + 1 END) AS broken
FROM lane l CROSS JOIN told t
"""
LANES = 16


def visible_to(who: Actor) -> dict[str, Any]:
    """The values of SEEN: the log is its region's and the platform's."""
    everything = who.everywhere or who.has(Role.PLATFORM_ADMIN)
    return {"all": everything, "own_regions": who.regions(), "own": None}


def done_by(who: Actor) -> dict[str, Any]:
    """The values of SEEN: what was done with one's own account."""
    return {"all": False, "own_regions": [], "own": who.id}


async def entries(db: Connection, values: dict[str, Any]) -> list[dict[str, Any]]:
    return await planned_anew(db, PAGE, values)


async def lanes(db: Connection) -> list[dict[str, Any]]:
    """Every chain: `lane`, its end's `hash`, how many `entries`, and the first place that is `broken`, if any."""
    found = [await one(db, LANE, {"lane": lane}) for lane in range(LANES)]
    return [row for row in found if row is not None]


def _theirs(table: str) -> str:
    """A person's rows of a table as JSON, without secrets and machinery."""
    described = REGISTER[table]
    assert described.about is not None
    pairs = ", ".join(f"'{to_camel(name)}', t.\"{name}\"" for name in described.shown())
    return f"""SELECT coalesce(json_agg(json_build_object({pairs})), '[]')::text AS body
        FROM {table} t WHERE {described.about.whose}"""


def _erasure(table: str) -> str | None:
    described = REGISTER[table]
    if described.about is None or described.about.erased is None:
        return None
    if described.about.erased == DELETED:
        return f"DELETE FROM {table} WHERE {described.about.whose}"
    return f"UPDATE {table} SET {described.about.erased} WHERE {described.about.whose}"


THEIRS = {name: _theirs(name) for name, table in REGISTER.items() if table.about is not None}
ERASURES = {name: statement for name in REGISTER if (statement := _erasure(name)) is not None}
# Kept answers to others that name the person; a repeat of theirs gets an empty one.
BLANK_COPIES = """UPDATE idempotency_key SET body = '{}'
    WHERE position(convert_to(%(email)s, 'UTF8') IN body) > 0
       OR position(convert_to(%(id)s::text, 'UTF8') IN body) > 0"""


async def theirs(db: Connection, person: Mapping[str, Any]) -> dict[str, str]:
    """What is kept of a person, as JSON arrays by table."""
    found = {}
    for table, statement in THEIRS.items():
        row = await only(db, statement, dict(person))
        found[table] = row["body"]
    return found


# What the person gave and handed over is no longer theirs to give.
WITHDRAW_GIVEN = """UPDATE invitation SET withdrawn_at = %(now)s
    WHERE accepted_at IS NULL AND withdrawn_at IS NULL AND (invited_by = %(id)s::uuid
        OR succeeds IN (SELECT id FROM membership WHERE account_id = %(id)s::uuid))"""


# Mail to others that waits to be sent. Few are pending at any time.
NAMING = """SELECT id, locale, "values" FROM outbox_message WHERE state = 'pending'
    AND to_address IS DISTINCT FROM %(email)s AND (position(lower(%(email)s) IN lower("values"::text)) > 0
        OR position(lower(trim(BOTH '"' FROM to_json(%(name)s::text)::text)) IN lower("values"::text)) > 0)
    FOR UPDATE"""


async def erase(db: Connection, person: Mapping[str, Any]) -> None:
    """Everything of a person but the id; `person` has `id`, `email`, `name`, `hash` and `now`."""
    await _unname(db, person)
    for statement in (WITHDRAW_GIVEN, *ERASURES.values(), BLANK_COPIES):
        await db.execute(statement.encode(), person)


async def _unname(db: Connection, person: Mapping[str, Any]) -> None:
    names = [person[name] for name in ("email", "name") if person[name]]
    for mail in await rows(db, NAMING, dict(person)):
        values = {"id": mail["id"], "values": Jsonb(unnamed(mail["values"], names, mail["locale"]))}
        await db.execute('UPDATE outbox_message SET "values" = %(values)s WHERE id = %(id)s', values)


_GONE = "WITH gone AS ({} RETURNING 1) SELECT count(*) AS forgotten FROM gone"
# By the names of rules.PERIODS; accounts and open applications are told, one by one.
FORGET: dict[str, str] = {
    "sign_in_attempts": _GONE.format("DELETE FROM sign_in_attempt WHERE created_at < %(before)s"),
    "oidc_attempts": _GONE.format("DELETE FROM oidc_attempt WHERE expires_at < %(before)s"),
    "rate_counters": _GONE.format("DELETE FROM rate_counter WHERE begun_at < %(before)s"),
    "idempotency_keys": _GONE.format("DELETE FROM idempotency_key WHERE created_at < %(before)s"),
    "sessions": _GONE.format("DELETE FROM session WHERE least(ended_at, expires_at) < %(before)s"),
    "invitations": _GONE.format(
        "DELETE FROM invitation WHERE least(accepted_at, withdrawn_at, expires_at) < %(before)s"
    ),
    "mails": _GONE.format(
        "DELETE FROM outbox_message WHERE state <> 'pending' AND coalesce(sent_at, due_at) < %(before)s"
    ),
    "application_contacts": _GONE.format(
        f"""UPDATE application SET {FORGOTTEN_APPLICATION}
            WHERE state IN ('admitted', 'rejected', 'withdrawn') AND coalesce(decided_at, updated_at) < %(before)s
              AND (contact_email IS NOT NULL OR contact_name IS NOT NULL OR motivation <> '' OR note IS NOT NULL)"""
    ),
    # With a company that left, whoever was added without an account.
    "professionals": _GONE.format(
        f"""UPDATE professional SET {FORGOTTEN_PROFESSIONAL}
            WHERE display_name <> '' AND ((state = 'left' AND updated_at < %(before)s) OR company_id IN (
                SELECT id FROM company WHERE participation IN ('left', 'archived') AND updated_at < %(before)s))"""
    ),
    # Who it was and what they wrote; that it was stays, for the figures.
    "concerns": _GONE.format("DELETE FROM concern WHERE handled_at < %(before)s"),
    "matches": """WITH noted AS (UPDATE match_event SET note = NULL
            WHERE note IS NOT NULL AND at < %(before)s RETURNING 1),
        named AS (UPDATE match SET school_contact_id = NULL, company_contact_id = NULL
            WHERE week < %(before)s::date AND updated_at < %(before)s
              AND num_nonnulls(school_contact_id, company_contact_id) > 0 RETURNING 1)
        SELECT (SELECT count(*) FROM noted) + (SELECT count(*) FROM named) AS forgotten""",
    "audit": "SELECT loket_audit_forget(%(before)s) AS forgotten",
}
# Still open, and nobody did anything with it since then.
STALE = """
SELECT p.id, p.contact_email AS email, p.locale, p.organisation_name AS organisation, p.region_code
FROM application p WHERE p.state IN ('applied', 'verified', 'waitlisted') AND p.updated_at < %(before)s
ORDER BY p.id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
"""
LET_GO = f"UPDATE application SET {WITHDRAWN_IF_OPEN}, {FORGOTTEN_APPLICATION} WHERE id = %(id)s"
# Nobody's any more: without a role since then, without a visit since then, and not waiting to be admitted.
ABANDONED = """
SELECT a.id, a.email, a.name, a.locale FROM account a
WHERE a.erased_at IS NULL AND coalesce(a.signed_in_at, a.created_at) < %(before)s
  AND NOT EXISTS (SELECT 1 FROM membership m
      WHERE m.account_id = a.id AND (m.ends_at IS NULL OR m.ends_at >= %(before)s))
  AND NOT EXISTS (SELECT 1 FROM application p
      WHERE p.contact_email = a.email AND p.state IN ('applied', 'verified', 'waitlisted'))
ORDER BY a.id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
"""


async def forget(db: Connection, period: str, before: datetime) -> int:
    row = await only(db, FORGET[period], {"before": before})
    forgotten: int = row["forgotten"]
    return forgotten


async def stale_applications(db: Connection, before: datetime, limit: int) -> list[dict[str, Any]]:
    """Locked applications that were left lying: `id`, `email`, `locale`, `organisation`, `region_code`."""
    return await rows(db, STALE, {"before": before, "limit": limit})


async def let_go(db: Connection, application_id: UUID) -> None:
    """Withdraws the application and forgets who applied."""
    await db.execute(LET_GO.encode(), {"id": application_id})


async def abandoned(db: Connection, before: datetime, limit: int) -> list[dict[str, Any]]:
    """Locked accounts that nobody has used since."""
    return await rows(db, ABANDONED, {"before": before, "limit": limit})


CONSENT_JSON = f"""json_build_object('id', c.id, 'purpose', c.purpose, 'wording', c.wording,
    'givenAt', {utc("c.given_at")},
    'withdrawnAt', CASE WHEN c.withdrawn_at IS NOT NULL THEN {utc("c.withdrawn_at")} END,
    'state', CASE WHEN c.withdrawn_at IS NULL THEN 'given' ELSE 'withdrawn' END,
    'allowedActions', CASE WHEN c.withdrawn_at IS NULL THEN ARRAY['withdraw'] ELSE ARRAY[]::text[] END)::text"""
GIVE = f"""
WITH c AS (
    INSERT INTO consent (account_id, purpose, wording, given_at) VALUES (%(id)s, %(purpose)s, %(wording)s, %(now)s)
    ON CONFLICT (account_id, purpose, wording) DO UPDATE SET withdrawn_at = NULL,
        given_at = CASE WHEN consent.withdrawn_at IS NULL THEN consent.given_at ELSE excluded.given_at END
    RETURNING *)
SELECT c.id, {CONSENT_JSON} AS body FROM c
"""
WITHDRAW = f"""
WITH c AS (
    UPDATE consent SET withdrawn_at = coalesce(withdrawn_at, %(now)s)
    WHERE id = %(consent)s AND account_id = %(id)s RETURNING *)
SELECT {CONSENT_JSON} AS body FROM c
"""
CONSENTS = f"SELECT {CONSENT_JSON} AS body FROM consent c WHERE c.account_id = %(id)s ORDER BY c.given_at DESC, c.id"


async def consents(db: Connection, account_id: UUID) -> list[str]:
    return [row["body"] for row in await rows(db, CONSENTS, {"id": account_id})]


async def give(db: Connection, values: dict[str, Any]) -> dict[str, Any]:
    """`id` and `body`."""
    row = await only(db, GIVE, values)
    return row


async def withdraw(db: Connection, values: dict[str, Any]) -> str | None:
    row = await one(db, WITHDRAW, values)
    return row["body"] if row else None
