"""Match rounds: made, solved and reviewed by a region's coordinators; for everybody once published."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.accounts.guards import Anyone, RegionSide
from api.calendars.routes import SHOWN, ICalendar
from api.kit import paging
from api.kit.db import Db
from api.kit.errors import Forbidden, VersionMismatch, VersionRequired, refuses
from api.kit.http import IfMatch, LoketRoute, OptionalIfMatch, json_answer, living_answer, tagged
from api.kit.sheets import CSV, Sheet, kept_as, preferred
from api.kit.states import StateForbids
from api.kit.types import Id
from api.regions.rules import UnknownRegion
from api.rounds import exports, queries, rules, service
from api.rounds.schemas import (
    DecisionsIn,
    DecisionsOut,
    PairsOut,
    RoundIn,
    RoundOut,
    RoundPatch,
    RoundSearch,
    RoundsOut,
    UnservedPage,
)

router = APIRouter(tags=["match rounds"], route_class=LoketRoute)
STEP = refuses(rules.RoundNotFound, StateForbids, VersionMismatch)

PLANS: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            CSV: {"schema": {"type": "string"}, "example": exports.plan([])},
            ICalendar.media_type: SHOWN[200]["content"][ICalendar.media_type],
        }
    }
}


def _file(example: dict[str, object]) -> dict[int | str, dict[str, object]]:
    """The answers of an operation that gives a file to the byte."""
    told = {"application/json": {"schema": {"type": "object"}, "example": example}}
    return {
        200: {"description": "The file, to the byte", "content": told},
        **refuses(rules.RoundNotFound, rules.NothingToOpen),
    }


@router.get(
    "/match-rounds",
    summary="Match rounds",
    response_model=RoundsOut,
    responses=refuses(UnknownRegion, paging.UnknownCursor),
)
async def list_rounds(request: Request, db: Db, who: Anyone, search: Annotated[RoundSearch, Query()]) -> Response:
    """Published ones, and all of one's own region, newest first."""
    return paging.page_answer(request, *await service.search(db, who, search))


@router.post(
    "/match-rounds",
    status_code=201,
    summary="Make a round",
    response_model=RoundOut,
    responses=refuses(UnknownRegion, Forbidden, rules.WeightsOff),
)
async def create_round(db: Db, who: RegionSide, body: RoundIn) -> Response:
    """A draft. The SHA-256 of its seed is told at once, the seed when it is frozen."""
    round_id = await service.create(db, who, body)
    return await _answer(db, who, round_id, 201)


@router.get(
    "/match-rounds/{round_id}",
    summary="One round",
    response_model=RoundOut,
    responses=refuses(rules.RoundNotFound),
)
async def read_round(db: Db, who: Anyone, round_id: Id) -> Response:
    """Its state, its figures beside those of first come, first served, and how far a solve is."""
    return await _answer(db, who, round_id)


async def _answer(db: Db, who: Anyone, round_id: Id, status: int = 200) -> Response:
    """With its ETag; never 304, since its progress changes without it."""
    found = await service.read(db, who, round_id)
    location = f"/v1/match-rounds/{round_id}" if status == 201 else None
    return living_answer(found["body"], found["version"], status, location)


@router.patch(
    "/match-rounds/{round_id}",
    summary="Change a round",
    response_model=RoundOut,
    responses=refuses(rules.RoundNotFound, StateForbids, VersionMismatch, VersionRequired),
)
async def change_round(db: Db, who: RegionSide, round_id: Id, patch: RoundPatch, versions: IfMatch) -> Response:
    """Whether it is mended by itself; a round that is over stays as it is."""
    await service.change(db, who, round_id, patch, versions)
    return await _answer(db, who, round_id)


@router.post("/match-rounds/{round_id}/freeze", summary="Freeze a round", response_model=RoundOut, responses=STEP)
async def freeze_round(db: Db, who: RegionSide, round_id: Id, versions: OptionalIfMatch) -> Response:
    """Writes down every open request and published activity of the region, and reveals the seed."""
    await service.freeze(db, who, round_id, versions)
    return await _answer(db, who, round_id)


@router.post(
    "/match-rounds/{round_id}/solve",
    status_code=202,
    summary="Solve a round",
    response_model=RoundOut,
    responses=STEP,
)
async def solve_round(db: Db, who: RegionSide, round_id: Id, versions: OptionalIfMatch) -> Response:
    """Into the queue, with the decisions so far; `progress` tells how far it is."""
    await service.solve(db, who, round_id, versions)
    return await _answer(db, who, round_id, 202)


@router.post("/match-rounds/{round_id}/stop", summary="Stop a solve", response_model=RoundOut, responses=STEP)
async def stop_round(db: Db, who: RegionSide, round_id: Id, versions: OptionalIfMatch) -> Response:
    """The best plan so far stays, with what is proven of it."""
    await service.stop(db, who, round_id, versions)
    return await _answer(db, who, round_id)


@router.post("/match-rounds/{round_id}/cancel", summary="Cancel a round", response_model=RoundOut, responses=STEP)
async def cancel_round(db: Db, who: RegionSide, round_id: Id, versions: OptionalIfMatch) -> Response:
    """Nothing comes of it."""
    await service.cancel(db, who, round_id, versions)
    return await _answer(db, who, round_id)


