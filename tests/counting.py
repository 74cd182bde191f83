"""Counts the statements that a test's connection carries."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from api.kit.db import Connection


@contextmanager
def counted(db: Connection) -> Iterator[list[str]]:
    """The statements that are executed inside, in order."""
    seen: list[str] = []
    execute = db.execute

    async def counting(query: Any, *arguments: Any, **options: Any) -> Any:
        seen.append(query.decode() if isinstance(query, bytes) else str(query))
        return await execute(query, *arguments, **options)

    db.execute = counting  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        del db.execute
