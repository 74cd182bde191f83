"""`./loket bench promises`: hundreds of clients at once try to break what the service promises, over HTTP.

--rounds N   rounds of 200 clients on the last places (100)
"""

import argparse
import asyncio
import json
import os
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import psycopg
from psycopg.rows import dict_row

from api import migrate
from api.accounts import service as accounts
from api.accounts.roles import Role
from api.kit import clock
from api.kit.postgres import create_database, embedded
from bench import servers

CLIENTS, PLACES = 200, 30
WORLD = """
WITH school AS (INSERT INTO school (scheme, value, name, participation) VALUES ('p', 'S', 'School', 'active')
    RETURNING id),
site AS (INSERT INTO school_site (school_id, scheme, value, name, levels, lat, lon, precision)
    SELECT id, 'p', 'S', 'School', ARRAY['havo'], 51.5, 5.4, 'exact' FROM school RETURNING id, school_id),
company AS (INSERT INTO company (scheme, value, name) VALUES ('p', 'C', 'Company') RETURNING id),
place AS (INSERT INTO company_site (company_id, scheme, value, name, lat, lon, precision)
    SELECT id, 'p', 'C', 'Company', 51.4, 5.5, 'exact' FROM company RETURNING id, company_id),
asked AS (INSERT INTO school_request (school_site_id, school_id, title, goal, kinds, subjects, level, year, pupils,
        languages, max_km, online_ok, weeks_ok, respond_by)
    SELECT id, school_id, 'Request ' || n, 'project', ARRAY['workshop'], ARRAY['techniek'], 'havo', 3, 20,
        ARRAY['nl'], 50, false, ARRAY[%(week)s::date], now() FROM site, generate_series(1, %(requests)s) n
    RETURNING id)
SELECT (SELECT id FROM site) AS site, (SELECT id FROM company) AS company, (SELECT id FROM place) AS place,
    (SELECT array_agg(id) FROM asked) AS requests
"""
OFFERS = """INSERT INTO activity (company_site_id, company_id, company_name, title, kind, subjects, levels, years,
    modes, languages, weeks, max_group, radius_km, capacity_week, capacity_year, state, level_mask, year_mask,
    subject_mask, theme_mask, language_mask, first_week, week_mask)
    SELECT %(place)s, %(company)s, 'Company', 'Offer ' || n, 'workshop', ARRAY['techniek'], ARRAY['havo'], ARRAY[3],
    ARRAY['at_school'], ARRAY['nl'], ARRAY[%(week)s::date], 30, 50, %(places)s, 10000, 'published', 1, 8, 1, 0, 1,
    (%(week)s::date - date '1970-01-05') / 7, 1 FROM generate_series(1, %(offers)s) n RETURNING id"""
# What a tutorial would write: look, then count. The constraint that would still catch it goes too.
UNGUARDED = """
ALTER TABLE place_count DROP CONSTRAINT ck_place_count_taken;
CREATE OR REPLACE FUNCTION loket_take_place(activity uuid, monday date, moment uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    places integer := (SELECT a.capacity_week FROM activity a WHERE a.id = activity);
    used integer := (SELECT count(*) FROM match m WHERE m.activity_id = activity AND m.holds);
BEGIN
    IF used >= places THEN
        RETURN 'week';
    END IF;
    RETURN NULL;
END $$
"""
Row = dict[str, Any]
say: Callable[[str], None] = print


def make(url: str, requests: int, offers: int) -> Row:
    """A school that asks, a company that offers, and a script's key."""
    week = clock.this_week().isoformat()
    with psycopg.connect(url, autocommit=True, row_factory=dict_row) as db:
        world = db.execute(WORLD, {"week": week, "requests": requests}).fetchone()
        assert world is not None
        values = {**world, "week": week, "places": PLACES, "offers": offers}
        activities = [row["id"] for row in db.execute(OFFERS, values).fetchall()]
        db.execute("ANALYZE")
    key = asyncio.run(_key(url))
    return {**world, "week": week, "activities": activities, "headers": {"Authorization": f"Bearer {key}"}}


