"""Keys of portals and scripts, given by the coordinators of their regions."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Query, Request
from starlette.responses import Response

from api.accounts.guards import Overseer
from api.clients import service
from api.clients.rules import ClientNotFound, ClientRevoked, OperatorsKey, RegionNotYours, ScopeNotYours
from api.clients.schemas import (
    ClientOut,
    ClientPatch,
    ClientSearch,
    ClientsOut,
    ClientWithKeyOut,
    NewClient,
    Rotation,
)
from api.kit import idempotency, paging
from api.kit.db import Db
from api.kit.errors import VersionMismatch, VersionRequired, refuses
from api.kit.http import IfMatch, LoketRoute, item_answer
from api.kit.types import Id
from api.regions.rules import UnknownRegion

router = APIRouter(tags=["clients"], route_class=LoketRoute)
HOURS: Any = Body(examples=[{"keepFormerHours": 24}])


@router.get(
    "/api-clients",
    summary="API clients",
    response_model=ClientsOut,
    responses=refuses(paging.UnknownCursor),
)
async def list_clients(request: Request, db: Db, who: Overseer, search: Annotated[ClientSearch, Query()]) -> Response:
    """Portals and scripts of one's own regions, the newest first; for a platform admin every key."""
    bodies, cursor, count = await service.search(db, who, search)
    return paging.page_answer(request, bodies, cursor, count)


@router.post(
    "/api-clients",
    status_code=201,
    summary="Make an API client",
    response_model=ClientWithKeyOut,
    responses=refuses(UnknownRegion, RegionNotYours, ScopeNotYours),
)
async def create_client(request: Request, db: Db, who: Overseer, body: NewClient) -> Response:
    """Its key is in this answer and never shown again; a repeat by Idempotency-Key has it no more."""
    client_id, key = await service.create(db, who, body)
    return await _shown_once(request, db, who, client_id, key, f"/v1/api-clients/{client_id}")


@router.get(
    "/api-clients/{client_id}",
    summary="One API client",
    response_model=ClientOut,
    responses=refuses(ClientNotFound),
)
async def read_client(request: Request, db: Db, who: Overseer, client_id: Id) -> Response:
    """What it may do, and when it last did; never its key."""
    found = await service.read(db, who, client_id)
    return item_answer(request, found["body"], found["version"])


@router.patch(
    "/api-clients/{client_id}",
    summary="Change an API client",
    response_model=ClientOut,
    responses=refuses(ClientNotFound, ClientRevoked, OperatorsKey, ScopeNotYours, VersionMismatch, VersionRequired),
)
async def change_client(
    request: Request, db: Db, who: Overseer, client_id: Id, patch: ClientPatch, versions: IfMatch
) -> Response:
    """Name, scopes and rate, in force with the next request. Its regions stay: make another client for those."""
    await service.change(db, who, client_id, patch, versions)
    found = await service.read(db, who, client_id)
    return item_answer(request, found["body"], found["version"])


@router.post(
    "/api-clients/{client_id}/rotate",
    summary="Give an API client a new key",
    response_model=ClientWithKeyOut,
    responses=refuses(ClientNotFound, ClientRevoked, OperatorsKey, ScopeNotYours),
)
async def rotate_client(
    request: Request, db: Db, who: Overseer, client_id: Id, body: Annotated[Rotation | None, HOURS] = None
) -> Response:
    """The key before it works for another 24 hours, or for as long as is asked; one from before that stops now."""
    key = await service.rotate(db, who, client_id, body or Rotation())
    return await _shown_once(request, db, who, client_id, key)


@router.post(
    "/api-clients/{client_id}/revoke",
    summary="Revoke an API client",
    response_model=ClientOut,
    responses=refuses(ClientNotFound, ClientRevoked),
)
async def revoke_client(request: Request, db: Db, who: Overseer, client_id: Id) -> Response:
    """Its keys are refused from now on, everywhere, for good."""
    await service.revoke(db, who, client_id)
    found = await service.read(db, who, client_id)
    return item_answer(request, found["body"], found["version"])


async def _shown_once(
    request: Request, db: Db, who: Overseer, client_id: UUID, key: str, location: str | None = None
) -> Response:
    found = await service.read(db, who, client_id)
    idempotency.keep_instead(request, service.with_key(found["body"], None))
    status = 200 if location is None else 201
    return item_answer(request, service.with_key(found["body"], key), found["version"], status, location)
