"""The worker: jobs and periodic duties, each a few lines that call the room whose duty it is."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy

from api.accounts import service as accounts
from api.digests import service as digests
from api.dormancy import service as dormancy
from api.kit import clock, logging
from api.kit.db import ROLE, Connection, house
from api.kit.logging import log
from api.kit.queue import app, until_told
from api.matches import duties
from api.notices import service as notices
from api.notices.post import Folder, Post
from api.organisations import service as organisations
from api.privacy import service as privacy
from api.privacy.rules import BY_NAME, PERIODS
from api.requests import duties as requests
from api.rounds import duties as mending
from api.rounds import service as rounds
from api.rounds import solving
from api.schedules import service as schedules
from api.standby import service as standby
from api.webhooks import sending as webhooks

ABANDONED_AFTER_SECONDS = 120
# Jobs at the same time: a mail server that is slow to answer one message does not hold up the next.
AT_ONCE = 4
Due = Callable[[Connection, datetime], Awaitable[Iterable[UUID]]]
Attend = Callable[[Connection, UUID, datetime], Awaitable[object]]


async def work(url: str, post: Post) -> None:
    """Runs until it is told to stop, and finishes the jobs at hand first. Mail leaves by `post`."""
    logging.configure()

    async def serve() -> None:
        async with queue_of(url) as served:
            await _together(
                served.run_worker_async(
                    queues=[name],
                    concurrency=AT_ONCE,
                    delete_jobs="successful",
                    additional_context={"url": url, "post": post},
                    install_signal_handlers=False,
                )
                for name in ("default", webhooks.QUEUE)
            )

    await until_told(serve)


async def _together(each: Iterable[Coroutine[Any, Any, None]]) -> None:
    """All of them, until one ends, however it does, or all are cancelled: none goes on alone."""
    tasks = [asyncio.ensure_future(one) for one in each]
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in ended:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def queue_of(url: str) -> AsyncIterator[App]:
    """The queue on connections of its own, in the service's role."""
    with app.replace_connector(PsycopgConnector(conninfo=url, kwargs={"options": ROLE})) as served:
        async with served.open_async():
            yield served


@app.task(name=accounts.MAIL_SIGN_IN, pass_context=True)
async def mail_sign_in(context: JobContext, attempt_id: str) -> None:
    async with house(context.additional_context["url"]) as db:
        await accounts.mail_sign_in(db, UUID(attempt_id))


@app.task(name=notices.DELIVER, pass_context=True)
async def deliver_notice(context: JobContext, message_id: str) -> None:
    async with house(context.additional_context["url"]) as db:
        await notices.deliver(db, UUID(message_id), context.additional_context["post"])


@app.task(name=webhooks.SEND, queue=webhooks.QUEUE, pass_context=True)
async def send_webhook(context: JobContext, delivery_id: str) -> None:
    async with house(context.additional_context["url"]) as db:
        await webhooks.send(db, UUID(delivery_id))


@app.task(name=rounds.SOLVE, pass_context=True, retry=RetryStrategy(max_attempts=5, exponential_wait=5))
async def solve_round(context: JobContext, round_id: str) -> None:
    await solving.solve(context.additional_context["url"], UUID(round_id))


async def _sweep(context: JobContext, swept: Callable[[Connection], Awaitable[int]], told: str) -> None:
    async with house(context.additional_context["url"]) as db:
        count = await swept(db)
    if count:
        log.warning(told, count=count)


@app.periodic(cron="* * * * *")
@app.task(name="sweep_notices", pass_context=True)
async def sweep_notices(context: JobContext, timestamp: int) -> None:
    await _sweep(context, notices.sweep, "notices_without_job")


@app.periodic(cron="* * * * *")
@app.task(name="sweep_webhooks", pass_context=True)
async def sweep_webhooks(context: JobContext, timestamp: int) -> None:
    await _sweep(context, webhooks.sweep, "webhooks_without_job")


@app.periodic(cron="37 3 * * *")
@app.task(name="forget_deliveries", pass_context=True)
async def forget_deliveries(context: JobContext, timestamp: int) -> None:
    async with house(context.additional_context["url"]) as db:
        await webhooks.forget(db)


