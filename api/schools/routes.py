"""School sites: public to read; registers are taken over by regions."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.accounts.guards import Anyone, SchoolKeeper
from api.kit import paging
from api.kit.db import Db
from api.kit.errors import VersionMismatch, refuses
from api.kit.http import LoketRoute, OptionalIfMatch, item_answer
from api.kit.types import ExternalId, Id, Scheme
from api.regions.rules import PlaceNeeded, PostcodeUnreadable, UnknownMunicipality, UnknownPlace, UnknownRegion
from api.schools import queries, service
from api.schools.rules import SchoolSiteNotFound
from api.schools.schemas import SchoolSearch, SchoolSiteIn, SchoolSiteOut, SchoolSitesOut

router = APIRouter(tags=["schools"], route_class=LoketRoute)


@router.get(
    "/schools",
    summary="School sites",
    response_model=SchoolSitesOut,
    responses=refuses(UnknownPlace, UnknownRegion, PlaceNeeded, paging.UnknownCursor),
)
async def list_schools(request: Request, db: Db, who: Anyone, search: Annotated[SchoolSearch, Query()]) -> Response:
    """Sites by name, or by distance when `near` is given; `q` finds beginnings of words and codes."""
    values = await service.search_values(db, who, search)
    found = await queries.page(db, values)
    bodies, cursor = paging.cut(found, search.page_size, "km" if search.near else "sort_name", "id")
    count = await queries.count(db, values) if search.count else None
    facets = await queries.levels(db, values["region"]) if search.facets else None
    return paging.page_answer(request, bodies, cursor, count, {"facets": facets} if facets else {})


@router.get(
    "/schools/{site_id}",
    summary="One school site",
    response_model=SchoolSiteOut,
    responses=refuses(SchoolSiteNotFound),
)
async def read_school(request: Request, db: Db, who: Anyone, site_id: Id) -> Response:
    """A site, also when it is retired."""
    found = await service.read(db, who, site_id)
    return item_answer(request, found["body"], found["version"])


@router.put(
    "/schools/by-source/{scheme}/{value}",
    summary="Make or update a school site by its code",
    response_model=SchoolSiteOut,
    responses={201: {"model": SchoolSiteOut}, **refuses(UnknownMunicipality, PostcodeUnreadable, VersionMismatch)},
)
async def put_school(
    request: Request,
    db: Db,
    who: SchoolKeeper,
    scheme: Scheme,
    value: ExternalId,
    body: SchoolSiteIn,
    versions: OptionalIfMatch,
) -> Response:
    """Repeatable: 201 when it is new, 200 when it was known. Absent fields erase nothing; If-Match is honoured."""
    is_new, site_id = await service.put(db, who, (scheme, value), body, versions)
    found = await service.read(db, who, site_id)
    location = f"/v1/schools/{site_id}" if is_new else None
    return item_answer(request, found["body"], found["version"], 201 if is_new else 200, location)
