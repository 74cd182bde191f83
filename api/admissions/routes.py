"""Applications: anybody's to make, the region's to decide."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api.accounts.guards import Anyone, RegionSide
from api.accounts.routes import origin_of
from api.admissions import service
from api.admissions.rules import (
    AlreadyDecided,
    AlreadyKnown,
    ApplicationLinkUnknown,
    ApplicationNotFound,
    RegisterUnknown,
)
from api.admissions.schemas import (
    ApplicationIn,
    ApplicationLink,
    ApplicationOut,
    ApplicationReceived,
    ApplicationSearch,
    ApplicationsOut,
    Decision,
)
from api.kit import audit, paging
from api.kit.db import Db
from api.kit.errors import MethodNotAllowed, refuses
from api.kit.http import LoketRoute, item_answer, json_answer
from api.kit.limits import TooManyRequests
from api.kit.states import StateForbids
from api.kit.types import Id

router = APIRouter(tags=["admissions"], route_class=LoketRoute)


@router.post(
    "/applications",
    status_code=201,
    summary="Apply to take part",
    response_model=ApplicationReceived,
    responses=refuses(RegisterUnknown, AlreadyKnown, TooManyRequests),
)
async def create_application(request: Request, db: Db, _: Anyone, body: ApplicationIn) -> Response:
    """A school by its site in the register, a company by its KvK number. A mail brings a link to read and withdraw
    it.

    What takes part already or has an open application is refused with `see`, its public page. So a repeat makes no
    second one, and no Idempotency-Key is needed.
    """
    return json_answer(await service.apply(db, body, origin_of(request)), 201)


@router.post(
    "/applications/by-link",
    summary="My application",
    response_model=ApplicationOut,
    responses=refuses(ApplicationLinkUnknown, TooManyRequests),
)
async def read_application_by_link(request: Request, db: Db, _: Anyone, body: ApplicationLink) -> Response:
    """As the newest mail's link shows it, without an account."""
    audit.nothing_written()
    row = await service.by_link(db, body.token, origin_of(request))
    return item_answer(request, row["body"], row["version"])


@router.get("/applications/by-link", include_in_schema=False)
async def refuse_by_link(_: Anyone) -> None:
    """A token never stands in an address; without this the path would be taken for an id."""
    raise MethodNotAllowed(headers={"Allow": "POST"})


@router.post(
    "/applications/by-link/withdraw",
    summary="Withdraw my application",
    response_model=ApplicationOut,
    responses=refuses(ApplicationLinkUnknown, AlreadyDecided, TooManyRequests),
)
async def withdraw_application_by_link(request: Request, db: Db, _: Anyone, body: ApplicationLink) -> Response:
    """While it is open; it stays readable."""
    row = await service.withdraw(db, body.token, origin_of(request))
    return item_answer(request, row["body"], row["version"])


@router.get(
    "/applications",
    summary="Applications",
    response_model=ApplicationsOut,
    responses=refuses(paging.UnknownCursor),
)
async def list_applications(
    request: Request, db: Db, who: RegionSide, search: Annotated[ApplicationSearch, Query()]
) -> Response:
    """The queue of one's regions, oldest first. The read is written into the log."""
    return paging.page_answer(request, *await service.search(db, who, search))


@router.get(
    "/applications/{application_id}",
    summary="One application",
    response_model=ApplicationOut,
    responses=refuses(ApplicationNotFound),
)
async def read_application(request: Request, db: Db, who: RegionSide, application_id: Id) -> Response:
    """With its contact; the read is written into the log."""
    row = await service.read(db, who, application_id)
    return item_answer(request, row["body"], row["version"])


@router.post(
    "/applications/{application_id}/{verb}",
    summary="Verify, admit, reject or wait-list an application",
    response_model=ApplicationOut,
    responses=refuses(ApplicationNotFound, AlreadyDecided, AlreadyKnown, StateForbids),
)
async def act_on_application(
    request: Request,
    db: Db,
    who: RegionSide,
    application_id: Id,
    verb: Annotated[Literal["verify", "admit", "reject", "waitlist"], Path()],
    decision: Decision,
) -> Response:
    """Admitted, the organisation takes part and the contact is its coordinator. The decision goes by mail, with the
    note; what is noted at verifying stays with the coordinators. What takes part by now, or is known in another
    region alone, is not admitted.
    """
    await service.decide(db, who, application_id, verb, decision)
    row = await service.read(db, who, application_id)
    return item_answer(request, row["body"], row["version"])
