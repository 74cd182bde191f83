"""Partnerships: proposed by either side or a coordinator, agreed by both, ended by any of them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.accounts.guards import PartnerKeeper, PartnerSides, PeopleReader
from api.accounts.rules import Actor
from api.kit import paging
from api.kit.db import Connection, Db
from api.kit.errors import VersionMismatch, refuses
from api.kit.http import LoketRoute, OptionalIfMatch, living_answer
from api.kit.states import StateForbids
from api.kit.types import Id
from api.organisations.rules import OrganisationNotFound
from api.partnerships import service
from api.partnerships.rules import AlreadyPartners, NotAdmitted, PartnershipNotFound
from api.partnerships.schemas import (
    EndIn,
    PartnershipIn,
    PartnershipSearch,
    PartnershipsOut,
    PartnershipWithYearsOut,
)
from api.regions.rules import OrganisationPaused

router = APIRouter(tags=["partnerships"], route_class=LoketRoute)


async def _told(db: Connection, who: Actor, partnership_id: UUID, status: int = 200) -> Response:
    """With its ETag; never 304, since its years and whether it is dormant change without it."""
    version, body = await service.read(db, who, partnership_id)
    location = f"/v1/partnerships/{partnership_id}" if status == 201 else None
    return living_answer(body, version, status, location)


@router.get(
    "/partnerships", summary="Partnerships", response_model=PartnershipsOut, responses=refuses(paging.UnknownCursor)
)
async def list_partnerships(
    request: Request, db: Db, who: PeopleReader, search: Annotated[PartnershipSearch, Query()]
) -> Response:
    """Of one's own school, company or region, newest first."""
    return paging.page_answer(request, *await service.search(db, who, search))


@router.get(
    "/partnerships/{partnership_id}",
    summary="One partnership",
    response_model=PartnershipWithYearsOut,
    responses=refuses(PartnershipNotFound),
)
async def read_partnership(request: Request, db: Db, who: PeopleReader, partnership_id: Id) -> Response:
    """With its school years: what took place in each, and which were a gap."""
    return await _told(db, who, partnership_id)


@router.post(
    "/partnerships",
    status_code=201,
    summary="Propose a partnership",
    response_model=PartnershipWithYearsOut,
    responses=refuses(OrganisationNotFound, OrganisationPaused, NotAdmitted, AlreadyPartners),
)
async def propose_partnership(request: Request, db: Db, who: PartnerKeeper, body: PartnershipIn) -> Response:
    """By the coordinator of the school or the company: that is their yes; by a region's coordinator: both decide.
    The other side is told by mail of each step.

    Partners come first among suggestions with equal scores, and only there: nobody's reach changes.
    """
    return await _told(db, who, await service.propose(db, who, body), 201)


@router.post(
    "/partnerships/{partnership_id}/accept",
    summary="Accept a partnership",
    response_model=PartnershipWithYearsOut,
    responses=refuses(PartnershipNotFound, StateForbids, OrganisationPaused, NotAdmitted, VersionMismatch),
)
async def accept_partnership(
    request: Request, db: Db, who: PartnerSides, partnership_id: Id, versions: OptionalIfMatch
) -> Response:
    """By the coordinator of the side that it waits for, when both take part. If-Match is honoured."""
    await service.accept(db, who, partnership_id, versions)
    return await _told(db, who, partnership_id)


@router.post(
    "/partnerships/{partnership_id}/end",
    summary="End a partnership",
    response_model=PartnershipWithYearsOut,
    responses=refuses(PartnershipNotFound, StateForbids, VersionMismatch),
)
async def end_partnership(
    request: Request, db: Db, who: PartnerKeeper, partnership_id: Id, body: EndIn, versions: OptionalIfMatch
) -> Response:
    """By either side or a region's coordinator, with a reason; also how one says no to a proposal. If-Match is
    honoured.
    """
    await service.end(db, who, partnership_id, body, versions)
    return await _told(db, who, partnership_id)
