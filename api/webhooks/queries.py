"""Webhooks and their deliveries: whose they are to see, and the outbox's statements."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import DictRow

from api.accounts.queries import CURRENT
from api.accounts.rules import CLIENT_ROLES, Actor
from api.clients.queries import VISIBLE
from api.clients.queries import visible_to as looks_after
from api.kit.db import Connection, one, only, rows, utc
from api.kit.states import allowed_in
from api.webhooks.rules import ACTIONS, KEPT_DAYS, REPLAYED

SEEN = f"(c.id = %(client)s::uuid OR {VISIBLE})"
FROM = f"FROM webhook w JOIN api_client c ON c.id = w.client_id WHERE {SEEN}"
WEBHOOK = f"""json_build_object('id', w.id, 'client', json_build_object('id', c.id, 'name', c.name), 'url', w.url,
    'eventTypes', w.event_types, 'state', w.state, 'deadInRow', w.dead_in_row, 'createdAt', {utc("w.created_at")},
    'updatedAt', {utc("w.updated_at")}, 'allowedActions', {allowed_in("w.state", ACTIONS)})::text"""
FOUND = f"{FROM} AND (%(state)s::text IS NULL OR w.state = %(state)s)"
PAGE = f"""SELECT w.id, {WEBHOOK} AS body {FOUND} AND (%(after_id)s::uuid IS NULL OR w.id < %(after_id)s)
    ORDER BY w.id DESC LIMIT %(limit)s"""
ONE = f"""SELECT w.id, w.client_id, w.url, w.event_types, w.state, w.version, c.region_codes, {WEBHOOK} AS body
    {FROM} AND w.id = %(id)s"""
INSERT = """INSERT INTO webhook (client_id, url, secret, event_types)
    VALUES (%(client)s, %(url)s, %(secret)s, %(types)s) RETURNING id"""
# Taken up again, it begins anew; another address is another receiver.
CHANGE = """UPDATE webhook SET url = %(url)s, event_types = %(types)s, state = %(state)s, rest_until = NULL,
        dead_in_row = CASE WHEN state = 'active' AND url = %(url)s THEN dead_in_row ELSE 0 END,
        version = version + 1, updated_at = now()
    WHERE id = %(id)s AND (url, event_types, state) IS DISTINCT FROM (%(url)s, %(types)s::text[], %(state)s)"""
DELIVERY = f"""json_build_object('id', d.id, 'type', d.type, 'state', d.state, 'attempts', d.attempts,
    'lastError', d.last_error, 'dueAt', CASE WHEN d.state = 'pending' THEN {utc("d.due_at")} END,
    'createdAt', {utc("d.created_at")}, 'deliveredAt', {utc("d.delivered_at")}, 'body', d.body::json,
    'allowedActions', {allowed_in("d.state", REPLAYED)})::text"""
DELIVERIES = """FROM webhook_delivery d
    WHERE d.webhook_id = %(webhook)s AND (%(state)s::text IS NULL OR d.state = %(state)s)"""
DELIVERY_PAGE = f"""SELECT d.id, {DELIVERY} AS body {DELIVERIES}
    AND (%(after_id)s::uuid IS NULL OR d.id < %(after_id)s) ORDER BY d.id DESC LIMIT %(limit)s"""
AGAIN = """UPDATE webhook_delivery SET state = 'pending', attempts = 0, last_error = NULL, delivered_at = NULL,
    due_at = now() WHERE id = %(id)s"""
# A key that was revoked, or may not read any more, is told nothing: not what comes, nor what waited.
READS = "c.revoked_at IS NULL AND 'read:region' = ANY (c.scopes)"
# To whom an event goes: to keys that may read in one of its regions.
TELL = f"""INSERT INTO webhook_delivery (webhook_id, type, body)
    SELECT w.id, %(type)s::text, %(body)s::text FROM webhook w JOIN api_client c ON c.id = w.client_id
    WHERE w.state = 'active' AND %(type)s::text = ANY (w.event_types) AND {READS}
      AND (c.region_codes = '{{}}' OR c.region_codes && %(regions)s::text[])
    ORDER BY w.id RETURNING id"""
TEST = "INSERT INTO webhook_delivery (webhook_id, type, body) VALUES (%(webhook)s, %(type)s, %(body)s) RETURNING id"
# In nobody else's hands, and of a webhook that is in use.
LOCKED_DUE = f"""SELECT d.id, d.webhook_id, d.body, d.attempts, w.url, w.secret,
        CASE WHEN w.rest_until > now() THEN w.rest_until END AS rest_until
    FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id JOIN api_client c ON c.id = w.client_id
    WHERE d.id = %(id)s AND d.state = 'pending' AND d.due_at <= now() AND w.state = 'active'
      AND {READS} FOR UPDATE OF d SKIP LOCKED"""
DELIVERED = """WITH sent AS (UPDATE webhook_delivery SET state = 'delivered', delivered_at = %(now)s,
        attempts = attempts + 1, last_error = NULL WHERE id = %(id)s)
    UPDATE webhook SET dead_in_row = 0, rest_until = NULL, version = version + (dead_in_row > 0)::int
    WHERE id = %(webhook)s AND (dead_in_row > 0 OR rest_until IS NOT NULL)"""
NOT_DELIVERED = """UPDATE webhook_delivery SET attempts = attempts + 1, last_error = %(error)s,
        due_at = coalesce(%(due)s::timestamptz, due_at),
        state = CASE WHEN %(due)s::timestamptz IS NULL THEN 'dead' ELSE state END
    WHERE id = %(id)s"""
RESTS = "UPDATE webhook SET rest_until = %(until)s WHERE id = %(webhook)s"
# The row that makes it fail, and nobody after it: its owner is told once.
COUNT_DEAD = """UPDATE webhook SET dead_in_row = dead_in_row + 1,
        state = CASE WHEN dead_in_row + 1 >= %(most)s THEN 'failed' ELSE state END, version = version + 1,
        updated_at = now()
    WHERE id = %(webhook)s AND state = 'active' RETURNING state, url, client_id"""
# Whoever made the key, else those who look after its regions.
READERS = f"""WITH maker AS (
    SELECT a.id FROM api_client c JOIN account a ON a.id = c.created_by
    WHERE c.id = %(client)s AND a.email IS NOT NULL)
