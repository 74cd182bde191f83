"""The service logs in as a role that cannot get round row-level security, on each of its connections."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import cast

import psycopg
import pytest
from procrastinate import PsycopgConnector
from psycopg.rows import dict_row

from api import migrate
from api.accounts import service as accounts
from api.accounts.roles import Role
from api.imports.record import recorder
from api.jobs import worker
from api.kit.db import SERVICE, Connection, Database, can_pass_the_wall, house, only
from api.kit.postgres import as_service
from tests.people import person

WAYS_OUT = ("RESET ROLE", "SET ROLE NONE", "RESET SESSION AUTHORIZATION", "SET SESSION AUTHORIZATION DEFAULT")
CLIMBS = ("SET ROLE postgres", "SET SESSION AUTHORIZATION postgres", "SET row_security = off; SELECT id FROM session")
BEHIND_THE_WALL = ("session", "api_client", "membership", "outbox_message")
SEEN = " + ".join(f"(SELECT count(*) FROM {table})" for table in BEHIND_THE_WALL)


@pytest.fixture(scope="module")
def owners(copy_database: Callable[[str], str]) -> str:
    return copy_database(f"login_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")


@pytest.fixture
async def somebody(owners: str) -> AsyncIterator[None]:
    """Rows that nobody but who they are about may see."""
    async with await psycopg.AsyncConnection.connect(owners, autocommit=True, row_factory=dict_row) as db:
        await person(db, "noor@school.example", Role.DATA_SPECIALIST.value)
        await accounts.create_key(db, Role.PORTAL, ["friesland"])
        yield
        await db.execute("DELETE FROM session; DELETE FROM membership; DELETE FROM account; DELETE FROM api_client")


async def connections(url: str, stack: AsyncExitStack) -> dict[str, Connection]:
    """One of each kind that the service, its worker and its commands use."""
    pool = Database(url)
    await pool.open()
    stack.push_async_callback(pool.close)
    jobs = await stack.enter_async_context(worker.queue_of(url))
    assert isinstance(jobs.connector, PsycopgConnector)
    at_the_queue = await stack.enter_async_context(jobs.connector.pool.connection())
    at_the_queue.row_factory = dict_row  # type: ignore[assignment]
    return {
        "pool": await stack.enter_async_context(pool.connection()),
        "house": await stack.enter_async_context(house(url, autocommit=True)),
        "imports": (await stack.enter_async_context(recorder(url)))._db,
        "queue": cast("Connection", at_the_queue),
    }


async def seen(db: Connection) -> int:
    await db.execute("SELECT set_config('app.house', '', false)")
    row = await only(db, f"SELECT {SEEN} AS seen", {})
    return int(row["seen"])


@pytest.mark.usefixtures("somebody")
async def test_no_connection_of_the_service_gets_round_the_wall(owners: str) -> None:
    async with AsyncExitStack() as stack:
        for name, db in (await connections(as_service(owners), stack)).items():
            assert (name, await can_pass_the_wall(db)) == (name, False)
            for way in WAYS_OUT:
                await db.execute(way.encode())
                assert (name, way, await seen(db)) == (name, way, 0)
            for climb in CLIMBS:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    async with db.transaction():
                        await db.execute(climb.encode())


@pytest.mark.usefixtures("somebody")
async def test_who_logs_in_as_the_owner_could(owners: str) -> None:
    """So the test above could fail."""
    async with AsyncExitStack() as stack:
        for name, db in (await connections(owners, stack)).items():
            assert (name, await can_pass_the_wall(db), await seen(db)) == (name, True, 0)
            await db.execute("SET ROLE NONE")
            assert await seen(db) == 3


async def test_the_services_role_owns_nothing(db: Connection) -> None:
    row = await only(
        db,
        """SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls,
                  (SELECT count(*) FROM pg_shdepend WHERE refobjid = r.oid AND deptype = 'o')::int AS owns,
                  (SELECT count(*) FROM pg_auth_members WHERE member = r.oid)::int AS roles
           FROM pg_roles r WHERE rolname = %(name)s""",
        {"name": SERVICE},
    )
    assert row == {**dict.fromkeys(row, False), "owns": 0, "roles": 0}


def test_its_password_is_kept_as_a_verifier(owners: str) -> None:
    """It is read back by who owns the server alone."""
    migrate.let_in(owners, "geheim ' \\ woord")
    with psycopg.connect(owners, autocommit=True) as db:
        kept = db.execute("SELECT rolpassword FROM pg_authid WHERE rolname = %s", (SERVICE,)).fetchone()
        db.execute(f"ALTER ROLE {SERVICE} PASSWORD NULL".encode())
    assert kept is not None
    assert str(kept[0]).startswith("SCRAM-SHA-256$")
