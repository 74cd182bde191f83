"""Organisations that sleep, as they cross the wire."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.accounts.schemas import Token
from api.dormancy.rules import Answer
from api.kit.paging import Page
from api.kit.schemas import Wire, example
from api.regions.schemas import RegionCode

TOKEN = "0Xo2gq7mJr0c1pWcR1q8sY6nq1u0T3wZ8eGdJ5k2L9M"  # noqa: S105 - an example
ASKED = {
    "kind": "company",
    "name": "Voorbeeld Energie",
    "state": "active",
    "lastActiveAt": "2025-10-02T09:00:00Z",
}
SLEEPER: dict[str, Any] = {
    "id": "0199d5a4-7c1e-7000-8000-000000000041",
    **ASKED,
    "regions": ["zuidoost-brabant"],
    "askedAt": "2026-11-24T05:00:00Z",
    "allowedActions": ["pause", "leave", "invite"],
}
Kind = Literal["school", "company"]
State = Literal["none", "active", "paused", "left", "archived"]


class SleeperOut(Wire):
    """`askedAt`: when its coordinators were last mailed; None where there is nobody to ask, or not yet."""

    id: UUID
    kind: Kind
    name: str
    state: State
    regions: list[str]
    last_active_at: AwareDatetime
    asked_at: AwareDatetime | None
    allowed_actions: list[str]


class SleepersOut(Wire):
    model_config = example({"items": [SLEEPER], "nextCursor": None})

    items: list[SleeperOut]
    next_cursor: str | None
    count: int | None = None


class SleeperSearch(Page):
    region: RegionCode | None = None


class QuestionLink(Wire):
    model_config = example({"token": TOKEN})

    token: Token


class QuestionOut(Wire):
    """What the mailed link asks about."""

    model_config = example(ASKED)

    kind: Kind
    name: str
    state: State
    last_active_at: AwareDatetime


class AnswerIn(Wire):
    model_config = example({"token": TOKEN, "answer": "active"})

    token: Token
    answer: Annotated[Answer, Field(description="still there, for a while not, or no more")]


class AnsweredOut(Wire):
    model_config = example({"kind": "company", "name": "Voorbeeld Energie", "state": "paused"})

    kind: Kind
    name: str
    state: State
