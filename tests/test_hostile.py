"""Every operation, every parameter, every body field, every hostile value: no 5xx, and the field is named."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests import hostile
from tests.conftest import MakeKey

CONTRACT = json.loads((Path(__file__).parent.parent / "openapi.json").read_text())
OPERATIONS = [
    pytest.param(method, path, operation, id=f"{method.upper()} {path}")
    for path, item in CONTRACT["paths"].items()
    for method, operation in item.items()
]


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = CONTRACT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _json_example(operation: dict[str, Any]) -> Any:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return None
    schema = _resolved(content["schema"])
    examples = content.get("example") or (schema.get("examples") or [schema.get("example")])[0]
    assert examples is not None, "an operation with a JSON body shows an example"
    return examples


def _places(value: Any, pointer: str = "#") -> Iterator[str]:
    yield pointer
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _places(inner, f"{pointer}/{key}")
    elif isinstance(value, list) and value:
        yield from _places(value[0], f"{pointer}/0")


def _with(value: Any, pointer: str, replacement: Any) -> Any:
    if pointer == "#":
        return replacement
    changed = copy.deepcopy(value)
    *steps, last = pointer.split("/")[1:]
    inner = changed
    for step in steps:
        inner = inner[int(step)] if isinstance(inner, list) else inner[step]
    inner[int(last) if isinstance(inner, list) else last] = replacement
    return changed


def _path(path: str, operation: dict[str, Any]) -> str:
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            is_id = parameter["schema"].get("format") == "uuid"
            path = path.replace("{" + parameter["name"] + "}", str(uuid4()) if is_id else "friesland")
    return path


def _needed(operation: dict[str, Any]) -> str:
    """The query keys that an operation needs, with values that it knows."""
    needed = [p for p in operation.get("parameters", ()) if p["in"] == "query" and p.get("required")]
    return "&".join(f"{p['name']}={_resolved(p['schema'])['enum'][0]}" for p in needed)


def _judge(answer: httpx.Response, pointer: str | None, what: str) -> None:
    assert answer.status_code < 500, (what, answer.status_code, answer.text)
    if answer.status_code < 400:
        return
    assert answer.headers["content-type"] == "application/problem+json", (what, answer.text)
    problem = answer.json()
    assert {"type", "title", "status", "detail", "code", "errors"} <= set(problem), what
    if pointer is not None and problem["code"] == "invalid_input":
        named = [error["pointer"] for error in problem["errors"]]
        assert any(name.startswith(pointer) or pointer.startswith(name) for name in named), (what, named)


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
async def test_queries(
    method: str, path: str, operation: dict[str, Any], http: httpx.AsyncClient, key: MakeKey
) -> None:
    headers = await key("script")
    keys = [p["name"] for p in operation.get("parameters", ()) if p["in"] == "query"]
    for name in keys:
        for value in hostile.TEXTS:
            query = {name: value.encode("utf-8", "surrogatepass")}
            url = httpx.URL(f"http://loket/v1{_path(path, operation)}", params=query)
            answer = await http.request(method, url, headers=headers)
            _judge(answer, f"#/{name}", f"{name}={value[:40]!r}")


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
async def test_paths(
    method: str, path: str, operation: dict[str, Any], http: httpx.AsyncClient, key: MakeKey
) -> None:
    headers = {**await key("script"), "If-Match": '"1"'}
    example = _json_example(operation)
    names = [p["name"] for p in operation.get("parameters", ()) if p["in"] == "path"]
    for name in names:
        for value in hostile.TEXTS:
            raw = "".join(f"%{byte:02X}" for byte in value.encode("utf-8", "surrogatepass"))
            url = "http://loket/v1" + _path(path.replace("{" + name + "}", raw), operation)
            answer = await http.request(method, url, headers=headers, json=example)
            _judge(answer, None, f"{name}={value[:40]!r}")


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
async def test_bodies(
    method: str, path: str, operation: dict[str, Any], http: httpx.AsyncClient, key: MakeKey
) -> None:
    headers = {**await key("script"), "If-Match": '"1"', "Content-Type": "application/json"}
    example = _json_example(operation)
    if example is None:
        return
    url = f"http://loket/v1{_path(path, operation)}?{_needed(operation)}"
    for pointer in _places(example):
        for value in hostile.VALUES:
            content = hostile.body(_with(example, pointer, value))
            answer = await http.request(method, url, headers=headers, content=content)
            _judge(answer, pointer, f"{pointer}={str(value)[:40]!r}")
