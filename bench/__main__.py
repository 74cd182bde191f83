"""`./loket bench`: speed as ratios in one run, answers verified before anything is timed.

--size N     activities in the database (100,000)
--scale      also suggestions at 1,000 to 1,000,000 activities
--rows N     rows of the import (1,000,000); 0 leaves it out
--check      exit 1 when a must is missed

`./loket bench kills`, `life`, `promises`, `publishing` and `trust` measure no speed: they try to break what the
service promises.
`./loket bench rounds` has its own table: the goals of match rounds (`--national` for the whole country).
"""

import argparse
import asyncio
import os
import platform
import statistics
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psycopg
from psycopg.rows import dict_row

from api import migrate
from api.accounts import service as accounts
from api.accounts.roles import Role
from api.kit import clock
from api.kit.postgres import create_database, embedded
from bench import (
    cpu,
    data,
    imports,
    kills,
    life,
    load,
    pgbench,
    promises,
    publishing,
    rounds,
    scale,
    servers,
    trust,
    walls,
)
from bench.cases import Case, cases, statements

MUSTS = {"search": 0.75, "suggestions": 0.70, "POST": 0.40, "list of 20": 0.25, "one by id": 0.12}
PEER_MUSTS = {"search": 1.8, "suggestions": 3, "POST": 5, "list of 20": 8, "one by id": 8}
CPU = ("pg cpu ms", "our cpu")
ROUNDS, SECONDS = 3, 4
MAKE_REQUESTS = (
    """INSERT INTO school (scheme, value, name) VALUES ('bench', 'S', 'Bench school')""",
    """INSERT INTO school_site (school_id, scheme, value, name, levels, lat, lon, precision)
SELECT id, 'bench', 'S', name, ARRAY['havo'], 52.1, 5.2, 'exact' FROM school WHERE scheme = 'bench'""",
    """INSERT INTO school_request (school_site_id, school_id, title, goal, kinds, subjects, level, year, themes,
    pupils, languages, max_km, online_ok, weeks_ok, weeks_preferred, respond_by)
SELECT s.id, s.school_id, 'Bench suggestion', 'subject_enrichment',
    CASE n %% 2 WHEN 0 THEN ARRAY['guest_lesson', 'workshop'] ELSE ARRAY['company_visit', 'assignment'] END,
    CASE n %% 3 WHEN 0 THEN ARRAY['natuurkunde', 'techniek'] WHEN 1 THEN ARRAY['wiskunde'] ELSE ARRAY['biologie'] END,
    CASE n %% 3 WHEN 0 THEN 'havo' WHEN 1 THEN 'vwo' ELSE 'vmbo-tl' END, 3, ARRAY['energy'], 15 + n %% 10,
    ARRAY['nl'], 15 + 5 * (n %% 5), n %% 2 = 0,
    ARRAY(SELECT %(week)s::date + 7 * k FROM generate_series(0, 9) k), ARRAY[%(week)s::date + 7], now()
FROM school_site s, generate_series(1, 20) n WHERE s.scheme = 'bench'""",
)
say: Callable[[str], None] = print


def database(base: str, size: int) -> str:
    """A migrated database with `size` activities and twenty requests, made once."""
    name = f"bench_{size}"
    url = base.replace("/loket?", f"/{name}?")
    create_database(base.replace("/loket?", "/postgres?"), name)
    migrate.upgrade(url)
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute("SELECT count(*) FROM activity WHERE scheme = 'bench'").fetchone()
        if row == (size,):
            return url
    say(f"making {size:,} activities ...")
    data.fill(url, size)
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in MAKE_REQUESTS:
            connection.execute(statement, {"week": clock.this_week()})
        connection.execute("VACUUM ANALYZE")
    return url


async def _key(url: str) -> str:
    async with await psycopg.AsyncConnection.connect(url, row_factory=dict_row) as db:
        return await accounts.create_key(db, Role.SCRIPT)


def verify(port: int, url: str, headers: dict[str, str], made: dict[str, list[Case]]) -> None:
    """Answers are those of independent SQL, and a POST is a row."""
    with psycopg.connect(url, autocommit=True) as connection:
        for case in made["search"][:5]:
            query = httpx.URL(f"http://x{case.path}").params
            expected = connection.execute(
                """SELECT count(*) FROM activity WHERE state = 'published' AND kind = %s AND %s = ANY (levels)
                   AND to_tsvector('dutch', title || ' ' || summary || ' ' || company_name)
                       @@ to_tsquery('dutch', %s || ':*')""",
                (query["kind"], query["level"], query["q"]),
            ).fetchone()
            told = httpx.get(f"http://127.0.0.1:{port}/v1{case.path}&count=true", headers=headers).json()
            assert (told["count"],) == expected, (case.path, told["count"], expected)
        before = connection.execute("SELECT count(*) FROM school_request").fetchone()
        case = made["POST"][0]
        answer = httpx.post(f"http://127.0.0.1:{port}/v1{case.path}", json=case.body, headers=headers)
        after = connection.execute("SELECT count(*) FROM school_request").fetchone()
        assert before is not None
        assert (answer.status_code, after) == (201, (before[0] + 1,))
    found = 0
    for case in made["suggestions"]:
        items = httpx.get(f"http://127.0.0.1:{port}/v1{case.path}", headers=headers).json()["items"]
        assert all(sum(part["points"] for part in item["parts"]) == item["score"] for item in items)
        found += bool(items)
    assert found >= len(made["suggestions"]) // 2, "most of the requests have suggestions"


