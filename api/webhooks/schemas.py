"""Webhooks as they cross the wire. A secret is in the answer that makes it, and in no other."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.kit.paging import Page
from api.kit.schemas import Wire, example, patch_example
from api.kit.types import UNIQUE, Url
from api.webhooks.rules import TYPES, EventType

EventTypes = Annotated[list[EventType], Field(min_length=1, max_length=len(TYPES)), *UNIQUE]
State = Literal["active", "disabled", "failed"]
WEBHOOK: dict[str, Any] = {
    "id": "0199d5a4-7c1e-7000-8000-000000000091",
    "client": {"id": "0199d5a4-7c1e-7000-8000-000000000051", "name": "Portaal van de regio"},
    "url": "https://portaal.example/loket",
    "eventTypes": ["match.proposed", "match.confirmed"],
    "state": "active",
    "deadInRow": 0,
    "createdAt": "2026-11-24T09:00:00Z",
    "updatedAt": "2026-11-24T09:00:00Z",
    "allowedActions": ["edit", "test"],
}
DELIVERY: dict[str, Any] = {
    "id": "0199d5a4-7c1e-7000-8000-000000000092",
    "type": "match.confirmed",
    "state": "dead",
    "attempts": 6,
    "lastError": "status_500",
    "dueAt": None,
    "createdAt": "2026-11-24T09:00:00Z",
    "deliveredAt": None,
    "body": {
        "type": "match.confirmed",
        "timestamp": "2026-11-24T09:00:00+00:00",
        "data": {"matchId": "0199d5a4-7c1e-7000-8000-000000000031"},
    },
    "allowedActions": ["replay"],
}


class NewWebhook(Wire):
    """`url`: https, on the public internet."""

    model_config = example({"url": WEBHOOK["url"], "eventTypes": WEBHOOK["eventTypes"]})

    url: Url
    event_types: EventTypes


class WebhookPatch(Wire):
    """The fields to change; the others stay. `active` takes one that failed up again."""

    model_config = patch_example({"eventTypes": ["match.confirmed"], "state": "disabled"})

    url: Url = ""
    event_types: EventTypes = []
    state: Literal["active", "disabled"] = "active"


class OfClient(Wire):
    id: UUID
    name: str


class WebhookOut(Wire):
    """`failed`: five events in a row could not be delivered, or the receiver said 410; no more are sent."""

    model_config = example(WEBHOOK)

    id: UUID
    client: OfClient
    url: str
    event_types: list[str]
    state: State
    dead_in_row: int
    created_at: AwareDatetime
    updated_at: AwareDatetime
    allowed_actions: list[str]


class WebhookWithSecretOut(WebhookOut):
    """The only answer that shows the secret. A repeat by Idempotency-Key has null."""

    model_config = example({**WEBHOOK, "secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDYxN2pKM0v1o="})

    secret: str | None


class WebhookSearch(Page):
    state: State | None = None


class WebhooksOut(Wire):
    model_config = example({"items": [WEBHOOK], "nextCursor": None})

    items: list[WebhookOut]
    next_cursor: str | None
    count: int | None = None


class Told(Wire):
    """What is sent: the ids of what it is about, to be read with the client's own key."""

    model_config = example(DELIVERY["body"])

    type: str
    timestamp: AwareDatetime
    data: dict[str, str]


class DeliveryOut(Wire):
    """`id` is the `webhook-id` of every try. `lastError`: `status_500`, `timeout`, `unreachable` and the like."""

    model_config = example(DELIVERY)

    id: UUID
    type: str
    state: Literal["pending", "delivered", "dead"]
    attempts: int
    last_error: str | None
    due_at: AwareDatetime | None
    created_at: AwareDatetime
    delivered_at: AwareDatetime | None
    body: Told
    allowed_actions: list[str]


class DeliverySearch(Page):
    state: Literal["pending", "delivered", "dead"] | None = None


class DeliveriesOut(Wire):
    model_config = example({"items": [DELIVERY], "nextCursor": None})

    items: list[DeliveryOut]
    next_cursor: str | None
    count: int | None = None
