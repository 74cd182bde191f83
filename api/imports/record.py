"""The row of an import's job while it runs, on a connection of its own that is not of the pool.

What it writes can be read at once and stays when the import is undone. That an import was applied is not written
here but in the transaction of its rows: the two are true together or not at all.
"""

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from api.imports import queries
from api.kit.db import Connection, house

SECONDS_BETWEEN = 0.25


class Record:
    def __init__(self, db: Connection) -> None:
        self._db = db
        self._job: UUID | None = None
        self._told_at = time.monotonic()

    async def start(self, values: Mapping[str, Any]) -> UUID:
        self._job = await queries.start(self._db, values)
        return self._job

    async def advance(self, rows: int) -> None:
        if self._job is not None and time.monotonic() - self._told_at >= SECONDS_BETWEEN:
            await queries.advance(self._db, self._job, rows)
            self._told_at = time.monotonic()

    async def reject(self, wire: Mapping[str, Any]) -> None:
        if self._job is not None:
            await queries.finish(self._db, self._job, wire)

    async def fail(self) -> None:
        if self._job is not None:
            await queries.fail(self._db, self._job)


@asynccontextmanager
async def recorder(url: str) -> AsyncIterator[Record]:
    """A record whose job is marked as failed when it is left by a failure, that of the commit too."""
    async with house(url, autocommit=True) as db:
        record = Record(db)
        try:
            yield record
        except BaseException:
            await record.fail()
            raise
