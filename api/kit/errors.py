"""Refusals: each has a status, a public code and an English title; people's texts are in the SPA's locales.

Answers are `application/problem+json` (RFC 9457) with `code` and `errors[]`; they never echo what was sent.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any, ClassVar, Literal

from starlette.responses import Response

PROBLEM = "application/problem+json"
Where = Literal["body", "query", "path", "header"]


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that was refused; `pointer` is a JSON pointer as a URI fragment, `#/weeksOk/0`."""

    pointer: str
    code: str
    detail: str
    where: Where = "body"

    def wire(self) -> dict[str, Any]:
        fields = asdict(self)
        return {"in": fields.pop("where"), **fields}


class Refusal(Exception):
    """A stated no. Subclasses give status, code and title; `errors` name the fields at fault.

    What was written before it is undone, unless the refusal `keeps` it: a wrong code counts.
    """

    status: ClassVar[int]
    code: ClassVar[str]
    title: ClassVar[str]
    keeps: ClassVar[bool] = False

    def __init__(
        self,
        *errors: FieldError,
        detail: str | None = None,
        headers: dict[str, str] | None = None,
        members: dict[str, Any] | None = None,
        told: Sequence[dict[str, Any]] = (),
    ) -> None:
        super().__init__(self.code)
        self.errors = [*(error.wire() for error in errors), *told]
        self.detail = detail or self.title
        self.headers = headers or {}
        self.members = members or {}

    def response(self) -> Response:
        return problem(self.status, self.code, self.title, self.detail, self.errors, self.members).with_headers(
            self.headers
        )


class ProblemResponse(Response):
    media_type = PROBLEM

    def with_headers(self, headers: dict[str, str]) -> "ProblemResponse":
        self.headers.update(headers)
        return self


def problem(
    status: int,
    code: str,
    title: str,
    detail: str,
    errors: Sequence[dict[str, Any]] = (),
    members: dict[str, Any] | None = None,
) -> ProblemResponse:
    body = {
        **(members or {}),
        "type": f"https://techniekloket.example/problems/{code.replace('_', '-')}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "errors": list(errors),
    }
    return ProblemResponse(json.dumps(body, ensure_ascii=False).encode(), status_code=status)


class InvalidInput(Refusal):
    status, code, title = 400, "invalid_input", "The request has fields that are not accepted."


class Unauthenticated(Refusal):
    status, code, title = 401, "unauthenticated", "A valid credential is needed."


class Forbidden(Refusal):
    status, code, title = 403, "forbidden", "This credential may not do this."


class NotFound(Refusal):
    status, code, title = 404, "not_found", "There is nothing here that you may see."


class MethodNotAllowed(Refusal):
    status, code, title = 405, "method_not_allowed", "This path does not know this method."


class IdempotencyKeyReused(Refusal):
    status, code, title = 409, "idempotency_key_reused", "This key was used with another request."


class VersionMismatch(Refusal):
    status, code, title = 412, "version_mismatch", "It was changed in the meantime; read it again."


class TooLarge(Refusal):
    status, code, title = 413, "too_large", "The body is larger than this operation accepts."


class UnsupportedMediaType(Refusal):
    status, code, title = 415, "unsupported_media_type", "This content type is not accepted here."


class VersionRequired(Refusal):
    status, code, title = 428, "version_required", "Send If-Match with the ETag that you read."


class Unavailable(Refusal):
    status, code, title = 503, "unavailable", "The service cannot reach its database; try again soon."


class WeeksSpan(Refusal):
    status, code, title = 409, "weeks_span", "The weeks lie too far apart: 63 weeks at most."


class PeriodReversed(Refusal):
    status, code, title = 409, "period_reversed", "The period ends before it begins."


class Broken(Refusal):
    status, code, title = 500, "internal_error", "Something went wrong on our side; it has been logged."


def refuses(*refusals: type[Refusal]) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route: each status with the codes that it may carry."""
    by_status: dict[int | str, dict[str, Any]] = {}
    for refusal in refusals:
        known = by_status.setdefault(
            refusal.status,
            {"description": HTTPStatus(refusal.status).phrase, "content": {PROBLEM: {"examples": {}}}},
        )
        known["content"][PROBLEM]["examples"][refusal.code] = {
            "summary": refusal.title,
            "value": {
                "type": f"https://techniekloket.example/problems/{refusal.code.replace('_', '-')}",
                "title": refusal.title,
                "status": refusal.status,
                "detail": refusal.title,
                "code": refusal.code,
                "errors": [],
            },
        }
    return by_status
