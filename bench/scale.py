"""Growth: suggestions from a thousand to a million activities, and the slowest of a hundred searches."""

import random
import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import psycopg

from api.accounts.rules import VISITOR
from api.activities.queries import visible_to
from api.kit.clock import week_start
from api.kit.db import LIMITS
from api.matching.model import Place, Request
from api.requests.rules import Calendar
from api.suggestions.queries import suggestion
from api.suggestions.rules import parameters
from api.vocabularies.shipped import vocabulary
from bench import servers
from bench.cases import WORDS

SIZES = (1_000, 10_000, 100_000, 1_000_000)
TRIES = 60
# Arrays and haversine over every published row, as it is written first.
NAIVE = """
SELECT a.id, 6371.0088 * 2 * asin(sqrt(power(sin(radians(a.lat - %(lat)s) / 2), 2)
    + cos(radians(%(lat)s)) * cos(radians(a.lat)) * power(sin(radians(a.lon - %(lon)s) / 2), 2))) AS km
FROM activity a
WHERE a.state = 'published' AND a.kind = ANY (%(kinds)s) AND %(level)s = ANY (a.levels)
  AND %(year)s = ANY (a.years) AND a.subjects && %(subjects)s::text[] AND a.languages && %(languages)s::text[]
  AND a.max_group >= %(pupils)s AND a.weeks && %(weeks)s::date[]
ORDER BY km LIMIT 20
"""
FIRST = 2960


def _asked(draw: random.Random) -> Request:
    first = FIRST + draw.randrange(15)
    weeks = frozenset(week_start(first + n) for n in range(10))
    return Request(
        kinds=tuple(draw.sample(["guest_lesson", "company_visit", "workshop", "assignment"], 2)),
        level=draw.choice(["havo", "vwo", "vmbo-tl"]),
        year=3,
        subjects=frozenset(draw.sample(["wiskunde", "natuurkunde", "scheikunde", "biologie", "techniek"], 2)),
        themes=frozenset({"energy"}),
        languages=frozenset({"nl"}),
        pupils=draw.randrange(14, 30),
        place=Place(draw.uniform(51.2, 53), draw.uniform(4.2, 6.6)),
        max_km=draw.choice([15, 25, 40]),
        online_ok=draw.random() < 0.5,
        weeks_ok=weeks,
        weeks_preferred=frozenset(sorted(weeks)[:2]),
    )


def _median_ms(connection: psycopg.Connection[Any], asked: list[tuple[str, dict[str, Any]]]) -> float:
    times = []
    for query, values in asked:
        begun = time.perf_counter()
        connection.execute(query.encode(), values).fetchall()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times[len(times) // 5 :])


def suggestions(urls: Mapping[int, str], say: Callable[[str], None]) -> list[str]:
    """Median ms of the production statement and of the naive one, per size."""
    draw = random.Random(11)
    asked = [_asked(draw) for _ in range(TRIES)]
    calendar = Calendar(week_start(FIRST))
    values = [parameters(request, calendar, vocabulary(), 20) | visible_to(VISITOR) for request in asked]
    naive = [
        {
            "lat": request.place.lat if request.place else 0,
            "lon": request.place.lon if request.place else 0,
            "kinds": list(request.kinds),
            "level": request.level,
            "year": request.year,
            "subjects": list(request.subjects),
            "languages": list(request.languages),
            "pupils": request.pupils,
            "weeks": sorted(request.weeks_ok),
        }
        for request in asked
    ]
    say(f"{'suggestions':14}{'ms':>10}{'naive ms':>12}{'x':>8}")
    found: dict[int, tuple[float, float]] = {}
    for size, url in urls.items():
        with psycopg.connect(url, autocommit=True, options=LIMITS) as connection:
            mine = _median_ms(connection, [(suggestion(each), each) for each in values])
            few = naive[: 12 if size > 100_000 else TRIES]
            theirs = _median_ms(connection, [(NAIVE, each) for each in few])
            found[size] = mine, theirs
            say(f"{size:>14,}{mine:10.2f}{theirs:12.2f}{theirs / mine:8.1f}")
            plan = connection.execute(b"EXPLAIN " + suggestion(values[0]).encode(), values[0]).fetchall()
            used = sorted({line[0].split(" using ")[1].split(" on ")[0] for line in plan if " using " in line[0]})
            say(f"{'':14}uses {', '.join(used)}")
    missed = []
    if found[100_000][1] / found[100_000][0] < 25:
        missed.append("suggestions at 100,000 are not 25 x arrays and haversine")
    growth = found[1_000_000][0] / found[100_000][0]
    say(f"  1,000,000 over 100,000: {growth:.1f} x (must: 12)")
    return [*missed, *(["suggestions grow faster than 12 x"] if growth > 12 else [])]


def searches(url: str, say: Callable[[str], None]) -> list[str]:
    """A hundred different searches: the slowest over the median."""
    draw = random.Random(5)
    times = []
    with servers.ours(url) as server, httpx.Client(base_url=f"http://127.0.0.1:{server.port}/v1") as client:
        for n in range(110):
            chosen: dict[str, object] = {
                "q": draw.choice(WORDS) if draw.random() < 0.7 else None,
                "kind": draw.choice(["guest_lesson", "company_visit"]) if draw.random() < 0.5 else None,
                "level": draw.choice(["havo", "vwo"]) if draw.random() < 0.5 else None,
                "theme": draw.choice(["energy", "water"]) if draw.random() < 0.4 else None,
            }
            near: dict[str, object] = {"near": "52.1,5.2", "withinKm": draw.choice([10, 30]), "sort": "distance"}
            chosen |= near if draw.random() < 0.3 else {}
            begun = time.perf_counter()
            answer = client.get("/activities", params={key: str(value) for key, value in chosen.items() if value})
            assert answer.status_code == 200
            if n >= 10:
                times.append(((time.perf_counter() - begun) * 1000, str(answer.url.query)))
    slowest, median = max(times), statistics.median([spent for spent, _ in times])
    times_over = slowest[0] / median
    say(f"searches: median {median:.1f} ms, slowest {slowest[0]:.1f} ms ({times_over:.1f} x; must: 6) {slowest[1]}")
    return ["slowest search over the median"] if slowest[0] / median > 6 else []
