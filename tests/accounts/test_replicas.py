"""Signing in over three real API processes on one database."""

import asyncio
import os
import random
import statistics
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack

import httpx
import psycopg
import pytest
from psycopg.rows import dict_row

from api.accounts.rules import CODE_SIGNS
from api.kit.db import house
from tests.accounts.people import account, mailed, session
from tests.conftest import Live, serving

TRIES, PAIRS, WARM_UP = 2000, 1000, 100
Timed = tuple[float, httpx.Response]


@pytest.fixture(scope="module")
def three(copy_database: Callable[[str], str]) -> Iterator[list[Live]]:
    database = copy_database(f"sign_in_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")
    with ExitStack() as stack:
        yield [stack.enter_context(serving(database)) for _ in range(3)]


def _from(place: int) -> dict[str, str]:
    """As the proxy on this machine tells of a client."""
    return {"X-Forwarded-For": f"198.18.{place // 250}.{place % 250}"}


def _wrong() -> str:
    return "".join(random.choices(CODE_SIGNS, k=8))


async def test_of_2000_wrong_codes_ten_are_looked_at(three: list[Live]) -> None:
    email = "raad@school.example"
    async with await psycopg.AsyncConnection.connect(three[0].database, autocommit=True, row_factory=dict_row) as db:
        await account(db, email)
    async with httpx.AsyncClient(base_url=f"{three[0].url}/v1") as client:
        attempt = (await client.post("/sign-in-attempts", json={"email": email})).json()["id"]
    async with house(three[0].database) as db:
        right = await mailed(db, attempt)
    at_once = asyncio.Semaphore(24)
    seen: Counter[int] = Counter()
    begun = time.perf_counter()
    async with httpx.AsyncClient(timeout=60) as client:

        async def guess(n: int) -> None:
            body = {"attemptId": attempt, "code": _wrong()}
            async with at_once:
                answer = await client.post(f"{three[n % 3].url}/v1/sessions", json=body, headers=_from(n % 1000))
            seen[answer.status_code] += 1

        await asyncio.gather(*(guess(n) for n in range(TRIES)))
        right_one = {"attemptId": attempt, "code": right.code}
        last = await client.post(f"{three[0].url}/v1/sessions", json=right_one)
    took = time.perf_counter() - begun
    print(f"\n{TRIES} wrong codes over three processes in {took:.1f} s: {seen[401]} looked at, {seen[429]} not")
    assert took < 300
    assert (seen[401], seen[401] + seen[429] + seen[503]) == (10, TRIES)  # 503: the database was too busy to count
    assert last.status_code == 429


def test_a_session_that_is_ended_is_refused_by_all_processes_at_once(three: list[Live]) -> None:
    async def made() -> dict[str, str]:
        async with await psycopg.AsyncConnection.connect(
            three[0].database, autocommit=True, row_factory=dict_row
        ) as db:
            return await session(db, await account(db, "weg@school.example"))

    headers = asyncio.run(made())
    assert {httpx.get(f"{live.url}/v1/account", headers=headers).status_code for live in three} == {200}
    assert httpx.post(f"{three[1].url}/v1/session/end", headers=headers).status_code == 204
    ended = time.perf_counter()
    assert {httpx.get(f"{live.url}/v1/account", headers=headers).status_code for live in three} == {401}
    took = time.perf_counter() - ended
    print(f"\nan ended session is refused by three processes after {took * 1000:.0f} ms")
    assert took < 1


def test_what_a_client_says_of_its_place_is_believed_from_a_proxy_alone(
    three: list[Live], copy_database: Callable[[str], str]
) -> None:
    """Each forwarded place has its own count behind the proxy; to a server that knows no proxy all are one."""
    database = copy_database(f"places_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")

    def counted(live: Live, *forwarded: str) -> int:
        for place in forwarded:
            httpx.post(f"{live.url}/v1/sessions", json={"token": "x" * 43}, headers={"X-Forwarded-For": place})
        with psycopg.connect(live.database) as db:
            found = db.execute("SELECT count(*) FROM rate_counter WHERE name LIKE 'sign-in from%'").fetchone()
            db.execute("TRUNCATE rate_counter")
        assert found is not None
        return int(found[0])

    with serving(database, LOKET_TRUSTED_PROXIES="192.0.2.1") as live:
        assert counted(live, "198.51.100.1", "198.51.100.2", "203.0.113.7, 198.51.100.3") == 1
    with serving(database) as live:  # what the client wrote itself stands before what the proxy adds
        assert counted(live, "203.0.113.1, 198.51.100.1", "203.0.113.2, 198.51.100.1") == 1
        assert counted(live, "198.51.100.1", "198.51.100.2") == 2


async def test_time_does_not_tell_the_known_from_the_unknown(three: list[Live]) -> None:
    """Welch's t over 1,000 pairs in random order, of asking for a link and of trying a code."""
    live, count = three[0], PAIRS + WARM_UP
    people = [(f"bekend{n:04}@school.example", f"anders{n:04}@school.example") for n in range(count)]
    async with await psycopg.AsyncConnection.connect(live.database, autocommit=True, row_factory=dict_row) as db:
        async with db.cursor() as cursor:
            await cursor.executemany("INSERT INTO account (email) VALUES (%s)", [(known,) for known, _ in people])
        async with httpx.AsyncClient(base_url=f"{live.url}/v1", timeout=60) as client:

            async def timed(path: str, body: dict[str, str], place: int) -> Timed:
                begun = time.perf_counter()
                answer = await client.post(path, json=body, headers=_from(place))
                return time.perf_counter() - begun, answer

            asked = await _pairs(
                lambda n, which: timed("/sign-in-attempts", {"email": people[n][which]}, 2 * n + which)
            )
            assert {answer.status_code for pair in asked for _, answer in pair} == {202}
            ids = [[answer.json()["id"] for _, answer in pair] for pair in asked]
            # As the worker leaves them.
            await db.execute(
                """UPDATE sign_in_attempt t SET email = NULL, token_hash = sha256(uuid_send(t.id)),
                       code_hash = sha256('-'::bytea),
                       account_id = (SELECT a.id FROM account a WHERE a.email = t.email)
                   WHERE t.email IS NOT NULL"""
            )
            tried = await _pairs(
                lambda n, which: timed("/sessions", {"attemptId": ids[n][which], "code": _wrong()}, 2 * n + which)
            )
            assert {answer.status_code for pair in tried for _, answer in pair} == {401}
    figures = {what: _welch(pairs[WARM_UP:]) for what, pairs in (("a link", asked), ("a code", tried))}
    print("".join(f"\nknown against unknown, {what}: t = {t:.2f} over {PAIRS} pairs" for what, t in figures.items()))
    assert max(map(abs, figures.values())) < 4.5


async def _pairs(call: Callable[[int, int], Awaitable[Timed]]) -> list[tuple[Timed, Timed]]:
    found = []
    for n in range(PAIRS + WARM_UP):
        first = random.randrange(2)
        pair = {which: await call(n, which) for which in (first, 1 - first)}
        found.append((pair[0], pair[1]))
    return found


def _welch(pairs: list[tuple[Timed, Timed]]) -> float:
    known, unknown = [pair[0][0] for pair in pairs], [pair[1][0] for pair in pairs]
    spread = statistics.variance(known) / len(known) + statistics.variance(unknown) / len(unknown)
    return float((statistics.fmean(known) - statistics.fmean(unknown)) / spread**0.5)
