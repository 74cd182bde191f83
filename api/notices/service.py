"""Telling somebody something: a row and a job in the teller's transaction, delivered at least once after it."""

from datetime import timedelta
from uuid import UUID

from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from api.kit import clock, queue
from api.kit.db import Connection, as_house
from api.kit.logging import log
from api.kit.settings import settings
from api.notices import letters, queries, rules
from api.notices.models import Template
from api.notices.post import Post, reason
from api.notices.rules import Notice

DELIVER = "deliver_notice"
LOST_AFTER = timedelta(minutes=2)
SWEPT_AT_ONCE = 500


async def tell(db: Connection, notice: Notice) -> None:
    """Nothing leaves before the transaction commits. A notice that could not be written is refused here."""
    rules.check_address(notice.to)
    letters.write(notice.template, notice.locale, notice.values)
    async with as_house(db):
        message_id = await queries.insert(
            db,
            {
                "to": notice.to,
                "locale": notice.locale,
                "template": notice.template,
                "values": Jsonb(dict(notice.values)),
                "account": notice.account_id,
            },
        )
    await queue.defer(db, DELIVER, message_id=str(message_id))


async def deliver(db: Connection, message_id: UUID, post: Post) -> None:
    """Sends the message if it is due, and keeps its row locked meanwhile.

    Who is killed between sending and committing leaves the row pending: it is sent again with the same Message-ID.
    """
    message = await queries.locked_due(db, message_id)
    if message is None:
        return
    try:
        letter = letters.write(message["template"], message["locale"], message["values"])
        sender, locale, told_at = settings().mail_from, message["locale"], message["created_at"]
        mail = letters.addressed(letter, message_id, message["to_address"], sender, locale, told_at)
        await post(message_id, mail)
    except Exception as failure:  # whatever it was: the try counts, and the next one has its time
        await _try_later(db, message, reason(failure))
    else:
        await queries.mark_sent(db, message_id, clock.now())
        await _forget_last_trace(db, message)


async def _forget_last_trace(db: Connection, message: DictRow) -> None:
    """Who was erased leaves no address behind, not even of the mail that says so."""
    if message["template"] == Template.ERASED:
        await queries.remove(db, message["id"])


async def _try_later(db: Connection, message: DictRow, error: str) -> None:
    wait = rules.wait_after(message["attempts"] + 1)
    due_at = None if wait is None else clock.now() + wait
    await queries.mark_failed(db, message["id"], error, due_at)
    log.warning("notice_not_delivered", id=str(message["id"]), error=error, dead=due_at is None)
    if due_at is None:
        await _forget_last_trace(db, message)
    else:
        await queue.defer(db, DELIVER, due_at, message_id=str(message["id"]))


async def sweep(db: Connection) -> int:
    """Makes new jobs for messages whose job was lost; a job too many finds nothing to do. How many there were."""
    lost = await queries.take_overdue(db, clock.now() - LOST_AFTER, SWEPT_AT_ONCE)
    for message_id in lost:
        await queue.defer(db, DELIVER, message_id=str(message_id))
    return len(lost)
