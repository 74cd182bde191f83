"""Counts the statements that a test's connection carries."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from api.kit.db import Connection

ROLE = ("SET ROLE loket_app", "RESET ROLE")


@contextmanager
def counted(db: Connection) -> Iterator[list[str]]:
    """The statements that are executed inside, in order."""
    seen: list[str] = []
    execute = db.execute

    async def counting(query: Any, *arguments: Any, **options: Any) -> Any:
        text = query.decode() if isinstance(query, bytes) else str(query)
        if not text.endswith(ROLE):  # the test's own: outside tests a connection has its role from the start
            seen.append(text)
        return await execute(query, *arguments, **options)

    db.execute = counting  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        del db.execute
