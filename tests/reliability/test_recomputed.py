"""What is shown is what the log says: told once more by a query that shares nothing with the rules."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from api.kit.db import Connection, only, rows
from api.matches.life import Event, EventType, after, begun
from api.matches.models import PLANNED, WAITING, MatchState, Side
from tests.matches.conftest import World, before_the_weeks, world

__all__ = ["before_the_weeks", "world"]
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
MATCHES = 300
REQUEST = """INSERT INTO school_request (school_site_id, school_id, region_code, title, goal, kinds, subjects, level,
        year, pupils, languages, max_km, online_ok, weeks_ok, respond_by)
    SELECT id, school_id, region_code, 'Vraag', 'project', ARRAY['workshop'], ARRAY['techniek'], 'havo', 3, 20,
        ARRAY['nl'], 50, false, ARRAY['2027-01-18'::date], now() FROM school_site WHERE id = %(site)s RETURNING id"""
# The row says nothing of what happened: the log does.
MATCH = """INSERT INTO match (request_id, activity_id, school_id, school_site_id, company_id, company_site_id,
        proposed_by, state, school_yes, company_yes, week, holds)
    VALUES (%(request)s, %(activity)s, %(school)s, %(site)s, %(company)s, %(place)s, 'school', 'withdrawn', true,
        false, '2027-01-18', false) RETURNING id"""
EVENT = """INSERT INTO match_event (match_id, place, at, type, side, facts)
    VALUES (%(match)s, %(place)s, %(at)s, %(type)s, %(side)s, %(facts)s)"""
SHOWN = (
    "n", "asked", "respondedInTime", "kept", "cancelledEarly", "cancelledLate", "noShow", "unanswered", "excused",
)  # fmt: skip
AGAIN = """
WITH e AS (
    SELECT x.*, (SELECT max(r.place) FROM match_event r WHERE r.match_id = x.match_id AND r.place < x.place
            AND r.type IN ('proposed', 'moments_proposed')) AS asked_at,
        (SELECT d.facts ->> 'respondBy' FROM match_event d WHERE d.match_id = x.match_id AND d.place < x.place
            AND d.facts ? 'respondBy' ORDER BY d.place DESC LIMIT 1)::timestamptz AS until
    FROM match_event x JOIN match m ON m.id = x.match_id WHERE %(organisation)s IN (m.school_id, m.company_id)
), answers AS (
    SELECT e.match_id, e.at, e.type <> 'expired' AND e.at <= e.until AS in_time
    FROM e JOIN match_event q ON q.match_id = e.match_id AND q.place = e.asked_at AND q.side <> %(side)s
    WHERE (e.type = 'expired'
            OR e.side = %(side)s AND e.type IN ('accepted', 'declined', 'moments_proposed', 'cancelled'))
      AND NOT EXISTS (SELECT 1 FROM match_event b WHERE b.match_id = e.match_id AND b.place > e.asked_at
            AND b.place < e.place AND (b.type = 'accepted' AND b.side = %(side)s
                OR b.type IN ('declined', 'withdrawn', 'expired', 'cancelled', 'delivered', 'no_show')))
), answered AS (
    SELECT match_id, bool_and(in_time) AS in_time, max(at) AS at FROM answers GROUP BY match_id
), ended AS (
    SELECT match_id, at, CASE type WHEN 'delivered' THEN 'kept'
        WHEN 'no_show' THEN CASE facts ->> 'of' WHEN %(side)s THEN 'no_show' ELSE 'kept' END
        ELSE CASE WHEN (facts ->> 'leadHours')::int >= 168 THEN 'cancelled_early' ELSE 'cancelled_late' END
        END AS kind
    FROM e WHERE type IN ('delivered', 'no_show') OR type = 'cancelled' AND side = %(side)s
), told AS (
    SELECT coalesce(n.at, a.at) AS at, a.in_time,
        coalesce(n.kind, CASE WHEN a.in_time THEN 'answered' ELSE 'unanswered' END) AS kind,
        EXISTS (SELECT 1 FROM e x WHERE x.match_id = coalesce(a.match_id, n.match_id) AND x.type = 'excused'
            AND x.facts ->> 'of' = %(side)s) AS excused
    FROM answered a FULL JOIN ended n ON n.match_id = a.match_id
), weighed AS (
    SELECT *, power(0.5, extract(epoch FROM %(now)s - at)::float8 / 31536000) AS w,
        CASE kind WHEN 'kept' THEN 1 WHEN 'answered' THEN 1 WHEN 'cancelled_early' THEN 0.5 ELSE 0 END::float8 AS good
    FROM told WHERE at >= %(now)s - interval '26280 hours'
), summed AS (
    SELECT count(*) AS n, count(in_time) AS asked, count(*) FILTER (WHERE in_time) AS "respondedInTime",
        count(*) FILTER (WHERE kind = 'kept') AS kept,
        count(*) FILTER (WHERE kind = 'cancelled_early') AS "cancelledEarly",
        count(*) FILTER (WHERE kind = 'cancelled_late') AS "cancelledLate",
        count(*) FILTER (WHERE kind = 'no_show') AS "noShow",
        count(*) FILTER (WHERE kind = 'unanswered') AS unanswered,
        (SELECT count(*) FROM weighed WHERE excused) AS excused, sum(w) AS weight, sum(w * good) AS credit
    FROM weighed WHERE NOT excused
)
SELECT *, (credit / weight + 1.645 ^ 2 / (2 * weight)
        - 1.645 * sqrt(credit / weight * (1 - credit / weight) / weight + 1.645 ^ 2 / (4 * weight ^ 2)))
    / (1 + 1.645 ^ 2 / weight) AS "lowerBound" FROM summed
