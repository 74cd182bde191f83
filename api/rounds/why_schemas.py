"""What a round tells of its reasons, as it crosses the wire."""

from typing import Any
from uuid import UUID

from api.kit.schemas import Wire, example
from api.kit.types import Date
from api.rounds.schemas import PAIR, AskedOut, OfferedOut, PartyOut

SHIFT = {
    "request": {
        "id": PAIR["request"]["id"],
        "title": PAIR["request"]["title"],
        "site": PAIR["request"]["site"],
    },
    "activity": PAIR["activity"],
    "week": "2027-01-25",
}
ALTERNATIVE: dict[str, Any] = {
    "activity": PAIR["activity"],
    "week": "2027-01-25",
    "score": 6810,
    "parts": PAIR["parts"],
    "cost": {
        "served": -1,
        "tierValue": -14,
        "scoreTotalInt": -7828,
        "lost": [SHIFT],
        "gained": [],
        "moved": [],
    },
    "impossible": None,
}


class AsksOut(Wire):
    id: UUID
    title: str
    site: PartyOut


class ShiftOut(Wire):
    """A request and a place: the one it loses, or the one it gets instead. Null: the activity is there no more."""

    request: AsksOut
    activity: OfferedOut | None
    week: Date


class CostOut(Wire):
    """Differences to the plan as it stands; whose request it is does not count among the others."""

    served: int
    tier_value: int
    score_total_int: int
    lost: list[ShiftOut]
    gained: list[ShiftOut]
    moved: list[ShiftOut]


class AlternativeOut(Wire):
    """Either its `cost`, or in `impossible` the code of why it cannot be pinned."""

    activity: OfferedOut
    week: Date
    score: int
    parts: dict[str, int]
    cost: CostOut | None
    impossible: str | None


class AlternativesOut(Wire):
    """`others` is how many offers fit at all, null where that is not known.

    Not `isComplete`: time was up before the best were all confirmed.
    """

    model_config = example({"request": PAIR["request"], "items": [ALTERNATIVE], "others": 7, "isComplete": True})

    request: AskedOut
    items: list[AlternativeOut]
    others: int | None
    is_complete: bool
