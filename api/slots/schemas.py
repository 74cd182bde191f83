"""Slots as they cross the wire."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, WithJsonSchema

from api.kit.clock import LOCAL
from api.kit.paging import Slice
from api.kit.schemas import Wire, example
from api.kit.types import WHOLE, Date

_DAY, _TIME = r"20[0-9]{2}-(0[1-9]|1[0-2])-[0-3][0-9]", r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?"
_PATTERN = rf"^{_DAY}T{_TIME}(Z|[+-][0-2][0-9]:[0-5][0-9])?$"
SLOT = {
    "id": "0199d5a4-7c1e-7000-8000-000000000051",
    "activityId": "0199d5a4-7c1e-7000-8000-000000000021",
    "startsAt": "2027-01-19T09:00:00Z",
    "endsAt": "2027-01-19T10:30:00Z",
    "timeZone": "Europe/Amsterdam",
    "week": "2027-01-18",
    "capacity": 1,
    "placesLeft": 1,
    "state": "open",
    "allowedActions": ["cancel"],
    "updatedAt": "2026-11-24T09:00:00Z",
}


LocalTime = Annotated[
    str,
    Field(pattern=_PATTERN, strict=True, examples=["2027-01-19T10:00"]),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": _PATTERN,
            "description": "a local time in timeZone, or a time with its offset",
            "examples": ["2027-01-19T10:00", "2027-01-19T09:00:00Z"],
        }
    ),
]
TimeZone = Annotated[str, Field(max_length=64, description="as the IANA names it")]
Capacity = Annotated[int, Field(ge=1, le=1000, description="how many groups at the same time"), WHOLE]


class SlotIn(Wire):
    model_config = example({"startsAt": "2027-01-19T10:00", "endsAt": "2027-01-19T11:30", "capacity": 1})

    starts_at: LocalTime
    ends_at: LocalTime
    time_zone: TimeZone = str(LOCAL)
    capacity: Capacity = 1


class SlotOut(Wire):
    model_config = example(SLOT)

    id: UUID
    activity_id: UUID
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    time_zone: str
    week: Date
    capacity: int
    places_left: int
    state: Literal["open", "cancelled"]
    allowed_actions: list[str]
    updated_at: AwareDatetime


class SlotsOut(Wire):
    model_config = example({"items": [SLOT], "nextCursor": None})

    items: list[SlotOut]
    next_cursor: str | None


class SlotSearch(Slice):
    from_: Annotated[Date | None, Field(alias="from", description="slots that begin on this day or later")] = None