"""


def _steps(random: Random, life: Any) -> list[tuple[EventType, Side, dict[str, Any]]]:
    """What may happen next."""
    moment = {"week": "2027-01-18", "slotId": None, "startsAt": None, "endsAt": None}
    facts = {"moment": moment, "professionalId": None, "holds": True}
    found: list[tuple[EventType, Side, dict[str, Any]]] = []
    if life.state in WAITING or life.state is MatchState.RESCHEDULE_PROPOSED:
        for side in sorted(life.waits_for):
            found += [("accepted", side, facts), ("accepted", side, facts), ("declined", side, {})]
            if life.state in WAITING:
                found.append(("moments_proposed", side, {**facts, "moments": [moment]}))
        found += [("expired", Side.HOUSE, {}), ("withdrawn", life.moments_by or life.proposed_by, {})]
        found.append(("reminded", Side.HOUSE, {}))
    if life.state in PLANNED:
        for side in (Side.SCHOOL, Side.COMPANY):
            lead = {"leadHours": random.choice([0, 100, 167, 168, 500])}
            found += [("cancelled", side, lead), ("delivered", side, {}), ("delivered", side, {})]
            found.append(("no_show", side, {"of": random.choice(["school", "company"])}))
            if life.state is MatchState.CONFIRMED:
                found.append(("moments_proposed", side, {**facts, "moments": [moment]}))
    return found


def a_life(random: Random) -> Iterator[Event]:
    """A match at random, in the four years before now, answers late as well as in time; excused now and then."""
    at = NOW - timedelta(days=random.uniform(0, 1400))

    def event(kind: EventType, side: Side, facts: dict[str, Any]) -> Event:
        waits = kind in ("proposed", "accepted", "moments_proposed")
        until = {"respondBy": (at + timedelta(days=7)).isoformat()} if waits else {}
        return Event(kind, side, at, {**facts, **until})

    moment = {"week": "2027-01-18", "slotId": None, "startsAt": None, "endsAt": None}
    first: dict[str, Any] = {"moment": moment, "moments": [], "professionalId": None, "holds": True}
    told = event("proposed", random.choice([Side.SCHOOL, Side.COMPANY, Side.COORDINATOR]), first)
    life = begun(told)
    yield told
    while random.random() < 0.95 and (steps := _steps(random, life)):
        at += timedelta(days=random.uniform(0.1, 8.5))
        if at > NOW:
            return
        told = event(*random.choice(steps))
        life = after(life, told)
        yield told
    for side in (Side.SCHOOL, Side.COMPANY):
        if random.random() < 0.2:
            yield event("appealed", side, {"of": side})
            yield event("excused" if random.random() < 0.6 else "appeal_refused", Side.COORDINATOR, {"of": side})


async def lived(world: World, random: Random) -> None:
    """One more match with its log."""
    db = world.db
    activity = await only(db, "SELECT id FROM activity LIMIT 1", {})
    request = await only(db, REQUEST, {"site": world.site["id"]})
    values = {
        "request": request["id"], "activity": activity["id"], "school": world.school_id, "site": world.site["id"],
        "company": world.company_id, "place": world.company_site["id"],
    }  # fmt: skip
    match = (await only(db, MATCH, values))["id"]
    for place, event in enumerate(a_life(random), 1):
        told = {"match": match, "place": place, "at": event.at, "type": event.type, "side": event.side}
        await db.execute(EVENT.encode(), {**told, "facts": Jsonb(dict(event.facts))})


async def again(db: Connection, side: str, organisation: Any) -> dict[str, Any]:
    return await only(db, AGAIN, {"side": side, "organisation": organisation, "now": NOW})


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_figures_are_those_of_the_log(world: World, seed: int) -> None:
    await world.offers()
    random = Random(seed)
    for _ in range(MATCHES):
        await lived(world, random)
    for side, site, organisation, who in (
        ("school", world.site, world.school_id, world.teacher),
        ("company", world.company_site, world.company_id, world.company),
    ):
        plural = {"school": "schools", "company": "companies"}[side]
        shown = (await world.reads(f"/{plural}/{site['id']}/reliability", who))["whole"]
        expected = await again(world.db, side, organisation)
        assert [shown[name] for name in SHOWN] == [expected[name] for name in SHOWN]
        for name in ("weight", "credit", "lowerBound"):
            assert shown[name] == pytest.approx(expected[name], abs=1e-4)
        assert all(shown[name] > 0 for name in SHOWN)


async def test_another_log_gives_other_figures(world: World) -> None:
    """So the comparison above could fail: one more missed appointment shows on both sides of it."""
    await world.offers()
    await lived(world, Random(4))
    before = await again(world.db, "company", world.company_id)
    match = (await rows(world.db, "SELECT id FROM match", {}))[0]["id"]
    missed = {"match": match, "place": 90, "at": NOW, "type": "no_show", "side": "school"}
    await world.db.execute(EVENT.encode(), {**missed, "facts": Jsonb({"of": "company"})})
    assert (await again(world.db, "company", world.company_id))["noShow"] == before["noShow"] + 1
