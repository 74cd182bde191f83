"""Headers of every answer and one log line per request, as plain ASGI."""

import time
import uuid

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.kit.logging import log

API_VERSION = "1.0.0"
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
    """Adds security headers, API-Version and, for public reads, CORS; logs method, path, status and time."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500
        request_id = scope["request_id"] = uuid.uuid4().hex
        state = scope.setdefault("state", {})
        is_api = scope["path"].startswith("/v1")
        always = _PAGE if not is_api else _API_READ if scope["method"] in ("GET", "HEAD") else _API

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
            await self.app(scope, receive, enveloped)
        finally:
            if is_api:
                log.info(
                    "request",
                    id=request_id,
                    method=scope["method"],
                    path=scope["path"],
                    status=status,
                    ms=round((time.perf_counter() - started) * 1000, 1),
                )
