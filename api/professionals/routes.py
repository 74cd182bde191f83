"""Professionals: seen by schools once they agreed, changed by themselves and by who coordinates their company."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api.accounts.guards import PeopleReader, PeopleSide
from api.kit import paging
from api.kit.db import Db
from api.kit.errors import PeriodReversed, VersionMismatch, VersionRequired, refuses
from api.kit.http import IfMatch, LoketRoute, item_answer
from api.kit.states import StateForbids
from api.kit.types import Id
from api.professionals import service
from api.professionals.rules import (
    AccountWithoutRole,
    CompanyUnknown,
    ConsentIsPersonal,
    ProfessionalNotFound,
    ProfileExists,
)
from api.professionals.schemas import (
    NewProfessional,
    ProfessionalOut,
    ProfessionalPatch,
    ProfessionalSearch,
    ProfessionalsOut,
)
from api.regions.rules import PlaceNeeded, UnknownPlace, UnknownRegion

router = APIRouter(tags=["professionals"], route_class=LoketRoute)


@router.get(
    "/professionals",
    summary="Professionals",
    response_model=ProfessionalsOut,
    responses=refuses(UnknownPlace, UnknownRegion, PlaceNeeded, paging.UnknownCursor),
)
async def list_professionals(
    request: Request, db: Db, who: PeopleReader, search: Annotated[ProfessionalSearch, Query()]
) -> Response:
    """Schools see active people who agreed to it, companies their own people, coordinators those of their region.

    By name, or nearest first when `near` is given. Nobody's address is told.
    """
    return paging.page_answer(request, *await service.search(db, who, search))


@router.get(
    "/professionals/{professional_id}",
    summary="One professional",
    response_model=ProfessionalOut,
    responses=refuses(ProfessionalNotFound),
)
async def read_professional(request: Request, db: Db, who: PeopleReader, professional_id: Id) -> Response:
    """Hours, weeks off, limit and certificate are told to the person and to coordinators alone."""
    found = await service.read(db, who, professional_id)
    return item_answer(request, found["body"], found["version"])


@router.post(
    "/professionals",
    status_code=201,
    summary="Add a professional",
    response_model=ProfessionalOut,
    responses=refuses(CompanyUnknown, AccountWithoutRole, ProfileExists, ConsentIsPersonal, PeriodReversed),
)
async def create_professional(request: Request, db: Db, who: PeopleSide, body: NewProfessional) -> Response:
    """By who coordinates the company or its region; or a profile of one's own, by one's own account.

    Who has an account gives consent there; for others the coordinator says that they agreed.
    """
    professional_id = await service.create(db, who, body)
    found = await service.read(db, who, professional_id)
    return item_answer(request, found["body"], found["version"], 201, f"/v1/professionals/{professional_id}")


@router.patch(
    "/professionals/{professional_id}",
    summary="Change a professional",
    response_model=ProfessionalOut,
    responses=refuses(
        ProfessionalNotFound, StateForbids, AccountWithoutRole, ProfileExists, ConsentIsPersonal, PeriodReversed,
        VersionMismatch, VersionRequired,
    ),
)  # fmt: skip
async def change_professional(
    request: Request, db: Db, who: PeopleSide, professional_id: Id, patch: ProfessionalPatch, versions: IfMatch
) -> Response:
    """Changes the fields that are sent; needs the ETag that was read."""
    await service.change(db, who, professional_id, patch, versions)
    found = await service.read(db, who, professional_id)
    return item_answer(request, found["body"], found["version"])


@router.post(
    "/professionals/{professional_id}/{verb}",
    summary="Pause, resume or leave as a professional",
    response_model=ProfessionalOut,
    responses=refuses(ProfessionalNotFound, StateForbids),
)
async def act_on_professional(
    request: Request,
    db: Db,
    who: PeopleSide,
    professional_id: Id,
    verb: Annotated[Literal["pause", "resume", "leave"], Path()],
) -> Response:
    """A pause hides a profile and keeps it; who leaves is hidden for good, and forgotten half a year later."""
    await service.act(db, who, professional_id, verb)
    found = await service.read(db, who, professional_id)
    return item_answer(request, found["body"], found["version"])
