"""What only several connections at once can show."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable

import httpx
import psycopg
import pytest
from psycopg.rows import dict_row

from api.accounts import service as accounts
from api.accounts.roles import Role
from api.app import create_app

TWINS = 12


@pytest.fixture
async def crowd(copy_database: Callable[[str], str]) -> AsyncIterator[httpx.AsyncClient]:
    """An administrator of an app with its own database and pool."""
    url = copy_database(f"crowd_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")
    async with await psycopg.AsyncConnection.connect(url, row_factory=dict_row) as db:
        key = await accounts.create_key(db, Role.SCRIPT)
    app = create_app(url)
    headers = {"Authorization": f"Bearer {key}"}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://loket/v1", headers=headers) as client,
    ):
        yield client


async def test_of_twins_one_is_new(crowd: httpx.AsyncClient) -> None:
    for room in ("schools", "companies"):
        answers = await asyncio.gather(
            *(crowd.put(f"/{room}/by-source/demo/twin", json={"name": "Tweeling"}) for _ in range(TWINS))
        )
        assert sorted(answer.status_code for answer in answers) == [*[200] * (TWINS - 1), 201]
        assert {answer.headers["etag"] for answer in answers} == {'"1"'}


async def test_of_writers_with_one_etag_one_wins(crowd: httpx.AsyncClient) -> None:
    for room, field in (("schools", "website"), ("companies", "url")):
        path = f"/{room}/by-source/demo/one"
        etag = (await crowd.put(path, json={"name": "Een"})).headers["etag"]
        answers = await asyncio.gather(
            *(
                crowd.put(path, json={"name": "Een", field: f"https://w{n}.example"}, headers={"If-Match": etag})
                for n in range(TWINS)
            )
        )
        assert sorted(answer.status_code for answer in answers) == [200, *[412] * (TWINS - 1)]
