"""Standing by for a full activity; an offer is accepted among the matches, which it becomes one of."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.accounts.guards import CompanySide, SchoolReader, SchoolSide
from api.activities.rules import ActivityNotFound, NeedsUnmet
from api.kit import paging
from api.kit.db import Db
from api.kit.errors import refuses
from api.kit.http import LoketRoute, item_answer, json_answer
from api.kit.states import StateForbids
from api.kit.types import Id
from api.regions.rules import OrganisationPaused
from api.requests.rules import RequestNotFound
from api.standby import service
from api.standby.rules import AlreadyWaiting, NoWeekInCommon, PlaceLeft, StandbyNotFound
from api.standby.schemas import LineOut, StandbyIn, StandbyOut, StandbySearch, StandbysOut

router = APIRouter(tags=["matches"], route_class=LoketRoute)


@router.get(
    "/standby-places",
    summary="What one stands by for",
    response_model=StandbysOut,
    responses=refuses(paging.UnknownCursor),
)
async def list_standby_places(
    request: Request, db: Db, who: SchoolReader, search: Annotated[StandbySearch, Query()]
) -> Response:
    """Of one's own school or region, newest first; also what is over."""
    return paging.page_answer(request, *await service.search(db, who, search))


@router.post(
    "/standby-places",
    status_code=201,
    summary="Stand by for a full activity",
    response_model=StandbyOut,
    responses=refuses(
        RequestNotFound,
        ActivityNotFound,
        OrganisationPaused,
        NeedsUnmet,
        NoWeekInCommon,
        PlaceLeft,
        AlreadyWaiting,
        StateForbids,
    ),
)
async def create_standby_place(request: Request, db: Db, who: SchoolSide, body: StandbyIn) -> Response:
    """When a place comes free, whoever's request waits longest is offered it, by mail, and it is held for a while."""
    standby_id = await service.join(db, who, body)
    found = await service.read(db, who, standby_id)
    return item_answer(request, found["body"], found["version"], 201)


@router.post(
    "/standby-places/{standby_id}/pass",
    summary="Let an offered place go by",
    response_model=StandbyOut,
    responses=refuses(StandbyNotFound, StateForbids),
)
async def pass_standby_place(request: Request, db: Db, who: SchoolSide, standby_id: Id) -> Response:
    """It is offered to the next at once."""
    await service.let_pass(db, who, standby_id)
    found = await service.read(db, who, standby_id)
    return item_answer(request, found["body"], found["version"])


@router.post(
    "/standby-places/{standby_id}/cancel",
    summary="Stand by no more",
    response_model=StandbyOut,
    responses=refuses(StandbyNotFound, StateForbids),
)
async def cancel_standby_place(request: Request, db: Db, who: SchoolSide, standby_id: Id) -> Response:
    """While nothing is offered; what is offered can be let go by."""
    await service.cancel(db, who, standby_id)
    found = await service.read(db, who, standby_id)
    return item_answer(request, found["body"], found["version"])


@router.get(
    "/activities/{activity_id}/standby",
    summary="How many wait for an activity",
    response_model=LineOut,
    responses=refuses(ActivityNotFound),
)
async def read_standby(db: Db, who: CompanySide, activity_id: Id) -> Response:
    """Of one's own company or region; who they are is theirs."""
    return json_answer(await service.line(db, who, activity_id))
