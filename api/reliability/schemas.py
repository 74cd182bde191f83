"""Reliability and appeals as they cross the wire."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from api.kit.paging import Page
from api.kit.schemas import Wire, example
from api.kit.types import Date, Paragraphs, told_as_paragraphs
from api.matches.models import MatchState

Said = Annotated[Paragraphs, StringConstraints(min_length=1), told_as_paragraphs(filled=True)]
State = Literal["open", "excused", "refused"]
Share = Annotated[float, Field(ge=0, le=1)]
FIGURES: dict[str, Any] = {
    "n": 4, "asked": 3, "respondedInTime": 3, "kept": 3, "cancelledEarly": 0, "cancelledLate": 1, "noShow": 0,
    "unanswered": 0, "excused": 1, "weight": 3.42, "credit": 2.61, "lowerBound": 0.3511,
}  # fmt: skip
COUNTED = {
    "matchId": "0199d5a4-7c1e-7000-8000-000000000061",
    "siteId": "0199d5a4-7c1e-7000-8000-000000000011",
    "title": "Wie komt er vertellen over windenergie?",
    "at": "2026-11-24T09:00:00Z",
    "outcome": "cancelled_late",
    "answeredInTime": True,
    "credit": 0.0,
    "weight": 0.93,
    "excused": False,
}
RELIABILITY: dict[str, Any] = {
    "site": {"id": COUNTED["siteId"], "name": "Voorbeeld Energie"},
    "organisation": {"id": "0199d5a4-7c1e-7000-8000-000000000010", "name": "Voorbeeld Energie"},
    "badge": "uneven",
    "since": "2023-11-25T09:00:00Z",
    "halfLifeDays": 365,
    "whole": FIGURES,
    "here": FIGURES,
    "counted": [COUNTED],
}
APPEAL: dict[str, Any] = {
    "id": "0199d5a4-7c1e-7000-8000-000000000072",
    "side": "company",
    "text": "De weg was die ochtend afgesloten door de politie.",
    "state": "open",
    "match": {
        "id": COUNTED["matchId"],
        "title": COUNTED["title"],
        "state": "cancelled_by_company",
        "week": "2027-01-18",
        "school": "Voorbeeldcollege",
        "company": "Voorbeeld Energie",
        "reason": "force_majeure",
    },
    "region": "zuidoost-brabant",
    "reason": None,
    "askedAt": "2026-11-24T09:00:00Z",
    "decidedAt": None,
    "allowedActions": ["decide"],
}


class Named(Wire):
    id: UUID
    name: str


class FiguresOut(Wire):
    """Numbers of matches; `weight` and `credit` are sums after decay, `lowerBound` is between 0 and 1."""

    n: int
    asked: int
    responded_in_time: int
    kept: int
    cancelled_early: int
    cancelled_late: int
    no_show: int
    unanswered: int
    excused: int
    weight: float
    credit: float
    lower_bound: Share


class CountedOut(Wire):
    """One match and what it adds: `weight` times `credit` of `weight`. The title is there for who sees the match."""

    match_id: UUID
    site_id: UUID
    title: str | None
    at: AwareDatetime
    outcome: Literal["kept", "cancelled_early", "cancelled_late", "no_show", "answered", "unanswered"]
    answered_in_time: bool | None
    credit: Share
    weight: Share
    excused: bool


class BadgeOut(Wire):
    """A word for everybody; null before there are three matches to tell from."""

    model_config = example({"badge": "steady"})

    badge: Literal["steady", "fair", "uneven"] | None


class ReliabilityOut(BadgeOut):
    """`whole` is the organisation with all its sites, `here` this site alone; `counted` is of the whole."""

    model_config = example(RELIABILITY)

    site: Named
    organisation: Named
    since: AwareDatetime
    half_life_days: int
    whole: FiguresOut
    here: FiguresOut
    counted: list[CountedOut]


class AppealIn(Wire):
    """What happened; the other side reads it too. `side` is needed by who belongs to both."""

    model_config = example({"text": APPEAL["text"]})

    text: Said
    side: Literal["school", "company"] | None = None


class DecisionIn(Wire):
    """Excused, or not; with the reason, which both sides read."""

    model_config = example({"decision": "excuse", "reason": "De weg was inderdaad afgesloten."})

    decision: Literal["excuse", "refuse"]
    reason: Said


class AppealedMatch(Wire):
    id: UUID
    title: str
    state: MatchState
    week: Date
    school: str
    company: str | None
    reason: str | None


class AppealOut(Wire):
    """A side asks that a match does not count against it; `reason` is the coordinator's."""

    model_config = example(APPEAL)

    id: UUID
    side: Literal["school", "company"]
    text: str | None
    state: State
    match: AppealedMatch
    region: str | None
    reason: str | None
    asked_at: AwareDatetime
    decided_at: AwareDatetime | None
    allowed_actions: list[str]


class AppealsOfMatchOut(Wire):
    """Those of one match, and whether the asker may appeal."""

    model_config = example({"items": [APPEAL], "allowedActions": []})

    items: list[AppealOut]
    allowed_actions: list[str]


class AppealsOut(Wire):
    model_config = example({"items": [APPEAL], "nextCursor": None})

    items: list[AppealOut]
    next_cursor: str | None
    count: int | None = None


class AppealSearch(Page):
    state: Annotated[State | None, Field(description="open ones wait for the coordinator")] = None
