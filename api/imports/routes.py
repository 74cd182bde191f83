"""Files in, by curl as it is."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.accounts.guards import Importer
from api.imports import queries, service
from api.imports.receive import FileRoute
from api.imports.record import Record
from api.imports.rules import (
    FileNotUnderstood,
    FormatOfAnotherKind,
    ImportNotFound,
    ImportRejected,
    LineBreaksLost,
    RetireRefused,
)
from api.imports.schemas import ImportOut, ImportsOut, ImportWanted
from api.kit import paging
from api.kit.db import Db
from api.kit.errors import refuses
from api.kit.http import json_answer
from api.kit.paging import Page
from api.kit.types import Id
from api.regions.rules import UnknownRegion

router = APIRouter(tags=["imports"], route_class=FileRoute)
FILE: dict[str, Any] = {"schema": {"type": "string"}, "example": "scheme,externalId,name\nloket,s1,Voorbeeldschool\n"}
OBJECT = {"scheme": "loket", "externalId": "s1", "name": "Voorbeeldschool", "levels": ["havo"]}
BODY = {
    "required": True,
    "description": "The file itself; with curl: --data-binary @file. CSV, JSON, GeoJSON or NDJSON.",
    "content": {
        "text/csv": FILE,
        "application/json": {"schema": {"type": "array", "items": {"type": "object"}}, "example": [OBJECT]},
        "multipart/form-data": {
            "schema": {"type": "object", "required": ["file"], "properties": {"file": {"type": "string"}}}
        },
    },
}


@router.post(
    "/imports",
    status_code=201,
    summary="Import a file",
    response_model=ImportOut,
    openapi_extra={"requestBody": BODY},
    responses={
        200: {"model": ImportOut, "description": "Dry run"},
        **refuses(
            ImportRejected, FileNotUnderstood, FormatOfAnotherKind, LineBreaksLost, RetireRefused, UnknownRegion
        ),
    },
)
async def create_import(
    request: Request, db: Db, who: Importer, wanted: Annotated[ImportWanted, Query()]
) -> Response:
    """All or nothing unless `partial`; 200 for a dry run, 201 when applied, 400 with row errors when rejected."""
    record: Record = request.state.record
    asked = service.Wanted(wanted.kind, wanted.format, wanted.dry_run, wanted.partial, wanted.retire, wanted.region)
    outcome = await service.run(db, who, request.state.upload, asked, record, record.advance)
    if outcome.rejected:
        raise service.refusal(outcome)
    return json_answer(json.dumps(outcome.wire, ensure_ascii=False), 200 if wanted.dry_run else 201)


@router.get("/imports", summary="Imports", response_model=ImportsOut, responses=refuses(paging.UnknownCursor))
async def list_imports(request: Request, db: Db, who: Importer, page: Annotated[Page, Query()]) -> Response:
    """One's own imports, newest first, with their progress."""
    found = await queries.jobs(db, who, paging.by_id(page))
    bodies, cursor = paging.cut(found, page.page_size, "id")
    return paging.page_answer(request, bodies, cursor)


@router.get("/imports/{import_id}", summary="One import", response_model=ImportOut, responses=refuses(ImportNotFound))
async def read_import(db: Db, who: Importer, import_id: Id) -> Response:
    """Its progress while it runs, and afterwards what came of it."""
    body = await queries.job(db, who, import_id)
    if body is None:
        raise ImportNotFound()
    return json_answer(body)
