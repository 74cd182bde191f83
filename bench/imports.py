"""Import against a bare COPY of the same file, and memory against rows."""

import csv
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from api.kit.postgres import create_database

HEADER = (
    "scheme,externalId,companyScheme,companyExternalId,title,summary,kind,subjects,levels,years,themes,modes,languages,"
    "durationMinutes,maxGroup,radiusKm,capacityWeek,capacityYear,weeks"
)
SUBJECTS = ["wiskunde", "natuurkunde", "scheikunde", "biologie", "techniek", "informatica", "economie"]
LEVELS = ["vmbo-bb", "vmbo-kb", "vmbo-gl", "vmbo-tl", "havo", "vwo"]
THEMES = ["energy", "water", "chemistry", "high-tech", "digital", "ai"]
KINDS = ["guest_lesson", "company_visit", "workshop", "assignment"]
MUST = 8
IMPORTED = "scheme = 'bulk'"
WEEKS = ["2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23", "2026-11-30", "2026-12-07", "2026-12-14"]


def activities_file(path: Path, rows: int) -> None:
    """A seeded loket-csv of activities at 1,000 company sites."""
    draw = random.Random(7)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER.split(","))
        for n in range(rows):
            first = draw.randrange(4)
            writer.writerow(
                [
                    "bulk", f"B{n}", "bench", f"C{1 + n % 1000}", f"Activiteit nummer {n} over techniek",
                    "Leerlingen gaan zelf aan de slag.", draw.choice(KINDS), "|".join(draw.sample(SUBJECTS, 2)),
                    "|".join(draw.sample(LEVELS, 2)), "2|3|4", "|".join(draw.sample(THEMES, 2)), "at_school",
                    "nl", 100, draw.randrange(16, 33), 30, 2, 12, "|".join(WEEKS[first : first + 4]),
                ]
            )  # fmt: skip


def bare_copy(url: str, path: Path) -> float:
    """Seconds for PostgreSQL to COPY the file into a table of text."""
    columns = ", ".join(f'"{name}" text' for name in HEADER.split(","))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP TABLE IF EXISTS bare; CREATE TABLE bare ({columns})".encode())
        begun = time.perf_counter()
        with connection.cursor().copy("COPY bare FROM STDIN (FORMAT csv, HEADER)") as copy, path.open("rb") as file:
            while block := file.read(1 << 20):
                copy.write(block)
        seconds = time.perf_counter() - begun
        connection.execute("DROP TABLE bare")
    return seconds


def imported(url: str, path: Path) -> tuple[float, float, dict[str, int]]:
    """Seconds and peak MB of `loket import`, and its counts."""
    command = [sys.executable, "-m", "api.cli", "import", str(path), "--kind", "activities"]
    begun = time.perf_counter()
    with subprocess.Popen(
        command, env={**os.environ, "DATABASE_URL": url}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        answer = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
    seconds = time.perf_counter() - begun
    counts: dict[str, int] = json.loads(answer)["counts"]
    return seconds, usage.ru_maxrss / 1024, counts


def emptied(base: str, url: str) -> str:
    """A copy of the database, made once, that has its sites but no activities."""
    name = "bench_first_load"
    create_database(base.replace("/loket?", "/postgres?"), name, template=urlsplit(url).path[1:])
    _delete(copy := base.replace("/loket?", f"/{name}?"), "true")
    return copy


def _delete(url: str, which: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DELETE FROM activity WHERE {which}".encode())
        connection.execute("VACUUM activity")


def measure(urls: dict[str, str], folder: Path, rows: int, say: Callable[[str], None]) -> list[str]:
    """Prints the comparison for each database; gives what was missed."""
    small, large = folder / "small.csv", folder / "large.csv"
    activities_file(small, 10_000)
    activities_file(large, rows)
    missed = []
    for where, url in urls.items():
        _, small_mb, _ = imported(url, small)
        _delete(url, IMPORTED)
        copied = statistics.median(bare_copy(url, large) for _ in range(3))
        seconds, large_mb, counts = imported(url, large)
        again, _, unchanged = imported(url, large)
        with psycopg.connect(url) as connection:
            row = connection.execute(f"SELECT count(*) FROM activity WHERE {IMPORTED}".encode()).fetchone()
        assert row == (rows,), row
        assert (counts["created"], unchanged["unchanged"]) == (rows, rows)
        _delete(url, IMPORTED)
        say(f"import of {rows:,} activities {where}: {seconds:.1f} s, {rows / seconds:,.0f} rows/s")
        say(f"  bare COPY {copied:.1f} s: {seconds / copied:.1f} x (must: {MUST}); again {again / copied:.1f} x")
        grown = large_mb - small_mb
        say(f"  memory: {small_mb:.0f} MB at 10,000 rows, {large_mb:.0f} MB at {rows:,}: grows by {grown:.0f} MB")
        if seconds / copied > MUST:
            missed.append(f"import over COPY {where} {seconds / copied:.1f} > {MUST}")
    return missed
