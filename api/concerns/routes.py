"""Concerns: reported by who is signed in, read and handled by the region's coordinator."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.accounts.guards import Person, RegionSide
from api.activities.rules import ActivityNotFound
from api.companies.rules import CompanySiteNotFound
from api.concerns import service
from api.concerns.rules import ConcernNotFound
from api.concerns.schemas import ConcernIn, ConcernOut, ConcernSearch, ConcernsOut, Handling
from api.kit import paging
from api.kit.db import Db
from api.kit.errors import refuses
from api.kit.http import LoketRoute, json_answer
from api.kit.states import StateForbids
from api.kit.types import Id
from api.matches.rules import MatchNotFound
from api.requests.rules import RequestNotFound
from api.schools.rules import SchoolSiteNotFound

router = APIRouter(tags=["concerns"], route_class=LoketRoute)


@router.post(
    "/concerns",
    status_code=201,
    summary="Report a concern",
    response_model=ConcernOut,
    responses=refuses(ActivityNotFound, RequestNotFound, MatchNotFound, CompanySiteNotFound, SchoolSiteNotFound),
)
async def create_concern(request: Request, db: Db, who: Person, body: ConcernIn) -> Response:
    """About what one may see oneself. Its region's coordinator reads it, and who reported it."""
    return json_answer(await service.create(db, who, body), 201)


@router.get("/concerns", summary="Concerns", response_model=ConcernsOut, responses=refuses(paging.UnknownCursor))
async def list_concerns(
    request: Request, db: Db, who: RegionSide, search: Annotated[ConcernSearch, Query()]
) -> Response:
    """Those of one's region, newest first. The read is written into the log."""
    return paging.page_answer(request, *await service.search(db, who, search))


@router.post(
    "/concerns/{concern_id}/handle",
    summary="Handle a concern",
    response_model=ConcernOut,
    responses=refuses(ConcernNotFound, StateForbids),
)
async def handle_concern(request: Request, db: Db, who: RegionSide, concern_id: Id, body: Handling) -> Response:
    """Writes down what came of it; it is closed by that."""
    return json_answer(await service.handle(db, who, concern_id, body.outcome))
