"""Company sites: public to read."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic_core import to_json
from starlette.responses import Response

from api.accounts.guards import Anyone, CompanyCoordinator, CompanyKeeper, CompanySide
from api.companies import queries, service
from api.companies.conduct import CODE
from api.companies.rules import CodeOutdated, CompanyNotFound, CompanySiteNotFound
from api.companies.schemas import (
    CodeIn,
    CodeOfConductOut,
    CompanyCodeOut,
    CompanySearch,
    CompanySiteIn,
    CompanySiteOut,
    CompanySitesOut,
)
from api.kit import paging
from api.kit.db import Db
from api.kit.errors import VersionMismatch, refuses
from api.kit.http import LoketRoute, OptionalIfMatch, item_answer, json_answer, tagged
from api.kit.types import ExternalId, Id, Scheme
from api.regions.rules import PlaceNeeded, PostcodeUnreadable, UnknownMunicipality, UnknownPlace, UnknownRegion

HOUR = 3600
router = APIRouter(tags=["companies"], route_class=LoketRoute)


@router.get(
    "/companies",
    summary="Company sites",
    response_model=CompanySitesOut,
    responses=refuses(UnknownPlace, UnknownRegion, PlaceNeeded, paging.UnknownCursor),
)
async def list_companies(
    request: Request, db: Db, who: Anyone, search: Annotated[CompanySearch, Query()]
) -> Response:
    """Sites by name, or by distance when `near` is given; `q` finds beginnings of words and codes."""
    values = await service.search_values(db, who, search)
    found = await queries.page(db, values)
    bodies, cursor = paging.cut(found, search.page_size, "km" if search.near else "sort_name", "id")
    count = await queries.count(db, values) if search.count else None
    return paging.page_answer(request, bodies, cursor, count)


@router.get(
    "/companies/{site_id}",
    summary="One company site",
    response_model=CompanySiteOut,
    responses=refuses(CompanySiteNotFound),
)
async def read_company(request: Request, db: Db, who: Anyone, site_id: Id) -> Response:
    """A site, also when it is retired."""
    found = await service.read(db, who, site_id)
    return item_answer(request, found["body"], found["version"])


@router.put(
    "/companies/by-source/{scheme}/{value}",
    summary="Make or update a company site by its code",
    response_model=CompanySiteOut,
    responses={201: {"model": CompanySiteOut}, **refuses(UnknownMunicipality, PostcodeUnreadable, VersionMismatch)},
)
async def put_company(
    request: Request,
    db: Db,
    who: CompanyKeeper,
    scheme: Scheme,
    value: ExternalId,
    body: CompanySiteIn,
    versions: OptionalIfMatch,
) -> Response:
    """Repeatable: 201 when it is new, 200 when it was known. Absent fields erase nothing; If-Match is honoured."""
    is_new, site_id = await service.put(db, who, (scheme, value), body, versions)
    found = await service.read(db, who, site_id)
    location = f"/v1/companies/{site_id}" if is_new else None
    return item_answer(request, found["body"], found["version"], 201 if is_new else 200, location)


@router.get("/code-of-conduct", summary="The code of conduct", response_model=CodeOfConductOut)
async def read_code_of_conduct(request: Request, who: Anyone) -> Response:
    """What a company agrees to before it publishes; in force is this version."""
    return tagged(request, json_answer(to_json(CODE)), HOUR)


@router.get(
    "/organisations/{organisation_id}/code-of-conduct",
    summary="Which code of conduct a company accepted",
    response_model=CompanyCodeOut,
    responses=refuses(CompanyNotFound),
)
async def read_company_code(request: Request, db: Db, who: CompanySide, organisation_id: Id) -> Response:
    """For the company's people and its region."""
    return json_answer(await service.code_of(db, who, organisation_id))


@router.post(
    "/organisations/{organisation_id}/code-of-conduct",
    summary="Accept the code of conduct",
    response_model=CompanyCodeOut,
    responses=refuses(CompanyNotFound, CodeOutdated),
)
async def accept_code_of_conduct(
    request: Request, db: Db, who: CompanyCoordinator, organisation_id: Id, body: CodeIn
) -> Response:
    """By the company's coordinator. Before that its own people publish nothing."""
    await service.accept_code(db, who, organisation_id, body.version)
    return json_answer(await service.code_of(db, who, organisation_id))
