"""The contract: FastAPI's document made to fit the national API design rules."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute

from api.kit.errors import (
    PROBLEM,
    Broken,
    Forbidden,
    IdempotencyKeyReused,
    InvalidInput,
    TooLarge,
    Unauthenticated,
    Unavailable,
    UnsupportedMediaType,
    refuses,
)
from api.kit.middleware import API_VERSION

PROBLEM_SCHEMA = {
    "type": "object",
    "description": "RFC 9457 problem details.",
    "required": ["type", "title", "status", "detail", "code", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {
                    "in": {"enum": ["body", "query", "path", "header"]},
                    "pointer": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
CONTACT = {
    "name": "Techniekloket",
    "url": "https://techniekloket.example",
    "email": "api@techniekloket.example",
}
VERSION_HEADER = {"API-Version": {"description": "Full version of the API", "schema": {"type": "string"}}}
REFERENCE = {"$ref": "#/components/schemas/Problem"}


def _complete(operation: dict[str, Any], method: str) -> None:
    """Refusals that any operation of its kind can give, version headers, one problem schema."""
    responses = operation["responses"]
    if method != "post":
        kept = [p for p in operation.get("parameters", ()) if p["name"] != "Idempotency-Key"]
        operation["parameters"] = kept
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == "If-Match":
            parameter["required"] = True
            parameter["schema"] = parameter["schema"]["anyOf"][0]
    responses.pop("422", None)
    always = [Unavailable, Broken]
    if operation.get("parameters") or method in ("post", "put", "patch"):
        always.append(InvalidInput)
    if "requestBody" in operation:
        always += [TooLarge, UnsupportedMediaType]
    if operation.get("security"):
        always += [Unauthenticated, Forbidden]
    names = {p["name"] for p in operation.get("parameters", ())}
    if "Idempotency-Key" in names:
        always.append(IdempotencyKeyReused)
    for status, answer in refuses(*always).items():
        known = responses.setdefault(str(status), answer)
        for code, example in answer["content"][PROBLEM]["examples"].items():
            known["content"][PROBLEM]["examples"].setdefault(code, example)
    for status, answer in responses.items():
        if status[0] in "23":
            answer.setdefault("headers", {}).update(VERSION_HEADER)
        elif PROBLEM in answer.get("content", {}):
            answer["content"] = {PROBLEM: {"schema": REFERENCE, **answer["content"][PROBLEM]}}
    operation["responses"] = dict(sorted(responses.items()))


def document(app: FastAPI, routes: Sequence[BaseRoute]) -> dict[str, Any]:
    """The contract of `routes`, in their order."""
    if app.openapi_schema:
        return app.openapi_schema
    made = get_openapi(
        title="Techniekloket",
        version=API_VERSION,
        openapi_version="3.1.0",
        summary="Regional counters between schools and technical companies",
        description=(
            "Schools ask, companies offer, and the counter matches both with its reasons. "
            "Public data needs no credential; writes need a key as `Authorization: Bearer lk_...`."
        ),
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        routes=routes,
        servers=[{"url": "/v1"}],
        tags=app.openapi_tags,
    )
    made["info"]["contact"] = CONTACT
    made["paths"] = {path.removeprefix("/v1"): item for path, item in made["paths"].items()}
    made["components"].setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        made["components"]["schemas"].pop(name, None)
    made["components"]["schemas"]["Problem"] = PROBLEM_SCHEMA
    for item in made["paths"].values():
        for method, operation in item.items():
            _complete(operation, method)
    app.openapi_schema = made
    return made


async def read_document(request: Request) -> JSONResponse:
    """The contract of the running service."""
    return JSONResponse(request.app.openapi())
