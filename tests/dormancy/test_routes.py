"""Who sleeps is listed and asked once; a link looks without doing, and does once what is answered."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from api.dormancy import service
from api.dormancy.schemas import AnsweredOut, QuestionOut, SleepersOut
from api.kit import clock
from api.kit.db import as_house, one, rows
from tests.matches.conftest import World
from tests.people import Headers, mails, person, roles_of, token_for

COMPANY = "bedrijf@example.org"


@pytest.fixture(autouse=True)
def time_stands(monkeypatch: pytest.MonkeyPatch) -> datetime:
    now = datetime.now(UTC)
    monkeypatch.setattr(clock, "now", lambda: now)
    return now


AGED = {"company": ["created_at"], "membership": ["starts_at"], "activity": ["created_at", "updated_at"]}


async def age(world: World, days: int = 366) -> None:
    """What there is, is so many days older."""
    for table, columns in AGED.items():
        moved = ", ".join(f"{name} = {name} - make_interval(days => %(days)s)" for name in columns)
        await world.db.execute(f"UPDATE {table} SET {moved}".encode(), {"days": days})


async def told_of(world: World, side: str, at: datetime) -> None:
    """A side's step in a match of a year ago."""
    match = await world.proposes(await world.asks(), await world.offers())
    await age(world)
    await world.db.execute(
        """INSERT INTO match_event (match_id, place, at, type, side)
           VALUES (%(match)s, 2, %(at)s, 'feedback', %(side)s)""",
        {"match": match["id"], "at": at, "side": side},
    )


async def sleeping(world: World, who: Headers | None = None, query: str = "") -> list[dict[str, Any]]:
    told = await world.done("GET", f"/organisations/dormant{query}", None, who or world.coordinator)
    SleepersOut.model_validate_json(json.dumps(told))
    items: list[dict[str, Any]] = told["items"]
    return items


async def asks(world: World, now: datetime) -> None:
    """The worker passes by, twice."""
    for _ in range(2):
        async with as_house(world.db):
            for organisation_id in await service.due(world.db, now):
                await service.ask(world.db, organisation_id, now)


async def answers(world: World, token: str, answer: str) -> httpx.Response:
    world.http.cookies.clear()
    return await world.http.post("/dormancy-questions/answer", json={"token": token, "answer": answer})


async def state(world: World) -> str:
    return str((await world.reads(f"/organisations/{world.company_id}", world.coordinator))["state"])


async def test_who_was_heard_of_within_a_year_does_not_sleep(world: World) -> None:
    await age(world, 364)
    assert await sleeping(world) == []
    await age(world, 2)
    (company,) = await sleeping(world)  # the school was never admitted: it does not take part
    assert (company["kind"], company["id"], company["askedAt"]) == ("company", str(world.company_id), None)
    assert (company["regions"], company["allowedActions"]) == ([world.site["region"]], ["pause", "leave", "invite"])


@pytest.mark.parametrize("deed", ["an activity", "somebody new", "a step in a match"])
async def test_each_of_its_own_deeds_counts(world: World, time_stands: datetime, deed: str) -> None:
    await age(world)
    assert len(await sleeping(world)) == 1
    if deed == "an activity":
        await world.offers()
    elif deed == "somebody new":
        await person(world.db, "nieuw@example.org", "professional", company_id=world.company_id)
    else:
        await told_of(world, "company", time_stands - timedelta(days=10))
    assert await sleeping(world) == []


async def test_what_the_other_side_does_is_no_sign_of_life(world: World, time_stands: datetime) -> None:
    await told_of(world, "school", time_stands - timedelta(days=10))
    assert [item["id"] for item in await sleeping(world)] == [str(world.company_id)]


async def test_a_region_is_as_patient_as_it_says(world: World, time_stands: datetime) -> None:
    await age(world)
    values = {"code": world.site["region"]}
    await world.db.execute("""UPDATE region SET settings = '{"dormant_days": 500}' WHERE code = %(code)s""", values)
    assert await sleeping(world) == []
    await world.db.execute(
        """UPDATE region SET settings = '{"dormant_days": "soon"}' WHERE code = %(code)s""", values
    )
    assert len(await sleeping(world)) == 1


async def test_another_regions_sleepers_are_not_shown(world: World) -> None:
    await age(world)
    stranger = await person(world.db, "ver@example.org", "regional_coordinator", region_code="friesland")
    assert await sleeping(world, stranger) == []
    assert await sleeping(world, stranger, f"?region={world.site['region']}") == []
    for who in (world.teacher, world.company):
        assert (await world.http.get("/organisations/dormant", headers=who)).status_code == 403


async def test_it_is_asked_once_and_again_after_a_season(world: World, time_stands: datetime) -> None:
    await age(world)
    await asks(world, time_stands)
    assert [template for template, _ in await mails(world.db, COMPANY)] == ["dormant"]
    (company,) = await sleeping(world)
    assert datetime.fromisoformat(company["askedAt"]) == time_stands
    await asks(world, time_stands + timedelta(days=89))
    assert len(await mails(world.db, COMPANY)) == 1
    await asks(world, time_stands + timedelta(days=91))
    assert len(await mails(world.db, COMPANY)) == 2


