"""What a round tells of its reasons, as it crosses the wire."""

from typing import Any, Literal
from uuid import UUID

from pydantic import AwareDatetime

from api.kit.schemas import Wire, example
from api.kit.types import Date
from api.matching.model import Part
from api.rounds.schemas import PAIR, AskedOut, OfferedOut, PartyOut, Policy, SideRule
from api.suggestions.schemas import LimitName, PartOut, RelaxOut

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


PUBLISHED = {
    "id": "0199d5a4-7c1e-7000-8000-000000000081",
    "name": "Voorjaar 2027",
    "kind": "round",
    "schoolYear": 2026,
    "publishedAt": "2026-11-25T09:00:00Z",
}
PLACED = {
    "activity": PAIR["activity"],
    "week": PAIR["week"],
    "score": 1500,
    "parts": [{"name": "distance", "points": 1500, "of": 1500, "fact": {"km": 0.0, "limitKm": 30, "online": False}}],
    "askedBy": 7,
    "places": 3,
}


class PublishedOut(Wire):
    id: UUID
    name: str
    kind: Literal["round", "amendment"]
    school_year: int
    published_at: AwareDatetime


class PlacedOut(Wire):
    """The parts add up to the score; `askedBy` counts the requests that the activity fits, this one too.

    `activity` is null where it is there no more for who asked.
    """

    activity: OfferedOut | None
    week: Date
    score: int
    parts: list[PartOut]
    asked_by: int
    places: int


class BrokenOut(Wire):
    """How many activities fail on just these limits."""

    limits: list[LimitName]
    offers: int


class NearOut(Wire):
    activity: OfferedOut
    broken: list[LimitName]
    km: float
    relax: RelaxOut | None


class HoldersOut(Wire):
    """How many places are held by schools with so many matches, this round's counted in."""

    matches: int
    requests: int


class PriceOut(Wire):
    """What others together would have lost by the cheapest place that fits: ranks of need, and points."""

    ranks: int | None
    points: int | None


class CompetitionOut(Wire):
    """`offers` is how many activities fit, `askedBy` how many requests fit the one most asked for."""

    offers: int
    asked_by: int
    own_matches: int
    holders: list[HoldersOut]
    price: PriceOut | None


class HelpOut(RelaxOut):
    """The one change by which the request would have been served for certain."""

    activity: OfferedOut | None


class UnplacedOut(Wire):
    reason: Literal["nothing_feasible", "lost_competition", "forbidden", "gone"]
    broken: list[BrokenOut]
    near: list[NearOut]
    competition: CompetitionOut | None
    would_help: HelpOut | None


class RequestExplanationOut(Wire):
    """Either `placed` or `unplaced`; `refused` says why a place could not become a proposal any more."""

    round: PublishedOut
    match: UUID | None
    refused: str | None
    placed: PlacedOut | None
    unplaced: UnplacedOut | None


class RequestExplanationsOut(Wire):
    model_config = example(
        {"items": [{"round": PUBLISHED, "match": None, "refused": None, "placed": PLACED, "unplaced": None}]}
    )

    items: list[RequestExplanationOut]


class MissesOut(Wire):
    limit: LimitName
    requests: int


class WiderOut(Wire):
    from_km: int
    to_km: int
    requests: int


class ActivityExplanationOut(Wire):
    """`asked` is how many requests it fits, `waiting` how many of these got nothing anywhere.

    `misses` counts, of all that got nothing, those that one limit alone kept away; `wider` is the smallest radius
    that would have let any of them in.
    """

    round: PublishedOut
    places: int
    asked: int
    got: int
    waiting: int
    misses: list[MissesOut]
    wider: WiderOut | None
    matches: list[UUID]


class ActivityExplanationsOut(Wire):
    model_config = example(
        {
            "items": [
                {
                    "round": PUBLISHED,
                    "places": 3,
                    "asked": 7,
                    "got": 3,
                    "waiting": 2,
                    "misses": [{"limit": "distance", "requests": 4}],
                    "wider": {"fromKm": 30, "toKm": 35, "requests": 2},
                    "matches": [],
                }
            ]
        }
    )

    items: list[ActivityExplanationOut]


class MatchRulesOut(Wire):
    """`weights` of the parts sum to 100, unless a round says otherwise; a part gives 0 to `partPoints`.

    `typePoints` are those of the first, second and third choice, `openPoints` those of what was not asked.
    """

    model_config = example(
        {
            "weights": {"type": 25, "subject": 20, "theme": 20, "distance": 15, "group": 10, "date": 10},
            "partPoints": 1000,
            "typePoints": [1000, 600, 300],
            "openPoints": 500,
            "mostPoints": 10000,
            "limits": ["type", "level", "year", "subject", "language", "groupSize", "weeks", "distance"],
            "policies": ["reach", "maxScore"],
            "sideRules": ["siteWeek", "siteCompany"],
        }
    )

    weights: dict[Part, int]
    part_points: int
    type_points: list[int]
    open_points: int
    most_points: int
    limits: list[LimitName]
    policies: list[Policy]
    side_rules: list[SideRule]
