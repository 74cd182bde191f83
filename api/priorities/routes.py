"""Priorities: for a region's coordinators alone."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.accounts.guards import RegionSide
from api.accounts.rules import Actor
from api.kit import paging
from api.kit.db import Connection, Db
from api.kit.errors import Forbidden, VersionMismatch, refuses
from api.kit.http import LoketRoute, OptionalIfMatch, item_answer
from api.kit.states import StateForbids
from api.kit.types import Id
from api.priorities import service
from api.priorities.rules import AlreadyFirst, PriorityNotFound
from api.priorities.schemas import PrioritiesOut, PriorityIn, PriorityOut, PrioritySearch
from api.regions.rules import UnknownRegion
from api.schools.rules import SchoolSiteNotFound

router = APIRouter(tags=["match rounds"], route_class=LoketRoute)


async def _told(request: Request, db: Connection, who: Actor, priority_id: UUID, status: int = 200) -> Response:
    version, body = await service.read(db, who, priority_id)
    location = f"/v1/school-priorities/{priority_id}" if status == 201 else None
    return item_answer(request, body, version, status, location)


@router.get(
    "/school-priorities",
    summary="Schools that come first",
    response_model=PrioritiesOut,
    responses=refuses(UnknownRegion, paging.UnknownCursor),
)
async def list_priorities(
    request: Request, db: Db, who: RegionSide, search: Annotated[PrioritySearch, Query()]
) -> Response:
    """In one's regions, newest first, with the reason of each; also those that were taken back."""
    return paging.page_answer(request, *await service.search(db, who, search))


@router.get(
    "/school-priorities/{priority_id}",
    summary="One priority of a school",
    response_model=PriorityOut,
    responses=refuses(PriorityNotFound),
)
async def read_priority(request: Request, db: Db, who: RegionSide, priority_id: Id) -> Response:
    """Which site, in which school year, and why."""
    return await _told(request, db, who, priority_id)


@router.post(
    "/school-priorities",
    status_code=201,
    summary="Let a school come first",
    response_model=PriorityOut,
    responses=refuses(SchoolSiteNotFound, Forbidden, AlreadyFirst),
)
async def create_priority(request: Request, db: Db, who: RegionSide, body: PriorityIn) -> Response:
    """In rounds of that school year that are frozen from now on the site counts as having had one match fewer."""
    return await _told(request, db, who, await service.create(db, who, body), 201)


@router.post(
    "/school-priorities/{priority_id}/withdraw",
    summary="Take a school's priority back",
    response_model=PriorityOut,
    responses=refuses(PriorityNotFound, StateForbids, VersionMismatch),
)
async def withdraw_priority(
    request: Request, db: Db, who: RegionSide, priority_id: Id, versions: OptionalIfMatch
) -> Response:
    """Rounds that are frozen keep it. If-Match is honoured."""
    await service.withdraw(db, who, priority_id, versions)
    return await _told(request, db, who, priority_id)
