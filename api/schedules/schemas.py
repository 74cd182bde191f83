"""Schedules of rounds as they cross the wire."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.kit.paging import Slice
from api.kit.schemas import Wire, example
from api.kit.types import UNIQUE, WHOLE, Date, Line
from api.regions.schemas import RegionCode
from api.rounds.schemas import Policy, RuralKm, SideRule, Weights

SET: dict[str, Any] = {
    "name": "Ronde van de maand",
    "everyWeeks": 4,
    "weekday": 1,
    "startsOn": "2027-01-11",
    "endsOn": "2027-07-09",
    "policy": "reach",
    "sideRules": [],
    "ruralKm": 10,
    "weights": None,
}
SCHEDULE: dict[str, Any] = {
    "id": "0199d5a4-7c1e-7000-8000-000000000095",
    "region": "zuidoost-brabant",
    "state": "active",
    **SET,
    "nextOn": "2027-02-08",
    "lastRound": {"id": "0199d5a4-7c1e-7000-8000-000000000081", "plannedOn": "2027-01-11"},
    "createdAt": "2026-11-24T09:00:00Z",
    "updatedAt": "2026-11-24T09:00:00Z",
    "allowedActions": ["change", "stop"],
}


class RoundScheduleIn(Wire):
    """A round on this weekday, 1 for Monday, every so many weeks from `startsOn` to `endsOn`, both included."""

    model_config = example(SET)

    name: Line
    every_weeks: Annotated[int, Field(ge=1, le=52), WHOLE]
    weekday: Annotated[int, Field(ge=1, le=7), WHOLE]
    starts_on: Date
    ends_on: Date | None = None
    policy: Policy = "reach"
    side_rules: Annotated[list[SideRule], Field(max_length=2), *UNIQUE] = []
    rural_km: RuralKm = 0
    weights: Weights | None = None


class NewRoundScheduleIn(RoundScheduleIn):
    model_config = example({"region": "zuidoost-brabant", **SET})

    region: RegionCode


class RoundScheduleSearch(Slice):
    region: RegionCode | None = None


class LastRound(Wire):
    id: UUID
    planned_on: Date


class RoundScheduleOut(Wire):
    """`nextOn`: when its next round is made; None when there is none to come."""

    model_config = example(SCHEDULE)

    id: UUID
    region: str
    state: Literal["active", "stopped"]
    name: str
    every_weeks: int
    weekday: int
    starts_on: Date
    ends_on: Date | None
    policy: Policy
    side_rules: list[SideRule]
    rural_km: int
    weights: dict[str, int] | None
    next_on: Date | None
    last_round: LastRound | None
    created_at: AwareDatetime
    updated_at: AwareDatetime
    allowed_actions: list[str]


class RoundSchedulesOut(Wire):
    model_config = example({"items": [SCHEDULE], "nextCursor": None})

    items: list[RoundScheduleOut]
    next_cursor: str | None
