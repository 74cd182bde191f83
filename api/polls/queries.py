"""Questions to classes and their counts; the house alone reads them, whoever sees the match is shown what may be."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg.rows import DictRow

from api.kit.db import Connection, one, only, rows

OF_MATCH = "SELECT p.* FROM class_poll p WHERE p.match_id = %(match)s"
COUNTS = """SELECT question, array_agg(answers ORDER BY value) AS counts FROM class_poll_count
    WHERE poll_id = %(poll)s GROUP BY question"""
SAVE = """INSERT INTO class_poll (match_id, stage, code_hash, most, closes_at)
    VALUES (%(match)s, %(stage)s, %(hash)s, %(most)s, %(closes_at)s)
    ON CONFLICT (match_id, stage) DO UPDATE SET code_hash = excluded.code_hash, closes_at = excluded.closes_at
    RETURNING id"""
BEGIN_COUNTING = """INSERT INTO class_poll_count (poll_id, question, value)
    SELECT %(poll)s, q, v FROM unnest(%(questions)s::text[]) q, generate_series(1, 5) v ON CONFLICT DO NOTHING"""
CLOSE = "UPDATE class_poll SET is_closed = true WHERE match_id = %(match)s AND stage = %(stage)s"
BY_CODE = """SELECT p.*, m.state, a.title AS activity FROM class_poll p JOIN match m ON m.id = p.match_id
    JOIN activity a ON a.id = m.activity_id WHERE p.code_hash = %(hash)s"""
COUNT_PUPIL = "UPDATE class_poll SET answers = answers + 1 WHERE id = %(poll)s"
COUNT = """UPDATE class_poll_count c SET answers = c.answers + 1
    FROM unnest(%(questions)s::text[], %(values)s::int[]) g (question, value)
    WHERE c.poll_id = %(poll)s AND c.question = g.question AND c.value = g.value"""
# As `rules.state_of` says of a poll `p` that it is closed.
TAKES_NO_MORE = "(p.is_closed OR p.closes_at <= %(now)s OR p.answers >= p.most)"
PUPILS = "SELECT pupils FROM school_request WHERE id = %(request)s"


async def of_match(db: Connection, match_id: UUID) -> dict[str, DictRow]:
    """By stage."""
    return {row["stage"]: row for row in await rows(db, OF_MATCH, {"match": match_id})}


async def counts(db: Connection, poll_id: UUID) -> dict[str, list[int]]:
    """How many gave the answers 1 to 5, by question."""
    return {row["question"]: row["counts"] for row in await rows(db, COUNTS, {"poll": poll_id})}


async def pupils(db: Connection, request_id: UUID) -> int:
    return int((await only(db, PUPILS, {"request": request_id}))["pupils"])


async def save(db: Connection, values: Mapping[str, Any], questions: list[str]) -> None:
    """`match`, `stage`, `hash`, `most` and `closes_at`; counts that are there go on."""
    poll = await only(db, SAVE, values)
    await db.execute(BEGIN_COUNTING.encode(), {"poll": poll["id"], "questions": questions})


async def close(db: Connection, match_id: UUID, stage: str) -> None:
    await db.execute(CLOSE.encode(), {"match": match_id, "stage": stage})


async def by_code(db: Connection, code_hash: bytes, *, lock: bool = False) -> DictRow | None:
    """The row with its match's `state` and the title of the `activity`."""
    return await one(db, f"{BY_CODE} FOR UPDATE OF p" if lock else BY_CODE, {"hash": code_hash})


async def count(db: Connection, poll_id: UUID, answers: Mapping[str, int]) -> None:
    """One pupil more, and one more of each value that was given."""
    await db.execute(COUNT_PUPIL.encode(), {"poll": poll_id})
    values = {"poll": poll_id, "questions": list(answers), "values": list(answers.values())}
    await db.execute(COUNT.encode(), values)
