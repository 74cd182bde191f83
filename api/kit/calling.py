"""What a route's function is called with, worked out once, when the route is made.

FastAPI works it out anew for every request, which for a search of twenty facets costs more than the search. The quick
way serves requests as they mostly are. One that sends a header of the operation's own, or a query that is not
accepted, goes FastAPI's whole way: that says what is wrong with it.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.security.base import SecurityBase
from pydantic import BaseModel
from starlette.responses import Response

Call = Callable[[Request], Awaitable[Any]]
Handle = Callable[[Request], Awaitable[Response]]


def query_keys(dependant: Dependant) -> dict[str, bool]:
    """The query keys that a route knows, and whether each may repeat."""
    keys: dict[str, bool] = {}
    for parameter in dependant.query_params:
        annotation = parameter.field_info.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            fields = annotation.model_fields.items()
            keys |= {field.alias or name: "list[" in str(field.annotation) for name, field in fields}
        else:
            keys[parameter.alias] = "list[" in str(annotation)
    for inner in dependant.dependencies:
        keys |= query_keys(inner)
    return keys


def _is_model(field: Any) -> bool:
    """Whether a parameter stands for the fields of a model, as the query of a search does."""
    annotation = field.field_info.annotation
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _all(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for inner in dependant.dependencies:
        yield from _all(inner)


def _called(dependant: Dependant) -> Call:
    """The call of a dependency that needs the request and other dependencies alone; its headers were not sent.

    Security schemes are in the contract; who asks was found before the route.
    """
    if isinstance(dependant.call, SecurityBase):
        return _nothing
    call, asks = dependant.call, dependant.request_param_name
    assert call is not None
    other = [dependant.path_params, dependant.query_params, dependant.cookie_params, dependant.body_params]
    assert not any(other), "a dependency takes a header at most"
    defaults = {field.name: field.default for field in dependant.header_params}
    inner = _named(dependant)

    async def called(request: Request) -> Any:
        values = {name: await find(request) for name, find in inner}
        if asks is not None:
            values[asks] = request
        return await call(**defaults, **values)

    return called


def _named(dependant: Dependant) -> list[tuple[str, Call]]:
    return [(one.name, _called(one)) for one in dependant.dependencies if one.name is not None]


async def _nothing(_: Request) -> None: ...


def _lean(dependant: Dependant) -> Dependant:
    """The same route for FastAPI to call, with one dependency that finds whatever the others would."""
    function = dependant.call
    assert function is not None
    models = [field.name for field in dependant.query_params if _is_model(field)]
    inner = _named(dependant)

    async def find(request: Request) -> dict[str, Any]:
        values = {name: await found(request) for name, found in inner}
        return values | dict.fromkeys(models, getattr(request.state, "search", None))

    @wraps(function)
    async def call(found_before: dict[str, Any], **values: Any) -> Any:
        return await function(**found_before, **values)

    return replace(
        dependant,
        call=call,
        dependencies=[Dependant(call=find, name="found_before", request_param_name="request")],
        query_params=[field for field in dependant.query_params if not _is_model(field)],
    )


def quickly(dependant: Dependant, repeats: Mapping[str, bool], handler: Callable[[Dependant], Handle]) -> Handle:
    """The handler of a route; `repeats` has the query keys that it knows, and whether each may repeat."""
    whole, quick = handler(dependant), handler(_lean(dependant))
    own = {field.alias.lower().encode() for one in _all(dependant) for field in one.header_params}
    searches = [field for field in dependant.query_params if _is_model(field)]

    def is_usual(request: Request) -> bool:
        if not own.isdisjoint(name for name, _ in request.scope["headers"]):
            return False
        for field in searches:
            sent = request.query_params
            asked = {key: sent.getlist(key) if repeats[key] else sent[key] for key in sent}
            request.state.search, errors = field.validate(asked)
            if errors:
                return False
        return True

    async def handle(request: Request) -> Response:
        return await (quick if is_usual(request) else whole)(request)

    return handle
