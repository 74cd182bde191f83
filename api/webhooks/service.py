"""Webhooks: made by the client that is told, changed, tried and ended by it and by who looks after its key."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api.accounts.rules import Actor
from api.kit import audit, clock, paging
from api.kit.db import Connection, only
from api.kit.http import Versions
from api.kit.settings import settings
from api.kit.states import check_allowed
from api.webhooks import queries, rules, sending
from api.webhooks.schemas import DeliverySearch, NewWebhook, WebhookPatch, WebhookSearch

Bodies = tuple[list[str], str | None, int | None]


async def search(db: Connection, who: Actor, wanted: WebhookSearch) -> Bodies:
    """Bodies, cursor and count of a page, the newest first."""
    values = {"state": wanted.state, **paging.by_id(wanted)}
    bodies, cursor = paging.cut(await queries.page(db, who, values), wanted.page_size, "id")
    return bodies, cursor, await queries.count(db, who, values) if wanted.count else None


async def read(db: Connection, who: Actor, webhook_id: UUID, *, lock: bool = False) -> Mapping[str, Any]:
    """The row with `version` and `body`."""
    found = await queries.webhook(db, who, webhook_id, lock=lock)
    if found is None:
        raise rules.WebhookNotFound()
    audit.concerns(region=next(iter(found["region_codes"]), None))
    return found


async def create(db: Connection, who: Actor, body: NewWebhook) -> tuple[UUID, str]:
    """Its id and its secret."""
    assert who.id is not None
    rules.check_receiver(body.url, loopback=settings().webhooks_to_loopback)
    rules.check_room(await queries.of_client(db, who.id))
    secret = rules.new_secret()
    values = {"client": who.id, "url": body.url, "secret": secret, "types": body.event_types}
    made: UUID = (await only(db, queries.INSERT, values))["id"]
    audit.concerns(region=next(iter(who.regions()), None), subject=f"/v1/webhooks/{made}")
    return made, secret


async def change(db: Connection, who: Actor, webhook_id: UUID, patch: WebhookPatch, versions: Versions) -> None:
    row = await read(db, who, webhook_id, lock=True)
    versions.check(row["version"])
    sent = patch.model_fields_set
    if "url" in sent:
        rules.check_receiver(patch.url, loopback=settings().webhooks_to_loopback)
    values = {
        "id": webhook_id,
        "url": patch.url if "url" in sent else row["url"],
        "types": patch.event_types if "event_types" in sent else row["event_types"],
        "state": patch.state if "state" in sent else row["state"],
    }
    await db.execute(queries.CHANGE.encode(), values)


async def remove(db: Connection, who: Actor, webhook_id: UUID, versions: Versions) -> None:
    """With its deliveries, also those that are still to be sent."""
    row = await read(db, who, webhook_id, lock=True)
    versions.check(row["version"])
    await db.execute(b"DELETE FROM webhook WHERE id = %(id)s", {"id": webhook_id})


async def deliveries(db: Connection, who: Actor, webhook_id: UUID, wanted: DeliverySearch) -> Bodies:
    await read(db, who, webhook_id)
    values = {"webhook": webhook_id, "state": wanted.state, **paging.by_id(wanted)}
    bodies, cursor = paging.cut(await queries.deliveries(db, values), wanted.page_size, "id")
    return bodies, cursor, await queries.count_deliveries(db, values) if wanted.count else None


async def test(db: Connection, who: Actor, webhook_id: UUID) -> str:
    """A delivery that says no more than that it is one."""
    row = await read(db, who, webhook_id, lock=True)
    check_allowed(rules.ACTIONS, row["state"], "test")
    body = rules.body_of(rules.TEST, clock.now(), {"webhookId": str(webhook_id)})
    made = await only(db, queries.TEST, {"webhook": webhook_id, "type": rules.TEST, "body": body})
    await sending.defer(db, made["id"])
    return await _delivery(db, webhook_id, made["id"])


async def replay(db: Connection, who: Actor, webhook_id: UUID, delivery_id: UUID) -> str:
    """Once more, by the same id."""
    row = await read(db, who, webhook_id)
    check_allowed(rules.ACTIONS, row["state"], "test")
    found = await queries.delivery(db, webhook_id, delivery_id)
    if found is None:
        raise rules.DeliveryNotFound()
    check_allowed(rules.REPLAYED, found["state"], "replay")
    await db.execute(queries.AGAIN.encode(), {"id": delivery_id})
    await sending.defer(db, delivery_id)
    return await _delivery(db, webhook_id, delivery_id)


async def _delivery(db: Connection, webhook_id: UUID, delivery_id: UUID) -> str:
    found = await queries.delivery(db, webhook_id, delivery_id)
    assert found is not None
    return str(found["body"])


def with_secret(body: str, secret: str | None) -> str:
    return f'{body[:-1]}, "secret": {json.dumps(secret)}}}'
