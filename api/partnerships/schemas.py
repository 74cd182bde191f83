"""Partnerships as they cross the wire."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.kit.paging import Page
from api.kit.schemas import Wire, example
from api.kit.types import UNIQUE, Date, Id, Paragraphs
from api.vocabularies.schemas import EndReason, Goal, Level

State = Literal["proposed", "active", "dormant", "ended"]
AGREEMENT: dict[str, Any] = {"activitiesPerYear": 3, "levels": ["havo"], "goals": ["occupation_image"]}
PARTNERSHIP: dict[str, Any] = {
    "id": "0199d5a4-7c1e-7000-8000-000000000081",
    "state": "active",
    "school": {"id": "0199d5a4-7c1e-7000-8000-000000000009", "name": "Voorbeeldcollege"},
    "company": {"id": "0199d5a4-7c1e-7000-8000-000000000010", "name": "Voorbeeld Energie"},
    "proposedBy": "school",
    "waitsFor": [],
    "agreement": AGREEMENT,
    "startedOn": "2026-11-24",
    "endedOn": None,
    "endReason": None,
    "endNote": None,
    "createdAt": "2026-11-20T09:00:00Z",
    "updatedAt": "2026-11-24T09:00:00Z",
    "allowedActions": ["end"],
}
YEAR = {"schoolYear": "2026-2027", "activities": 2, "pupils": 55, "isGap": False}


class Agreement(Wire):
    """What the two mean to do: how often a year, for which levels, to which end."""

    model_config = example(AGREEMENT)

    activities_per_year: Annotated[int, Field(ge=1, le=100)] | None = None
    levels: Annotated[list[Level], Field(max_length=20), *UNIQUE] = []
    goals: Annotated[list[Goal], Field(max_length=10), *UNIQUE] = []


class PartnershipIn(Wire):
    """Both are organisations, not sites."""

    model_config = example(
        {"schoolId": PARTNERSHIP["school"]["id"], "companyId": PARTNERSHIP["company"]["id"], "agreement": AGREEMENT}
    )

    school_id: Id
    company_id: Id
    agreement: Agreement = Agreement()


class EndIn(Wire):
    """Why it ends, or why a proposal comes to nothing."""

    model_config = example({"reason": "goal_reached"})

    reason: EndReason
    note: Paragraphs | None = None


class Partner(Wire):
    id: UUID
    name: str


class PartnershipOut(Wire):
    """`dormant`: active, and without an activity for a year."""

    model_config = example(PARTNERSHIP)

    id: UUID
    state: State
    school: Partner
    company: Partner
    proposed_by: Literal["school", "company", "coordinator"]
    waits_for: list[Literal["school", "company"]]
    agreement: Agreement
    started_on: Date | None
    ended_on: Date | None
    end_reason: str | None
    end_note: str | None
    created_at: AwareDatetime
    updated_at: AwareDatetime
    allowed_actions: list[str]


class YearOut(Wire):
    """What took place between the two in a school year; a year that is over with nothing is a gap."""

    school_year: str
    activities: int
    pupils: int
    is_gap: bool


class PartnershipWithYearsOut(PartnershipOut):
    model_config = example({**PARTNERSHIP, "timeline": [YEAR]})

    timeline: list[YearOut]


class PartnershipsOut(Wire):
    model_config = example({"items": [PARTNERSHIP], "nextCursor": None})

    items: list[PartnershipOut]
    next_cursor: str | None
    count: int | None = None


class PartnershipSearch(Page):
    state: Annotated[State | None, Field(description="dormant ones are active without an activity for a year")] = None
