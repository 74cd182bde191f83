"""Partnerships over HTTP: agreed by both, dormant without activities, ended with a reason."""

from datetime import UTC, datetime
from typing import Any

import pytest

from api.kit import clock
from api.kit.db import only, rows
from tests.matches.conftest import World, before_the_weeks, world
from tests.people import Headers, log, mails, person

__all__ = ["before_the_weeks", "world"]
AGREEMENT = {"activitiesPerYear": 2, "levels": ["havo"], "goals": ["occupation_image"]}


@pytest.fixture
async def school(world: World) -> Headers:
    """The school's coordinator; the school was admitted."""
    await world.db.execute("UPDATE school SET participation = 'active'")
    return await person(world.db, "school@example.org", "school_coordinator", school_id=world.school_id)


async def propose(world: World, who: Headers, **more: Any) -> tuple[int, dict[str, Any]]:
    body = {"schoolId": str(world.school_id), "companyId": str(world.company_id), "agreement": AGREEMENT, **more}
    answer = await world.http.post("/partnerships", json=body, headers=who)
    return answer.status_code, answer.json()


async def act(
    world: World, one: dict[str, Any], verb: str, who: Headers, version: str | None = None
) -> tuple[int, dict[str, Any]]:
    json = {"reason": "goal_reached"} if verb == "end" else None
    match = {"If-Match": version} if version else {}
    answer = await world.http.post(f"/partnerships/{one['id']}/{verb}", json=json, headers={**who, **match})
    return answer.status_code, answer.json()


async def test_both_agree_and_it_is_active(world: World, school: Headers) -> None:
    status, made = await propose(world, school)
    assert (status, made["state"], made["waitsFor"], made["agreement"], made["allowedActions"]) == (
        201, "proposed", ["company"], AGREEMENT, ["end"],
    )  # fmt: skip
    listed = await world.reads("/partnerships?count=true", world.company)
    assert (listed["count"], listed["items"][0]["allowedActions"]) == (1, ["accept", "end"])
    status, active = await act(world, made, "accept", world.company, '"1"')
    assert (status, active["state"], active["startedOn"], active["waitsFor"]) == (200, "active", "2026-11-24", [])
    assert active["timeline"] == [{"schoolYear": "2026-2027", "activities": 0, "pupils": 0, "isGap": False}]
    assert (await act(world, made, "accept", world.company))[1]["code"] == "state_forbids"
    kept = await log(world.db)
    assert [entry in kept for entry in (("propose_partnership", 201), ("accept_partnership", 200))] == [True, True]


async def test_what_a_coordinator_proposes_needs_both(world: World, school: Headers) -> None:
    _, made = await propose(world, world.coordinator)
    assert (made["proposedBy"], made["waitsFor"]) == ("coordinator", ["school", "company"])
    assert (await act(world, made, "accept", world.coordinator))[0] == 403
    _, once = await act(world, made, "accept", school)
    assert (once["state"], once["waitsFor"]) == ("proposed", ["company"])
    assert (await act(world, made, "accept", school))[1]["code"] == "state_forbids"
    assert (await act(world, made, "accept", world.company))[1]["state"] == "active"


async def test_it_ends_with_a_reason_and_may_begin_again(world: World, school: Headers) -> None:
    _, made = await propose(world, school)
    assert (await propose(world, world.company))[1]["code"] == "already_partners"
    status, ended = await act(world, made, "end", world.company)
    assert (status, ended["state"], ended["endReason"], ended["endedOn"], ended["allowedActions"]) == (
        200, "ended", "goal_reached", "2026-11-24", [],
    )  # fmt: skip
    assert (await act(world, made, "end", school))[1]["code"] == "state_forbids"
    assert (await propose(world, world.company))[0] == 201
    assert [one["state"] for one in (await world.reads("/partnerships", school))["items"]] == ["proposed", "ended"]
    assert len((await world.reads("/partnerships?state=ended", school))["items"]) == 1


async def test_a_version_is_honoured_and_a_repeat_makes_nothing_twice(world: World, school: Headers) -> None:
    twice = [await propose(world, {**school, "Idempotency-Key": "partner-1"}) for _ in range(2)]
    assert twice[0] == twice[1]
    assert (await act(world, twice[0][1], "accept", world.company, '"7"'))[0] == 412
    answer = await world.http.get(f"/partnerships/{twice[0][1]['id']}", headers=school)
    assert answer.headers["ETag"] == '"1"'


async def test_without_an_activity_for_a_year_it_is_dormant(
    world: World, school: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, made = await propose(world, school)
    await act(world, made, "accept", world.company)
    match = await world.proposes(await world.asks(), await world.offers())
    await world.does("accept", match, world.company)
    states = []
    for day in (datetime(2027, 12, 1, 9, tzinfo=UTC), datetime(2028, 2, 1, 9, tzinfo=UTC)):
        monkeypatch.setattr(clock, "now", lambda day=day: day)
        states.append((await world.reads(f"/partnerships/{made['id']}", school))["state"])
    assert states == ["active", "dormant"]
    assert [one["id"] for one in (await world.reads("/partnerships?state=dormant", school))["items"]] == [made["id"]]
    assert (await world.reads("/partnerships?state=active", school))["items"] == []


async def test_what_took_place_is_in_its_school_year(
    world: World, school: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, made = await propose(world, school)
    await act(world, made, "accept", world.company)
    match = await world.proposes(await world.asks(), await world.offers())
    match = await world.does("accept", match, world.company)
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 1, 20, 9, tzinfo=UTC))
    await world.does("mark-delivered", match, world.teacher)
    monkeypatch.setattr(clock, "now", lambda: datetime(2028, 9, 1, 9, tzinfo=UTC))
    told = (await world.reads(f"/partnerships/{made['id']}", school))["timeline"]
    assert [(year["schoolYear"], year["activities"], year["pupils"], year["isGap"]) for year in told] == [
        ("2026-2027", 1, 28, False), ("2027-2028", 0, 0, True), ("2028-2029", 0, 0, False),
    ]  # fmt: skip