async def _each(context: JobContext, *duties: tuple[Due, Attend]) -> None:
    """What is due, each in a transaction of its own; who is at one already keeps it.

    One that fails comes back the next time and holds up no other: it is told when all had their turn.
    """
    url, now = context.additional_context["url"], clock.now()
    faults = []
    for due, attend in duties:
        async with house(url) as db:
            found = await due(db, now)
        for one in found:
            try:
                async with house(url) as db:
                    await attend(db, one, now)
            except Exception as fault:
                faults.append(fault)
    if faults:
        raise ExceptionGroup("not attended to", faults)


@app.periodic(cron="*/5 * * * *")
@app.task(name="attend_matches", pass_context=True)
async def attend_matches(context: JobContext, timestamp: int) -> None:
    await _each(context, (duties.due, duties.attend))


@app.periodic(cron="*/5 * * * *")
@app.task(name="mend_rounds", pass_context=True)
async def mend_rounds(context: JobContext, timestamp: int) -> None:
    await _each(context, (mending.due, mending.attend))


@app.periodic(cron="* * * * *")
@app.task(name="tell_of_rounds", pass_context=True)
async def tell_of_rounds(context: JobContext, timestamp: int) -> None:
    """Those that were made by themselves and wait to be looked at."""
    await _each(context, (mending.ready, mending.tell))


@app.periodic(cron="* * * * *")
@app.task(name="attend_standby", pass_context=True)
async def attend_standby(context: JobContext, timestamp: int) -> None:
    """Places in line that end, then places that came free without a match."""
    await _each(context, (standby.due, standby.attend), (standby.free, standby.offer))


@app.periodic(cron="41 5 * * *")
@app.task(name="ask_whether_still_meant", pass_context=True)
async def ask_whether_still_meant(context: JobContext, timestamp: int) -> None:
    await _each(context, (requests.due, requests.attend))


@app.periodic(cron="11 6 * * *")
@app.task(name="ask_whether_still_there", pass_context=True)
async def ask_whether_still_there(context: JobContext, timestamp: int) -> None:
    await _each(context, (dormancy.due, dormancy.ask))


@app.periodic(cron="*/10 * * * *")
@app.task(name="make_rounds", pass_context=True)
async def make_rounds(context: JobContext, timestamp: int) -> None:
    await _each(context, (schedules.due, schedules.make))


# On Monday; whoever was left, because no worker ran or was killed, on one of the two days after it.
@app.periodic(cron="23 5 * * 1-3")
@app.task(name="write_digests", pass_context=True)
async def write_digests(context: JobContext, timestamp: int) -> None:
    await _each(context, (digests.due, digests.write))


@app.periodic(cron="* * * * *")
@app.task(name="withdraw_lapsed", pass_context=True)
async def withdraw_lapsed(context: JobContext, timestamp: int) -> None:
    async with house(context.additional_context["url"]) as db:
        withdrawn = await organisations.withdraw_lapsed(db)
    if withdrawn:
        log.info("lapsed_invitations", count=withdrawn)


@app.periodic(cron="17 3 * * *")
@app.task(name="forget_in_time", pass_context=True)
async def forget_in_time(context: JobContext, timestamp: int) -> None:
    """Each kind of data in a transaction of its own, so that one that fails holds up no other."""
    for period in PERIODS:
        async with house(context.additional_context["url"]) as db:
            forgotten = await privacy.forget(db, period, clock.now())
        log.info("forgotten", what=period.name, count=forgotten)
    if isinstance(post := context.additional_context.get("post"), Folder):
        log.info("forgotten", what="mail_files", count=post.forget(BY_NAME["mails"].before(clock.now())))


@app.periodic(cron="*/5 * * * *")
@app.task(name="retry_abandoned_jobs", pass_context=True)
async def retry_abandoned_jobs(context: JobContext, timestamp: int) -> None:
    """A killed worker leaves its jobs behind; they start again."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=ABANDONED_AFTER_SECONDS):
        await manager.retry_job(job)
