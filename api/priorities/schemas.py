"""Priorities as they cross the wire."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from api.kit.paging import Page
from api.kit.schemas import Wire, example
from api.kit.types import WHOLE, Id, Paragraphs, told_as_paragraphs
from api.regions.schemas import RegionCode

State = Literal["active", "withdrawn"]
Reason = Annotated[
    Paragraphs, StringConstraints(min_length=1, max_length=1000), told_as_paragraphs(1000, filled=True)
]
_YEAR = Field(ge=2000, le=2100, description="the year in which the school year begins")
PRIORITY: dict[str, Any] = {
    "id": "0199d5a4-7c1e-7000-8000-000000000091",
    "state": "active",
    "site": {"id": "0199d5a4-7c1e-7000-8000-000000000009", "name": "Voorbeeldcollege", "place": "Eindhoven"},
    "schoolYear": 2026,
    "reason": "Vier jaar lang viel alles uit.",
    "createdAt": "2026-11-24T09:00:00Z",
    "withdrawnAt": None,
    "allowedActions": ["withdraw"],
}


class PriorityIn(Wire):
    model_config = example(
        {"siteId": PRIORITY["site"]["id"], "schoolYear": 2026, "reason": "Vier jaar lang viel alles uit."}
    )

    site_id: Id
    school_year: Annotated[int, _YEAR, WHOLE]
    reason: Reason


class PrioritySearch(Page):
    region: RegionCode | None = None
    school_year: Annotated[int, _YEAR] | None = None
    state: State | None = None


class FirstSite(Wire):
    id: UUID
    name: str
    place: str | None


class PriorityOut(Wire):
    """In a round of that school year the site counts as having had one match fewer; that is all."""

    model_config = example(PRIORITY)

    id: UUID
    state: State
    site: FirstSite
    school_year: int
    reason: str
    created_at: AwareDatetime
    withdrawn_at: AwareDatetime | None
    allowed_actions: list[str]


class PrioritiesOut(Wire):
    model_config = example({"items": [PRIORITY], "nextCursor": None})

    items: list[PriorityOut]
    next_cursor: str | None
    count: int | None = None
