"""The database gone, or all of its connections taken: 503 with Retry-After, and all is well when it is back."""

import os
import signal
import time
from contextlib import AsyncExitStack
from pathlib import Path

import httpx

from api import migrate
from api.app import create_app
from api.kit.db import Database
from api.kit.postgres import embedded
from api.kit.settings import settings
from tests.conftest import QUICK, serving


def _judge(answer: httpx.Response) -> None:
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["retry-after"] == "5"
    assert answer.headers["content-type"] == "application/problem+json"


def stop(data: Path) -> None:
    """As an operator would: fast, connections are cut."""
    pid = data / "postgres" / "postmaster.pid"
    os.kill(int(pid.read_text().splitlines()[0]), signal.SIGINT)
    while pid.exists():
        time.sleep(0.05)


def test_a_database_that_goes_and_returns(tmp_path: Path) -> None:
    with embedded(tmp_path, QUICK) as url:
        migrate.upgrade(url)
        with serving(url) as live, httpx.Client(base_url=f"{live.url}/v1", timeout=30) as client:
            assert client.get("/regions").status_code == 200
            stop(tmp_path)
            for path in ("/regions", "/health/ready"):
                _judge(client.get(path))
            _judge(client.post("/requests", json={}))
            assert client.get("/health/live").status_code == 200
            with embedded(tmp_path, QUICK):
                answer = client.get("/regions")
                for _ in range(20):
                    if answer.status_code == 200:
                        break
                    answer = client.get("/regions")
                assert answer.status_code == 200


async def test_all_connections_taken(database_url: str) -> None:
    app = create_app("")
    app.state.database = database = Database(database_url)
    await database.open()
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://loket/v1") as client:
        async with AsyncExitStack() as taken:
            for _ in range(settings().pool_size):
                await taken.enter_async_context(database.connection())
            _judge(await client.get("/regions"))
        assert (await client.get("/regions")).status_code == 200
    await database.close()
