"""What happened is written with it, once for every webhook that asked for it, and sent by the worker after it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from psycopg.rows import DictRow

from api.kit import clock, queue
from api.kit.db import Connection, as_house, one
from api.kit.logging import log
from api.kit.settings import settings
from api.notices import outside
from api.notices import service as notices
from api.notices.models import Template
from api.notices.rules import Notice, wait_after
from api.webhooks import queries, rules
from api.webhooks.rules import EventType

SEND = "send_webhook"
# Worked off by itself: a receiver that is slow holds up no mail.
QUEUE = "webhooks"
LOST_AFTER = timedelta(minutes=2)
SWEPT_AT_ONCE = 500


class NotTaken(Exception):
    """The receiver's answer is no success."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status


async def tell(db: Connection, kind: EventType, regions: Sequence[str | None], data: Mapping[str, str]) -> None:
    """Nothing leaves before the transaction commits; `data` are ids alone."""
    values = {
        "type": kind,
        "body": rules.body_of(kind, clock.now(), data),
        "regions": sorted({region for region in regions if region is not None}),
    }
    async with as_house(db):
        for row in await queries.written(db, queries.TELL, values):
            await defer(db, row["id"])


async def defer(db: Connection, delivery_id: UUID) -> None:
    await queue.defer(db, SEND, queue=QUEUE, delivery_id=str(delivery_id))


async def send(db: Connection, delivery_id: UUID) -> None:
    """Sends what is due, and keeps its row locked meanwhile; who is killed then sends it again, by the same id."""
    row = await one(db, queries.LOCKED_DUE, {"id": delivery_id})
    if row is None:
        return
    if row["rest_until"] is not None:
        await queue.defer(db, SEND, row["rest_until"], queue=QUEUE, delivery_id=str(delivery_id))
        return
    now = clock.now()
    try:
        headers = rules.signed(row["secret"], delivery_id, row["body"], now)
        allowed = settings().webhooks_to_loopback
        status = await outside.post(row["url"], headers, row["body"].encode(), loopback=allowed)
        if not 200 <= status < 300:
            raise NotTaken(status)
    except Exception as failure:  # whatever it was: the try counts, and the next one has its time
        await _not_sent(db, row, failure)
    else:
        values = {"id": delivery_id, "webhook": row["webhook_id"], "now": now}
        await db.execute(queries.DELIVERED.encode(), values)


async def _not_sent(db: Connection, row: DictRow, failure: Exception) -> None:
    gone = isinstance(failure, NotTaken) and failure.status == rules.GONE
    error = f"status_{failure.status}" if isinstance(failure, NotTaken) else outside.reason(failure)
    wait = None if gone else wait_after(row["attempts"] + 1)
    due = None if wait is None else clock.now() + wait
    log.warning("webhook_not_delivered", id=str(row["id"]), error=error, dead=due is None)
    await db.execute(queries.NOT_DELIVERED.encode(), {"id": row["id"], "error": error, "due": due})
    until = clock.now() + rules.REST
    await db.execute(queries.RESTS.encode(), {"webhook": row["webhook_id"], "until": until})
    if due is None:
        await _count_dead(db, row["webhook_id"], 1 if gone else rules.DEAD_IN_ROW)
    else:
        await queue.defer(db, SEND, due, queue=QUEUE, delivery_id=str(row["id"]))


async def _count_dead(db: Connection, webhook_id: UUID, most: int) -> None:
    """After `most` in a row it is in use no more, and its owner hears so."""
    counted = await one(db, queries.COUNT_DEAD, {"webhook": webhook_id, "most": most})
    if counted is None or counted["state"] != "failed":
        return
    told = {"url": counted["url"], "link": f"{settings().public_url}/regio/sleutels"}
    for reader in await queries.readers(db, counted["client_id"]):
        await notices.tell(db, Notice(Template.WEBHOOK_FAILED, reader["email"], reader["locale"], told, reader["id"]))


async def sweep(db: Connection) -> int:
    """New jobs for what lost its job. How many there were."""
    lost = await queries.take_overdue(db, clock.now() - LOST_AFTER, SWEPT_AT_ONCE)
    for delivery_id in lost:
        await defer(db, delivery_id)
    return len(lost)


async def forget(db: Connection) -> None:
    """An end to what was told long ago, or waits for nobody."""
    await db.execute(queries.FORGET.encode(), {"now": clock.now()})
