"""Keys over several API processes on one database."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import psycopg
import pytest

from tests.conftest import Live, serving


@pytest.fixture(scope="module")
def three(copy_database: Callable[[str], str]) -> Iterator[list[Live]]:
    database = copy_database(f"clients_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")
    with ExitStack() as stack:
        yield [stack.enter_context(serving(database)) for _ in range(3)]


def _portal(live: Live, **differing: object) -> tuple[dict[str, str], str]:
    coordinator = {"Authorization": f"Bearer {live.key('regional_coordinator', 'friesland')}"}
    body = {"name": "P", "role": "portal", "scopes": ["read:region"], "regionCodes": ["friesland"], **differing}
    made = httpx.post(f"{live.url}/v1/api-clients", json=body, headers=coordinator).json()
    return {"Authorization": f"Bearer {made['key']}"}, made["id"]


def test_a_rate_is_shared_by_all_processes(three: list[Live]) -> None:
    key, _ = _portal(three[0], ratePerMinute=20)
    answers = [httpx.get(f"{three[n % 2].url}/v1/requests", headers=key) for n in range(30)]
    statuses = [answer.status_code for answer in answers]
    assert statuses == [200] * 20 + [429] * 10
    assert [int(answer.headers["ratelimit"].split(";")[1][2:]) for answer in answers[:20]] == list(range(19, -1, -1))
    assert all(1 <= int(answer.headers["retry-after"]) <= 60 for answer in answers[20:])


def test_a_revoked_key_is_refused_by_all_processes_at_once(three: list[Live]) -> None:
    key, client_id = _portal(three[0])
    assert {httpx.get(f"{live.url}/v1/requests", headers=key).status_code for live in three} == {200}
    admin = {"Authorization": f"Bearer {three[1].key('platform_admin')}"}
    httpx.post(f"{three[1].url}/v1/api-clients/{client_id}/revoke", headers=admin).raise_for_status()
    revoked = time.perf_counter()
    assert {httpx.get(f"{live.url}/v1/requests", headers=key).status_code for live in three} == {401}
    took = time.perf_counter() - revoked
    print(f"\na revoked key is refused by three processes after {took * 1000:.0f} ms")
    assert took < 1


def test_the_command_line_makes_keys_with_their_beginning_kept(three: list[Live]) -> None:
    key = three[0].key("portal", "friesland")
    with psycopg.connect(three[0].database) as db:
        kept = db.execute("SELECT role, region_codes FROM api_client WHERE key_prefix = %s", (key[:9],)).fetchall()
    assert kept == [("portal", ["friesland"])]
