"""What holds for every operation: HEAD, preflights, the size of bodies, and who may read from another origin."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from api.imports.receive import LIMIT
from tests.conftest import Live, MakeKey

MB = 1024 * 1024
DRAFT = {"pupils": 30}
READS = [
    "/health/live",
    "/health/ready",
    "/regions",
    "/regions/friesland",
    "/schools",
    "/activities?q=x",
    "/openapi.json",
]
CHANGING = {"x-request-id", "date"}


def _headers(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in CHANGING}


@pytest.mark.parametrize("path", READS)
async def test_head_is_get_without_its_body(http: httpx.AsyncClient, path: str) -> None:
    head, get = await http.head(path), await http.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert _headers(head) == _headers(get)
    assert int(head.headers["content-length"]) == len(get.content)


async def test_head_honours_what_get_honours(http: httpx.AsyncClient) -> None:
    etag = (await http.get("/regions/friesland")).headers["etag"]
    assert (await http.head("/regions/friesland", headers={"If-None-Match": etag})).status_code == 304
    assert (await http.head("/regions/atlantis")).status_code == 404
    assert (await http.head("/requests")).status_code == 401
    wrong = await http.head("/regions?surprise=1")
    assert (wrong.status_code, wrong.content) == (400, b"")


def test_the_server_sends_no_body_for_head(live: Live) -> None:
    with httpx.Client(base_url=live.url) as client:
        first, second = client.head("/v1/regions"), client.get("/v1/regions")
    assert (first.status_code, first.content, second.status_code) == (200, b"", 200)
    assert first.headers["content-length"] == second.headers["content-length"]


async def test_a_method_that_a_path_does_not_know_is_told_which_it_knows(http: httpx.AsyncClient) -> None:
    answer = await http.patch("/regions")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


async def test_a_word_that_is_no_verb_is_none(http: httpx.AsyncClient, key: MakeKey) -> None:
    """A path that ends in a verb knows its verbs; a word that names a path of its own has that one's methods."""
    request, script = "/requests/0199d5a4-7c1e-7000-8000-000000000031", await key("script")
    known = await http.post(f"{request}/open", headers=script)
    assert (known.status_code, known.json()["code"]) == (404, "request_not_found")
    other = await http.post(f"{request}/round-explanations", headers=script)
    assert (other.status_code, other.headers["allow"]) == (405, "GET, HEAD")
    assert (await http.post(f"{request}/dance", headers=script)).status_code == 400


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_page_of_another_origin_may_read(http: httpx.AsyncClient, method: str) -> None:
    asked = {
        "Origin": "https://elsewhere.example",
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "if-none-match, authorization",
    }
    answer = await http.options("/schools", headers=asked)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD"
    allowed = answer.headers["access-control-allow-headers"].lower().split(", ")
    assert allowed == ["accept-language", "authorization", "content-type", "if-none-match"]
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_a_page_of_another_origin_may_not_write(http: httpx.AsyncClient, method: str) -> None:
    origin = {"Origin": "https://elsewhere.example"}
    asked = {**origin, "Access-Control-Request-Method": method}
    for answer in (
        await http.options("/requests", headers=asked),
        await http.request(method, "/requests", headers=origin, json={}),
    ):
        assert answer.status_code >= 400
        assert [name for name in answer.headers if name.startswith("access-control-")] == []


def _judge(answer: httpx.Response) -> None:
    problem: dict[str, Any] = answer.json()
    assert (answer.status_code, problem["status"], problem["code"]) == (413, 413, "too_large")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["api-version"] == "1.0.0"


async def _pieces(size: int) -> AsyncIterator[bytes]:
    for _ in range(0, size, MB // 4):
        yield b" " * (MB // 4)
    yield b" "


@pytest.mark.parametrize(("path", "limit"), [("/match-suggestions", MB), ("/imports?kind=schools", LIMIT)])
@pytest.mark.parametrize("told", [True, False])
async def test_a_body_that_is_too_large_is_a_problem(
    http: httpx.AsyncClient, key: MakeKey, path: str, limit: int, *, told: bool
) -> None:
    headers = {**await key("script"), "Content-Type": "application/json"}
    body = b" " * (limit + 1) if told else _pieces(limit)
    _judge(await http.post(path, content=body, headers=headers))


async def test_a_body_at_its_limit_is_read(http: httpx.AsyncClient, key: MakeKey) -> None:
    headers = {**await key("script"), "Content-Type": "application/json"}
    draft = await http.post("/match-suggestions", content=b" " * MB, headers=headers)
    file = await http.post("/imports?kind=schools", content=b" " * LIMIT, headers=headers)
    assert (draft.status_code, file.status_code) == (400, 400)


def test_the_server_refuses_a_large_body_as_a_problem(live: Live) -> None:
    answer = httpx.post(f"{live.url}/v1/match-suggestions", content=b" " * (3 * MB))
    _judge(answer)


async def test_a_body_that_is_nested_too_deep_is_named(http: httpx.AsyncClient, key: MakeKey) -> None:
    deep = "[" * 100_000 + "]" * 100_000
    headers = {**await key("script"), "Content-Type": "application/json"}
    for body in (deep, json.dumps(DRAFT)[:-1] + f', "goal": {deep}}}'):
        answer = await http.post("/match-suggestions", content=body, headers=headers)
        assert answer.status_code == 400
        assert [(e["in"], e["pointer"], e["code"]) for e in answer.json()["errors"]] == [
            ("body", "#", "json_invalid")
        ]