async def test_a_look_changes_nothing(world: World, time_stands: datetime) -> None:
    await age(world)
    await asks(world, time_stands)
    token = await token_for(world.db, COMPANY)
    before = await rows(world.db, "SELECT * FROM dormancy_question", {})
    for _ in range(3):
        world.http.cookies.clear()
        told = await world.http.post("/dormancy-questions/by-link", json={"token": token})
        assert told.status_code == 200
        assert QuestionOut.model_validate_json(told.content).state == "active"
    assert await rows(world.db, "SELECT * FROM dormancy_question", {}) == before
    assert await state(world) == "active"


async def test_still_there(world: World, time_stands: datetime) -> None:
    await age(world)
    await asks(world, time_stands)
    told = await answers(world, await token_for(world.db, COMPANY), "active")
    assert AnsweredOut.model_validate_json(told.content).state == "active"
    assert await sleeping(world) == []


async def test_a_pause_hides_keeps_history_and_ends_in_one_call(world: World, time_stands: datetime) -> None:
    offer, request = await world.offers(), await world.asks()
    await age(world)
    path = f"/match-suggestions?requestId={request['id']}"
    assert len((await world.reads(path, world.teacher))["items"]) == 1
    await asks(world, time_stands)
    await answers(world, await token_for(world.db, COMPANY), "pause")
    assert await state(world) == "paused"
    assert (await world.reads(f"/activities/{offer['id']}", world.company))["state"] == "paused"
    assert (await world.reads(path, world.teacher))["items"] == []
    resumed = await world.done("POST", f"/organisations/{world.company_id}/resume", None, world.company)
    assert resumed["state"] == "active"
    assert (await world.reads(f"/activities/{offer['id']}", world.company))["state"] == "published"


async def test_stopping_ends_the_roles(world: World, time_stands: datetime) -> None:
    await age(world)
    await asks(world, time_stands)
    told = await answers(world, await token_for(world.db, COMPANY), "stop")
    assert told.json()["state"] == "left"
    assert await roles_of(world.db, COMPANY) == []
    assert await sleeping(world) == []


async def test_one_answer_settles_it_for_all(world: World, time_stands: datetime) -> None:
    await person(world.db, "tweede@example.org", "company_coordinator", company_id=world.company_id)
    await age(world)
    await asks(world, time_stands)
    first, second = [await token_for(world.db, to) for to in (COMPANY, "tweede@example.org")]
    assert (await answers(world, first, "active")).status_code == 200
    for token in (first, second, "x" * 43):
        refused = await answers(world, token, "stop")
        assert (refused.status_code, refused.json()["code"]) == (404, "question_not_found")
    assert await state(world) == "active"


@pytest.mark.parametrize("why", ["too_late", "coordinator_no_more", "erased"])
async def test_a_link_that_is_nobodys_any_more(
    world: World, time_stands: datetime, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    await age(world)
    await asks(world, time_stands)
    token = await token_for(world.db, COMPANY)
    if why == "too_late":
        monkeypatch.setattr(clock, "now", lambda: time_stands + timedelta(days=61))
    elif why == "coordinator_no_more":
        await world.db.execute(b"UPDATE membership SET ends_at = now() WHERE company_id IS NOT NULL")
    else:
        await world.db.execute(b"UPDATE dormancy_question SET account_id = NULL")
    assert (await answers(world, token, "stop")).status_code == 404
    assert await state(world) == "active"


async def test_the_answer_stands_in_the_log_with_who_gave_it(world: World, time_stands: datetime) -> None:
    await age(world)
    await asks(world, time_stands)
    await answers(world, await token_for(world.db, COMPANY), "pause")
    entry = await one(
        world.db,
        """SELECT e.operation, a.email, e.region_code FROM audit_entry e JOIN account a ON a.id = e.actor_id
           ORDER BY e.id DESC LIMIT 1""",
        {},
    )
    assert entry == {
        "operation": "answer_dormancy_question", "email": COMPANY, "region_code": world.site["region"],
    }  # fmt: skip


@pytest.mark.parametrize("body", [{"answer": "maybe"}, {"token": ""}, {"token": "x" * 5000}, {"more": 1}])
async def test_what_is_no_answer_is_refused(world: World, body: dict[str, Any]) -> None:
    told = await world.http.post("/dormancy-questions/answer", json={"token": "x" * 43, "answer": "stop", **body})
    assert told.status_code == 400


async def test_nobody_is_asked_where_nobody_answers(world: World, time_stands: datetime) -> None:
    await age(world)
    await world.db.execute(b"UPDATE membership SET role = 'professional' WHERE company_id IS NOT NULL")
    await asks(world, time_stands)
    assert await rows(world.db, "SELECT 1 FROM dormancy_question", {}) == []
    assert len(await sleeping(world)) == 1
