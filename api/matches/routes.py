"""Matches: proposed, answered, planned, kept or not; for both sides and the coordinators of their regions."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.accounts.guards import MatchParty, MatchReader, PeopleReader, SchoolSide
from api.activities.rules import ActivityNotFound, NeedsUnmet
from api.kit import paging
from api.kit.db import Db
from api.kit.errors import Refusal, VersionMismatch, refuses
from api.kit.http import LoketRoute, OptionalIfMatch, item_answer, json_answer, living_answer
from api.kit.states import StateForbids
from api.kit.types import Id
from api.matches import moments, proposing, rules, service, standing
from api.matches.schemas import (
    AcceptIn,
    CancelIn,
    CancelledOut,
    CandidateSearch,
    CandidatesOut,
    DeclineIn,
    EventsOut,
    FeedbackIn,
    LessonAfterIn,
    MatchesOut,
    MatchIn,
    MatchOut,
    MatchSearch,
    MomentsIn,
    SideIn,
)
from api.professionals.rules import CapReached, ProfessionalNotFound
from api.regions.rules import OrganisationPaused, UnknownRegion
from api.requests.rules import RequestNotFound
from api.slots.rules import SlotNotFound, TimeUnsuitable
from api.standby.rules import OfferOver, StandbyNotFound

router = APIRouter(tags=["matches"], route_class=LoketRoute)
STEP: tuple[type[Refusal], ...] = (rules.MatchNotFound, StateForbids, rules.SideNeeded, VersionMismatch)
CHOOSES: tuple[type[Refusal], ...] = (rules.MomentNeeded, SlotNotFound, TimeUnsuitable)
BOOKS: tuple[type[Refusal], ...] = (
    rules.Full, rules.ProfessionalBusy, rules.WeekUnsuitable, rules.DayUnsuitable, rules.MomentUnknown,
)  # fmt: skip


@router.get(
    "/matches",
    summary="Matches",
    response_model=MatchesOut,
    responses=refuses(UnknownRegion, paging.UnknownCursor),
)
async def list_matches(
    request: Request, db: Db, who: MatchReader, search: Annotated[MatchSearch, Query()]
) -> Response:
    """Of one's own school, company or region, newest first."""
    bodies, cursor, count = await service.search(db, who, search)
    return paging.page_answer(request, bodies, cursor, count)


@router.post(
    "/matches",
    status_code=201,
    summary="Propose a match",
    response_model=MatchOut,
    responses=refuses(
        RequestNotFound,
        ActivityNotFound,
        SlotNotFound,
        TimeUnsuitable,
        ProfessionalNotFound,
        OrganisationPaused,
        CapReached,
        rules.RequestNotOpen,
        rules.ActivityNotOffered,
        rules.AlreadyProposed,
        rules.AlreadyMatched,
        rules.CannotReplace,
        rules.SideNeeded,
        NeedsUnmet,
        *BOOKS,
    ),
)
async def propose_match(request: Request, db: Db, who: MatchParty, body: MatchIn) -> Response:
    """It is the proposer's own yes and holds a place for a while; what a coordinator proposes needs both sides."""
    match_id = await proposing.propose(db, who, body)
    found = await service.read(db, who, match_id)
    return item_answer(request, found["body"], found["version"], 201, f"/v1/matches/{match_id}")


@router.get(
    "/matches/{match_id}", summary="One match", response_model=MatchOut, responses=refuses(rules.MatchNotFound)
)
async def read_match(db: Db, who: MatchReader, match_id: Id) -> Response:
    """Who the other side is stands in it once both said yes."""
    found = await service.read(db, who, match_id)
    return living_answer(found["body"], found["version"])  # a side that goes away changes no match


@router.get(
    "/matches/{match_id}/events",
    summary="What happened to a match",
    response_model=EventsOut,
    responses=refuses(rules.MatchNotFound),
)
async def list_match_events(db: Db, who: MatchReader, match_id: Id) -> Response:
    """Its log, oldest first: the one source of its state."""
    return json_answer(await service.history(db, who, match_id))


@router.get(
    "/match-candidates",
    summary="Who can be asked for an activity",
    response_model=CandidatesOut,
    responses=refuses(ActivityNotFound),
)
async def list_match_candidates(db: Db, who: PeopleReader, search: Annotated[CandidateSearch, Query()]) -> Response:
    """People of its company who are not away in that week nor at their limit in its month; whose turn it is first."""
    return json_answer(b'{"items":[%s]}' % ",".join(await moments.candidates(db, who, search)).encode())


async def _answer(request: Request, db: Db, who: MatchParty, match_id: Id) -> Response:
    found = await service.read(db, who, match_id)
    return item_answer(request, found["body"], found["version"])


@router.post(
    "/matches/{match_id}/accept",
    summary="Say yes",
    response_model=MatchOut,
    responses=refuses(
        *STEP,
        *BOOKS,
        OrganisationPaused,
        rules.MomentNeeded,
        rules.AlreadyMatched,
        SlotNotFound,
        ProfessionalNotFound,
        CapReached,
    ),
)
async def accept_match(
    request: Request, db: Db, who: MatchParty, match_id: Id, body: AcceptIn, versions: OptionalIfMatch
) -> Response:
    """The second yes confirms it; one of several moments is chosen by its place. While a side pauses, nobody can."""
    await service.accept(db, who, match_id, body, versions)
    return await _answer(request, db, who, match_id)


