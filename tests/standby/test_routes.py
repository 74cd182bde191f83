"""Standing by over HTTP: who waits longest is offered what comes free, and takes it or leaves it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.kit import clock
from api.kit.db import only, rows
from api.matches import duties
from api.standby import service
from tests.matches.conftest import WEEKS, World
from tests.people import log, mails, person

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ONE = {"weeks": [WEEKS[1]], "capacityWeek": 1, "capacityYear": 1}


@pytest.fixture
async def full(world: World) -> dict[str, Any]:
    """An activity with one place, and the match that has it."""
    activity = await world.offers(**ONE)
    match = await world.proposes(await world.asks(), activity)
    await world.does("accept", match, world.company)
    return {"activity": activity, "match": match}


async def joins(world: World, full: dict[str, Any], days: int = 0, **fields: Any) -> dict[str, Any]:
    """A request that waits since so many days, in line."""
    request = await world.asks(**fields)
    values = {"id": request["id"], "days": days}
    await world.db.execute(
        "UPDATE school_request SET opened_at = opened_at - make_interval(days => %(days)s) WHERE id = %(id)s", values
    )
    body = {"requestId": request["id"], "activityId": full["activity"]["id"]}
    return await world.done("POST", "/standby-places", body, world.teacher, 201)


async def states(world: World) -> list[str]:
    """The oldest first."""
    found = (await world.reads("/standby-places", world.teacher))["items"]
    return [one["state"] for one in reversed(found)]


async def acts(world: World, place: dict[str, Any], verb: str, who: Any = None) -> tuple[int, dict[str, Any]]:
    answer = await world.http.post(f"/standby-places/{place['id']}/{verb}", headers=who or world.teacher)
    return answer.status_code, answer.json()


async def taken(world: World) -> list[int]:
    found = await rows(world.db, "SELECT taken FROM place_count WHERE kind = 'week' ORDER BY period", {})
    return [row["taken"] for row in found]


async def test_who_waits_longest_is_offered_the_place_that_comes_free(world: World, full: dict[str, Any]) -> None:
    first = await joins(world, full)
    assert (first["state"], first["allowedActions"], first["weeks"]) == ("waitlisted", ["cancel"], [])
    longest = await joins(world, full, days=9)
    assert await world.reads(f"/activities/{full['activity']['id']}/standby", world.company) == {
        "waiting": 2, "offered": 0,
    }  # fmt: skip
    await world.does("cancel", full["match"], world.company, reason="illness")
    assert await states(world) == ["waitlisted", "offered"]
    shown = await world.reads("/standby-places?state=offered&count=true", world.teacher)
    assert (shown["count"], shown["items"][0]["id"]) == (1, longest["id"])
    offered = shown["items"][0]
    assert (offered["week"], offered["heldUntil"], offered["allowedActions"]) == (
        WEEKS[1], "2026-11-26T09:00:00.000000Z", ["accept", "pass"],
    )  # fmt: skip
    assert await taken(world) == [1]
    template, told = (await mails(world.db, "docent@example.org"))[-1]
    assert (template, told["activity"], told["until"]) == ("standby", "Zonnepanelen meten", "26 nov. 2026, 10:00")
    assert told["link"].endswith(f"/mijn/vragen/{longest['request']['id']}")
    assert ("create_standby_place", 201) in await log(world.db)


async def test_an_offer_that_is_taken_becomes_a_proposal(world: World, full: dict[str, Any]) -> None:
    place = await joins(world, full)
    await world.does("cancel", full["match"], world.company, reason="illness")
    status, match = await acts(world, place, "accept")
    assert (status, match["state"], match["origin"], match["proposedBy"], match["waitsFor"]) == (
        201, "proposed", "standby", "school", ["company"],
    )  # fmt: skip
    assert (match["holdsPlace"], match["moment"]["week"], await taken(world)) == (True, WEEKS[1], [1])
    now = (await world.reads("/standby-places", world.teacher))["items"][0]
    assert (now["state"], now["match"], now["allowedActions"]) == ("confirmed", match["id"], [])
    assert (await acts(world, place, "accept"))[1]["code"] == "state_forbids"
    assert (await world.does("accept", match, world.company))["state"] == "confirmed"
    assert await taken(world) == [1]


@pytest.mark.parametrize("way", ["pass", "expired", "withdrawn"])
async def test_what_is_not_taken_goes_to_the_next(
    world: World, full: dict[str, Any], way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await joins(world, full, days=2), await joins(world, full)
    await world.does("cancel", full["match"], world.company, reason="illness")
    if way == "pass":
        assert (await acts(world, first, "pass"))[1]["state"] == "passed"
    else:
        if way == "withdrawn":
            await world.done("POST", f"/requests/{first['request']['id']}/withdraw", None, world.teacher)
        later = NOW + (timedelta(days=3) if way == "expired" else timedelta(0))
        monkeypatch.setattr(clock, "now", lambda: later)
        if way == "expired":
            assert (await acts(world, first, "accept"))[1]["code"] == "standby_offer_over"
        assert [str(one) for one in await service.due(world.db, later)] == [first["id"]]
        for _ in range(2):
            await service.attend(world.db, first["id"], later)  # a second time finds nothing to do
        assert await service.due(world.db, later) == []
    ended = {"pass": "passed", "expired": "expired", "withdrawn": "cancelled"}[way]
    assert (await states(world), await taken(world)) == ([ended, "offered"], [1])
    assert (await acts(world, second, "pass"))[1]["state"] == "passed"
    assert await taken(world) == [0]


async def test_a_hold_that_lapses_goes_to_who_stands_by_and_not_to_who_comes_then(world: World) -> None:
    activity = await world.offers(**ONE)
    waiting = await world.proposes(await world.asks(), activity)
    place = await joins(world, {"activity": activity})
    await world.db.execute("UPDATE match SET held_until = %s", (NOW - timedelta(minutes=1),))
    late = {"requestId": (await world.asks())["id"], "activityId": activity["id"], "moments": [{"week": WEEKS[1]}]}
    answer = await world.http.post("/matches", json=late, headers=world.teacher)
    assert (answer.status_code, answer.json()["code"]) == (409, "full")
    await duties.attend(world.db, waiting["id"], NOW)
    assert (await states(world), await taken(world)) == (["offered"], [1])
    assert (await acts(world, place, "accept"))[0] == 201
    assert await world.refused("accept", waiting, world.company) == (409, "full")


async def test_a_move_keeps_its_place_before_somebody_in_line(world: World) -> None:
    activity = await world.offers(weeks=WEEKS[:2], capacityWeek=1, capacityYear=1)
    match = await world.proposes(await world.asks(), activity)
    await world.does("accept", match, world.company)
    await joins(world, {"activity": activity})
    await world.does("reschedule", match, world.teacher, moments=[{"week": WEEKS[0]}])
    assert (await world.does("accept", match, world.company))["moment"]["week"] == WEEKS[0]
    assert await states(world) == ["waitlisted"]


async def test_more_places_are_offered_too(world: World, full: dict[str, Any]) -> None:
    await joins(world, full)
    assert await service.free(world.db, NOW) == []
    answer = await world.http.patch(
        f"/activities/{full['activity']['id']}",
        json={"capacityWeek": 3, "capacityYear": 3},
        headers={**world.script, "If-Match": "*"},
    )
    assert answer.status_code == 200
    for activity in await service.free(world.db, NOW):
        await service.offer(world.db, activity, NOW)
    assert (await states(world), await taken(world)) == (["offered"], [2])
    assert await service.free(world.db, NOW) == []


async def test_who_comes_later_takes_no_new_place_from_who_stands_by(world: World, full: dict[str, Any]) -> None:
    """Nobody told the line of it yet when somebody else asks."""
    await joins(world, full)
    path = f"/activities/{full['activity']['id']}"
    for places, answered in ((2, 409), (3, 201)):
        more = await world.http.patch(
            path, json={"capacityWeek": places, "capacityYear": places}, headers={**world.script, "If-Match": "*"}
        )
        assert more.status_code == 200
        late = {"requestId": (await world.asks())["id"], "activityId": full["activity"]["id"]}
        answer = await world.http.post(
            "/matches", json={**late, "moments": [{"week": WEEKS[1]}]}, headers=world.teacher
        )
        assert answer.status_code == answered, answer.text
    assert (await states(world), await taken(world)) == (["offered"], [3])


async def test_only_the_week_that_is_waited_for_is_offered(world: World) -> None:
    activity = await world.offers(weeks=WEEKS[:2], capacityWeek=1, capacityYear=2)
    both = [await world.proposes(await world.asks(), activity, moments=[{"week": week}]) for week in WEEKS[:2]]
    await joins(world, {"activity": activity}, weeksOk=[WEEKS[1]])
    await world.does("withdraw", both[0], world.teacher)
    assert await states(world) == ["waitlisted"]
    await world.does("withdraw", both[1], world.teacher)
    assert (await states(world), await taken(world)) == (["offered"], [0, 1])


async def test_what_it_takes_to_stand_by(world: World, full: dict[str, Any]) -> None:
    async def tries(who: Any = None, **fields: Any) -> tuple[int, str]:
        body = {"requestId": request["id"], "activityId": full["activity"]["id"], **fields}
        answer = await world.http.post("/standby-places", json=body, headers=who or world.teacher)
        return answer.status_code, answer.json().get("code", "")

    request = await world.asks()
    missing = "0199d5a4-7c1e-7000-8000-000000000010"
    assert await tries(activityId=missing) == (404, "activity_not_found")
    assert await tries(requestId=missing) == (404, "request_not_found")
    assert await tries(weeks=[WEEKS[0]]) == (409, "no_week_in_common")
    assert await tries(activityId=(await world.offers())["id"]) == (409, "place_left")
    assert (await tries(who=world.company))[0] == 403
    row = await only(world.db, "INSERT INTO school (scheme, value, name) VALUES ('t', 'X', 'X') RETURNING id", {})
    stranger = await person(world.db, "ander@example.org", "teacher", school_id=row["id"])
    assert await tries(who=stranger) == (404, "request_not_found")
    assert await tries() == (201, "")
    assert await tries() == (409, "already_waiting")
    place = (await world.reads("/standby-places", world.teacher))["items"][0]
    assert (await acts(world, place, "pass"))[1]["code"] == "state_forbids"
    for verb in ("accept", "pass", "cancel"):
        assert (await acts(world, place, verb, stranger))[1]["code"] == "standby_not_found"
    assert (await world.reads("/standby-places", stranger))["items"] == []
    assert (await acts(world, place, "cancel"))[1]["state"] == "cancelled"
    assert await tries() == (201, "")
    await world.done("POST", f"/requests/{request['id']}/withdraw", None, world.teacher)
    assert await tries() == (409, "state_forbids")
    await world.db.execute("UPDATE company SET participation = 'paused'")
    request = await world.asks()
    assert await tries() == (409, "organisation_paused")
    path = f"/activities/{full['activity']['id']}/standby"
    assert (await world.http.get(path, headers=world.teacher)).status_code == 403


async def test_a_line_ends_when_its_weeks_are_over(world: World, full: dict[str, Any]) -> None:
    place = await joins(world, full)
    later = datetime(2027, 3, 1, 9, tzinfo=UTC)
    assert [str(one) for one in await service.due(world.db, later)] == [place["id"]]
    await service.attend(world.db, place["id"], later)
    assert await states(world) == ["expired"]


NEEDY = {"kinds": ["company_visit"], "needs": ["wheelchair"]}


@pytest.fixture
async def full_visit(world: World) -> dict[str, Any]:
    """A visit with one place, which is taken; whether a wheelchair gets in is not told."""
    activity = await world.offers(**ONE, kind="company_visit", modes=["at_company"])
    match = await world.proposes(await world.asks(kinds=["company_visit"]), activity)
    await world.does("accept", match, world.company)
    return {"activity": activity, "match": match}


async def tells(world: World, activity: dict[str, Any], wheelchair: bool) -> None:
    answer = await world.http.patch(
        f"/activities/{activity['id']}",
        json={"access": {"wheelchair": wheelchair}},
        headers={**world.script, "If-Match": "*"},
    )
    assert answer.status_code == 200, answer.text


async def test_nobody_stands_by_for_a_place_that_denies_what_the_class_needs(
    world: World, full_visit: dict[str, Any]
) -> None:
    await tells(world, full_visit["activity"], wheelchair=False)
    body = {"requestId": (await world.asks(**NEEDY))["id"], "activityId": full_visit["activity"]["id"]}
    refused = await world.http.post("/standby-places", json=body, headers=world.teacher)
    assert (refused.status_code, refused.json()["code"]) == (409, "needs_unmet")
    assert [error["code"] for error in refused.json()["errors"]] == ["wheelchair"]
    body["requestId"] = (await world.asks(kinds=["company_visit"]))["id"]
    await world.done("POST", "/standby-places", body, world.teacher, 201)


async def test_a_place_goes_by_whom_it_denies_since_they_joined_what_they_need(
    world: World, full_visit: dict[str, Any]
) -> None:
    await joins(world, full_visit, days=9, **NEEDY)
    await joins(world, full_visit, kinds=["company_visit"])
    await tells(world, full_visit["activity"], wheelchair=False)
    await world.does("cancel", full_visit["match"], world.company, reason="illness")
    assert (await states(world), await taken(world)) == (["waitlisted", "offered"], [1])


async def test_each_step_is_in_the_log_of_its_region(world: World, full: dict[str, Any]) -> None:
    """Also of who has no region of their own."""
    first, second = await joins(world, full, days=2), await joins(world, full)
    assert (await acts(world, second, "cancel", world.script))[0] == 200
    await world.does("cancel", full["match"], world.company, reason="illness")
    assert (await acts(world, first, "pass", world.script))[0] == 200
    found = await rows(
        world.db,
        "SELECT operation, region_code FROM audit_entry WHERE operation LIKE '%%_standby_place' ORDER BY id",
        {},
    )
    region = world.site["region"]
    assert [tuple(row.values()) for row in found] == [
        (f"{verb}_standby_place", region) for verb in ("create", "create", "cancel", "pass")
    ]


async def test_a_line_is_its_companys_and_its_regions_to_count(world: World, full: dict[str, Any]) -> None:
    await joins(world, full)
    path = f"/activities/{full['activity']['id']}/standby"
    row = await only(world.db, "INSERT INTO company (scheme, value, name) VALUES ('t', 'X', 'X') RETURNING id", {})
    stranger = await person(world.db, "elders@example.org", "company_coordinator", company_id=row["id"])
    for who in (world.company, world.coordinator):
        assert await world.reads(path, who) == {"waiting": 1, "offered": 0}
    assert (await world.http.get(path, headers=stranger)).json()["code"] == "activity_not_found"
