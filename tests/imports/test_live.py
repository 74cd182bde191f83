"""Imports on a real server: many at once, bombs, progress, and who is asked first."""

import http.client
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from tests.conftest import Live, serving
from tests.imports.test_routes import SCHOOLS

MB = 1 << 20
ROW = SCHOOLS + "t,a,School,,5611AB,Eindhoven,,,,havo,\n"
HUGE = 20 * MB - 1000


@pytest.fixture(scope="module")
def narrow(copy_database: Callable[[str], str]) -> Iterator[Live]:
    """A service with two connections in its pool."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOKET_POOL_SIZE", "2")
        with serving(copy_database(f"narrow_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")) as live:
            patch.undo()
            yield live


def _send(
    live: Live, key: str, content: bytes | Iterator[bytes], media_type: str = "text/csv", **query: str
) -> httpx.Response:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": media_type}
    asked = {"kind": "schools", **query}
    return httpx.post(f"{live.url}/v1/imports", params=asked, content=content, headers=headers, timeout=60)


def test_many_at_once_wait_for_their_turn(narrow: Live) -> None:
    key = narrow.key("script")
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: _send(narrow, key, ROW.encode(), dryRun="true").status_code, range(12)))
        assert answers == [200] * 12
        reads = [httpx.get(f"{narrow.url}/v1/schools").status_code for _ in range(3)]
    assert reads == [200] * 3


def _repeated(start: str, piece: str, end: str = "") -> bytes:
    room = HUGE - len((start + end).encode())
    return (start + piece * (room // len(piece.encode())) + end).encode()


JSON, NDJSON = "application/json", "application/x-ndjson"
BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "deep JSON": (JSON, lambda: _repeated("", "[")),
    "deep objects": (JSON, lambda: _repeated("[", '{"a":')),
    "empty objects": (JSON, lambda: _repeated("[", "{},", "{}]")),
    "empty lists in an object": (JSON, lambda: _repeated('[{"name":[', "[],", "[]]}]")),
    "numbers in a list": (JSON, lambda: _repeated("[", "1.5,", "1]")),
    "one huge number": (JSON, lambda: _repeated('[{"scheme":', "9", "}]")),
    "one huge text": (JSON, lambda: _repeated('[{"scheme":"', "a", '"}]')),
    "escapes": (JSON, lambda: _repeated('[{"scheme":"', '\\"')),
    "keys": (JSON, lambda: b"[{" + b",".join(b'"%d":1' % n for n in range(1_500_000)) + b"}]"),
    "features": (JSON, lambda: _repeated('{"type":"FeatureCollection","features":[', "{},", "{}]}")),
    "ndjson in one line": (NDJSON, lambda: _repeated("[", "[],")),
    "ndjson of empty objects": (NDJSON, lambda: _repeated("", "{}\n")),
    "a single line": ("text/csv", lambda: _repeated("", "a,")),
    "many columns": ("text/csv", lambda: _repeated("", "ab,", "\n1\n")),
    "many cells": ("text/csv", lambda: _repeated(SCHOOLS, "ab,")),
    "an open quote": ("text/csv", lambda: _repeated(SCHOOLS + 't,"', "a\n")),
    "cells of one line break": ("text/csv", lambda: _repeated(SCHOOLS, '"\n",')),
    "a long cell": ("text/csv", lambda: _repeated(SCHOOLS + "t,a,", "a")),
    "short rows": ("text/csv", lambda: _repeated(SCHOOLS, "a\n")),
    "zip": ("text/csv", lambda: _repeated("PK\x03\x04", "\x00\x01")),
    "NUL": ("text/csv", lambda: _repeated(SCHOOLS, "\x00\n")),
    "marks": ("text/csv", lambda: _repeated("\ufeff\ufeff", "\ufeff")),
    "ndjson of nothing": (NDJSON, lambda: _repeated("", "\n")),
    "carriage returns": ("text/csv", lambda: _repeated(SCHOOLS, "\r")),
}


def _high_water(live: Live) -> int:
    status = Path(f"/proc/{live.process.pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_soon_and_without_memory(live: Live, name: str, bomb_key: str) -> None:
    media_type, make = BOMBS[name]
    content = make()
    Path(f"/proc/{live.process.pid}/clear_refs").write_text("5")
    before, begun = _high_water(live), time.monotonic()
    answer = _send(live, bomb_key, content, media_type)
    seconds, grown = time.monotonic() - begun, _high_water(live) - before
    assert answer.status_code == 400, answer.text[:300]
    assert (seconds < 3, grown < 200 * MB) == (True, True), (seconds, grown // MB)


@pytest.fixture(scope="module")
def bomb_key(live: Live) -> str:
    return live.key("script")


def test_progress_is_read_while_it_runs_and_others_are_answered(live: Live) -> None:
    key = live.key("script")
    line = "t,p{},School {},,5611AB,Eindhoven,GM0772,51.4,5.4,havo,zuid\n"
    content = (SCHOOLS + "".join(line.format(n, n) for n in range(200_000))).encode()
    headers = {"Authorization": f"Bearer {key}"}
    seen, slowest = set(), 0.0
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(_send, live, key, content, dryRun="true")
        while not sent.done():
            begun = time.monotonic()
            job = httpx.get(f"{live.url}/v1/imports", headers=headers).json()["items"]
            slowest = max(slowest, time.monotonic() - begun)
            if job:
                read = httpx.get(f"{live.url}/v1/imports/{job[0]['id']}", headers=headers).json()
                seen |= {read["counts"].get("rows", 0)} if read["state"] == "running" else set()
        answer = sent.result()
    assert (answer.status_code, answer.json()["counts"]["created"]) == (200, 200_000)
    assert len(seen - {0}) >= 2
    assert slowest < 2


def test_a_visitor_is_refused_before_the_file_is_read(live: Live) -> None:
    connection = http.client.HTTPConnection(urlsplit(live.url).netloc, timeout=5)
    connection.putrequest("POST", "/v1/imports?kind=schools")
    connection.putheader("Content-Type", "text/csv")
    connection.putheader("Content-Length", str(10 * MB))
    connection.endheaders(b"scheme,")
    assert connection.getresponse().status == 401
    connection.close()


def test_a_file_over_20_mb_is_refused(live: Live, bomb_key: str) -> None:
    assert _send(live, bomb_key, b"a" * (20 * MB + 1)).status_code == 413
    streamed = _send(live, bomb_key, iter([b"a" * MB] * 21))
    assert (streamed.status_code, streamed.json()["code"]) == (413, "too_large")


def test_an_import_that_cannot_be_committed_is_not_told_as_applied(live: Live) -> None:
    key = live.key("script")
    with psycopg.connect(live.database, autocommit=True) as db:
        db.execute("""CREATE FUNCTION test_refuse() RETURNS trigger LANGUAGE plpgsql AS
                      $$ BEGIN RAISE EXCEPTION 'no'; END $$""")
        db.execute("""CREATE CONSTRAINT TRIGGER test_refuse AFTER INSERT ON school_site
                      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION test_refuse()""")
        assert _send(live, key, ROW.encode()).status_code == 500
        db.execute("DROP FUNCTION test_refuse CASCADE")
    jobs = httpx.get(f"{live.url}/v1/imports", headers={"Authorization": f"Bearer {key}"}).json()["items"]
    assert (jobs[0]["kind"], jobs[0]["state"]) == ("schools", "failed")
    assert httpx.get(f"{live.url}/v1/schools").json()["items"] == []


def test_two_regions_that_send_one_code_at_once(live: Live) -> None:
    """However they interleave, the code belongs to one region and the other is refused."""
    keys = {
        "friesland": live.key("regional_coordinator", "friesland"),
        "zeeland": live.key("regional_coordinator", "zeeland"),
    }
    town = {"friesland": "GM0080", "zeeland": "GM0687"}

    def send(region: str, n: int) -> int:
        row = f"{SCHOOLS}t,race{n},{region},,,,{town[region]},,,havo,\n"
        return _send(live, keys[region], row.encode()).status_code

    with ThreadPoolExecutor(2) as pool:
        for n in range(10):
            codes = list(pool.map(send, keys, [n, n]))
            assert sorted(codes) == [201, 403]
