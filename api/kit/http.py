"""How a request is carried: transactions, unknown query keys, versions, and answers as bytes."""

import re
from collections.abc import Callable, Coroutine
from functools import cached_property
from hashlib import blake2b
from typing import Annotated, Any, Literal
from urllib.parse import quote

import psycopg
from fastapi import Depends, Header, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, get_request_handler
from pydantic import WithJsonSchema
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Scope

from api.kit import audit, calling, idempotency
from api.kit.db import Connection, Database
from api.kit.errors import FieldError, Forbidden, InvalidInput, Refusal, VersionMismatch, VersionRequired

Language = Literal["nl", "en"]
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_ETAG = re.compile(r'"(\d{1,18})"')


def _check_query(request: Request, known: dict[str, bool]) -> None:
    keys = [key for key, _ in request.query_params.multi_items()]
    faults = []
    for key in dict.fromkeys(keys):
        if key not in known:
            detail = "this operation does not know this key"
            faults.append(FieldError("#/" + key[:60], "unknown_query_key", detail, "query"))
        elif not known[key] and keys.count(key) > 1:
            faults.append(FieldError("#/" + key, "repeated_query_key", "this key may be given once", "query"))
    if faults:
        raise InvalidInput(*faults)


def _readable(path: str) -> str:
    """A path as it may be kept: what somebody made of it may hold signs that no table takes."""
    return quote(path, safe="/:@+", errors="replace")[:300]


class LoketRoute(APIRoute):
    """Gives the request a connection and finds who asks; a write gets a transaction, committed before the answer
    leaves, and its row in the audit log within it.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        known = calling.query_keys(self.dependant)
        handle = calling.quickly(self.dependant, known, self._handler)
        reads = set(self.methods or ()) <= SAFE

        async def run(request: Request) -> Response:
            if request.scope["query_string"]:
                _check_query(request, known)
            state = request.app.state
            database: Database = state.database
            if not reads:
                await request.body()  # a slow sender must not hold a connection
            async with database.connection() as connection:
                request.state.db = connection
                async with state.identified(request, connection):
                    return await _carried(request, connection)

        async def _carried(request: Request, connection: Connection) -> Response:
            trail = audit.begin()
            try:
                if reads:
                    response = await handle(request)
                    if trail.contact:
                        await audit.add(connection, self._entry(request, trail, response.status_code))
                    return response
                async with connection.transaction():
                    response = await _written(request, connection, trail)
                request.state.has_left = not trail.nothing_written
                return response
            except idempotency.Replay as replay:
                return replay.response
            except psycopg.errors.InsufficientPrivilege as error:  # the second wall
                await audit.add(connection, self._entry(request, trail, Forbidden.status))
                raise Forbidden() from error
            except Refusal as refusal:
                if refusal.status in (403, 404) and request.state.actor.id is not None:
                    await audit.add(connection, self._entry(request, trail, refusal.status))
                raise

        async def _written(request: Request, connection: Connection, trail: audit.Trail) -> Response:
            try:
                response = await handle(request)
            except Refusal as refusal:
                if not refusal.keeps:
                    raise
                response = refusal.response()
                await idempotency.release(request, connection)
            else:
                await idempotency.keep(request, connection, response)
            if not trail.nothing_written:
                await audit.add_and_leave(connection, self._entry(request, trail, response.status_code))
            return response

        return run

    @cached_property
    def _beginning(self) -> str:
        return self.path.partition("{")[0]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Routes are tried one after the other, most in vain: how a path begins tells sooner than its pattern."""
        return super().matches(scope) if self._beginning in scope["path"] else (Match.NONE, {})

    def _handler(self, dependant: Dependant) -> calling.Handle:
        """As FastAPI makes it."""
        return get_request_handler(
            dependant=dependant,
            body_field=self.body_field,
            status_code=self.status_code,
            response_class=self.response_class,
            response_field=self.response_field,
            response_model_exclude_unset=self.response_model_exclude_unset,
            dependency_overrides_provider=self.dependency_overrides_provider,
            embed_body_fields=self._embed_body_fields,
            strict_content_type=self.strict_content_type,
        )

    def _entry(self, request: Request, trail: audit.Trail, status: int) -> dict[str, Any]:
        actor = request.state.actor
        return {
            "actor": trail.actor or actor.id,
            "kind": actor.kind,
            "operation": self.name,
            "subject": trail.subject or _readable(request.scope["path"]),
            "region": trail.region or actor.home,
            "outcome": status,
            "request": request.scope.get("request_id"),
        }


