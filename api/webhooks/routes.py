"""Webhooks of portals and scripts, by Standard Webhooks: signed, repeated, and given up in the end."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.accounts.guards import HookKeeper, HookOwner
from api.kit import idempotency, paging
from api.kit.db import Db
from api.kit.errors import VersionMismatch, VersionRequired, refuses
from api.kit.http import IfMatch, LoketRoute, item_answer, json_answer
from api.kit.states import StateForbids
from api.kit.types import Id
from api.webhooks import service
from api.webhooks.rules import DeliveryNotFound, ReceiverRefused, TooManyWebhooks, WebhookNotFound
from api.webhooks.schemas import (
    DeliveriesOut,
    DeliveryOut,
    DeliverySearch,
    NewWebhook,
    WebhookOut,
    WebhookPatch,
    WebhookSearch,
    WebhooksOut,
    WebhookWithSecretOut,
)

router = APIRouter(tags=["webhooks"], route_class=LoketRoute)


@router.get("/webhooks", summary="Webhooks", response_model=WebhooksOut, responses=refuses(paging.UnknownCursor))
async def list_webhooks(
    request: Request, db: Db, who: HookKeeper, search: Annotated[WebhookSearch, Query()]
) -> Response:
    """A key's own; for a coordinator those of the keys of one's own regions. The newest first."""
    return paging.page_answer(request, *await service.search(db, who, search))


@router.post(
    "/webhooks",
    status_code=201,
    summary="Make a webhook",
    response_model=WebhookWithSecretOut,
    responses=refuses(ReceiverRefused, TooManyWebhooks),
)
async def create_webhook(request: Request, db: Db, who: HookOwner, body: NewWebhook) -> Response:
    """For the key that asks. What happens in its regions is sent there as ids, signed by the secret in this answer,
    which is never shown again. Every event is sent at least once, by one `webhook-id`; a try that gets no 2xx within
    eight seconds is repeated after 1, 5 and 30 minutes, 2 and 6 hours. Redirects are not followed.
    """
    webhook_id, secret = await service.create(db, who, body)
    found = await service.read(db, who, webhook_id)
    idempotency.keep_instead(request, service.with_secret(found["body"], None))
    shown = service.with_secret(found["body"], secret)
    return item_answer(request, shown, found["version"], 201, f"/v1/webhooks/{webhook_id}")


@router.get(
    "/webhooks/{webhook_id}",
    summary="One webhook",
    response_model=WebhookOut,
    responses=refuses(WebhookNotFound),
)
async def read_webhook(request: Request, db: Db, who: HookKeeper, webhook_id: Id) -> Response:
    """What it is told of and how it does; never its secret."""
    found = await service.read(db, who, webhook_id)
    return item_answer(request, found["body"], found["version"])


@router.patch(
    "/webhooks/{webhook_id}",
    summary="Change a webhook",
    response_model=WebhookOut,
    responses=refuses(WebhookNotFound, ReceiverRefused, VersionMismatch, VersionRequired),
)
async def change_webhook(
    request: Request, db: Db, who: HookKeeper, webhook_id: Id, patch: WebhookPatch, versions: IfMatch
) -> Response:
    """Its address, what it is told of, and whether it is in use. What waits goes to the new address."""
    await service.change(db, who, webhook_id, patch, versions)
    found = await service.read(db, who, webhook_id)
    return item_answer(request, found["body"], found["version"])


@router.delete(
    "/webhooks/{webhook_id}",
    status_code=204,
    summary="End a webhook",
    responses=refuses(WebhookNotFound, VersionMismatch, VersionRequired),
)
async def remove_webhook(db: Db, who: HookKeeper, webhook_id: Id, versions: IfMatch) -> Response:
    """With its deliveries; what was not sent yet is not sent any more."""
    await service.remove(db, who, webhook_id, versions)
    return Response(status_code=204)


@router.post(
    "/webhooks/{webhook_id}/test",
    status_code=202,
    summary="Try a webhook",
    response_model=DeliveryOut,
    responses=refuses(WebhookNotFound, StateForbids),
)
async def test_webhook(db: Db, who: HookKeeper, webhook_id: Id) -> Response:
    """Sends `webhook.test`; what came of it is among the deliveries."""
    return json_answer(await service.test(db, who, webhook_id), 202)


@router.get(
    "/webhooks/{webhook_id}/deliveries",
    summary="What a webhook was sent",
    response_model=DeliveriesOut,
    responses=refuses(WebhookNotFound, paging.UnknownCursor),
)
async def list_deliveries(
    request: Request, db: Db, who: HookKeeper, webhook_id: Id, search: Annotated[DeliverySearch, Query()]
) -> Response:
    """Of the last thirty days, the newest first: delivered, still tried, or dead."""
    return paging.page_answer(request, *await service.deliveries(db, who, webhook_id, search))


@router.post(
    "/webhooks/{webhook_id}/deliveries/{delivery_id}/replay",
    status_code=202,
    summary="Send once more",
    response_model=DeliveryOut,
    responses=refuses(WebhookNotFound, DeliveryNotFound, StateForbids),
)
async def replay_delivery(db: Db, who: HookKeeper, webhook_id: Id, delivery_id: Id) -> Response:
    """By the same `webhook-id` and with the same body, whether it was delivered or died."""
    return json_answer(await service.replay(db, who, webhook_id, delivery_id), 202)