SELECT a.id, a.email, a.locale FROM account a WHERE a.email IS NOT NULL AND a.id IN (
    SELECT id FROM maker UNION ALL
    SELECT m.account_id FROM membership m, api_client c WHERE c.id = %(client)s AND m.role = 'regional_coordinator'
        AND m.region_code = ANY (c.region_codes) AND {CURRENT} AND NOT EXISTS (SELECT 1 FROM maker))
ORDER BY a.id LIMIT 5"""
TAKE_OVERDUE = f"""UPDATE webhook_delivery SET due_at = now() WHERE id IN (
        SELECT d.id FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id
            JOIN api_client c ON c.id = w.client_id
        WHERE d.state = 'pending' AND d.due_at < %(before)s AND w.state = 'active' AND {READS}
          AND (w.rest_until IS NULL OR w.rest_until < %(before)s)
        ORDER BY d.due_at LIMIT %(limit)s FOR UPDATE OF d SKIP LOCKED)
    RETURNING id"""
# Tries last nine hours at most: what waits after so many days is for nobody.
FORGET = f"""DELETE FROM webhook_delivery
    WHERE created_at < %(now)s::timestamptz - make_interval(days => {KEPT_DAYS})"""


def visible_to(who: Actor) -> dict[str, Any]:
    """The values of SEEN: a key's own, and those of the keys that a coordinator or an admin looks after."""
    if who.has(*CLIENT_ROLES):
        return {"client": who.id, "admin": False, "everywhere": False, "own_regions": []}
    return {"client": None, **looks_after(who)}


async def page(db: Connection, who: Actor, values: Mapping[str, Any]) -> list[DictRow]:
    return await rows(db, PAGE, {**values, **visible_to(who)})


async def count(db: Connection, who: Actor, values: Mapping[str, Any]) -> int:
    return int((await only(db, f"SELECT count(*) AS n {FOUND}", {**values, **visible_to(who)}))["n"])


async def webhook(db: Connection, who: Actor, webhook_id: UUID, *, lock: bool = False) -> DictRow | None:
    """The row with `version`, `region_codes` and `body`, never with its secret."""
    query = f"{ONE} FOR UPDATE OF w" if lock else ONE
    return await one(db, query, {"id": webhook_id, **visible_to(who)})


async def of_client(db: Connection, client_id: UUID) -> int:
    """How many it has; whoever adds one waits here for whoever came first."""
    await db.execute(b"SELECT pg_advisory_xact_lock(hashtextextended(%(id)s::text, 36))", {"id": client_id})
    found = await only(db, "SELECT count(*) AS n FROM webhook WHERE client_id = %(id)s", {"id": client_id})
    return int(found["n"])


async def deliveries(db: Connection, values: Mapping[str, Any]) -> list[DictRow]:
    """Of one webhook, newest first."""
    return await rows(db, DELIVERY_PAGE, values)


async def count_deliveries(db: Connection, values: Mapping[str, Any]) -> int:
    return int((await only(db, f"SELECT count(*) AS n {DELIVERIES}", values))["n"])


async def delivery(db: Connection, webhook_id: UUID, delivery_id: UUID) -> DictRow | None:
    """The row's `state` and `body`, locked."""
    query = f"""SELECT d.id, d.state, {DELIVERY} AS body FROM webhook_delivery d
        WHERE d.id = %(id)s AND d.webhook_id = %(webhook)s FOR UPDATE"""
    return await one(db, query, {"id": delivery_id, "webhook": webhook_id})


async def written(db: Connection, query: str, values: Mapping[str, Any]) -> Sequence[DictRow]:
    """What a writing statement returns."""
    return await rows(db, query, values)


async def readers(db: Connection, client_id: UUID) -> list[DictRow]:
    return await rows(db, READERS, {"client": client_id})


async def take_overdue(db: Connection, before: datetime, limit: int) -> list[UUID]:
    return [row["id"] for row in await rows(db, TAKE_OVERDUE, {"before": before, "limit": limit})]
