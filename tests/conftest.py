"""One embedded PostgreSQL per run, migrated once; each worker a copy; each test a rolled-back transaction."""

import asyncio
import contextlib
import copy
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from psycopg import sql
from psycopg.rows import dict_row
from starlette.datastructures import State

from api import migrate
from api.accounts import service as accounts
from api.accounts.roles import Role
from api.accounts.rules import SCHOOL_ROLES
from api.app import create_app
from api.demo import service as demonstration
from api.kit.db import Connection, Database, house
from api.kit.postgres import as_service, create_database, embedded
from tests.processes import free_port, running

QUICK = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_connections = 200\njit = off\n"
SHARED = Path(__file__).parent.parent.parent / "shared"
LOCK, DEMO = 7_420_025, "filled_demo"
T = TypeVar("T")


# What takes longest is begun first, so that no worker waits at the end for what another has just begun.
LONGEST = ("test_schemathesis.py", "matrix/", "browser/", "test_hostile.py", "rounds/", "accounts/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        inside = item.path.relative_to(Path(__file__).parent).as_posix()
        return next((n for n, long in enumerate(LONGEST) if inside.startswith(long)), len(LONGEST))

    items.sort(key=place)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real data beside the checkout; tests that need it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("../shared, with the real data, is not here")
    return SHARED


def _renamed(url: str, name: str) -> str:
    return url.replace("/loket?", f"/{name}?")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of the run's server; its database `loket` is the template: migrated, with reference data."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    data = Path(tempfile.gettempdir()) / f"loket-test-{run}"
    data.mkdir(exist_ok=True)
    with embedded(data, QUICK) as url:
        with psycopg.connect(_renamed(url, "postgres"), autocommit=True) as admin:
            admin.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
            migrate.upgrade(url)
        yield url
    if not (data / "postgres" / "postmaster.pid").exists():  # the last worker has left
        shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(scope="session")
def copy_database(postgres: str) -> Callable[..., str]:
    """Makes a fresh copy of a template under a name and gives its URL."""

    def copy(name: str, template: str = "loket") -> str:
        admin = _renamed(postgres, "postgres")
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            create_database(admin, name, template)
        return _renamed(postgres, name)

    return copy


async def _fill(database: str) -> None:
    async with await psycopg.AsyncConnection.connect(database, autocommit=True, row_factory=dict_row) as db:
        await demonstration.fill(database, db)


def _apart(made: Coroutine[Any, Any, T]) -> T:
    """In a thread, since in this one a loop may run: a test's, or that of the browser's driver."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, made).result()


@pytest.fixture(scope="session")
def copy_demo(postgres: str, copy_database: Callable[..., str]) -> Callable[[str], str]:
    """Makes a fresh copy of the demo, which is filled once per run."""

    def copy(name: str) -> str:
        with psycopg.connect(_renamed(postgres, "postgres"), autocommit=True) as admin:
            admin.execute("SELECT pg_advisory_lock(%s)", (LOCK + 1,))
            if admin.execute("SELECT FROM pg_database WHERE datname = %s", (DEMO,)).fetchone() is None:
                _apart(_fill(copy_database("filling")))
                admin.execute(f"ALTER DATABASE filling RENAME TO {DEMO}".encode())
            return copy_database(name, DEMO)

    return copy


@pytest.fixture(scope="session")
def database_url(copy_database: Callable[[str], str]) -> str:
    return copy_database(os.environ.get("PYTEST_XDIST_WORKER", "alone"))


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Connection]:
    """A connection whose work is rolled back after the test."""
    async with (
        await psycopg.AsyncConnection.connect(database_url, autocommit=True, row_factory=dict_row) as connection,
        connection.transaction(force_rollback=True),
    ):
        yield connection


class OneConnection(Database):
    """The app on the test's own connection: its transactions become savepoints, its role the service's."""

    def __init__(self, connection: Connection, url: str) -> None:
        self._connection, self.url = connection, url

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        await self._connection.execute("SET ROLE loket_app")
        try:
            yield self._connection
        finally:
            await self._connection.execute("RESET ROLE")


@pytest.fixture(scope="session")
def built_app() -> FastAPI:
    """Built once per worker: routes take their time when they are first looked for."""
    return create_app("")


@pytest.fixture
def app(built_app: FastAPI, db: Connection, database_url: str) -> FastAPI:
    """The app with a state of its own."""
    app = copy.copy(built_app)
    app.state = State({name: built_app.state[name] for name in built_app.state})
    app.state.database = OneConnection(db, database_url)
    return app


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A visitor; the base URL ends in /v1."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://loket/v1") as client:
        yield client


STRANGER = """INSERT INTO {} (id, scheme, value, name) VALUES (%(id)s::uuid, 't', %(id)s::uuid::text, 'X')
    ON CONFLICT DO NOTHING"""
MakeKey = Callable[..., Awaitable[dict[str, str]]]


@pytest.fixture
def key(db: Connection) -> MakeKey:
    """Makes the Authorization header of a new key: `await key("script", region="friesland")`."""

    async def make(role: str, region: str | None = None, organisation: object = None) -> dict[str, str]:
        if organisation is not None:
            table = "school" if Role(role) in SCHOOL_ROLES else "company"
            await db.execute(STRANGER.format(table).encode(), {"id": organisation})
        made = await accounts.create_key(db, Role(role), [region] if region else [], organisation)  # type: ignore[arg-type]
        return {"Authorization": f"Bearer {made}"}

    return make


@dataclass(frozen=True)
class Live:
    """A real server process on a database of its own."""

    url: str
    database: str
    process: subprocess.Popen[bytes]

    def key(self, role: str, region: str | None = None, organisation: object = None) -> str:
        """A new key."""

        async def make() -> str:
            async with house(as_service(self.database)) as db:
                regions = [region] if region else []
                return await accounts.create_key(db, Role(role), regions, organisation)  # type: ignore[arg-type]

        return _apart(make())


@contextlib.contextmanager
def serving(database: str, **environment: str) -> Iterator[Live]:
    """The service as `loket serve` runs it, on this database, with these settings; it logs in as who owns nothing."""
    port = free_port()
    url, module = f"http://127.0.0.1:{port}", ("api.cli", "serve", "--port", str(port))
    environment = {"DATABASE_URL": as_service(database), "LOKET_LOG_LEVEL": "error", **environment}
    with running(module, f"{url}/v1/health/ready", environment) as server:
        yield Live(url, database, server)


@pytest.fixture(scope="module")
def live(copy_database: Callable[[str], str]) -> Iterator[Live]:
    """The service on an empty database with reference data."""
    with serving(copy_database(f"live_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")) as live:
        yield live
