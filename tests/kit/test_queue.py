"""The queue when the database goes away: who puts a job in is told so, and whoever serves it waits and goes on."""

import asyncio
import os
import signal

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException
from psycopg.rows import dict_row

from api.kit import queue


async def test_a_job_for_a_database_that_is_gone(database_url: str) -> None:
    db = await psycopg.AsyncConnection.connect(database_url, row_factory=dict_row)
    await db.close()
    with pytest.raises(psycopg.OperationalError):
        await queue.defer(db, "deliver_notice", message_id="1")


async def test_it_is_served_again_until_somebody_says_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "AGAIN_SECONDS", 0)
    turns: list[str] = []

    async def serve() -> None:
        turns.append("begun")
        if len(turns) == 1:
            raise ConnectorException
        if len(turns) == 2:
            return  # as the queue's own worker does when it loses its line while nothing is at hand
        os.kill(os.getpid(), signal.SIGTERM)
        try:
            await asyncio.Event().wait()
        finally:
            turns.append("finished")

    before = signal.getsignal(signal.SIGTERM)
    await asyncio.wait_for(queue.until_told(serve), 10)
    assert turns == ["begun", "begun", "begun", "finished"]
    assert signal.getsignal(signal.SIGTERM) is before


async def test_what_is_no_lost_line_is_not_hidden() -> None:
    async def serve() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await queue.until_told(serve)
