"""What holds for every request, as plain ASGI: headers and a log line, HEAD and preflights, how large a body is."""

import time
import uuid
from collections.abc import Mapping

from starlette.datastructures import Headers as Fields
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.kit.errors import TooLarge
from api.kit.logging import log

API_VERSION = "1.0.0"
BROKEN = 500
SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}
PAGE_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
API_POLICY = "default-src 'none'; frame-ancestors 'none'"


CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "API-Version, ETag, Link, RateLimit, RateLimit-Policy, X-Request-Id",
}
READS = ("GET", "HEAD")
# Other origins may read, with a key at most: `*` lets no browser send its cookies.
PREFLIGHT = {
    "Access-Control-Allow-Methods": ", ".join(READS),
    "Access-Control-Allow-Headers": "Accept-Language, Authorization, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
Headers = list[tuple[bytes, bytes]]


def _raw(*groups: dict[str, str]) -> Headers:
    return [(name.lower().encode(), value.encode()) for group in groups for name, value in group.items()]


# Encoded once: these go with every answer.
_PAGE = _raw(SECURITY, {"Content-Security-Policy": PAGE_POLICY})
# What is allowed depends on who asks, so that must be part of what a browser keeps an answer by.
_API = _raw(
    SECURITY,
    {"Content-Security-Policy": API_POLICY, "API-Version": API_VERSION, "Vary": "Authorization, Cookie"},
)
_API_READ = [*_API, *_raw(CORS)]
_NO_CACHE = (b"cache-control", b"no-cache")


class Envelope:
    """Adds security headers, API-Version and, for public reads, CORS; logs method, path, status and time.

    What stands behind one of the `secret` beginnings of a path is left out of the log. Of what begins with one of the
    `unlogged` only our own failures are in it: when somebody was there is theirs.
    """

    def __init__(self, app: ASGIApp, secret: tuple[str, ...] = (), unlogged: tuple[str, ...] = ()) -> None:
        self.app, self.secret, self.unlogged = app, secret, unlogged

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500
        request_id = scope["request_id"] = uuid.uuid4().hex
        state = scope.setdefault("state", {})
        is_api = scope["path"].startswith("/v1")
        preflight = is_api and _asks_to_read(scope)
        always = _PAGE if not is_api else _API_READ if preflight or scope["method"] in READS else _API

        async def enveloped(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own: Headers = message["headers"]
                cached = not is_api or any(name == b"cache-control" for name, _ in own)
                allowance = state.get("allowance")
                message["headers"] = [
                    *own,
                    *always,
                    (b"x-request-id", request_id.encode()),
                    *(() if cached else (_NO_CACHE,)),
                    *(() if allowance is None else _raw(allowance.headers())),
                ]
            await send(message)

        try:
            if preflight:
                await Response(status_code=204, headers=PREFLIGHT)(scope, receive, enveloped)
            elif is_api and scope["method"] == "HEAD":
                await self.app({**scope, "method": "GET"}, receive, _without_body(enveloped))
            else:
                await self.app(scope, receive, enveloped)
        finally:
            if is_api and (status >= BROKEN or not scope["path"].startswith(self.unlogged)):
                log.info(
                    "request",
                    id=request_id,
                    method=scope["method"],
                    path=self._said(scope["path"]),
                    status=status,
                    ms=round((time.perf_counter() - started) * 1000, 1),
                )

    def _said(self, path: str) -> str:
        return next((beginning for beginning in self.secret if path.startswith(beginning)), path)


def _asks_to_read(scope: Scope) -> bool:
    """Whether a browser asks, for a page of another origin, if that may read here."""
    if scope["method"] != "OPTIONS":
        return False
    fields = Fields(scope=scope)
    return "origin" in fields and fields.get("access-control-request-method") in READS


def _without_body(send: Send) -> Send:
    """HEAD: what GET answers, its length too, without the body."""

    async def sent(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return sent


class BodyLimit:
    """Refuses larger bodies: at once when their length is told, else when they grow past the limit."""

    def __init__(self, app: ASGIApp, limit: int, limits: Mapping[str, int]) -> None:
        self.app = app
        self.limit = limit
        self.limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.limits.get(scope["path"], self.limit)
        told = Fields(scope=scope).get("content-length", "")
        if told.isdecimal() and int(told) > limit:
            await TooLarge().response()(scope, receive, send)
            return
        taken = 0

        async def limited() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise TooLarge()
            return message

        await self.app(scope, limited, send)
