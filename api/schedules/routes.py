"""Schedules of rounds: for a region's coordinators alone."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.accounts.guards import RegionSide
from api.accounts.rules import Actor
from api.kit import paging
from api.kit.db import Connection, Db
from api.kit.errors import Forbidden, VersionMismatch, VersionRequired, refuses
from api.kit.http import IfMatch, LoketRoute, OptionalIfMatch, living_answer
from api.kit.states import StateForbids
from api.kit.types import Id
from api.regions.rules import UnknownRegion
from api.rounds.rules import WeightsOff
from api.schedules import service
from api.schedules.rules import AlreadyScheduled, EndsFirst, ScheduleNotFound
from api.schedules.schemas import (
    NewRoundScheduleIn,
    RoundScheduleIn,
    RoundScheduleOut,
    RoundScheduleSearch,
    RoundSchedulesOut,
)

router = APIRouter(tags=["match rounds"], route_class=LoketRoute)


async def _told(db: Connection, who: Actor, schedule_id: UUID, status: int = 200) -> Response:
    """With its ETag; never 304, since its next day changes without it."""
    version, body = await service.read(db, who, schedule_id)
    location = f"/v1/round-schedules/{schedule_id}" if status == 201 else None
    return living_answer(body, version, status, location)


@router.get(
    "/round-schedules",
    summary="Schedules of rounds",
    response_model=RoundSchedulesOut,
    responses=refuses(UnknownRegion, paging.UnknownCursor),
)
async def list_round_schedules(
    request: Request, db: Db, who: RegionSide, search: Annotated[RoundScheduleSearch, Query()]
) -> Response:
    """Of one's regions, at most one each."""
    return paging.page_answer(request, *await service.search(db, who, search))


@router.get(
    "/round-schedules/{schedule_id}",
    summary="One schedule of rounds",
    response_model=RoundScheduleOut,
    responses=refuses(ScheduleNotFound),
)
async def read_round_schedule(db: Db, who: RegionSide, schedule_id: Id) -> Response:
    """When its rounds are made, by which terms, and which was the last."""
    return await _told(db, who, schedule_id)


@router.post(
    "/round-schedules",
    status_code=201,
    summary="Schedule a region's rounds",
    response_model=RoundScheduleOut,
    responses=refuses(UnknownRegion, Forbidden, AlreadyScheduled, EndsFirst, WeightsOff),
)
async def create_round_schedule(db: Db, who: RegionSide, body: NewRoundScheduleIn) -> Response:
    """On its days a round is made, frozen and solved by itself. It waits to be looked at, and the coordinators are
    mailed; nothing is published by itself.
    """
    return await _told(db, who, await service.create(db, who, body), 201)


@router.put(
    "/round-schedules/{schedule_id}",
    summary="Set a schedule anew",
    response_model=RoundScheduleOut,
    responses=refuses(ScheduleNotFound, EndsFirst, WeightsOff, VersionMismatch, VersionRequired),
)
async def change_round_schedule(
    db: Db, who: RegionSide, schedule_id: Id, body: RoundScheduleIn, versions: IfMatch
) -> Response:
    """All of it; one that was stopped runs again. Days before today do not count."""
    await service.change(db, who, schedule_id, body, versions)
    return await _told(db, who, schedule_id)


@router.post(
    "/round-schedules/{schedule_id}/stop",
    summary="Stop a schedule",
    response_model=RoundScheduleOut,
    responses=refuses(ScheduleNotFound, StateForbids, VersionMismatch),
)
async def stop_round_schedule(db: Db, who: RegionSide, schedule_id: Id, versions: OptionalIfMatch) -> Response:
    """No more rounds by themselves; those that were made stay. If-Match is honoured."""
    await service.stop(db, who, schedule_id, versions)
    return await _told(db, who, schedule_id)
