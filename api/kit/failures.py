"""Turns every failure into a problem+json answer; none echoes what was sent."""

import re
from typing import Any

import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.kit.errors import (
    Broken,
    FieldError,
    InvalidInput,
    MethodNotAllowed,
    NotFound,
    Refusal,
    TooLarge,
    Unavailable,
    UnsupportedMediaType,
    Where,
)
from api.kit.logging import log

BY_STATUS: dict[int, type[Refusal]] = {
    kind.status: kind for kind in (InvalidInput, NotFound, MethodNotAllowed, TooLarge, UnsupportedMediaType)
}
PLACES: dict[Any, Where] = {"body": "body", "query": "query", "path": "path", "header": "header"}


def _pointer(location: tuple[Any, ...]) -> str:
    steps = [str(step).replace("~", "~0").replace("/", "~1")[:60] for step in location]
    return "#/" + "/".join(steps) if steps else "#"


def _field_error(error: Any) -> FieldError:
    location = error["loc"]
    where = PLACES.get(location[0], "body")
    code, detail = error["type"], error["msg"]
    if code == "extra_forbidden":
        code = "unknown_field"
    steps = () if code == "json_invalid" else location[1:]
    return FieldError(_pointer(steps), code, detail, where)


async def _refused(_: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    return refusal.response()


async def _invalid(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, RequestValidationError)
    errors = failure.errors()
    # A word that is no verb may name a path of its own, which knows other methods.
    allowed = allowed_methods(request) if any(error["loc"] == ("path", "verb") for error in errors) else ""
    if allowed and request.method not in allowed.split(", "):
        return MethodNotAllowed(headers={"Allow": allowed}).response()
    content_type = request.headers.get("content-type", "")
    whole_body = any(e["loc"] == ("body",) and e["type"] != "missing" for e in errors)
    if whole_body and "json" not in content_type.partition(";")[0]:
        return UnsupportedMediaType(detail="Send the body as application/json.").response()
    return InvalidInput(*(_field_error(e) for e in errors[:50])).response()


def allowed_methods(request: Request) -> str:
    """Every method that the contract knows for this path; a single route knows only its own."""
    path = request.url.path.removeprefix("/v1")
    paths = request.app.openapi()["paths"]
    fitting = [one for one in paths if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", one), path)]
    # A path that stands there as it is, or with fewer parameters, goes before others.
    fewest = min((one.count("{") for one in fitting), default=0)
    methods = {method.upper() for one in fitting if one.count("{") == fewest for method in paths[one]}
    return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))


async def _http(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, HTTPException)
    refusal = BY_STATUS.get(failure.status_code, InvalidInput)
    if refusal is InvalidInput:  # raised where a body cannot be read at all, nested too deep for one
        return InvalidInput(FieldError("#", "json_invalid", "this body cannot be read")).response()
    headers = {"Allow": allowed_methods(request)} if refusal is MethodNotAllowed else dict(failure.headers or {})
    return refusal(headers=headers).response()


async def _unreachable(_: Request, failure: Exception) -> Response:
    log.error("database", error=type(failure).__name__)
    return Unavailable(headers={"Retry-After": "5"}).response()


async def _broken(request: Request, failure: Exception) -> Response:
    log.error("unexpected", path=request.url.path, exc_info=failure)
    return Broken().response()


def answer_failures(app: FastAPI) -> None:
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(psycopg.OperationalError, _unreachable)
    app.add_exception_handler(Exception, _broken)
