"""Files in, by curl as it is."""

import io
import json
from email.message import Message
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from api.accounts.guards import Importer
from api.imports import queries, service
from api.imports.rules import FileNotUnderstood, ImportNotFound, ImportRejected, LineBreaksLost, RetireRefused
from api.imports.schemas import ImportOut, ImportsOut, ImportWanted
from api.kit import paging
from api.kit.db import Database, Db
from api.kit.errors import FieldError, InvalidInput, UnsupportedMediaType, refuses
from api.kit.http import LoketRoute, json_answer
from api.kit.paging import Page
from api.kit.types import Id
from api.regions.rules import UnknownRegion

router = APIRouter(tags=["imports"], route_class=LoketRoute)
LIMIT = 20 * 1024 * 1024
FILE_TYPES = (
    "text/csv", "text/plain", "application/csv", "application/json", "application/geo+json", "application/x-ndjson",
    "application/octet-stream", "application/x-www-form-urlencoded", "application/vnd.ms-excel", "",
)  # fmt: skip
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


async def _file(request: Request) -> tuple[bytes, str, str | None]:
    """The bytes of the file, its media type and charset."""
    if request.headers.get("content-encoding", "identity") != "identity":
        raise UnsupportedMediaType(detail="Send the file as it is, not compressed.")
    media_type, charset = _media_type(request.headers.get("content-type", ""))
    if media_type == "multipart/form-data":
        async with request.form(max_files=1, max_fields=1) as form:
            upload = form.get("file")
            if not isinstance(upload, UploadFile):
                raise InvalidInput(FieldError("#/file", "missing", "a multipart body carries the file as `file`"))
            inner, charset = _media_type(upload.headers.get("content-type", "") if upload.headers else "")
            return await upload.read(), inner, charset
    if media_type not in FILE_TYPES:
        raise UnsupportedMediaType(detail="Send text/csv, JSON, GeoJSON, NDJSON or multipart/form-data.")
    return await request.body(), media_type, charset


def _media_type(header: str) -> tuple[str, str | None]:
    message = Message()
    message["content-type"] = header or "text/plain"
    charset = message.get_param("charset")
    return message.get_content_type() if header else "", str(charset) if charset else None


def _silent(_: int) -> None:
    """Over HTTP a file has 20 MB at most; its job tells of it when it is done."""


@router.post(
    "/imports",
    status_code=201,
    summary="Import a file",
    response_model=ImportOut,
    openapi_extra={"requestBody": BODY},
    responses={
        200: {"model": ImportOut, "description": "Dry run"},
        **refuses(ImportRejected, FileNotUnderstood, LineBreaksLost, RetireRefused, UnknownRegion),
    },
)
async def create_import(
    request: Request, db: Db, who: Importer, wanted: Annotated[ImportWanted, Query()]
) -> Response:
    """All or nothing unless `partial`; 200 for a dry run, 201 when applied, 400 with row errors when rejected."""
    content, media_type, charset = await _file(request)
    asked = service.Wanted(
        wanted.kind, wanted.format, wanted.dry_run, wanted.partial, wanted.retire, wanted.region, media_type, charset
    )
    database: Database = request.app.state.database
    async with database.connection() as record:
        values = {"kind": wanted.kind, "dry_run": wanted.dry_run, "region": wanted.region, "actor": who.id}
        job = await queries.start(record, values)
        work = service.run(db, who, io.BytesIO(content), asked, job, _silent)
        outcome = await service.recorded(record, job, work)
    if outcome.rejected:
        raise service.refusal(outcome)
    return json_answer(json.dumps(outcome.wire, ensure_ascii=False), 200 if wanted.dry_run else 201)


@router.get("/imports", summary="Imports", response_model=ImportsOut, responses=refuses(paging.UnknownCursor))
async def list_imports(request: Request, db: Db, who: Importer, page: Annotated[Page, Query()]) -> Response:
    """One's own imports, newest first, with their progress."""
    after = paging.decode(page.cursor, (str,))
    found = await queries.jobs(db, who, paging.cursor_id(after[0]) if after else None, page.page_size + 1)
    bodies, cursor = paging.cut(found, page.page_size, "id")
    return paging.page_answer(request, bodies, cursor)


@router.get("/imports/{import_id}", summary="One import", response_model=ImportOut, responses=refuses(ImportNotFound))
async def read_import(db: Db, who: Importer, import_id: Id) -> Response:
    """Its progress while it runs, and afterwards what came of it."""
    body = await queries.job(db, who, import_id)
    if body is None:
        raise ImportNotFound()
    return json_answer(body)
