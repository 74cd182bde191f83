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

import psycopg

HEADER = (
    "scheme,externalId,companyScheme,companyExternalId,title,summary,kind,subjects,levels,years,themes,modes,languages,"
    "durationMinutes,maxGroup,radiusKm,capacityWeek,capacityYear,weeks"
)
SUBJECTS = ["wiskunde", "natuurkunde", "scheikunde", "biologie", "techniek", "informatica", "economie"]
LEVELS = ["vmbo-bb", "vmbo-kb", "vmbo-gl", "vmbo-tl", "havo", "vwo"]
THEMES = ["energy", "water", "chemistry", "high-tech", "digital", "ai"]
KINDS = ["guest_lesson", "company_visit", "workshop", "assignment"]
MUST = 8
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


def _delete(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DELETE FROM activity WHERE scheme = 'bulk'")
        connection.execute("VACUUM activity")


def measure(url: str, folder: Path, rows: int, say: Callable[[str], None]) -> float:
    """Prints the comparison with the median of three COPYs; gives how many times a bare COPY the import takes."""
    small, large = folder / "small.csv", folder / "large.csv"
    activities_file(small, 10_000)
    activities_file(large, rows)
    _, small_mb, _ = imported(url, small)
    _delete(url)
    copied = statistics.median(bare_copy(url, large) for _ in range(3))
    seconds, large_mb, counts = imported(url, large)
    again, _, unchanged = imported(url, large)
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM activity WHERE scheme = 'bulk'").fetchone()
    assert row == (rows,), row
    assert (counts["created"], unchanged["unchanged"]) == (rows, rows)
    _delete(url)
    say(f"import of {rows:,} activities: {seconds:.1f} s, {rows / seconds:,.0f} rows/s; bare COPY {copied:.1f} s")
    say(f"  {seconds / copied:.1f} x COPY (must: {MUST}); the same file again {again / copied:.1f} x")
    grown = large_mb - small_mb
    say(f"  memory: {small_mb:.0f} MB at 10,000 rows, {large_mb:.0f} MB at {rows:,}: grows by {grown:.0f} MB")
    return seconds / copied
