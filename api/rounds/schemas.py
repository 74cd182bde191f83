"""Rounds as they cross the wire."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from api.kit.paging import Page
from api.kit.schemas import Wire, example
from api.kit.types import UNIQUE, WHOLE, Date, Id, Line, Paragraphs, told_as_paragraphs
from api.matches.models import MatchState
from api.matching.model import Part
from api.regions.schemas import RegionCode
from api.rounds.models import Decision, RoundKind, RoundState
from api.rounds.rules import RURAL_SITES, RURAL_WITHIN_KM

Policy = Literal["reach", "maxScore"]
SideRule = Literal["siteWeek", "siteCompany"]
Why = Annotated[Paragraphs, StringConstraints(min_length=1, max_length=1000), told_as_paragraphs(1000, filled=True)]
Share = Annotated[int, Field(ge=0, le=100), WHOLE]
ROUND = {
    "id": "0199d5a4-7c1e-7000-8000-000000000081",
    "region": "zuidoost-brabant",
    "name": "Voorjaar 2027",
    "schoolYear": 2026,
    "kind": "round",
    "parent": None,
    "autoRepair": True,
    "isOutdated": False,
    "changes": None,
    "policy": "reach",
    "sideRules": [],
    "ruralKm": 0,
    "weights": None,
    "state": "proposed",
    "seedSha256": "6b51d431df5d7f141cbececcf79edf3dd861c3b4069f0b11661a3eefacbba918",
    "seed": "00ff",
    "snapshotSha256": "6b51d431df5d7f141cbececcf79edf3dd861c3b4069f0b11661a3eefacbba918",
    "instanceSha256": "6b51d431df5d7f141cbececcf79edf3dd861c3b4069f0b11661a3eefacbba918",
    "figures": {"asked": 120, "served": 103, "tierValue": 1378, "scoreTotalInt": 654463},
    "baseline": {"asked": 120, "served": 96, "tierValue": 1301, "scoreTotalInt": 601220},
    "gap": 0.0,
    "progress": {"step": "done", "served": 103, "scoreTotalInt": 654463, "upperBound": 654463, "seconds": 0.8},
    "failure": None,
    "isStale": False,
    "published": None,
    "createdAt": "2026-11-24T09:00:00Z",
    "frozenAt": "2026-11-24T09:05:00Z",
    "publishedAt": None,
    "updatedAt": "2026-11-24T09:06:00Z",
    "allowedActions": ["solve", "decide", "publish", "cancel"],
}
PAIR: dict[str, Any] = {
    "id": "0199d5a4-7c1e-7000-8000-000000000082",
    "request": {
        "id": "0199d5a4-7c1e-7000-8000-000000000031", "title": "Wie laat zien hoe een windmolen werkt?",
        "site": {"name": "Voorbeeldcollege", "place": "Eindhoven"}, "level": "havo", "year": 3, "pupils": 28,
    },
    "activity": {
        "id": "0199d5a4-7c1e-7000-8000-000000000021", "title": "Bouw een windmolen",
        "company": {"name": "Zuidwind (voorbeeld)", "place": "Eindhoven"}, "kind": "guest_lesson",
    },
    "week": "2027-01-18",
    "score": 7310,
    "parts": {"type": 1000, "subject": 1000, "theme": 500, "distance": 640, "group": 875, "date": 1000},
    "decision": "pin",
    "match": None,
    "matchState": None,
    "refused": None,
    "isKept": False,
    "isExtra": False,
}  # fmt: skip
UNSERVED = {
    "id": "0199d5a4-7c1e-7000-8000-000000000083",
    "request": PAIR["request"],
    "why": {"reason": "lost_competition"},
}


Weights = Annotated[
    dict[Part, Share], Field(min_length=6, max_length=6, description="of each part of a score; they sum to 100")
]

RURAL_TOLD = f"kilometres more for a site with fewer than {RURAL_SITES} other sites within {RURAL_WITHIN_KM} km"
RuralKm = Annotated[int, Field(ge=0, le=100, description=RURAL_TOLD), WHOLE]

AutoRepair = Annotated[
    bool, Field(description="once published: an amendment is made ready when enough of it fell away")
]


class RoundIn(Wire):
    model_config = example({"region": "zuidoost-brabant", "name": "Voorjaar 2027", "schoolYear": 2026})

    region: RegionCode
    name: Line
    school_year: Annotated[int, Field(ge=2000, le=2100, description="the year in which it begins"), WHOLE]
    policy: Policy = "reach"
    side_rules: Annotated[list[SideRule], Field(max_length=2), *UNIQUE] = []
    rural_km: RuralKm = 0
    weights: Weights | None = None
    auto_repair: AutoRepair = True


class RoundPatch(Wire):
    model_config = example({"autoRepair": False})

    auto_repair: AutoRepair


class ProposalDecisionIn(Wire):
    """About a `proposal` of the round, or a request and an activity; a pin of those needs its week."""

    model_config = example({"proposal": PAIR["id"], "decision": "pin", "reason": "Zij werken al jaren samen."})

    proposal: Id | None = None
    request_id: Id | None = None
    activity_id: Id | None = None
    week: Date | None = None
    decision: Decision
    reason: Why


class DecisionsIn(Wire):
    """In their order; all of them or none."""

    model_config = example({"items": [{"proposal": PAIR["id"], "decision": "accept", "reason": "Past goed."}]})

    items: Annotated[list[ProposalDecisionIn], Field(min_length=1, max_length=200)]


class RoundSearch(Page):
    region: RegionCode | None = None
    state: RoundState | None = None
    kind: RoundKind | None = None
    parent: Annotated[Id | None, Field(description="of which round they came")] = None


class Published(Wire):
    """How many proposals became matches, and how many could not any more."""

    proposed: int
    refused: int


class RoundOut(Wire):
    """The seed is told once the round is frozen; its SHA-256 from the beginning."""

    model_config = example(ROUND)

    id: UUID
    region: str
    name: str
    school_year: int
    kind: RoundKind
    parent: UUID | None
    auto_repair: bool
    is_outdated: Annotated[bool, Field(description="a what-if about a plan that was made anew since")]
    changes: dict[str, Any] | None
    policy: Policy
    side_rules: list[SideRule]
    rural_km: int
    weights: dict[str, int] | None
    state: RoundState
    seed_sha256: str
    seed: str | None
    snapshot_sha256: str | None
    instance_sha256: str | None
    figures: dict[str, Any] | None
    baseline: dict[str, Any] | None
    gap: float | None
    progress: dict[str, Any]
    failure: dict[str, Any] | None
    is_stale: bool
    published: Published | None
    created_at: AwareDatetime
    frozen_at: AwareDatetime | None
    published_at: AwareDatetime | None
    updated_at: AwareDatetime
    allowed_actions: list[str]


class RoundsOut(Wire):
    model_config = example({"items": [ROUND], "nextCursor": None})

    items: list[RoundOut]
    next_cursor: str | None
    count: int | None = None


class PartyOut(Wire):
    name: str
    place: str | None


class AskedOut(Wire):
    id: UUID
    title: str
    site: PartyOut
    level: str
    year: int
    pupils: int


class OfferedOut(Wire):
    id: UUID
    title: str
    company: PartyOut
    kind: str


class PairOut(Wire):
    """`match` is what it became when the round was published, `matchState` how that stands now; `refused` says why it
    could not become one.

    `isKept`: of an amendment, proposed before and left as it is. `isExtra`: of a scenario, with a company that is not
    there, which offers the same as the activity.
    """

    model_config = example(PAIR)

    id: UUID
    request: AskedOut
    activity: OfferedOut
    week: Date
    score: int
    parts: dict[str, int]
    decision: Decision | None
    match: UUID | None
    match_state: MatchState | None
    refused: str | None
    is_kept: bool
    is_extra: bool


class PairsOut(Wire):
    model_config = example({"items": [PAIR], "nextCursor": None})

    items: list[PairOut]
    next_cursor: str | None


class TitleOut(Wire):
    id: UUID
    title: str


class ProposalDecisionOut(Wire):
    request: TitleOut
    activity: TitleOut
    week: Date | None
    decision: Decision
    reason: str
    decided_at: AwareDatetime


class DecisionsOut(Wire):
    model_config = example(
        {
            "items": [
                {
                    "request": {"id": PAIR["request"]["id"], "title": PAIR["request"]["title"]},
                    "activity": {"id": PAIR["activity"]["id"], "title": PAIR["activity"]["title"]},
                    "week": "2027-01-18",
                    "decision": "pin",
                    "reason": "Zij werken al jaren samen.",
                    "decidedAt": "2026-11-24T09:10:00Z",
                }
            ]
        }
    )

    items: list[ProposalDecisionOut]


class UnservedOut(Wire):
    """`why` as in `match-result/1`: reason, and what would have helped."""

    model_config = example(UNSERVED)

    id: UUID
    request: AskedOut
    why: dict[str, Any]


class UnservedPage(Wire):
    model_config = example({"items": [UNSERVED], "nextCursor": None})

    items: list[UnservedOut]
    next_cursor: str | None
