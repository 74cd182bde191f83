"""A file over HTTP: who sends it is asked first, then it goes to disk, then it may take a connection."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from email.message import Message as Headers
from typing import Any

from fastapi import FastAPI, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response
from starlette.types import Message

from api.accounts.guards import Importer
from api.imports.pipeline import Upload, upload_of
from api.imports.record import recorder
from api.kit.db import Database
from api.kit.errors import FieldError, InvalidInput, Unavailable, UnsupportedMediaType
from api.kit.http import SAFE, LoketRoute
from api.kit.settings import settings

LIMIT = 20 * 1024 * 1024
IN_MEMORY = 1024 * 1024
PATIENCE = 60
FILE_TYPES = (
    "text/csv", "text/plain", "application/csv", "application/json", "application/geo+json", "application/x-ndjson",
    "application/octet-stream", "application/x-www-form-urlencoded", "application/vnd.ms-excel", "",
)  # fmt: skip


def _media_type(header: str) -> tuple[str, str | None]:
    message = Headers()
    message["content-type"] = header or "text/plain"
    charset = message.get_param("charset")
    return message.get_content_type() if header else "", str(charset) if charset else None


@asynccontextmanager
async def _received(request: Request) -> AsyncIterator[Upload]:
    """The file on disk, for as long as the request is carried."""
    if request.headers.get("content-encoding", "identity") != "identity":
        raise UnsupportedMediaType(detail="Send the file as it is, not compressed.")
    media_type, charset = _media_type(request.headers.get("content-type", ""))
    if media_type == "multipart/form-data":
        async with request.form(max_files=1, max_fields=1) as form:
            upload = form.get("file")
            if not isinstance(upload, UploadFile):
                raise InvalidInput(FieldError("#/file", "missing", "a multipart body carries the file as `file`"))
            yield upload_of(upload.file, *_media_type(upload.headers.get("content-type", "")))
        return
    if media_type not in FILE_TYPES:
        raise UnsupportedMediaType(detail="Send text/csv, JSON, GeoJSON, NDJSON or multipart/form-data.")
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
        async for block in request.stream():
            file.write(block)
        file.seek(0)
        yield upload_of(file, media_type, charset)


@asynccontextmanager
async def _turn(app: FastAPI) -> AsyncIterator[None]:
    """A few imports run at once in a process; the others wait without a connection, so that reads go on."""
    turns: asyncio.Semaphore | None = getattr(app.state, "import_turns", None)
    if turns is None:
        turns = app.state.import_turns = asyncio.Semaphore(2 if settings().pool_size > 2 else 1)
    try:
        async with asyncio.timeout(PATIENCE):
            await turns.acquire()
    except TimeoutError:
        detail = "Other imports are running; try again soon."
        raise Unavailable(detail=detail, headers={"Retry-After": "30"}) from None
    try:
        yield
    finally:
        turns.release()


async def _admitted(_: Importer) -> Response:
    """Answers who may send a file."""
    return Response()


class FileRoute(LoketRoute):
    """Takes the body of a write in as a file. To the rest of the house its SHA-256 is the body, which is all
    that Idempotency-Key needs of it.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        admit = LoketRoute("/imports", _admitted, methods=["GET"], name=self.name).get_route_handler()

        async def run(request: Request) -> Response:
            if request.method in SAFE:
                return await handle(request)
            await admit(Request({**request.scope, "method": "GET", "query_string": b""}))
            database: Database = request.app.state.database
            async with _received(request) as upload, _turn(request.app), recorder(database.url) as record:
                request.state.upload, request.state.record = upload, record

                async def digest() -> Message:
                    return {"type": "http.request", "body": upload.sha256.encode()}

                return await handle(Request(request.scope, digest))

        return run
