"""Who stands by for what, as it crosses the wire."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.kit.paging import Page
from api.kit.schemas import Wire, example
from api.kit.types import WEEKS, Date, Id

State = Literal["waitlisted", "offered", "confirmed", "passed", "expired", "cancelled"]
PLACE: dict[str, Any] = {
    "id": "0199d5a4-7c1e-7000-8000-000000000061",
    "state": "offered",
    "request": {"id": "0199d5a4-7c1e-7000-8000-000000000031", "title": "Wie laat zien hoe een windmolen werkt?"},
    "activity": {
        "id": "0199d5a4-7c1e-7000-8000-000000000021",
        "title": "Zonnepanelen meten",
        "company": "Voorbeeld Energie",
    },
    "weeks": [],
    "week": "2027-01-18",
    "heldUntil": "2026-11-27T09:00:00Z",
    "match": None,
    "createdAt": "2026-11-24T09:00:00Z",
    "updatedAt": "2026-11-25T09:00:00Z",
    "allowedActions": ["accept", "pass"],
}


class WaitingRequest(Wire):
    id: UUID
    title: str


class AwaitedActivity(Wire):
    id: UUID
    title: str
    company: str


class StandbyOut(Wire):
    """`week` is the one of the place that is offered, held until `heldUntil`; `match` is what it became."""

    model_config = example(PLACE)

    id: UUID
    state: State
    request: WaitingRequest
    activity: AwaitedActivity
    weeks: list[Date]
    week: Date | None
    held_until: AwareDatetime | None
    match: UUID | None
    created_at: AwareDatetime
    updated_at: AwareDatetime
    allowed_actions: list[str]


class StandbysOut(Wire):
    model_config = example({"items": [PLACE], "nextCursor": None})

    items: list[StandbyOut]
    next_cursor: str | None
    count: int | None = None


class StandbySearch(Page):
    request: Id | None = None
    state: State | None = None


class StandbyIn(Wire):
    """`weeks` are some of those that are asked; none: all of them."""

    model_config = example({"requestId": PLACE["request"]["id"], "activityId": PLACE["activity"]["id"]})

    request_id: Id
    activity_id: Id
    weeks: Annotated[list[Date], Field(max_length=60), *WEEKS] = []


class LineOut(Wire):
    """How many schools wait for a place of an activity, and to how many one is offered."""

    model_config = example({"waiting": 3, "offered": 1})

    waiting: int
    offered: int