class Versions:
    """The versions that the sender accepts; None means any. `needed`: what does not exist has none of them."""

    def __init__(self, accepted: frozenset[int] | None, *, needed: bool = False) -> None:
        self.accepted = accepted
        self.needed = needed

    def check(self, version: int | None) -> None:
        """Refuses another version than was read; None stands for what does not exist."""
        if (version is None and self.needed) or (self.accepted is not None and version not in self.accepted):
            raise VersionMismatch()


def _versions(value: str) -> Versions:
    """Tags match strongly (RFC 9110): a weak one, and what is no tag of ours, stands for no version at all."""
    if value.strip() == "*":
        return Versions(None, needed=True)
    found = (_ETAG.fullmatch(tag.strip()) for tag in value.split(","))
    return Versions(frozenset(int(match[1]) for match in found if match), needed=True)


_SHOWN = WithJsonSchema({"type": "string", "pattern": r'^(\*|"[0-9]{1,15}")$'})
_IF_MATCH = Header(alias="If-Match", description='The ETag that you read, such as `"3"`.')
# Honoured and told of in the operations' texts, but not a parameter of the contract: a version that is made up
# is refused with 412, which a generated client should not try.
_MAY_MATCH = Header(alias="If-Match", include_in_schema=False)


async def _required(if_match: Annotated[Annotated[str, _SHOWN] | None, _IF_MATCH] = None) -> Versions:
    if if_match is None:
        raise VersionRequired()
    return _versions(if_match)


async def _optional(if_match: Annotated[str | None, _MAY_MATCH] = None) -> Versions:
    return Versions(None) if if_match is None else _versions(if_match)


IfMatch = Annotated[Versions, Depends(_required)]
OptionalIfMatch = Annotated[Versions, Depends(_optional)]


class OutsideRoute(APIRoute):
    """For what waits on another's server: it holds no connection meanwhile, and takes one for what it writes.

    `closed`: query keys that it does not know are refused.
    """

    closed = True

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        known = calling.query_keys(self.dependant)

        async def run(request: Request) -> Response:
            if self.closed and request.url.query:
                _check_query(request, known)
            return await handle(request)

        return run


class ReturnRoute(OutsideRoute):
    """Where another's server sends a browser: what it adds to the query is its own affair."""

    closed = False


async def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


Pool = Annotated[Database, Depends(_database)]


def language_of(request: Request) -> Language:
    """Of a document: the first of ours that the reader names, else Dutch."""
    named = re.search(r"\b(nl|en)\b", request.headers.get("accept-language", "").lower())
    return "en" if named is not None and named[0] == "en" else "nl"


def json_answer(body: str | bytes, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(body, status_code=status, media_type="application/json", headers=headers)


def _is_known(request: Request, etag: str) -> bool:
    """Whether the reader says that it has what this tag is of."""
    asked = request.headers.get("if-none-match", "")
    return asked.strip() == "*" or etag in asked


def tagged(request: Request, answer: Response, max_age: int) -> Response:
    """The answer with an ETag of its content and a time for which it may be kept; 304 when it is known."""
    etag = f'"{blake2b(bytes(answer.body), digest_size=12).hexdigest()}"'
    answer.headers.update({"ETag": etag, "Cache-Control": f"public, max-age={max_age}"})
    if _is_known(request, etag):
        return Response(status_code=304, headers={"ETag": etag, "Cache-Control": answer.headers["Cache-Control"]})
    return answer


def item_answer(
    request: Request, body: str | bytes, version: int | str, status: int = 200, location: str | None = None
) -> Response:
    """One object with its ETag; 304 when the reader already has this version."""
    if request.method in SAFE and _is_known(request, f'"{version}"'):
        return Response(status_code=304, headers=_version_told(version, location))
    return living_answer(body, version, status, location)


def living_answer(body: str | bytes, version: int | str, status: int = 200, location: str | None = None) -> Response:
    """One object with its ETag, and never 304: something in it changes without its version."""
    return json_answer(body, status, _version_told(version, location))


def _version_told(version: int | str, location: str | None) -> dict[str, str]:
    return {"ETag": f'"{version}"', **({} if location is None else {"Location": location})}
