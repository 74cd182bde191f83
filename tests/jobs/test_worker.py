from collections.abc import Callable

import psycopg
from procrastinate import PsycopgConnector

from api.jobs import worker


async def test_old_idempotency_keys_are_forgotten_and_young_ones_kept(
    copy_database: Callable[[str], str],
) -> None:
    url = copy_database("jobs_forget")
    insert = """INSERT INTO idempotency_key (owner_id, key, request_hash, created_at)
                VALUES (uuidv7(), 'old', '\\x00', now() - interval '3 days'),
                       (uuidv7(), 'young', '\\x00', now() - interval '1 day')"""
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(insert)
    with worker.app.replace_connector(PsycopgConnector(conninfo=url)) as app:
        async with app.open_async():
            await worker.forget_idempotency_keys.configure(task_kwargs={"timestamp": 0}).defer_async()
            await app.run_worker_async(wait=False, additional_context={"url": url})
    with psycopg.connect(url) as db:
        assert db.execute("SELECT key FROM idempotency_key").fetchall() == [("young",)]
