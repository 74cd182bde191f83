"""Activities: published ones are public, the rest is its company's and its region's."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api.accounts.guards import Anyone, CompanySide
from api.activities import service
from api.activities.rules import (
    ActivityNotFound,
    CapacityOrder,
    CompanySiteRetired,
    CompanySiteUnknown,
    VirtualAlternativeUnknown,
    WeeksNeeded,
)
from api.activities.schemas import (
    ActivitiesOut,
    ActivityOut,
    ActivityPatch,
    ActivitySearch,
    NewActivity,
    SourcedActivity,
)
from api.companies.rules import CodeOfConductRequired
from api.kit import paging
from api.kit.db import Db
from api.kit.errors import PeriodReversed, VersionMismatch, VersionRequired, WeeksSpan, refuses
from api.kit.http import IfMatch, LoketRoute, OptionalIfMatch, item_answer
from api.kit.states import StateForbids
from api.kit.types import ExternalId, Id, Scheme
from api.regions.rules import OrganisationPaused, PlaceNeeded, UnknownPlace, UnknownRegion

router = APIRouter(tags=["activities"], route_class=LoketRoute)


@router.get(
    "/activities",
    summary="Search activities",
    response_model=ActivitiesOut,
    response_model_exclude_unset=True,
    responses=refuses(UnknownPlace, UnknownRegion, paging.UnknownCursor, PlaceNeeded, PeriodReversed),
)
async def list_activities(
    request: Request, db: Db, who: Anyone, search: Annotated[ActivitySearch, Query()]
) -> Response:
    """Words of the title count first, then the newest. `sort=distance` needs `near`."""
    bodies, cursor, count, facets = await service.search(db, who, search)
    return paging.page_answer(request, bodies, cursor, count, {"facets": facets} if facets else {})


@router.get(
    "/activities/{activity_id}",
    summary="One activity",
    response_model=ActivityOut,
    responses=refuses(ActivityNotFound),
)
async def read_activity(request: Request, db: Db, who: Anyone, activity_id: Id) -> Response:
    """A published activity, or one's own in any state."""
    found = await service.read(db, who, activity_id)
    return item_answer(request, found["body"], found["version"])


@router.post(
    "/activities",
    status_code=201,
    summary="Make an activity",
    response_model=ActivityOut,
    responses=refuses(
        CompanySiteUnknown,
        CompanySiteRetired,
        VirtualAlternativeUnknown,
        OrganisationPaused,
        CodeOfConductRequired,
        CapacityOrder,
        WeeksNeeded,
        WeeksSpan,
    ),
)
async def create_activity(request: Request, db: Db, who: CompanySide, body: NewActivity) -> Response:
    """At a company site of one's own company or region; a draft unless it is published at once."""
    activity_id = await service.create(db, who, body)
    found = await service.read(db, who, activity_id)
    return item_answer(request, found["body"], found["version"], 201, f"/v1/activities/{activity_id}")


@router.patch(
    "/activities/{activity_id}",
    summary="Change an activity",
    response_model=ActivityOut,
    responses=refuses(
        ActivityNotFound,
        VirtualAlternativeUnknown,
        StateForbids,
        CapacityOrder,
        VersionMismatch,
        VersionRequired,
        WeeksNeeded,
        WeeksSpan,
    ),
)
async def change_activity(
    request: Request, db: Db, who: CompanySide, activity_id: Id, patch: ActivityPatch, versions: IfMatch
) -> Response:
    """Changes the fields that are sent; needs the ETag that was read."""
    await service.change(db, who, activity_id, patch, versions)
    found = await service.read(db, who, activity_id)
    return item_answer(request, found["body"], found["version"])


@router.post(
    "/activities/{activity_id}/{verb}",
    summary="Publish, pause or archive an activity",
    response_model=ActivityOut,
    responses=refuses(
        ActivityNotFound, CompanySiteRetired, OrganisationPaused, CodeOfConductRequired, StateForbids, WeeksNeeded
    ),
)
async def act_on_activity(
    request: Request,
    db: Db,
    who: CompanySide,
    activity_id: Id,
    verb: Annotated[Literal["publish", "pause", "archive"], Path()],
) -> Response:
    """Moves it to the state that the verb leads to, when its present state allows that."""
    await service.act(db, who, activity_id, verb)
    found = await service.read(db, who, activity_id)
    return item_answer(request, found["body"], found["version"])


@router.put(
    "/activities/by-source/{scheme}/{value}",
    summary="Make or update an activity by its code",
    response_model=ActivityOut,
    responses={
        201: {"model": ActivityOut},
        **refuses(
            CompanySiteUnknown,
            CompanySiteRetired,
            VirtualAlternativeUnknown,
            CapacityOrder,
            StateForbids,
            VersionMismatch,
            WeeksNeeded,
            WeeksSpan,
        ),
    },
)
async def put_activity(
    request: Request,
    db: Db,
    who: CompanySide,
    scheme: Scheme,
    value: ExternalId,
    body: SourcedActivity,
    versions: OptionalIfMatch,
) -> Response:
    """Repeatable: 201 when it is new, 200 when it was known. If-Match is honoured when it is sent.

    `state` is that of a new one; what is known keeps its state, and changes no more once it is archived.
    """
    is_new, activity_id = await service.put(db, who, (scheme, value), body, versions)
    found = await service.read(db, who, activity_id)
    location = f"/v1/activities/{activity_id}" if is_new else None
    return item_answer(request, found["body"], found["version"], 201 if is_new else 200, location)
