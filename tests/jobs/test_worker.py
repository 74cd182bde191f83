import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast
from uuid import UUID

import psycopg
import pytest
from procrastinate import JobContext, PsycopgConnector

from api import migrate
from api.jobs import worker
from api.kit import queue
from api.kit.db import Connection, house
from api.kit.postgres import as_service, embedded
from api.notices import service as notices
from api.notices.models import Template
from api.notices.post import to_folder
from api.notices.rules import Notice
from tests.conftest import QUICK
from tests.kit.test_unreachable import stop

# Mail and webhooks: each is worked off by itself.
QUEUES = 2


async def test_old_idempotency_keys_are_forgotten_and_young_ones_kept(
    copy_database: Callable[[str], str],
) -> None:
    url = copy_database("jobs_forget")
    insert = """INSERT INTO idempotency_key (owner_id, key, request_hash, created_at)
                VALUES (uuidv7(), 'old', '\\x00', now() - interval '3 days'),
                       (uuidv7(), 'young', '\\x00', now() - interval '1 day')"""
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(insert)
    with queue.app.replace_connector(PsycopgConnector(conninfo=url)) as app:
        async with app.open_async():
            await worker.forget_in_time.configure(task_kwargs={"timestamp": 0}).defer_async()
            await app.run_worker_async(wait=False, additional_context={"url": url})
    with psycopg.connect(url) as db:
        assert db.execute("SELECT key FROM idempotency_key").fetchall() == [("young",)]


async def test_mail_whose_job_was_lost_is_sent_after_all(copy_database: Callable[[str], str], tmp_path: Path) -> None:
    url = copy_database("jobs_sweep")
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(
            """INSERT INTO outbox_message (to_address, locale, template, "values", due_at)
               VALUES ('noor@school.nl', 'nl', 'no_account', '{"link": "/meedoen"}', now() - interval '1 hour')"""
        )
    with queue.app.replace_connector(PsycopgConnector(conninfo=url)) as app:
        async with app.open_async():
            await worker.sweep_notices.configure(task_kwargs={"timestamp": 0}).defer_async()
            context = {"url": url, "post": to_folder(tmp_path)}
            await app.run_worker_async(wait=False, additional_context=context)
    with psycopg.connect(url) as db:
        assert db.execute("SELECT state FROM outbox_message").fetchall() == [("sent",)]
    assert len(os.listdir(tmp_path)) == 1


def test_the_worker_goes_on_when_the_database_is_back(tmp_path: Path) -> None:
    """And ends well when it is told to."""
    data, mail = tmp_path / "data", tmp_path / "work" / "mail"
    with embedded(data, QUICK) as url:
        migrate.upgrade(url)
        command = [sys.executable, "-m", "api.cli", "work", "--data-dir", str(tmp_path / "work")]
        environment = {**os.environ, "DATABASE_URL": as_service(url), "LOKET_LOG_LEVEL": "error"}
        working = subprocess.Popen(command, env=environment)
        try:
            _waits(lambda: _workers(url) == QUEUES)
            stop(data)
            with embedded(data, QUICK):
                _waits(lambda: _workers(url) == 2 * QUEUES)  # the rows of before stay until they are old
                asyncio.run(_tells(url))
                _waits(lambda: len([*mail.glob("*.eml")]) == 1)
                assert working.poll() is None
                working.send_signal(signal.SIGTERM)
                assert working.wait(20) == 0
        finally:
            working.kill()


@pytest.mark.parametrize("failure", [None, psycopg.OperationalError])
async def test_no_queue_is_worked_off_alone(failure: type[Exception] | None) -> None:
    """One that ends, with a word or without, takes the other along, and both begin anew."""
    left: list[str] = []

    async def ends() -> None:
        if failure is not None:
            raise failure

    async def goes_on() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            left.append("told to stop")

    with contextlib.nullcontext() if failure is None else pytest.raises(failure):
        await asyncio.wait_for(worker._together((ends(), goes_on())), 5)
    assert left == ["told to stop"]


def _waits(until: Callable[[], bool], seconds: float = 30) -> None:
    ends = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < ends
        time.sleep(0.1)


def _workers(url: str) -> int:
    with psycopg.connect(url) as db:
        row = db.execute("SELECT max(id) FROM procrastinate_workers").fetchone()
    return (row and row[0]) or 0


async def _tells(url: str) -> None:
    async with house(as_service(url)) as db:
        await notices.tell(db, Notice(Template.NO_ACCOUNT, "noor@school.nl", "nl", {"link": "/meedoen"}))


async def test_a_duty_that_fails_holds_up_no_other(database_url: str) -> None:
    attended = []

    async def due(db: Connection, now: datetime) -> list[UUID]:
        return [UUID(int=n) for n in range(3)]

    async def attend(db: Connection, one: UUID, now: datetime) -> None:
        if one == UUID(int=0):
            raise ValueError(one)
        attended.append(one)

    context = cast(JobContext, SimpleNamespace(additional_context={"url": database_url}))
    with pytest.raises(ExceptionGroup) as told:
        await worker._each(context, (due, attend), (due, attend))
    assert [type(fault) for fault in told.value.exceptions] == [ValueError, ValueError]
    assert attended == [UUID(int=1), UUID(int=2)] * 2
