"""What comes of a round, as it crosses the wire: what-ifs, what fell away, and what differs between two."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.kit.paging import Slice
from api.kit.schemas import Wire, example
from api.kit.types import UNIQUE, WHOLE, Date, Id, Line
from api.matches.models import MatchState
from api.rounds.schemas import PAIR, AskedOut, OfferedOut, Policy, SideRule, Weights

Change = Literal["same", "changed", "gained", "lost"]
FALLEN = {
    "match": "0199d5a4-7c1e-7000-8000-000000000091",
    "request": PAIR["request"],
    "activity": PAIR["activity"],
    "week": "2027-01-18",
    "state": "declined_by_company",
    "isWithdrawn": False,
    "looksOn": True,
    "fellAt": "2026-11-26T09:00:00Z",
}
SIDE = {"activity": PAIR["activity"], "week": "2027-01-18", "score": 7310, "isExtra": False}
FIGURES = {"asked": 120, "served": 103, "tierValue": 1378, "scoreTotalInt": 654463}


class ExtraCompany(Wire):
    """One company more, which offers the same as this activity, from the same place."""

    model_config = example({"activityId": PAIR["activity"]["id"], "places": 3})

    activity_id: Id
    places: Annotated[int, Field(ge=1, le=1000, description="in the whole school year"), WHOLE]


class ScenarioIn(Wire):
    """At least one change. `fairnessFirst`: everything of a published round may move, for the sake of reach."""

    model_config = example({"extraKm": 10, "extraCompanies": [{"activityId": PAIR["activity"]["id"], "places": 3}]})

    name: Line | None = None
    extra_km: Annotated[int, Field(ge=1, le=500, description="on top of every request's maxKm"), WHOLE] | None = None
    extra_companies: Annotated[list[ExtraCompany], Field(max_length=5, default_factory=list)]
    policy: Policy | None = None
    weights: Weights | None = None
    side_rules: Annotated[list[SideRule], Field(max_length=2), *UNIQUE] | None = None
    fairness_first: bool = False


class FallenOut(Wire):
    """`isWithdrawn`: activity or company are not there any more. `looksOn`: the request could still be served."""

    model_config = example(FALLEN)

    match: UUID
    request: AskedOut
    activity: OfferedOut
    week: Date
    state: MatchState
    is_withdrawn: bool
    looks_on: bool
    fell_at: AwareDatetime


class FallenPage(Wire):
    model_config = example({"items": [FALLEN], "nextCursor": None})

    items: list[FallenOut]
    next_cursor: str | None


class DiffSearch(Slice):
    against: Annotated[Id, Field(description="the other round")]
    change: Annotated[Change | None, Field(description="these alone")] = None


class SideOut(Wire):
    activity: OfferedOut
    week: Date
    score: int
    is_extra: bool


class DifferenceOut(Wire):
    """`here` and `against`: what the request gets in the one round and in the other."""

    request: AskedOut
    change: Change
    here: SideOut | None
    against: SideOut | None


class CountsOut(Wire):
    """Of requests in both rounds; `apart` stand in one alone. `schools...`: sites that get something in one alone."""

    same: int
    changed: int
    gained: int
    lost: int
    apart: int
    schools_gained: int
    schools_lost: int


class FiguresOut(Wire):
    here: dict[str, Any]
    against: dict[str, Any]


class DiffOut(Wire):
    model_config = example(
        {
            "items": [{"request": PAIR["request"], "change": "gained", "here": SIDE, "against": None}],
            "nextCursor": None,
            "counts": {
                "same": 101, "changed": 2, "gained": 6, "lost": 0, "apart": 0, "schoolsGained": 2, "schoolsLost": 0,
            },
            "figures": {"here": FIGURES, "against": FIGURES},
        }
    )  # fmt: skip

    items: list[DifferenceOut]
    next_cursor: str | None
    counts: CountsOut
    figures: FiguresOut
