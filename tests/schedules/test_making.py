"""The worker makes the round of a day once, whoever else is at it, and tells when it waits to be looked at."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest

from api.kit import clock
from api.kit.db import Connection, as_house, house, only, rows
from api.rounds import duties, solving
from api.schedules import service
from tests.people import mails, person

MONDAY = datetime(2027, 1, 11, 3, tzinfo=UTC)
SCHEDULE = """INSERT INTO round_schedule (region_code, name, every_weeks, weekday, starts_on, set_on, policy,
        side_rules, rural_km)
    VALUES ('friesland', 'Maandronde', 4, 1, '2027-01-11', '2026-11-24', 'maxScore', '{siteWeek}', 20) RETURNING id"""
MADE = """SELECT r.planned_on::text AS planned_on, o.id, o.name, o.state, o.policy, o.side_rules, o.rural_km,
        o.school_year, o.snapshot IS NOT NULL AS frozen
    FROM scheduled_round r JOIN match_round o ON o.id = r.round_id ORDER BY r.planned_on"""


@pytest.fixture(scope="module")
def url(copy_database: Callable[[str], str]) -> str:
    return copy_database(f"schedules_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")


@pytest.fixture
async def schedule(url: str) -> UUID:
    """On a Monday of every four weeks; nothing of an earlier test is left."""
    async with house(url) as db:
        await db.execute("DELETE FROM scheduled_round; DELETE FROM match_round; DELETE FROM round_schedule")
        made: UUID = (await only(db, SCHEDULE, {}))["id"]
    return made


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)


async def made(url: str) -> list[dict[str, Any]]:
    async with house(url) as db:
        return [dict(row) for row in await rows(db, MADE, {})]


async def test_the_round_of_a_day_has_the_terms_and_is_to_be_solved(url: str, schedule: UUID) -> None:
    async with house(url) as db:
        assert await service.due(db, MONDAY) == [schedule]
        await service.make(db, schedule, MONDAY)
    (row,) = await made(url)
    assert row.pop("id") is not None
    assert row == {
        "planned_on": "2027-01-11", "name": "Maandronde 11 jan. 2027", "state": "queued", "policy": "maxScore",
        "side_rules": ["siteWeek"], "rural_km": 20, "school_year": 2026, "frozen": True,
    }  # fmt: skip


async def test_there_is_never_a_second_one_for_a_day(url: str, schedule: UUID) -> None:
    """While the first worker is at it, after it, and when both think that it is due."""
    async with house(url) as first:
        await service.make(first, schedule, MONDAY)
        async with house(url) as second:
            await service.make(second, schedule, MONDAY)
    assert len(await made(url)) == 1
    async with house(url) as db:
        assert await service.due(db, MONDAY) == []
        await service.make(db, schedule, MONDAY)
    (row,) = await made(url)
    with pytest.raises(psycopg.errors.UniqueViolation):
        async with house(url) as db:
            await db.execute(
                """INSERT INTO scheduled_round (schedule_id, planned_on, round_id)
                   VALUES (%(schedule)s, '2027-01-11', %(round)s)""",
                {"schedule": schedule, "round": row["id"]},
            )


async def test_a_worker_that_dies_leaves_the_day_to_another(url: str, schedule: UUID) -> None:
    async with house(url) as dying:
        await service.make(dying, schedule, MONDAY)
        await dying.rollback()
    assert await made(url) == []
    async with house(url) as db:
        await service.make(db, schedule, MONDAY)
    assert len(await made(url)) == 1


async def test_one_that_was_stopped_makes_none(url: str, schedule: UUID) -> None:
    async with house(url) as db:
        await db.execute("UPDATE round_schedule SET state = 'stopped'")
        assert await service.due(db, MONDAY) == []
        await service.make(db, schedule, MONDAY)
    assert await made(url) == []


async def tell(db: Connection) -> None:
    """The worker passes by, twice."""
    for _ in range(2):
        async with as_house(db):
            for round_id in await duties.ready(db, MONDAY):
                await duties.tell(db, round_id, MONDAY)


async def test_its_coordinators_hear_once_that_it_waits(url: str, schedule: UUID) -> None:
    async with house(url) as db:
        await service.make(db, schedule, MONDAY)
        assert await duties.ready(db, MONDAY) == []
    (row,) = await made(url)
    await solving.solve(url, row["id"])
    connect = psycopg.AsyncConnection.connect(url, autocommit=True, row_factory=psycopg.rows.dict_row)
    async with await connect as db, db.transaction(force_rollback=True):
        await person(db, "friesland@example.org", "regional_coordinator", region_code="friesland")
        await person(db, "elders@example.org", "regional_coordinator", region_code="zeeland")
        await tell(db)
        (told,) = await mails(db, "friesland@example.org")
        assert (told[0], told[1]["round"], told[1]["failed"], told[1]["asked"]) == (
            "round_ready", "Maandronde 11 jan. 2027", "", 0,
        )  # fmt: skip
        assert told[1]["link"].endswith(f"/regio/rondes/{row['id']}")
        assert await mails(db, "elders@example.org") == []


async def test_a_round_without_a_plan_is_told_as_one(url: str, schedule: UUID) -> None:
    async with house(url) as db:
        await service.make(db, schedule, MONDAY)
        await db.execute("UPDATE match_round SET state = 'failed'")
    connect = psycopg.AsyncConnection.connect(url, autocommit=True, row_factory=psycopg.rows.dict_row)
    async with await connect as db, db.transaction(force_rollback=True):
        await person(db, "friesland@example.org", "regional_coordinator", region_code="friesland")
        await tell(db)
        assert [values["failed"] for _, values in await mails(db, "friesland@example.org")] == ["failed"]
