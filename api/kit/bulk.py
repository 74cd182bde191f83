"""A large first load: what an index costs row by row is saved by building it when the rows are there.

The table is locked against all others until the transaction ends, readers too. So it is done only where there is
nothing to read yet, and where nobody is in the way.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from psycopg.errors import LockNotAvailable

from api.kit.db import Connection, one, only, rows

LARGE = 20_000
# Indexes belong to the owner of the table, for whom whoever logged in has to be good.
_FIRST_LOAD = """SELECT 1 AS is_so WHERE NOT EXISTS (SELECT FROM {table})
    AND (SELECT count(*) FROM {staged}) >= %(large)s
    AND (SELECT pg_has_role(session_user, relowner, 'USAGE') FROM pg_class WHERE oid = '{table}'::regclass)"""
_INDEXES = """SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS made FROM pg_index i
    WHERE indrelid = %(table)s::regclass AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
    ORDER BY indexrelid"""


async def claim_empty(db: Connection, table: str, staged: str) -> bool:
    """Locks the table when much is staged for it and it is empty, ours and free; else it stays as it is."""
    query, values = _FIRST_LOAD.format(table=table, staged=staged), {"large": LARGE}
    async with _as_who_logged_in(db):
        if await one(db, query, values) is None:
            return False
        try:
            async with db.transaction():
                await db.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE NOWAIT".encode())
        except LockNotAvailable:
            return False
        return await one(db, query, values) is not None


@asynccontextmanager
async def unindexed(db: Connection, table: str) -> AsyncIterator[None]:
    """Within, a claimed table has no indexes but those of its constraints; behind it they are as they were."""
    indexes = await rows(db, _INDEXES, {"table": table})
    async with _as_who_logged_in(db):
        await db.execute("".join(f"DROP INDEX {index['name']};" for index in indexes).encode())
    yield
    async with _as_who_logged_in(db):
        await db.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for index in indexes:
            await db.execute(index["made"].encode())


@asynccontextmanager
async def _as_who_logged_in(db: Connection) -> AsyncIterator[None]:
    """Steps out of the service's role, for its table and not for rows; a failure undoes that with the transaction."""
    before = await only(db, "SELECT current_setting('role') AS role", {})
    await db.execute("SET LOCAL ROLE NONE")
    yield
    await one(db, "SELECT set_config('role', %(role)s, true)", before)
