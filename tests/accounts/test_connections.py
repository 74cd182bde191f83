"""A pooled connection never keeps who used it last."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from psycopg.rows import dict_row

from api.accounts import service as accounts
from api.accounts.roles import Role
from api.app import create_app
from api.kit.db import Connection, as_house
from tests.accounts.people import account, session

TOLD = ("actor", "regions", "everywhere", "admin", "schools", "companies", "kept", "house")
SHOWN = "SELECT " + ", ".join(f"coalesce(current_setting('app.{name}', true), '') AS {name}" for name in TOLD)
BLANK = dict.fromkeys(TOLD, "")


@pytest.fixture(scope="module")
def database(copy_database: Callable[[str], str]) -> str:
    return copy_database(f"pooled_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")


@pytest.fixture
async def owner(database: str) -> AsyncIterator[Connection]:
    async with await psycopg.AsyncConnection.connect(database, autocommit=True, row_factory=dict_row) as db:
        yield db


@pytest.fixture
async def pooled(database: str) -> AsyncIterator[FastAPI]:
    app = create_app(database)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def client(pooled: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(pooled, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://loket/v1") as client:
        yield client


async def told(pooled: FastAPI) -> list[dict[str, str]]:
    """What every connection of the pool holds."""
    pool = pooled.state.database._pool
    held = [await pool.getconn() for _ in range(pool.get_stats()["pool_size"])]
    try:
        found = []
        for connection in held:
            row = await (await connection.execute(SHOWN)).fetchone()
            assert row is not None
            found.append(dict(row))
        return found
    finally:
        for connection in held:
            await pool.putconn(connection)


async def _key(owner: Connection, role: Role, region: str = "friesland") -> dict[str, str]:
    return {"Authorization": f"Bearer {await accounts.create_key(owner, role, [region])}"}


async def test_nobody_is_left_behind(
    pooled: FastAPI, client: httpx.AsyncClient, owner: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin, portal = await _key(owner, Role.PLATFORM_ADMIN), await _key(owner, Role.PORTAL)
    person = await session(owner, await account(owner, "noor@pooled.example"))
    spent = await _key(owner, Role.SCRIPT, "zeeland")
    await owner.execute("UPDATE api_client SET rate_per_minute = 1 WHERE region_codes = '{zeeland}'")
    forged = {**person, "X-CSRF-Token": "0" * 64}
    asked = [
        ("GET", "/requests", portal, 200),
        ("GET", "/account", person, 200),
        ("PATCH", "/account", person, 428),
        ("POST", "/session/end", forged, 403),
        ("GET", "/api-clients", portal, 403),
        ("GET", "/api-clients", admin, 200),
        ("POST", "/api-clients", admin, 400),
        ("GET", "/requests/0199d5a4-7c1e-7000-8000-000000000001", portal, 404),
        ("GET", "/requests", spent, 200),
        ("GET", "/requests", spent, 429),
        ("GET", "/regions?surprise=1", admin, 400),
        ("GET", "/requests", {"Authorization": "Bearer lk_unknown"}, 401),
        ("POST", "/sign-in-attempts", {}, 202),
        ("POST", "/sessions", {}, 401),
    ]
    bodies = {"/sign-in-attempts": {"email": "x@pooled.example"}, "/sessions": {"token": "t" * 43}}

    async def ask(method: str, path: str, headers: dict[str, str]) -> int:
        json = {"json": bodies.get(path, {})} if method != "GET" else {}
        return (await client.request(method, path, headers=headers, **json)).status_code  # type: ignore[arg-type]

    for method, path, headers, status in asked:
        assert (path, await ask(method, path, headers)) == (path, status)
        assert await told(pooled) == [BLANK] * len(await told(pooled))
    await asyncio.gather(*(ask(method, path, headers) for method, path, headers, _ in asked * 10))
    connections = await told(pooled)
    assert len(connections) > 1
    assert connections == [BLANK] * len(connections)
    assert await ask("GET", "/account", {}) == 401


async def test_what_breaks_leaves_nobody_behind(
    pooled: FastAPI, client: httpx.AsyncClient, owner: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = await _key(owner, Role.PLATFORM_ADMIN)

    async def broken(*_: object) -> None:
        raise RuntimeError

    async def refused(db: Connection, *_: object) -> None:
        await db.execute("SELECT 1/0")

    for failure in (broken, refused):
        for name in ("page", "unknown_regions"):
            monkeypatch.setattr(f"api.clients.queries.{name}", failure)
        body = {"name": "P", "role": "portal", "scopes": ["read:public"], "regionCodes": ["friesland"]}
        assert (await client.get("/api-clients", headers=admin)).status_code == 500
        assert (await client.post("/api-clients", headers=admin, json=body)).status_code == 500
        assert await told(pooled) == [BLANK] * len(await told(pooled))


async def test_what_cannot_be_committed_leaves_nobody_behind(
    pooled: FastAPI, client: httpx.AsyncClient, owner: Connection
) -> None:
    admin = await _key(owner, Role.PLATFORM_ADMIN)
    body = {"name": "P", "role": "portal", "scopes": ["read:public"], "regionCodes": ["friesland"]}
    await owner.execute(
        """CREATE FUNCTION never() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
        CREATE CONSTRAINT TRIGGER never AFTER INSERT ON audit_entry DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION never()"""
    )
    try:
        assert (await client.post("/api-clients", headers=admin, json=body)).status_code == 500
        assert await told(pooled) == [BLANK] * len(await told(pooled))
    finally:
        await owner.execute("DROP FUNCTION never CASCADE")
    assert (await client.post("/api-clients", headers=admin, json=body)).status_code == 201
    assert await told(pooled) == [BLANK] * len(await told(pooled))


async def test_who_hangs_up_leaves_nobody_behind(
    pooled: FastAPI, client: httpx.AsyncClient, owner: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = await _key(owner, Role.PLATFORM_ADMIN)

    async def slow(db: Connection, *_: object) -> None:
        await db.execute("SELECT pg_sleep(10)")

    monkeypatch.setattr("api.clients.queries.page", slow)
    for _ in range(2):
        running = asyncio.create_task(client.get("/api-clients", headers=admin))
        await asyncio.sleep(0.3)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
    assert await told(pooled) == [BLANK] * len(await told(pooled))


async def test_a_house_within_the_house_stays_the_house(owner: Connection) -> None:
    async def house() -> str:
        row = await (await owner.execute(SHOWN)).fetchone()
        assert row is not None
        shown: str = row["house"]
        return shown

    async with as_house(owner):
        async with as_house(owner):
            pass
        assert await house() == "on"
    assert await house() == ""
