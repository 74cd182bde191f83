import os
from collections.abc import Callable
from pathlib import Path

import psycopg
from procrastinate import PsycopgConnector

from api.jobs import worker
from api.kit import queue
from api.notices.post import to_folder


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
