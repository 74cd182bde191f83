"""Slots of an activity: seen by all who see the activity, made by those whose it is."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.accounts.guards import Anyone, CompanySide
from api.activities.rules import ActivityNotFound
from api.kit import paging
from api.kit.db import Db
from api.kit.errors import refuses
from api.kit.http import LoketRoute, item_answer
from api.kit.states import StateForbids
from api.kit.types import Id
from api.slots import service
from api.slots.rules import SlotInUse, SlotNotFound, SlotOutsideWeeks, SlotTaken, TimeUnsuitable
from api.slots.schemas import SlotIn, SlotOut, SlotSearch, SlotsOut

router = APIRouter(tags=["slots"], route_class=LoketRoute)


@router.get(
    "/activities/{activity_id}/slots",
    summary="Slots of an activity",
    response_model=SlotsOut,
    responses=refuses(ActivityNotFound, paging.UnknownCursor),
)
async def list_slots(
    request: Request, db: Db, who: Anyone, activity_id: Id, search: Annotated[SlotSearch, Query()]
) -> Response:
    """The earliest first; cancelled ones are for those whose activity it is."""
    bodies, cursor = await service.search(db, who, activity_id, search)
    return paging.page_answer(request, bodies, cursor)


@router.post(
    "/activities/{activity_id}/slots",
    status_code=201,
    summary="Add a slot",
    response_model=SlotOut,
    responses=refuses(ActivityNotFound, StateForbids, SlotOutsideWeeks, SlotTaken, TimeUnsuitable),
)
async def create_slot(request: Request, db: Db, who: CompanySide, activity_id: Id, body: SlotIn) -> Response:
    """A moment with its own number of groups. A local time that the clock skips or repeats is refused."""
    slot_id = await service.create(db, who, activity_id, body)
    found = await service.read(db, who, activity_id, slot_id)
    location = f"/v1/activities/{activity_id}/slots/{slot_id}"
    return item_answer(request, found["body"], found["version"], 201, location)


@router.get(
    "/activities/{activity_id}/slots/{slot_id}",
    summary="One slot",
    response_model=SlotOut,
    responses=refuses(SlotNotFound),
)
async def read_slot(request: Request, db: Db, who: Anyone, activity_id: Id, slot_id: Id) -> Response:
    """A slot and how many places it has left."""
    found = await service.read(db, who, activity_id, slot_id)
    return item_answer(request, found["body"], found["version"])


@router.post(
    "/activities/{activity_id}/slots/{slot_id}/cancel",
    summary="Take a slot back",
    response_model=SlotOut,
    responses=refuses(SlotNotFound, SlotInUse, StateForbids),
)
async def cancel_slot(request: Request, db: Db, who: CompanySide, activity_id: Id, slot_id: Id) -> Response:
    """Only while nobody has a place in it."""
    await service.cancel(db, who, activity_id, slot_id)
    found = await service.read(db, who, activity_id, slot_id)
    return item_answer(request, found["body"], found["version"])
