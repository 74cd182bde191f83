"""Matches as they cross the wire. Names and addresses of the other side are there once both sides said yes."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.kit.clock import LOCAL
from api.kit.paging import Page
from api.kit.schemas import Location, Params, Wire, example
from api.kit.types import UNIQUE, WHOLE, Date, Id, Paragraphs, told_as_paragraphs
from api.matches.models import MatchState
from api.professionals.schemas import PROFESSIONAL, ProfessionalOut
from api.regions.schemas import RegionCode
from api.slots.schemas import LocalTime, TimeZone
from api.suggestions.schemas import SuggestionsOut
from api.vocabularies.schemas import CancelReason, DeclineReason

MATCH: dict[str, Any] = {
    "id": "0199d5a4-7c1e-7000-8000-000000000061",
    "state": "proposed",
    "proposedBy": "school",
    "origin": "manual",
    "waitsFor": ["company"],
    "awaySide": None,
    "request": {
        "id": "0199d5a4-7c1e-7000-8000-000000000031",
        "title": "Gastles energie voor 3 havo",
        "goal": "subject_enrichment",
        "level": "havo",
        "year": 3,
        "pupils": 28,
        "openedAt": "2026-11-24T09:00:00Z",
        "school": {"id": "0199d5a4-7c1e-7000-8000-000000000001", "name": "Voorbeeldcollege", "place": "Best"},
    },
    "activity": {
        "id": "0199d5a4-7c1e-7000-8000-000000000021",
        "title": "Zonnepanelen meten",
        "kind": "guest_lesson",
        "company": {"id": "0199d5a4-7c1e-7000-8000-000000000011", "name": "Voorbeeld Energie", "place": "Eindhoven"},
    },
    "moment": {"week": "2027-01-18", "slotId": None, "startsAt": None, "endsAt": None},
    "venue": {
        "mode": "at_school",
        "name": "Voorbeeldcollege",
        "street": "Schoolstraat 1",
        "place": "Best",
        "location": {"lat": 51.51, "lon": 5.39, "precision": "exact"},
    },
    "moments": [],
    "momentsBy": None,
    "professional": None,
    "holdsPlace": True,
    "heldUntil": "2026-11-26T09:00:00Z",
    "respondBy": "2026-12-01T09:00:00Z",
    "score": 9773,
    "explanation": {"parts": [], "broken": []},
    "reason": None,
    "lessonAfter": None,
    "feedbackBy": [],
    "switchedOnline": False,
    "replaces": None,
    "replacedBy": None,
    "contacts": None,
    "virtualUrl": None,
    "allowedActions": ["decline", "propose-slots", "withdraw"],
    "createdAt": "2026-11-24T09:00:00Z",
    "updatedAt": "2026-11-24T09:00:00Z",
}
SideName = Literal["school", "company"]
Note = Annotated[
    Paragraphs,
    Field(max_length=1000),
    told_as_paragraphs(1000, description="for the other side; no names of pupils"),
]
Acting = Annotated[
    SideName | None,
    Field(description="for which side, where the actor may act for both"),
]


class OrganisationRef(Wire):
    id: UUID
    name: str
    place: str | None


class RequestRef(Wire):
    id: UUID
    title: str
    goal: str
    level: str
    year: int
    pupils: int
    opened_at: AwareDatetime
    school: OrganisationRef


class ActivityRef(Wire):
    id: UUID
    title: str
    kind: str
    company: OrganisationRef


class MomentOut(Wire):
    """A slot, a time, or a week alone."""

    week: Date
    slot_id: UUID | None
    starts_at: AwareDatetime | None
    ends_at: AwareDatetime | None


class VenueOut(Wire):
    """Where it is; online has no address, and of some sites no more than the place is known."""

    mode: Literal["at_school", "at_company", "online"]
    name: str | None
    street: str | None
    # Not required, for the national linter, as in `api.kit.schemas.Address`.
    postcode: Annotated[str | None, Field(examples=["5684AA"])] = None
    place: str | None
    location: Location | None


class ProfessionalRef(Wire):
    id: UUID
    name: str


class Contact(Wire):
    name: str | None
    email: str | None


class Contacts(Wire):
    school: Contact | None
    company: Contact | None


class MatchOut(Wire):
    model_config = example(MATCH)

    id: UUID
    state: MatchState
    proposed_by: Literal["school", "company", "coordinator"]
    origin: Literal["manual", "round", "replacement", "standby"]
    waits_for: list[SideName]
    away_side: Annotated[
        SideName | None, Field(description="a side that does not take part now: while it is away, nobody can say yes")
    ]
    request: RequestRef
    activity: ActivityRef
    moment: MomentOut
    venue: VenueOut | None
    moments: list[MomentOut]
    moments_by: SideName | None
    professional: ProfessionalRef | None
    holds_place: bool
    held_until: AwareDatetime | None
    respond_by: AwareDatetime | None
    score: int | None
    explanation: dict[str, Any] | None
    reason: str | None
    lesson_after: Literal["done", "waived"] | None
    feedback_by: list[SideName]
    switched_online: bool
    replaces: UUID | None
    replaced_by: UUID | None
    contacts: Contacts | None
    virtual_url: Annotated[str | None, Field(description="of an online visit, once both sides said yes")]
    allowed_actions: list[str]
    created_at: AwareDatetime
    updated_at: AwareDatetime


class MatchesOut(Wire):
    model_config = example({"items": [MATCH], "nextCursor": None})

    items: list[MatchOut]
    next_cursor: str | None
    count: int | None = None


class CancelledOut(MatchOut):
    """The cancelled match, and at once what could come in its place, or why there is nothing."""

    model_config = example({**MATCH, "state": "cancelled_by_company", "replacements": None})

    replacements: SuggestionsOut | None


class MatchSearch(Page):
    state: Annotated[list[MatchState], Field(max_length=20, description="any of these"), *UNIQUE] = []
    waits_for: Annotated[SideName | None, Field(description="whose answer is awaited")] = None
    request: Annotated[Id | None, Field(description="of this request")] = None
    activity: Annotated[Id | None, Field(description="of this activity")] = None
    region: RegionCode | None = None


class CandidateSearch(Params):
    activity_id: Id
    week: Annotated[Date, Field(description="any day of the week that it is about")]


class CandidatesOut(Wire):
    model_config = example({"items": [PROFESSIONAL]})

    items: list[ProfessionalOut]


class MomentIn(Wire):
    """A week, a slot of the activity, or a time: local in `timeZone`, or with its offset."""

    week: Date | None = None
    slot_id: Id | None = None
    starts_at: LocalTime | None = None
    ends_at: LocalTime | None = None
    time_zone: TimeZone = str(LOCAL)


MOMENT = {"startsAt": "2027-01-19T10:00", "endsAt": "2027-01-19T11:30"}
Moments = Annotated[list[MomentIn], Field(min_length=1, max_length=3)]


class MatchIn(Wire):
    """A proposal: which request, which activity, and when."""

    model_config = example(
        {
            "requestId": "0199d5a4-7c1e-7000-8000-000000000031",
            "activityId": "0199d5a4-7c1e-7000-8000-000000000021",
            "moments": [{"week": "2027-01-18"}],
        }
    )

    request_id: Id
    activity_id: Id
    moments: Moments
    professional_id: Id | None = None
    replaces: Annotated[Id | None, Field(description="the cancelled match that this one comes in place of")] = None
    note: Note | None = None
    side: Acting = None


class AcceptIn(Wire):
    """`moment` is the place of the one chosen among several; `slotId` or a time settles a week that was agreed."""

    model_config = example({"moment": 0})

    moment: Annotated[int | None, Field(ge=0, le=2), WHOLE] = None
    at: Annotated[MomentIn | None, Field(description="a slot or a time within the week that was proposed")] = None
    professional_id: Id | None = None
    note: Note | None = None
    side: Acting = None


class DeclineIn(Wire):
    model_config = example({"reason": "date_unsuitable"})

    reason: DeclineReason
    note: Note | None = None
    side: Acting = None


class CancelIn(Wire):
    model_config = example({"reason": "illness"})

    reason: CancelReason
    note: Note | None = None
    side: Acting = None


class MomentsIn(Wire):
    """Up to three other moments."""

    model_config = example({"moments": [MOMENT]})

    moments: Moments
    note: Note | None = None
    side: Acting = None


class SideIn(Wire):
    model_config = example({"side": "school"})

    note: Note | None = None
    side: Acting = None


class LessonAfterIn(Wire):
    """Whether the lesson after the activity was given, or is left out, with a note that says why."""

    model_config = example({"lesson": "done"})

    lesson: Literal["done", "waived"]
    note: Note | None = None


class FeedbackIn(Wire):
    """How it was: 1 is poor, 5 is excellent."""

    model_config = example({"score": 5, "wouldRepeat": True})

    score: Annotated[int, Field(ge=1, le=5), WHOLE]
    would_repeat: bool
    note: Note | None = None
    side: Acting = None


class EventOut(Wire):
    """One step; `facts` are what it settled."""

    place: int
    at: AwareDatetime
    type: str
    side: Literal["school", "company", "coordinator", "house"]
    reason: str | None
    facts: dict[str, Any]
    note: str | None


class EventsOut(Wire):
    model_config = example(
        {
            "items": [
                {
                    "place": 1,
                    "at": "2026-11-24T09:00:00Z",
                    "type": "proposed",
                    "side": "school",
                    "reason": None,
                    "facts": {"moment": {"week": "2027-01-18", "slotId": None, "startsAt": None, "endsAt": None}},
                    "note": None,
                }
            ]
        }
    )

    items: list[EventOut]
