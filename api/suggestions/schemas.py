"""Suggestions as they cross the wire."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.activities.schemas import ACTIVITY, ActivityOut
from api.kit.schemas import Params, Wire, example
from api.kit.types import Date, Id
from api.requests.schemas import RequestOut

PARTS = [
    ("type", 2500, 2500, {"kind": "guest_lesson", "choice": 1, "of": 2}),
    ("subject", 2000, 2000, {"common": ["natuurkunde"], "asked": ["natuurkunde"]}),
    ("theme", 2000, 2000, {"common": ["energy"], "asked": ["energy"]}),
    ("distance", 1398, 1500, {"km": 2.1, "limitKm": 30, "online": False}),
    ("group", 875, 1000, {"pupils": 28, "maxGroup": 32}),
    ("date", 1000, 1000, {"week": "2027-01-18", "preferred": True}),
]
SUGGESTIONS = {
    "items": [
        {
            "activity": ACTIVITY,
            "week": "2027-01-18",
            "score": 9773,
            "parts": [{"name": name, "points": points, "of": of, "fact": fact} for name, points, of, fact in PARTS],
            "placesLeft": 12,
        }
    ],
    "nearMisses": [
        {
            "activity": ACTIVITY,
            "broken": ["distance"],
            "relax": {"field": "maxKm", "from": 25, "to": 29},
            "needs": [],
            "instead": None,
        }
    ],
    "reason": None,
}
LimitName = Literal["type", "level", "year", "subject", "language", "groupSize", "weeks", "distance", "access"]


class PartOut(Wire):
    """Weighted points of one part, what it could give at most, and the numbers behind it."""

    name: Literal["type", "subject", "theme", "distance", "group", "date"]
    points: int
    of: int
    fact: dict[str, Any]


class SuggestionOut(Wire):
    """An activity for a request, or a request for an activity, at its best week; parts add up to the score."""

    activity: ActivityOut | None = None
    request: RequestOut | None = None
    week: Date | None
    score: Annotated[int, Field(ge=0, le=10_000)]
    parts: list[PartOut]
    places_left: int


class RelaxOut(Wire):
    """One step that would make it fit; `radiusKm` is the company's, `distance` asks both to go further."""

    field: Literal[
        "kinds", "level", "year", "subjects", "languages", "pupils", "weeksOk", "maxKm", "radiusKm", "distance",
        "onlineOk",
    ]  # fmt: skip
    from_: Annotated[Any, Field(alias="from")]
    to: Any


class NearMissOut(Wire):
    """An activity that nearly fits a request, or a request that an activity nearly fits.

    `needs` are those of the class that the place does not meet; `instead` is what its company offers online for them.
    """

    activity: ActivityOut | None = None
    request: RequestOut | None = None
    broken: list[LimitName]
    relax: RelaxOut | None
    needs: list[str]
    instead: ActivityOut | None


class LimitCount(Wire):
    """How many fail on exactly these limits, and the smallest step for the nearest one."""

    limits: list[LimitName]
    count: int
    relax: RelaxOut | None


class Reason(Wire):
    """Why nothing fits."""

    code: Literal["nothing_feasible", "no_supply", "no_demand", "not_open"]
    limits: list[LimitCount]


class SuggestionsOut(Wire):
    model_config = example(SUGGESTIONS)

    items: list[SuggestionOut]
    near_misses: list[NearMissOut]
    reason: Reason | None


class Limited(Params):
    limit: Annotated[int, Field(ge=1, le=200)] = 5


class DraftSearch(Limited):
    activity_id: Annotated[Id | None, Field(description="of this activity alone: how it fits, or what does not")] = (
        None
    )


class SuggestionSearch(Limited):
    request_id: Id | None = None
    activity_id: Id | None = None
