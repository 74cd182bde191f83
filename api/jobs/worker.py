"""The worker: periodic duties, each a few lines that call the room whose duty it is."""

from datetime import timedelta

import psycopg
from procrastinate import App, JobContext, PsycopgConnector
from psycopg.rows import dict_row

from api.kit import clock, idempotency
from api.kit.logging import log

KEYS_KEPT = timedelta(days=2)
ABANDONED_AFTER_SECONDS = 120
app = App(connector=PsycopgConnector())


async def work(url: str) -> None:
    """Runs until it is told to stop, and finishes the job at hand first."""
    with app.replace_connector(PsycopgConnector(conninfo=url)) as served:
        async with served.open_async():
            await served.run_worker_async(additional_context={"url": url})


@app.periodic(cron="17 3 * * *")
@app.task(name="forget_idempotency_keys", pass_context=True)
async def forget_idempotency_keys(context: JobContext, timestamp: int) -> None:
    async with await psycopg.AsyncConnection.connect(context.additional_context["url"], row_factory=dict_row) as db:
        forgotten = await idempotency.forget(db, clock.now() - KEYS_KEPT)
    log.info("idempotency_keys_forgotten", count=forgotten)


@app.periodic(cron="*/5 * * * *")
@app.task(name="retry_abandoned_jobs", pass_context=True)
async def retry_abandoned_jobs(context: JobContext, timestamp: int) -> None:
    """A killed worker leaves its jobs behind; they start again."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=ABANDONED_AFTER_SECONDS):
        await manager.retry_job(job)
