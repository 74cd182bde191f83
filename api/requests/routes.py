"""Requests: seen and written by their school and their region."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api.accounts.guards import Anyone, SchoolReader, SchoolSide
from api.kit import paging
from api.kit.db import Db
from api.kit.errors import PeriodReversed, VersionMismatch, VersionRequired, WeeksSpan, refuses
from api.kit.http import IfMatch, LoketRoute, OptionalIfMatch, item_answer, json_answer, tagged
from api.kit.states import StateForbids
from api.kit.types import ExternalId, Id, Scheme
from api.regions.rules import OrganisationPaused, UnknownRegion
from api.requests import service
from api.requests.rules import RequestClosed, RequestNotFound, SchoolSiteRetired, SchoolSiteUnknown, WeeksOver
from api.requests.schemas import (
    DemandOut,
    DemandSearch,
    RequestIn,
    RequestOut,
    RequestPatch,
    RequestSearch,
    RequestsOut,
    SourcedRequest,
)

MINUTE = 60
router = APIRouter(tags=["requests"], route_class=LoketRoute)


@router.get(
    "/requests",
    summary="Requests",
    response_model=RequestsOut,
    responses=refuses(UnknownRegion, paging.UnknownCursor),
)
async def list_requests(
    request: Request, db: Db, who: SchoolReader, search: Annotated[RequestSearch, Query()]
) -> Response:
    """The requests of one's own school or region, newest first."""
    bodies, cursor, count = await service.search(db, who, search)
    return paging.page_answer(request, bodies, cursor, count)


@router.get(
    "/demand/unmet",
    summary="What is asked and not answered, in numbers",
    response_model=DemandOut,
    response_model_exclude_unset=True,
    responses=refuses(UnknownRegion),
)
async def list_unmet_demand(
    request: Request, db: Db, who: Anyone, search: Annotated[DemandSearch, Query()]
) -> Response:
    """Open requests and their pupils by subject, level and municipality, the most asked first. No school is named."""
    return tagged(request, json_answer(await service.unmet(db, search)), MINUTE)


@router.get(
    "/requests/{request_id}",
    summary="One request",
    response_model=RequestOut,
    responses=refuses(RequestNotFound),
)
async def read_request(request: Request, db: Db, who: SchoolReader, request_id: Id) -> Response:
    """A request of one's own school or region."""
    found = await service.read(db, who, request_id)
    return item_answer(request, found["body"], found["version"])


@router.post(
    "/requests",
    status_code=201,
    summary="Ask for an activity",
    response_model=RequestOut,
    responses=refuses(OrganisationPaused, SchoolSiteUnknown, SchoolSiteRetired, WeeksSpan, PeriodReversed),
)
async def create_request(request: Request, db: Db, who: SchoolSide, body: RequestIn) -> Response:
    """Opens a request, or keeps a draft; `respondBy` says when the asker hears something at the latest."""
    made = await service.create(db, who, body)
    return item_answer(request, made["body"], made["version"], 201, f"/v1/requests/{made['id']}")


@router.patch(
    "/requests/{request_id}",
    summary="Change a request",
    response_model=RequestOut,
    responses=refuses(
        RequestNotFound, RequestClosed, StateForbids, VersionMismatch, VersionRequired, WeeksSpan, PeriodReversed
    ),
)
async def change_request(
    request: Request, db: Db, who: SchoolSide, request_id: Id, patch: RequestPatch, versions: IfMatch
) -> Response:
    """Changes the fields that are sent; needs the ETag that was read."""
    await service.change(db, who, request_id, patch, versions)
    found = await service.read(db, who, request_id)
    return item_answer(request, found["body"], found["version"])


@router.post(
    "/requests/{request_id}/{verb}",
    summary="Open, confirm, re-open or withdraw a request",
    response_model=RequestOut,
    responses=refuses(RequestNotFound, RequestClosed, StateForbids, SchoolSiteRetired, OrganisationPaused, WeeksOver),
)
async def act_on_request(
    request: Request,
    db: Db,
    who: SchoolSide,
    request_id: Id,
    verb: Annotated[Literal["open", "confirm", "reopen", "withdraw"], Path()],
) -> Response:
    """A draft is opened, an old request is confirmed, an expired one opened again: its waiting time is kept.

    Withdrawing closes it; it stays readable.
    """
    await service.act(db, who, request_id, verb)
    found = await service.read(db, who, request_id)
    return item_answer(request, found["body"], found["version"])


@router.put(
    "/requests/by-source/{scheme}/{value}",
    summary="Make or update a request by its code",
    response_model=RequestOut,
    responses={
        201: {"model": RequestOut},
        **refuses(
            OrganisationPaused,
            SchoolSiteUnknown,
            SchoolSiteRetired,
            RequestClosed,
            StateForbids,
            VersionMismatch,
            WeeksSpan,
        ),
    },
)
async def put_request(
    request: Request,
    db: Db,
    who: SchoolSide,
    scheme: Scheme,
    value: ExternalId,
    body: SourcedRequest,
    versions: OptionalIfMatch,
) -> Response:
    """Repeatable: 201 when it is new, 200 when it was known. If-Match is honoured when it is sent."""
    is_new, request_id = await service.put(db, who, (scheme, value), body, versions)
    found = await service.read(db, who, request_id)
    location = f"/v1/requests/{request_id}" if is_new else None
    return item_answer(request, found["body"], found["version"], 201 if is_new else 200, location)
