"""The job queue. A room puts a job into its own transaction, by name; what the job does is in `jobs/`."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException

from api.kit.db import Connection
from api.kit.logging import log

STOPS = (signal.SIGINT, signal.SIGTERM)
AGAIN_SECONDS = 1
app = App(connector=PsycopgConnector())


async def defer(
    db: Connection,
    task: str,
    at: datetime | None = None,
    lock: str | None = None,
    queue: str | None = None,
    **arguments: Any,
) -> None:
    """A job that exists when this transaction commits and only then.

    `at` is the earliest time to run it. Of those with one `lock` one runs at a time. Who works off a `queue` of its
    own waits for no other.
    """
    job = app.configure_task(task, connection=db, schedule_at=at, lock=lock, queue=queue or "default")
    try:
        await job.defer_async(**arguments)
    except ConnectorException as failure:
        # As the database told it: whoever asked hears that it is gone, not that something broke.
        raise (failure.__cause__ or failure) from None


async def until_told(serve: Callable[[], Awaitable[None]]) -> None:
    """Serves until SIGINT or SIGTERM, and begins anew whenever serving ends because the database went away.

    When told, `serve` is cancelled; it finishes what it has at hand.
    """
    with _stops() as told:
        ends = asyncio.create_task(told.wait())
        while not told.is_set():
            serving = asyncio.ensure_future(serve())
            await asyncio.wait((serving, ends), return_when=asyncio.FIRST_COMPLETED)
            if told.is_set():
                serving.cancel()
            await asyncio.wait((serving,))
            failure = None if serving.cancelled() else serving.exception()
            if failure is not None and not isinstance(failure, ConnectorException | psycopg.OperationalError):
                raise failure
            if not told.is_set():
                log.error("queue_lost", error=type(failure).__name__)
                await asyncio.wait((ends,), timeout=AGAIN_SECONDS)


@contextmanager
def _stops() -> Iterator[asyncio.Event]:
    """Set by the first signal to stop; a second one does what it did before."""
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    before = {number: signal.getsignal(number) for number in STOPS}

    def restore() -> None:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)

    def stop() -> None:
        restore()
        told.set()

    for number in STOPS:
        loop.add_signal_handler(number, stop)
    try:
        yield told
    finally:
        restore()