async def _key(url: str) -> str:
    async with await psycopg.AsyncConnection.connect(url, row_factory=dict_row, autocommit=True) as db:
        made = await accounts.create_key(db, Role.SCRIPT)
        await db.execute("UPDATE api_client SET rate_per_minute = 100000")
        return made


async def at_once(calls: Iterable[Awaitable[httpx.Response]]) -> list[httpx.Response]:
    return list(await asyncio.gather(*calls))


def clients(port: int, headers: dict[str, str]) -> httpx.AsyncClient:
    # A line that was quiet for long is not used again: the server may be closing it at that moment.
    limits = httpx.Limits(max_connections=CLIENTS, keepalive_expiry=1)
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/v1", headers=headers, limits=limits, timeout=60)


async def last_places(port: int, world: Row, rounds: int) -> tuple[list[int], Counter[int]]:
    """How many were accepted in each round of as many clients as there are requests; and all answers by status."""
    accepted, statuses = [], Counter[int]()
    async with clients(port, world["headers"]) as http:
        for activity in world["activities"][:rounds]:
            bodies = [
                {"requestId": str(r), "activityId": str(activity), "moments": [{"week": world["week"]}]}
                for r in world["requests"][:CLIENTS]
            ]
            answers = await at_once(http.post("/matches", json=body) for body in bodies)
            accepted.append(sum(answer.status_code == 201 for answer in answers))
            statuses.update(answer.status_code for answer in answers)
    return accepted, statuses


async def one_etag(port: int, world: Row, rounds: int = 50, writers: int = 100) -> Counter[int]:
    """Writers who all read the same version: one wins each round."""
    statuses = Counter[int]()
    async with clients(port, world["headers"]) as http:
        path = f"/requests/{world['requests'][-1]}"
        for turn in range(rounds):
            etag = (await http.get(path)).headers["etag"]
            read = {"If-Match": etag}
            answers = await at_once(
                http.patch(path, json={"title": f"{turn} {n}"}, headers=read) for n in range(writers)
            )
            counted = Counter(answer.status_code for answer in answers)
            assert counted == {200: 1, 412: writers - 1}, counted
            statuses.update(counted)
    return statuses


async def twins(port: int, url: str, world: Row, keys: int = 200, each: int = 50) -> tuple[int, int]:
    """How many effects so many keys had, and how many answers differed from their twins'."""
    different = 0
    body = {
        "siteId": str(world["site"]), "title": "Twin", "goal": "project", "kinds": ["workshop"],
        "subjects": ["techniek"], "level": "havo", "year": 3, "pupils": 20, "languages": ["nl"], "maxKm": 30,
        "weeksOk": [world["week"]],
    }  # fmt: skip
    async with clients(port, world["headers"]) as http:
        for n in range(keys):
            headers = {"Idempotency-Key": f"twin-{n}"}
            answers = await at_once(http.post("/requests", json=body, headers=headers) for _ in range(each))
            different += len({(answer.status_code, answer.content) for answer in answers}) - 1
    with psycopg.connect(url) as db:
        row = db.execute("SELECT count(*) FROM school_request WHERE title = 'Twin'").fetchone()
    assert row is not None
    return row[0], different


async def _book(url: str, world: Row, tries: Iterable[int], professional: Row) -> int:
    """Plans this person at so many overlapping times, each try a transaction; how many were taken."""
    taken = 0
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as db:
        for n in tries:
            values = {
                **world, **professional, "request": world["requests"][n], "activity": world["activities"][-1],
                "minutes": n * 7919 % 1440,
            }  # fmt: skip
            try:
                await db.execute(BOOKING, values)
                taken += 1
            except (psycopg.errors.ExclusionViolation, psycopg.errors.DeadlockDetected):
                continue  # two that wait for each other: one is ended, and booked nothing
    return taken