@router.post(
    "/match-rounds/{round_id}/publish",
    summary="Publish a round",
    response_model=RoundOut,
    responses=refuses(
        *(rules.RoundNotFound, StateForbids, VersionMismatch),
        *(rules.SolveFirst, rules.BeingPublished, rules.ScenarioNeverSent),
    ),
)
async def publish_round(db: Db, who: RegionSide, round_id: Id, versions: OptionalIfMatch) -> Response:
    """Proposes every pair to both sides. What is not possible any more is left out, and says why."""
    await service.publish(db, who, round_id, versions)
    return await _answer(db, who, round_id)


@router.post("/match-rounds/{round_id}/close", summary="Close a round", response_model=RoundOut, responses=STEP)
async def close_round(db: Db, who: RegionSide, round_id: Id, versions: OptionalIfMatch) -> Response:
    """It is over; its matches live on."""
    await service.close(db, who, round_id, versions)
    return await _answer(db, who, round_id)


@router.post(
    "/match-rounds/{round_id}/decisions",
    summary="Decide on proposals",
    response_model=RoundOut,
    responses=refuses(
        *(rules.RoundNotFound, StateForbids, VersionMismatch),
        *(rules.PairNotFound, rules.PairNeeded, rules.PairKept),
    ),
)
async def decide_round(
    db: Db, who: RegionSide, round_id: Id, body: DecisionsIn, versions: OptionalIfMatch
) -> Response:
    """Accept, pin, forbid or release, each with a reason; all or none."""
    await service.decide(db, who, round_id, body.items, versions)
    return await _answer(db, who, round_id)


@router.get(
    "/match-rounds/{round_id}/decisions",
    summary="Decisions on a round",
    response_model=DecisionsOut,
    responses=refuses(rules.RoundNotFound),
)
async def list_decisions(db: Db, who: RegionSide, round_id: Id) -> Response:
    """Oldest first, with their reasons; the last one on a request and an activity counts."""
    return json_answer(await service.decisions(db, who, round_id))


@router.get(
    "/match-rounds/{round_id}/proposals",
    summary="Proposals of a round",
    response_model=PairsOut,
    responses={**PLANS, **refuses(rules.RoundNotFound, StateForbids, paging.UnknownCursor)},
)
async def list_proposals(
    request: Request, db: Db, who: RegionSide, round_id: Id, search: Annotated[paging.Slice, Query()]
) -> Response:
    """Who goes with whom, in which week, and why; once published also what became of it. By Accept all of them at
    once, as CSV, or as iCalendar what came of a published round: whole weeks where no moment is fixed.
    """
    match preferred(request, "application/json", CSV, ICalendar.media_type):
        case "text/csv":
            return kept_as(Sheet(await service.plan(db, who, round_id)), "proposals.csv")
        case "text/calendar":
            return kept_as(ICalendar(await service.agenda(db, who, round_id)), "appointments.ics")
    return paging.page_answer(request, *await service.outcomes(db, who, round_id, queries.PAIRS, search))


@router.get(
    "/match-rounds/{round_id}/unserved",
    summary="Requests that a round leaves without",
    response_model=UnservedPage,
    responses=refuses(rules.RoundNotFound, paging.UnknownCursor),
)
async def list_unserved(
    request: Request, db: Db, who: RegionSide, round_id: Id, search: Annotated[paging.Slice, Query()]
) -> Response:
    """Each with its reason, and with what would have helped."""
    return paging.page_answer(request, *await service.outcomes(db, who, round_id, queries.UNSERVED, search))


@router.get(
    "/match-rounds/{round_id}/snapshot",
    summary="What a round was solved on",
    responses=_file({"format": "match-instance/1", "name": "Voorjaar 2027"}),
)
async def read_snapshot(request: Request, db: Db, who: Anyone, round_id: Id) -> Response:
    """A `match-instance/1`, decisions included: `loket solve` makes the same plan of it.

    Of an amendment it is `loket repair`, with what its result tells as published and withdrawn.
    """
    return tagged(request, json_answer(await service.file(db, who, round_id, "instance")), 0)


@router.get(
    "/match-rounds/{round_id}/result",
    summary="What came out of a round",
    responses=_file({"format": "match-result/1", "plan": []}),
)
async def read_result(request: Request, db: Db, who: Anyone, round_id: Id) -> Response:
    """A `match-result/1` with its certificate: `loket verify` checks it without a solver."""
    return tagged(request, json_answer(await service.file(db, who, round_id, "result")), 0)


@router.get(
    "/match-rounds/{round_id}/metrics",
    summary="What a round brings",
    responses=_file({"asked": 120, "served": 103, "tierValue": 1378, "scoreTotalInt": 654463}),
)
async def read_metrics(request: Request, db: Db, who: Anyone, round_id: Id) -> Response:
    """The figures of its result."""
    return tagged(request, json_answer(await service.file(db, who, round_id, "metrics")), 0)


@router.get(
    "/match-rounds/{round_id}/baseline",
    summary="What there would be without a round",
    responses=_file({"fcfs": {"asked": 120, "served": 96, "tierValue": 1301, "scoreTotalInt": 601220}}),
)
async def read_baseline(request: Request, db: Db, who: Anyone, round_id: Id) -> Response:
    """The same figures had the requests been served first come, first served."""
    return tagged(request, json_answer(await service.file(db, who, round_id, "baseline")), 0)


@router.get(
    "/match-rounds/{round_id}/certificate",
    summary="The proof of a round",
    responses=_file({"form": "prices/1", "stages": []}),
)
async def read_round_certificate(request: Request, db: Db, who: Anyone, round_id: Id) -> Response:
    """Prices that show in one pass that no plan is better; a round with side rules, or that was stopped, has none."""
    return tagged(request, json_answer(await service.file(db, who, round_id, "certificate")), 0)
