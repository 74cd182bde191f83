"""The job queue. A room puts a job into its own transaction, by name; what the job does is in `jobs/`."""

from datetime import datetime
from typing import Any

from procrastinate import App, PsycopgConnector

from api.kit.db import Connection

app = App(connector=PsycopgConnector())


async def defer(db: Connection, task: str, at: datetime | None = None, **arguments: Any) -> None:
    """A job that exists when this transaction commits and only then; `at` is the earliest time to run it."""
    await app.configure_task(task, connection=db, schedule_at=at).defer_async(**arguments)