class Meter:
    """Milliseconds of processor time per request in PostgreSQL and in the server."""

    def __init__(self, *pids: int) -> None:
        self._pids = pids
        self._spent = [0.0 for _ in pids]
        self._requests = 0.0

    def around(self, measured: Callable[[], load.Measured]) -> load.Measured:
        before = [cpu.seconds(pid) for pid in self._pids]
        came = measured()
        after = [cpu.seconds(pid) for pid in self._pids]
        self._spent = [sum(each) for each in zip(self._spent, after, (-one for one in before), strict=True)]
        self._requests += came.rps * SECONDS
        return came

    def told(self) -> list[float]:
        return [spent / self._requests * 1000 for spent in self._spent]


def told(
    name: str, ours: list[load.Measured], limit: list[float], others: list[load.Measured], meter: Meter
) -> list[str]:
    """Prints the line of a case; gives its musts that were missed."""
    ratios = [mine.rps / best for mine, best in zip(ours, limit, strict=True)]
    ratio = statistics.median(ratios)
    over = statistics.median([mine.rps / other.rps for mine, other in zip(ours, others, strict=True)])
    mine = sorted(ours, key=lambda one: one.rps)[len(ours) // 2]
    best, peer = statistics.median(limit), statistics.median([other.rps for other in others])
    figures = (mine.rps, mine.p50, mine.p99, best, ratio, MUSTS[name], peer, over, PEER_MUSTS[name], *meter.told())
    line = "".join(f"{figure:10.2f}" if figure < 100 else f"{figure:10.0f}" for figure in figures)
    say(f"{name:14}{line}   spread {min(ratios):.2f}-{max(ratios):.2f}, load {os.getloadavg()[0]:.1f}")
    missed = []
    if ratio < MUSTS[name]:
        missed.append(f"{name} over pgbench {ratio:.2f} < {MUSTS[name]}")
    if over < PEER_MUSTS[name]:
        missed.append(f"{name} over the peer {over:.1f} < {PEER_MUSTS[name]}")
    return missed


def compare(url: str) -> list[str]:
    """Times every case against pgbench and the peer; gives the musts that were missed."""
    key = asyncio.run(_key(url))
    headers = {"Authorization": f"Bearer {key}"}
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT id FROM school_request WHERE title = 'Bench suggestion' ORDER BY id"
        ).fetchall()
        site = connection.execute("SELECT id FROM school_site WHERE scheme = 'bench'").fetchone()
    assert site is not None
    made = cases(url, [str(row[0]) for row in rows], str(site[0]))
    missed = walls.measure(url, made["search"], say)
    with servers.ours(url) as server, servers.peer(url) as peer:
        verify(server.port, url, headers, made)
        names = ("rps", "p50 ms", "p99 ms", "pgbench", "ratio", "must", "peer rps", "x peer", "must", *CPU)
        say(" " * 14 + "".join(f"{name:>10}" for name in names))
        for name, variants in made.items():
            private = headers if name in ("suggestions", "POST") else {}
            sql = [asyncio.run(statements(url, case, private)) for case in variants]
            sent = [case.request(private) for case in variants]
            to_peer = [case.peer_request() for case in variants]
            meter = Meter(cpu.postmaster(url), server.pid)
            ours: list[load.Measured] = []
            limit: list[float] = []
            others: list[load.Measured] = []
            status = variants[0].status
            peer_status = status if name == "POST" else 200
            for _ in range(ROUNDS):
                limit.append(pgbench.run(url, sql, SECONDS))
                ours.append(meter.around(partial(load.run, server.port, sent, SECONDS, expected=status)))
                others.append(load.run(peer.port, to_peer, SECONDS, expected=peer_status))
            missed += told(name, ours, limit, others, meter)
    return missed


OTHERS: dict[str, Callable[[list[str]], bool]] = {
    "kills": kills.main,
    "life": life.main,
    "promises": promises.main,
    "publishing": publishing.main,
    "rounds": rounds.main,
    "trust": trust.main,
}


def main() -> None:
    if sys.argv[1:2] and sys.argv[1] in OTHERS:
        sys.exit(0 if OTHERS[sys.argv[1]](sys.argv[2:]) else 1)
    parser = argparse.ArgumentParser(
        prog="loket bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--scale", action="store_true")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--data-dir", type=Path, default=Path(".loket") / "bench")
    wanted = parser.parse_args()
    os.environ["LOKET_LOG_LEVEL"] = "error"
    load_average = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    say(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {load_average}")
    with embedded(wanted.data_dir) as base:
        url = database(base, wanted.size)
        with psycopg.connect(url) as connection:
            say(f"PostgreSQL {connection.info.server_version // 10000}, {wanted.size:,} activities, 8 connections")
        missed = compare(url)
        missed += scale.searches(url, say)
        if wanted.scale:
            missed += scale.suggestions({size: database(base, size) for size in scale.SIZES}, say)
        if wanted.rows:
            with TemporaryDirectory() as folder:
                ratio = imports.measure(database(base, 10_000), Path(folder), wanted.rows, say)
            if ratio > imports.MUST:
                missed.append(f"import over COPY {ratio:.1f} > {imports.MUST}")
    for line in missed:
        say(f"missed: {line}")
    sys.exit(1 if missed and wanted.check else 0)


if __name__ == "__main__":
    main()
