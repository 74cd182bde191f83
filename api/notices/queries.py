"""The outbox's statements."""

from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import DictRow

from api.kit.db import Connection, one, only, rows


async def insert(db: Connection, values: dict[str, Any]) -> UUID:
    row = await only(
        db,
        """INSERT INTO outbox_message (to_address, locale, template, "values", account_id)
           VALUES (%(to)s, %(locale)s, %(template)s, %(values)s, %(account)s) RETURNING id""",
        values,
    )
    message_id: UUID = row["id"]
    return message_id


async def locked_due(db: Connection, message_id: UUID) -> DictRow | None:
    """The message, unless it is settled, not due yet, or in somebody else's hands."""
    return await one(
        db,
        """SELECT id, to_address, locale, template, "values", attempts, created_at FROM outbox_message
           WHERE id = %(id)s AND state = 'pending' AND due_at <= now() FOR UPDATE SKIP LOCKED""",
        {"id": message_id},
    )


async def mark_sent(db: Connection, message_id: UUID, at: datetime) -> None:
    await db.execute(
        """UPDATE outbox_message SET state = 'sent', sent_at = %(at)s, "values" = '{}', last_error = NULL
           WHERE id = %(id)s""",
        {"id": message_id, "at": at},
    )


async def mark_failed(db: Connection, message_id: UUID, error: str, due_at: datetime | None) -> None:
    """One try more has failed; without a next one the message is dead."""
    await db.execute(
        """UPDATE outbox_message
           SET attempts = attempts + 1, last_error = %(error)s, due_at = coalesce(%(due)s::timestamptz, due_at),
               state = CASE WHEN %(due)s::timestamptz IS NULL THEN 'dead' ELSE state END,
               "values" = CASE WHEN %(due)s::timestamptz IS NULL THEN '{}' ELSE "values" END
           WHERE id = %(id)s""",
        {"id": message_id, "error": error, "due": due_at},
    )


async def remove(db: Connection, message_id: UUID) -> None:
    await db.execute("DELETE FROM outbox_message WHERE id = %(id)s", {"id": message_id})


async def take_overdue(db: Connection, before: datetime, limit: int) -> list[UUID]:
    """Pending messages that nobody has touched since they were due before this time; due from now on."""
    found = await rows(
        db,
        """UPDATE outbox_message SET due_at = now() WHERE id IN (
               SELECT id FROM outbox_message WHERE state = 'pending' AND due_at < %(before)s
               ORDER BY due_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
           RETURNING id""",
        {"before": before, "limit": limit},
    )
    return [row["id"] for row in found]
