"""What a webhook can be told of, which addresses it may have, and what is sent; pure."""

import base64
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal, get_args
from uuid import UUID

from standardwebhooks import Webhook as Signer

from api.kit.errors import FieldError, NotFound, Refusal
from api.kit.states import Actions
from api.notices.addresses import AddressRefused, check_url

# `match.confirmed` is the yes by which both agreed; the others are the steps of a match as its log names them.
EventType = Literal[
    "match.proposed", "match.moments_proposed", "match.accepted", "match.confirmed", "match.declined",
    "match.withdrawn", "match.expired", "match.superseded", "match.cancelled", "match.replaced_by",
    "match.delivered", "match.no_show", "match.feedback", "match.evaluated", "match.closed", "match.moved_online",
    "match.moved_back", "match.called_off", "round.published",
]  # fmt: skip
TYPES: tuple[EventType, ...] = get_args(EventType)
TEST = "webhook.test"
OF_A_CLIENT = 20
# After so many events in a row that could not be delivered by any try, no more are sent.
DEAD_IN_ROW = 5
# A receiver that failed is left alone for a moment, so that it takes no turns from those that work.
REST = timedelta(seconds=30)
KEPT_DAYS = 30
GONE = 410
ACTIONS: Actions = {"edit": frozenset({"active", "disabled", "failed"}), "test": frozenset({"active"})}
REPLAYED: Actions = {"replay": frozenset({"delivered", "dead"})}


class WebhookNotFound(NotFound):
    """There is no such webhook, or it is another client's."""

    code, title = "webhook_not_found", "There is no webhook with this id that you may see."


class DeliveryNotFound(NotFound):
    """It was never made for this webhook, or is older than a month."""

    code, title = "delivery_not_found", "There is no delivery with this id that you may see."


class ReceiverRefused(Refusal):
    """The address is not one of the public internet by https."""

    status, code, title = 409, "receiver_refused", "A webhook goes to a public https address."


class TooManyWebhooks(Refusal):
    status, code, title = 409, "too_many_webhooks", "A client has twenty webhooks at most."


def check_receiver(url: str, *, loopback: bool) -> None:
    try:
        check_url(url, loopback=loopback)
    except (AddressRefused, ValueError) as refused:
        fault = FieldError("#/url", "receiver_refused", "a public https address is expected")
        raise ReceiverRefused(fault) from refused


def check_room(how_many: int) -> None:
    if how_many >= OF_A_CLIENT:
        raise TooManyWebhooks()


def new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def body_of(kind: str, at: datetime, data: Mapping[str, str]) -> str:
    """What is sent, the same at every try: ids, no names and no words of anybody."""
    return json.dumps({"type": kind, "timestamp": at.isoformat(), "data": dict(data)}, separators=(",", ":"))


def signed(secret: str, delivery_id: UUID, body: str, now: datetime) -> dict[str, str]:
    """The headers of a try, as Standard Webhooks has them."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "Techniekloket",
        "webhook-id": str(delivery_id),
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Signer(secret).sign(str(delivery_id), now, body),
    }
