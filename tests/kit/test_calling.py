"""A search whose query is validated at once is answered as FastAPI's whole way answers it."""

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Annotated, Any
from uuid import UUID

import httpx
import pytest
from fastapi import Depends, FastAPI, Header, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute, get_request_handler
from fastapi.security import HTTPBearer
from pydantic import Field
from starlette.responses import JSONResponse, Response

from api.kit import calling
from api.kit.schemas import Params, Wire

WAYS: list[str] = []
ID = "/things/0199d5a4-7c1e-7000-8000-000000000001"
REQUESTS: list[tuple[str, dict[str, str], Any, str]] = [
    ("/things", {}, None, "quick"),
    ("/things?kind=a&kind=b&pageSize=7", {}, None, "quick"),
    ("/things?kind=", {}, None, "quick"),
    ("/things?pageSize=many&kind=toolong", {}, None, "whole"),
    ("/things?pageSize=0", {}, None, "whole"),
    ("/things", {"Refused": "yes"}, None, "quick"),
    ("/things", {"Own-Name": "a", "X-Asker": "b"}, None, "quick"),
    ("/things", {"Own-Name": "far too long"}, None, "quick"),
    ("/named?kind=a", {}, None, "quick"),
    (f"{ID}?short=1", {}, {"name": "x"}, "whole"),
    (f"{ID}?short=perhaps", {}, {"name": 1}, "whole"),
]


class Search(Params):
    kind: Annotated[list[Annotated[str, Field(max_length=3)]], Field(default_factory=list)]
    page_size: Annotated[int, Field(ge=1)] = 20


class Thing(Wire):
    name: str


class Refused(Exception):
    pass


async def _asker(request: Request) -> str:
    return request.headers.get("x-asker", "nobody")


async def _guard(
    request: Request,
    asker: Annotated[str, Depends(_asker)],
    _key: Annotated[Any, Depends(HTTPBearer(auto_error=False))],
    own_name: Annotated[str | None, Header(max_length=3)] = None,
) -> str:
    if "refused" in request.headers:
        raise Refused
    return f"{asker} {own_name}"


Guarded = Annotated[str, Depends(_guard)]


async def find(request: Request, who: Guarded, search: Annotated[Search, Query()]) -> Response:
    return JSONResponse([request.method, who, search.model_dump()])


async def named(search: Annotated[Search, Query()]) -> Response:
    return JSONResponse(search.model_dump())


async def change(who: Guarded, thing_id: UUID, body: Thing, short: bool = False) -> Response:
    return JSONResponse([who, str(thing_id), body.name, short])


class Quick(APIRoute):
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        made: list[calling.Handle] = []

        def handler(dependant: Any) -> calling.Handle:
            way, handle = ("whole", "quick")[len(made)], get_request_handler(dependant, self.body_field)
            made.append(handle)

            async def noted(request: Request) -> Response:
                WAYS.append(way)
                return await handle(request)

            return noted

        async def run(request: Request) -> Response:
            return await quickly(request)

        quickly = calling.quickly(self.dependant, calling.query_keys(self.dependant), handler)
        return run


def _app(route: type[APIRoute]) -> FastAPI:
    async def invalid(_: Request, failure: Exception) -> Response:
        assert isinstance(failure, RequestValidationError)
        return JSONResponse([[error["type"], error["loc"]] for error in failure.errors()], 400)

    async def refused(_: Request, _failure: Exception) -> Response:
        return JSONResponse("refused", 403)

    app = FastAPI(exception_handlers={RequestValidationError: invalid, Refused: refused})
    app.router.add_api_route("/things", find, methods=["GET"], route_class_override=route)
    app.router.add_api_route("/named", named, methods=["GET"], route_class_override=route)
    app.router.add_api_route("/things/{thing_id}", change, methods=["PUT"], route_class_override=route)
    return app


@pytest.fixture
async def both() -> AsyncIterator[tuple[httpx.AsyncClient, httpx.AsyncClient]]:
    async with (
        httpx.AsyncClient(transport=httpx.ASGITransport(_app(Quick)), base_url="http://quick") as quick,
        httpx.AsyncClient(transport=httpx.ASGITransport(_app(APIRoute)), base_url="http://whole") as whole,
    ):
        yield quick, whole


@pytest.mark.parametrize(("path", "headers", "body", "way"), REQUESTS)
async def test_both_ways_answer_alike(
    both: tuple[httpx.AsyncClient, httpx.AsyncClient], path: str, headers: dict[str, str], body: Any, way: str
) -> None:
    WAYS.clear()
    method = "PUT" if path.startswith(ID) else "GET"
    quick, whole = [await one.request(method, path, headers=headers, json=body) for one in both]
    assert (quick.status_code, quick.content) == (whole.status_code, whole.content)
    assert [way] == WAYS
