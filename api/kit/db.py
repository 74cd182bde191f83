"""Connections. One transaction per write request, opened and committed by `LoketRoute`."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Annotated, Any, TypeAlias

import psycopg
from fastapi import Depends, Request
from psycopg import AsyncClientCursor, AsyncConnection, AsyncCursor, AsyncRawCursor
from psycopg.pq import TransactionStatus
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

from api.kit.errors import Unavailable
from api.kit.settings import settings

# The role that owns nothing, so that row-level security binds it. The service logs in as it; where the URL names
# another, it takes this one. The house itself is let through.
SERVICE = "loket_app"
ROLE = f"-c role={SERVICE}"
HOUSE = f"{ROLE} -c app.house=on"
Connection: TypeAlias = AsyncConnection[DictRow]
# Prepared statements keep one plan: planning the scoring statement costs more than running it. What must be
# planned for its values (searches) writes them into the statement instead, by `planned_anew`.
LIMITS = "-c plan_cache_mode=force_generic_plan"
LIMITS += " -c statement_timeout=15s -c lock_timeout=4s -c idle_in_transaction_session_timeout=30s"
LIMITS += f" {ROLE}"
_NAMED = re.compile(r"%(?:%|\((\w+)\)s)")


class Database:
    """The pool of one process."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            url,
            open=False,
            min_size=min(2, settings().pool_size),
            max_size=settings().pool_size,
            timeout=5,
            kwargs={"autocommit": True, "row_factory": dict_row, "options": LIMITS, "connect_timeout": 5},
        )

    async def open(self) -> None:
        await self._pool.open()

    async def close(self) -> None:
        await self._pool.close()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """An autocommit connection; `Unavailable` when the database cannot be reached."""
        try:
            async with self._pool.connection() as connection:
                yield connection
        except psycopg.OperationalError as error:  # PoolTimeout is one
            raise Unavailable(headers={"Retry-After": "5"}) from error


@asynccontextmanager
async def house(url: str, *, autocommit: bool = False) -> AsyncIterator[Connection]:
    """A connection of its own on which the house acts, in one transaction: for the worker's jobs and commands."""
    connect = AsyncConnection.connect(
        url, autocommit=autocommit, row_factory=dict_row, connect_timeout=5, options=HOUSE
    )
    async with await connect as db:
        yield db


# Whoever logged in: a superuser is a member of every role.
POWER = """SELECT r.rolbypassrls OR bool_or(pg_has_role(r.oid, c.relowner, 'MEMBER')) AS power
    FROM pg_roles r, pg_class c
    WHERE r.rolname = session_user AND c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
    GROUP BY r.rolbypassrls"""


async def can_pass_the_wall(db: Connection) -> bool:
    """Whether who logged in could leave the service's role for one that row-level security does not bind."""
    row = await one(db, POWER, {})
    return row is None or bool(row["power"])


BECOME_HOUSE = """WITH before AS MATERIALIZED (SELECT coalesce(current_setting('app.house', true), '') AS house)
    SELECT house AS before, set_config('app.house', 'on', false) FROM before"""


@asynccontextmanager
async def as_house(db: Connection) -> AsyncIterator[None]:
    """The house itself acts, and row-level security lets it: for what has no actor, such as signing in and jobs."""
    before = await only(db, BECOME_HOUSE, {})
    try:
        yield
    finally:
        # A transaction that failed takes the setting back itself.
        if db.info.transaction_status != TransactionStatus.INERROR:
            await forgetting(db, "SELECT set_config('app.house', %(before)s, false)", before)


async def forgetting(db: Connection, query: str, values: dict[str, Any]) -> None:
    """Takes back what the database was told of who acts. A connection that cannot is closed: nobody else gets it."""
    if db.closed:
        return
    try:
        await execute(db, query, values)
    except BaseException:
        await db.close()
        raise


async def _connection(request: Request) -> Connection:
    connection: Connection = request.state.db
    return connection


Db = Annotated[Connection, Depends(_connection)]


def utc(column: str) -> str:
    """SQL: a time stamp as RFC 3339 in UTC."""
    return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""


async def planned_anew(db: Connection, query: str, values: dict[str, Any]) -> list[DictRow]:
    """The rows of a statement whose best plan depends on its values; they are quoted into it by the driver."""
    async with AsyncClientCursor(db, row_factory=dict_row) as cursor:
        await cursor.execute(query.encode(), values)
        return await cursor.fetchall()


@lru_cache(maxsize=1000)
def _numbered(query: str) -> tuple[bytes, tuple[str, ...]]:
    """The statement with $1, $2 ... for its %(name)s, and the names in that order: read once. The driver reads a
    long statement anew each time.
    """
    numbers: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        return f"${numbers.setdefault(found[1], len(numbers) + 1)}" if found[1] else "%"

    return _NAMED.sub(number, query).encode(), tuple(numbers)


async def execute(db: Connection, query: str, values: Mapping[str, Any]) -> AsyncCursor[DictRow]:
    """A cursor on the rows of a statement."""
    numbered, names = _numbered(query)
    cursor = AsyncRawCursor(db, row_factory=dict_row)
    return await cursor.execute(numbered, [values[name] for name in names])


async def one(db: Connection, query: str, values: Mapping[str, Any]) -> DictRow | None:
    return await (await execute(db, query, values)).fetchone()


async def only(db: Connection, query: str, values: Mapping[str, Any]) -> DictRow:
    """The row of a statement that always gives one."""
    row = await one(db, query, values)
    assert row is not None
    return row


async def rows(db: Connection, query: str, values: Mapping[str, Any]) -> list[DictRow]:
    return await (await execute(db, query, values)).fetchall()
