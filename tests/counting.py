"""Counts the statements that a test's connection carries."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from psycopg import AsyncCursor

from api.kit.db import Connection

ROLE = ("SET ROLE loket_app", "RESET ROLE")


@contextmanager
def counted(db: Connection) -> Iterator[list[str]]:
    """The statements that are executed inside, in order, over whichever kind of cursor."""
    seen: list[str] = []
    execute = AsyncCursor.execute

    async def counting(self: Any, query: Any, *arguments: Any, **options: Any) -> Any:
        text = query.decode() if isinstance(query, bytes) else str(query)
        # The role is the test's own: outside tests a connection has its role from the start.
        if self.connection is db and not text.endswith(ROLE):
            seen.append(text)
        return await execute(self, query, *arguments, **options)

    with patch.object(AsyncCursor, "execute", counting):
        yield seen
