"""Who did what; one's own data, out and away; consents; the register of processing."""

import json
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.accounts.guards import Admin, Anyone, Overseer, Person
from api.accounts.routes import without_session
from api.kit import paging
from api.kit.db import Db
from api.kit.errors import refuses
from api.kit.http import LoketRoute, json_answer, tagged
from api.kit.types import Id
from api.organisations.rules import LastCoordinator
from api.privacy import service
from api.privacy.register import published
from api.privacy.rules import AddressDiffers, ConsentNotFound, WordingOutdated
from api.privacy.schemas import (
    AuditEntriesOut,
    ConsentIn,
    ConsentOut,
    ConsentsOut,
    Entries,
    Erasure,
    ExportOut,
    OwnEntries,
    RegisterOut,
    VerificationOut,
)

router = APIRouter(tags=["privacy"], route_class=LoketRoute)
HOUR = 3600  # the register changes with a release
REGISTER = json.dumps(published(), ensure_ascii=False)
ATTACHED = {"Content-Disposition": 'attachment; filename="techniekloket-my-data.json"', "Cache-Control": "no-store"}


@router.get(
    "/audit-entries", summary="Who did what", response_model=AuditEntriesOut, responses=refuses(paging.UnknownCursor)
)
async def list_audit_entries(
    request: Request, db: Db, who: Overseer, search: Annotated[Entries, Query()]
) -> Response:
    """Writes, reads of contact data and refusals in one's own regions, newest first; the platform sees all."""
    return paging.page_answer(request, *await service.entries(db, who, search))


@router.get(
    "/audit-entries/mine",
    summary="What was done with my account",
    response_model=AuditEntriesOut,
    responses=refuses(paging.UnknownCursor),
)
async def list_own_audit_entries(
    request: Request, db: Db, who: Person, search: Annotated[OwnEntries, Query()]
) -> Response:
    """Newest first; what you do not know may have been somebody else."""
    return paging.page_answer(request, *await service.own_entries(db, who, search))


@router.get("/audit-entries/verification", summary="Is the log whole?", response_model=VerificationOut)
async def verify_audit_entries(db: Db, _: Admin) -> Response:
    """Computes every chain anew; a row that was changed, added or taken away shows as the place where it breaks."""
    return json_answer(json.dumps(await service.verification(db)))


@router.get("/account/export", summary="Everything kept of me", response_model=ExportOut)
async def export_account(db: Db, who: Person) -> Response:
    """A file with your rows of every table in the register that holds personal data, without secrets."""
    return json_answer(await service.export(db, who), headers=ATTACHED)


@router.post(
    "/account/erase",
    status_code=204,
    summary="Erase me",
    responses=refuses(AddressDiffers, LastCoordinator),
)
async def erase_account(db: Db, who: Person, body: Erasure) -> Response:
    """Ends every session and forgets all but the account's id; a last mail tells. It cannot be undone."""
    await service.erase(db, who, body.confirm)
    return without_session(Response(status_code=204))


@router.get("/consents", summary="My consents", response_model=ConsentsOut)
async def list_consents(db: Db, who: Person) -> Response:
    """What one agreed to, in which wording, and what one may agree to."""
    return json_answer(await service.consents(db, who))


@router.post(
    "/consents",
    status_code=201,
    summary="Agree to something",
    response_model=ConsentOut,
    responses=refuses(WordingOutdated),
)
async def create_consent(db: Db, who: Person, body: ConsentIn) -> Response:
    """To one purpose, in the wording that was read."""
    made = await service.give(db, who, body)
    return json_answer(made["body"], 201, {"Location": f"/v1/consents/{made['id']}"})


@router.post(
    "/consents/{consent_id}/withdraw",
    summary="Take a consent back",
    response_model=ConsentOut,
    responses=refuses(ConsentNotFound),
)
async def withdraw_consent(db: Db, who: Person, consent_id: Id) -> Response:
    """As easily as it was given; from now on."""
    return json_answer(await service.withdraw(db, who, consent_id))


@router.get("/processing-register", summary="The register of processing", response_model=RegisterOut)
async def read_processing_register(request: Request, _: Anyone) -> Response:
    """Every table with personal data: why, on which ground, for whose eyes, how long, and what erasing leaves."""
    return tagged(request, json_answer(REGISTER), HOUR)