async def test_only_who_signs_for_a_side_proposes_and_ends(world: World, school: Headers) -> None:
    elsewhere = await person(world.db, "ver@example.org", "regional_coordinator", region_code="friesland")
    for who in (world.teacher, world.script, elsewhere):
        assert (await propose(world, who))[0] == 403
    _, made = await propose(world, school)
    assert (await act(world, made, "end", world.teacher))[0] == 403
    assert (await act(world, made, "end", elsewhere))[1]["code"] == "partnership_not_found"
    assert (await world.http.get(f"/partnerships/{made['id']}", headers=world.teacher)).status_code == 200
    missing = "0199d5a4-7c1e-7000-8000-000000000010"
    assert (await propose(world, school, companyId=missing))[1]["code"] == "organisation_not_found"
    await world.db.execute("UPDATE company SET participation = 'paused'")
    other = await only(
        world.db,
        "INSERT INTO school (scheme, value, name, participation) VALUES ('t', 'X', 'X', 'active') RETURNING id",
        {},
    )
    status, fault = await propose(world, world.company, schoolId=str(other["id"]))
    assert (status, fault["code"]) == (409, "organisation_paused")


SIDES = {"school": "school@example.org", "company": "bedrijf@example.org"}


async def told(world: World) -> dict[str, list[str]]:
    """What each side was mailed, oldest first."""
    return {side: [values["event"] for _, values in await mails(world.db, to)] for side, to in SIDES.items()}


async def test_the_other_side_is_told_of_each_step(world: World, school: Headers) -> None:
    _, made = await propose(world, school)
    assert await told(world) == {"school": [], "company": ["proposed"]}
    await act(world, made, "accept", world.company)
    assert await told(world) == {"school": ["agreed"], "company": ["proposed", "agreed"]}
    await act(world, made, "end", school)
    assert await told(world) == {"school": ["agreed"], "company": ["proposed", "agreed", "ended"]}
    template, values = (await mails(world.db, SIDES["company"]))[-1]
    assert (template, values["reason"], values["link"][-len("/mijn/partners") :]) == (
        "partnership", "Het doel is bereikt", "/mijn/partners",
    )  # fmt: skip
    assert not await mails(world.db, "docent@example.org")  # a teacher signs for nobody


async def test_a_coordinators_proposal_and_a_no_are_told_to_who_did_not_do_it(world: World, school: Headers) -> None:
    _, made = await propose(world, world.coordinator)
    await act(world, made, "accept", school)
    await act(world, made, "end", world.company)
    assert await told(world) == {"school": ["proposed", "refused"], "company": ["proposed", "accepted"]}


async def test_nobody_is_told_of_what_was_refused(world: World, school: Headers) -> None:
    _, made = await propose(world, school)
    await propose(world, school)
    await act(world, made, "accept", school)
    await act(world, made, "accept", world.company, '"7"')
    assert await told(world) == {"school": [], "company": ["proposed"]}


async def test_every_step_is_in_the_log_of_the_region(world: World, school: Headers) -> None:
    _, made = await propose(world, school)
    await act(world, made, "accept", world.company)
    await act(world, made, "end", world.coordinator)
    found = await rows(
        world.db,
        "SELECT operation, region_code, subject FROM audit_entry WHERE operation LIKE '%%_partnership' ORDER BY id",
        {},
    )
    path, region = f"/v1/partnerships/{made['id']}", world.site["region"]
    assert [tuple(row.values()) for row in found] == [
        ("propose_partnership", region, path), ("accept_partnership", region, f"{path}/accept"),
        ("end_partnership", region, f"{path}/end"),
    ]  # fmt: skip


@pytest.mark.parametrize("side", ["school", "company"])
@pytest.mark.parametrize(
    ("participation", "code"),
    [
        ("none", "not_admitted"),
        ("paused", "organisation_paused"),
        ("left", "organisation_paused"),
        ("archived", "organisation_paused"),
    ],
)
async def test_who_does_not_take_part_is_no_partner(
    world: World, school: Headers, side: str, participation: str, code: str
) -> None:
    _, made = await propose(world, school)
    await world.db.execute(f"UPDATE {side} SET participation = %s".encode(), [participation])
    status, fault = await act(world, made, "accept", world.company)
    assert (status, fault["code"]) == (409, code)
    assert (await world.reads(f"/partnerships/{made['id']}", school))["state"] == "proposed"
    assert (await act(world, made, "end", world.company))[0] == 200  # a no is always possible
    status, fault = await propose(world, school)
    assert (status, fault["code"]) == (409, code)


@pytest.mark.parametrize("kind", ["school", "company"])
@pytest.mark.parametrize("participation", ["none", "paused", "left", "archived"])
async def test_only_who_takes_part_is_found_to_go_on_with(world: World, kind: str, participation: str) -> None:
    await world.db.execute("UPDATE school SET participation = 'active'")
    path = f"/{'schools' if kind == 'school' else 'companies'}?q=voorbeeld&takesPart="
    assert [len((await world.reads(path + asked, world.company))["items"]) for asked in ("true", "false")] == [1, 1]
    await world.db.execute(f"UPDATE {kind} SET participation = %s".encode(), [participation])
    assert [len((await world.reads(path + asked, world.company))["items"]) for asked in ("true", "false")] == [0, 1]
