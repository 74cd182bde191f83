"""A schedule is its region's coordinators' to set, to set anew and to stop."""

from typing import Any

import pytest

from tests.matches.conftest import World, before_the_weeks, world
from tests.people import Headers, log, person

__all__ = ["before_the_weeks", "world"]
TERMS = {"name": "Maandronde", "everyWeeks": 4, "weekday": 1, "startsOn": "2027-01-11", "ruralKm": 10}


async def planned(world: World, who: Headers | None = None, **more: Any) -> tuple[int, dict[str, Any]]:
    body = {"region": world.site["region"], **TERMS, **more}
    answer = await world.http.post("/round-schedules", json=body, headers=who or world.coordinator)
    return answer.status_code, answer.json()


async def put(
    world: World, one: dict[str, Any], version: str | None, who: Headers | None = None, **more: Any
) -> tuple[int, dict[str, Any]]:
    headers = {**(who or world.coordinator), **({"If-Match": version} if version else {})}
    answer = await world.http.put(f"/round-schedules/{one['id']}", json={**TERMS, **more}, headers=headers)
    return answer.status_code, answer.json()


async def test_a_region_has_one_that_is_set_anew_and_stopped(world: World) -> None:
    status, made = await planned(world)
    assert (status, made["state"], made["nextOn"], made["lastRound"], made["ruralKm"]) == (
        201, "active", "2027-01-11", None, 10,
    )  # fmt: skip
    assert (await planned(world))[1]["code"] == "already_scheduled"
    assert (await put(world, made, None))[0] == 428
    assert (await put(world, made, '"7"'))[1]["code"] == "version_mismatch"
    status, anew = await put(world, made, '"1"', weekday=3, endsOn="2027-01-12")
    assert (status, anew["weekday"], anew["nextOn"]) == (200, 3, None)
    assert (await put(world, made, '"2"', endsOn="2027-01-10"))[1]["code"] == "schedule_ends_first"
    stopped = await world.done("POST", f"/round-schedules/{made['id']}/stop", None, world.coordinator)
    assert (stopped["state"], stopped["nextOn"], stopped["allowedActions"]) == ("stopped", None, ["change"])
    again = await world.http.post(f"/round-schedules/{made['id']}/stop", headers=world.coordinator)
    assert (again.status_code, again.json()["code"]) == (409, "state_forbids")
    status, runs = await put(world, made, '"3"')
    assert (status, runs["state"], runs["nextOn"]) == (200, "active", "2027-01-11")
    read = await world.http.get(f"/round-schedules/{made['id']}", headers=world.coordinator)
    assert (read.json(), read.headers["etag"]) == (runs, '"4"')
    kept = await log(world.db)
    named = ("create_round_schedule", 201), ("change_round_schedule", 200), ("stop_round_schedule", 200)
    assert [entry in kept for entry in named] == [True, True, True]


async def test_it_is_its_region_s_coordinators_alone(world: World) -> None:
    _, made = await planned(world)
    elsewhere = await person(world.db, "elders@example.org", "regional_coordinator", region_code="friesland")
    assert (await planned(world, elsewhere))[1]["code"] == "forbidden"
    assert (await planned(world, world.company))[1]["code"] == "forbidden"
    assert (await put(world, made, '"1"', elsewhere))[1]["code"] == "schedule_not_found"
    stop = await world.http.post(f"/round-schedules/{made['id']}/stop", headers=elsewhere)
    assert (stop.status_code, stop.json()["code"]) == (404, "schedule_not_found")
    assert (await world.reads("/round-schedules", elsewhere))["items"] == []
    assert [one["id"] for one in (await world.reads("/round-schedules", world.coordinator))["items"]] == [made["id"]]


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"region": "nergens"}, 404, "unknown_region"),
        ({"everyWeeks": 0}, 400, "invalid_input"),
        ({"weekday": 8}, 400, "invalid_input"),
        ({"startsOn": "2027-02-30"}, 400, "invalid_input"),
        ({"endsOn": "2027-01-10"}, 409, "schedule_ends_first"),
        (
            {"weights": {"type": 1, "subject": 1, "theme": 1, "distance": 1, "group": 1, "date": 1}},
            409,
            "weights_not_100",
        ),
    ],
)
async def test_what_cannot_be_planned_is_refused(world: World, more: dict[str, Any], status: int, code: str) -> None:
    answered, told = await planned(world, **more)
    assert (answered, told["code"]) == (status, code)