BOOKING = """INSERT INTO match (request_id, activity_id, school_id, school_site_id, company_id, company_site_id,
        proposed_by, state, school_yes, company_yes, week, starts_at, ends_at, professional_id, professional_number,
        holds)
    SELECT r.id, %(activity)s, r.school_id, r.school_site_id, %(company)s, %(place)s, 'school', 'confirmed', true,
        true, %(week)s, %(week)s::date + make_interval(mins => %(minutes)s),
        %(week)s::date + make_interval(mins => %(minutes)s + 60), %(professional)s, %(number)s, true
    FROM school_request r WHERE r.id = %(request)s"""
OVERLAPS = """SELECT count(*) FROM match a JOIN match b ON a.id < b.id
    AND a.professional_id = b.professional_id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at"""


def one_person(url: str, world: Row, tries: int = 10_000) -> tuple[int, int]:
    """How many of so many bookings of one person were taken, and how many of those overlap."""
    with psycopg.connect(url, autocommit=True, row_factory=dict_row) as db:
        row = db.execute(
            """INSERT INTO professional (company_id, display_name, travel_km) VALUES (%(company)s, 'P', 50)
               RETURNING id AS professional, number""",
            world,
        ).fetchone()
    assert row is not None
    professional: Row = row

    async def all_at_once() -> int:
        parts = [_book(url, world, range(start, tries, 16), professional) for start in range(16)]
        return sum(await asyncio.gather(*parts))

    taken = asyncio.run(all_at_once())
    with psycopg.connect(url) as plain:
        found = plain.execute(OVERLAPS).fetchone()
    assert found is not None
    return taken, found[0]


def database(base: str, name: str) -> str:
    create_database(base.replace("/loket?", "/postgres?"), name)
    url = base.replace("/loket?", f"/{name}?")
    migrate.upgrade(url)
    return url


def main(arguments: list[str]) -> bool:
    """Whether every promise held."""
    parser = argparse.ArgumentParser(prog="loket bench promises", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    wanted = parser.parse_args(arguments)
    os.environ["LOKET_LOG_LEVEL"] = "error"
    kept = []

    def tell(what: str, figure: object, holds: bool) -> None:
        kept.append(holds)
        say(f"{what:66}{json.dumps(figure) if isinstance(figure, dict | list) else figure!s:>28}   {holds}")

    with TemporaryDirectory() as folder, embedded(Path(folder), "max_connections = 200\n") as base:
        url = database(base, "promises")
        world = make(url, 10_000, wanted.rounds + 1)
        with servers.ours(url) as server:
            begun = time.monotonic()
            accepted, statuses = asyncio.run(last_places(server.port, world, wanted.rounds))
            tell(
                f"{CLIENTS} clients x {wanted.rounds} rounds on {PLACES} places: accepted == places",
                dict(statuses),
                accepted == [PLACES] * wanted.rounds and set(statuses) == {201, 409},
            )
            say(f"  {sum(statuses.values()) / (time.monotonic() - begun):.0f} proposals a second")
            statuses = asyncio.run(one_etag(server.port, world))
            tell("100 writers with one ETag x 50 rounds: one wins", dict(statuses), statuses == {200: 50, 412: 4950})
            effects, different = asyncio.run(twins(server.port, url, world))
            tell(
                "50 twins x 200 keys: 200 effects, no answer differs",
                [effects, different],
                (effects, different) == (200, 0),
            )
        taken, overlaps = one_person(url, world)
        tell("10,000 bookings of one person: taken, of which overlap", [taken, overlaps], taken > 0 and overlaps == 0)
        naive = database(base, "unguarded")
        with psycopg.connect(naive, autocommit=True) as db:
            db.execute(UNGUARDED.encode())
        world = make(naive, CLIENTS, 10)
        with servers.ours(naive) as server:
            accepted, _ = asyncio.run(last_places(server.port, world, 10))
        tell("counter-test, the guard taken out: more accepted than places", accepted, max(accepted) > PLACES)
    return all(kept)
