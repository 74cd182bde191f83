"""The address of one's calendar as it crosses the wire."""

from typing import Literal

from pydantic import AwareDatetime

from api.kit.schemas import Wire, example

FEED = {"state": "active", "createdAt": "2026-11-24T09:00:00Z", "allowedActions": ["create", "revoke"]}


class CalendarFeedOut(Wire):
    """Whether there is an address; it is never shown again. A new one takes the place of the one before."""

    model_config = example(FEED)

    state: Literal["none", "active"]
    created_at: AwareDatetime | None
    allowed_actions: list[str]


class CalendarAddressOut(CalendarFeedOut):
    """The only answer that shows the address. A repeat by Idempotency-Key has null: it is kept nowhere."""

    model_config = example(
        {**FEED, "url": "https://example.org/v1/calendars/x7Rt2aQ0c3mB1yW8hV5nJ4dK9sL6fP2gZ_eT7uX0iAw"}
    )

    url: str | None