@router.post(
    "/matches/{match_id}/decline",
    summary="Say no",
    response_model=MatchOut,
    responses=refuses(*STEP),
)
async def decline_match(
    request: Request, db: Db, who: MatchParty, match_id: Id, body: DeclineIn, versions: OptionalIfMatch
) -> Response:
    """With a reason. No to another moment for what is planned leaves the plan as it was."""
    await service.decline(db, who, match_id, body, versions)
    return await _answer(request, db, who, match_id)


@router.post(
    "/matches/{match_id}/withdraw",
    summary="Take a proposal back",
    response_model=MatchOut,
    responses=refuses(*STEP),
)
async def withdraw_match(
    request: Request, db: Db, who: MatchParty, match_id: Id, body: SideIn, versions: OptionalIfMatch
) -> Response:
    """By whoever made it, while it waits."""
    await service.withdraw(db, who, match_id, body.note, body.side, versions)
    return await _answer(request, db, who, match_id)


@router.post(
    "/matches/{match_id}/propose-slots",
    summary="Propose other moments",
    response_model=MatchOut,
    responses=refuses(
        *STEP, OrganisationPaused, SlotNotFound, TimeUnsuitable, rules.WeekUnsuitable, rules.MomentUnknown
    ),
)
async def propose_slots(
    request: Request, db: Db, who: MatchParty, match_id: Id, body: MomentsIn, versions: OptionalIfMatch
) -> Response:
    """Up to three, in place of those proposed; the other side chooses."""
    await service.propose_moments(db, who, match_id, body, versions, "propose-slots")
    return await _answer(request, db, who, match_id)


@router.post(
    "/matches/{match_id}/reschedule",
    summary="Ask to move what is planned",
    response_model=MatchOut,
    responses=refuses(*STEP, SlotNotFound, TimeUnsuitable, rules.WeekUnsuitable, rules.MomentUnknown),
)
async def reschedule_match(
    request: Request, db: Db, who: MatchParty, match_id: Id, body: MomentsIn, versions: OptionalIfMatch
) -> Response:
    """The plan stands until the other side takes one of the moments."""
    await service.propose_moments(db, who, match_id, body, versions, "reschedule")
    return await _answer(request, db, who, match_id)


@router.post(
    "/matches/{match_id}/mark-delivered",
    summary="Say that it took place",
    response_model=MatchOut,
    responses=refuses(*STEP, rules.NotYet),
)
async def mark_delivered(
    request: Request, db: Db, who: MatchParty, match_id: Id, body: SideIn, versions: OptionalIfMatch
) -> Response:
    """From its beginning on."""
    await service.mark_delivered(db, who, match_id, body.note, body.side, versions)
    return await _answer(request, db, who, match_id)


@router.post(
    "/matches/{match_id}/mark-no-show",
    summary="Say that the other side was not there",
    response_model=MatchOut,
    responses=refuses(*STEP, rules.NotYet),
)
async def mark_no_show(
    request: Request, db: Db, who: MatchParty, match_id: Id, body: SideIn, versions: OptionalIfMatch
) -> Response:
    """From its beginning on."""
    await service.mark_no_show(db, who, match_id, body.note, body.side, versions)
    return await _answer(request, db, who, match_id)


@router.post(
    "/matches/{match_id}/lesson-after",
    summary="Say whether the lesson after it was given",
    response_model=MatchOut,
    responses=refuses(*STEP, rules.LessonReasonNeeded),
)
async def mark_lesson_after(
    request: Request, db: Db, who: MatchParty, match_id: Id, body: LessonAfterIn, versions: OptionalIfMatch
) -> Response:
    """Given, or left out with a note that says why; needed before a match can be evaluated."""
    await service.lesson_after(db, who, match_id, body, versions)
    return await _answer(request, db, who, match_id)


@router.post(
    "/matches/{match_id}/feedback",
    summary="Say how it was",
    response_model=MatchOut,
    responses=refuses(*STEP),
)
async def give_feedback(
    request: Request, db: Db, who: MatchParty, match_id: Id, body: FeedbackIn, versions: OptionalIfMatch
) -> Response:
    """Once for each side. With the lesson after settled, one side's word evaluates the match and both close it."""
    await service.feedback(db, who, match_id, body, versions)
    return await _answer(request, db, who, match_id)


@router.post(
    "/matches/{match_id}/cancel",
    summary="Cancel what is planned",
    response_model=CancelledOut,
    responses=refuses(*STEP),
)
async def cancel_match(
    request: Request, db: Db, who: MatchParty, match_id: Id, body: CancelIn, versions: OptionalIfMatch
) -> Response:
    """With a reason. The request is open again with its waiting time; the school hears at once what could come in
    its place, or why there is nothing.
    """
    replacements = await service.cancel(db, who, match_id, body, versions)
    found = await service.read(db, who, match_id)
    told = f'{found["body"][:-1]}, "replacements": {replacements or "null"}}}'
    return item_answer(request, told, found["version"])


@router.post(
    "/standby-places/{standby_id}/accept",
    status_code=201,
    summary="Take an offered place",
    response_model=MatchOut,
    responses=refuses(
        StandbyNotFound,
        OfferOver,
        StateForbids,
        OrganisationPaused,
        rules.RequestNotOpen,
        rules.ActivityNotOffered,
        rules.AlreadyProposed,
        rules.AlreadyMatched,
        NeedsUnmet,
        rules.WeekUnsuitable,
    ),
)
async def accept_standby_place(request: Request, db: Db, who: SchoolSide, standby_id: Id) -> Response:
    """It becomes a proposal to the company, which is the school's own yes."""
    match_id = await standing.accept(db, who, standby_id)
    found = await service.read(db, who, match_id)
    return item_answer(request, found["body"], found["version"], 201, f"/v1/matches/{match_id}")
