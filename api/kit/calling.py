"""How the function of a route is called with the query of a search.

FastAPI looks up each field of the query's model by itself before it validates the model; for twenty facets that costs
more than the search. Here the model is given the query as it is. One that is not accepted goes FastAPI's whole way,
which says what is wrong with it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any

from fastapi import Request
from fastapi.dependencies.models import Dependant
from pydantic import BaseModel
from starlette.responses import Response

Handle = Callable[[Request], Awaitable[Response]]


def query_keys(dependant: Dependant) -> dict[str, bool]:
    """The query keys that a route knows, and whether each may repeat."""
    keys: dict[str, bool] = {}
    for parameter in dependant.query_params:
        annotation: Any = parameter.field_info.annotation
        if _is_model(parameter):
            fields = annotation.model_fields.items()
            keys |= {field.alias or name: "list[" in str(field.annotation) for name, field in fields}
        else:
            keys[parameter.alias] = "list[" in str(annotation)
    for inner in dependant.dependencies:
        keys |= query_keys(inner)
    return keys


def _is_model(parameter: Any) -> bool:
    annotation = parameter.field_info.annotation
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def quickly(dependant: Dependant, repeats: Mapping[str, bool], handler: Callable[[Dependant], Handle]) -> Handle:
    """The handler of a route; `repeats` has the query keys that it knows, and whether each may repeat."""
    whole = handler(dependant)
    if not any(map(_is_model, dependant.query_params)):
        return whole
    (search,) = dependant.query_params
    quick = handler(_given(dependant, search.name))

    async def handle(request: Request) -> Response:
        sent = request.query_params
        asked = {key: sent.getlist(key) if repeats[key] else sent[key] for key in sent}
        request.state.search, errors = search.validate(asked)
        return await (whole if errors else quick)(request)

    return handle


def _given(dependant: Dependant, search: str) -> Dependant:
    """The same route, whose function gets the search that was validated before."""
    function, asks = dependant.call, dependant.request_param_name
    assert function is not None

    @wraps(function)
    async def call(request: Request, **values: Any) -> Any:
        more = {search: request.state.search, **({asks: request} if asks else {})}
        return await function(**values, **more)

    return replace(dependant, call=call, query_params=[], request_param_name="request")
