"""Schools that come first: said with a reason, once a year, by their region's coordinator; and in rounds."""

from typing import Any
from uuid import uuid4

import pytest

from api.kit.db import only
from tests.matches.conftest import World, before_the_weeks, world
from tests.people import Headers, log, person

__all__ = ["before_the_weeks", "world"]


async def first(world: World, who: Headers | None = None, **more: Any) -> tuple[int, dict[str, Any]]:
    body = {"siteId": world.site["id"], "schoolYear": 2026, "reason": "Vier jaar lang viel alles uit.", **more}
    answer = await world.http.post("/school-priorities", json=body, headers=who or world.coordinator)
    return answer.status_code, answer.json()


async def withdraw(
    world: World, one: dict[str, Any], version: str | None = None, who: Headers | None = None
) -> tuple[int, dict[str, Any]]:
    headers = {**(who or world.coordinator), **({"If-Match": version} if version else {})}
    answer = await world.http.post(f"/school-priorities/{one['id']}/withdraw", headers=headers)
    return answer.status_code, answer.json()


async def frozen(world: World, **terms: Any) -> dict[str, Any]:
    """The snapshot of a new round."""
    body = {"region": world.site["region"], "name": "Voorjaar", "schoolYear": 2026, **terms}
    made = await world.done("POST", "/match-rounds", body, world.coordinator, 201)
    await world.done("POST", f"/match-rounds/{made['id']}/freeze", None, world.coordinator)
    return await world.reads(f"/match-rounds/{made['id']}/snapshot", world.coordinator)


async def test_a_priority_stands_until_it_is_taken_back(world: World) -> None:
    status, made = await first(world)
    assert (status, made["state"], made["site"]["name"], made["allowedActions"]) == (
        201, "active", "Voorbeeldcollege", ["withdraw"],
    )  # fmt: skip
    assert (await first(world))[1]["code"] == "already_first"
    assert (await first(world, schoolYear=2027))[0] == 201
    assert (await withdraw(world, made, '"7"'))[1]["code"] == "version_mismatch"
    status, gone = await withdraw(world, made, '"1"')
    assert (status, gone["state"], gone["allowedActions"]) == (200, "withdrawn", [])
    assert gone["withdrawnAt"] == "2026-11-24T09:00:00.000000Z"
    assert (await withdraw(world, made))[1]["code"] == "state_forbids"
    assert (await first(world))[0] == 201
    of_2026 = f"/school-priorities?region={world.site['region']}&schoolYear=2026&count=true"
    counts = [
        (await world.reads(of_2026 + state, world.coordinator))["count"]
        for state in ("", "&state=active", "&state=withdrawn")
    ]
    assert counts == [2, 1, 1]
    kept = await log(world.db)
    assert [entry in kept for entry in (("create_priority", 201), ("withdraw_priority", 200))] == [True, True]
    row = await only(world.db, "SELECT withdrawn_by IS NOT NULL AS told FROM site_priority ORDER BY id LIMIT 1", {})
    assert row["told"] is True


async def test_it_is_its_region_s_coordinators_alone(world: World) -> None:
    _, made = await first(world)
    elsewhere = await person(world.db, "elders@example.org", "regional_coordinator", region_code="friesland")
    assert (await first(world, elsewhere, schoolYear=2027))[1]["code"] == "forbidden"
    assert (await first(world, world.teacher))[1]["code"] == "forbidden"
    assert (await withdraw(world, made, who=elsewhere))[1]["code"] == "priority_not_found"
    read = await world.http.get(f"/school-priorities/{made['id']}", headers=elsewhere)
    assert (read.status_code, read.json()["code"]) == (404, "priority_not_found")
    assert (await world.reads("/school-priorities", elsewhere))["items"] == []
    region = await world.http.get("/school-priorities?region=nergens", headers=world.coordinator)
    assert (region.status_code, region.json()["code"]) == (404, "unknown_region")
    assert [one["id"] for one in (await world.reads("/school-priorities", world.coordinator))["items"]] == [
        made["id"]
    ]


async def test_what_cannot_come_first_is_refused(world: World) -> None:
    status, unknown = await first(world, siteId=str(uuid4()))
    assert (status, unknown["code"], unknown["errors"][0]["pointer"]) == (404, "school_site_not_found", "#/siteId")
    assert (await first(world, reason=" "))[0] == 400
    assert (await first(world, schoolYear=1999))[0] == 400
    await world.db.execute("UPDATE school_site SET state = 'retired'")
    assert (await first(world))[1]["code"] == "school_site_not_found"


async def test_a_round_that_is_frozen_from_then_on_knows_it(world: World) -> None:
    await world.asks()
    await first(world, schoolYear=2027)
    (site,) = (await frozen(world))["sites"]
    assert "priority" not in site
    _, made = await first(world)
    (site,) = (await frozen(world))["sites"]
    assert site["priority"] is True
    await withdraw(world, made)
    (site,) = (await frozen(world))["sites"]
    assert "priority" not in site


@pytest.mark.parametrize(("around", "max_km"), [(4, 50), (5, 30)])
async def test_kilometres_more_are_for_schools_with_few_around_them(world: World, around: int, max_km: int) -> None:
    """A degree of latitude is 111 km: 0.089 of one is just within ten, and 0.091 just beyond."""
    await world.asks()
    points = [(51.51 + (-1) ** n * 0.089, 5.39) for n in range(around)] + [(51.51 + 0.091, 5.39)] * 3
    for n, (lat, lon) in enumerate(points):
        body = {
            "name": f"Buur {n}", "address": {"municipalityCode": "GM0753"}, "levels": ["havo"],
            "location": {"lat": lat, "lon": lon},
        }  # fmt: skip
        await world.done("PUT", f"/schools/by-source/t/B{n}", body, world.script, 201)
    (request,) = (await frozen(world, ruralKm=20))["requests"]
    assert request["maxKm"] == max_km
    (request,) = (await frozen(world))["requests"]
    assert request["maxKm"] == 30
    refused = await world.http.post(
        "/match-rounds",
        json={"region": world.site["region"], "name": "V", "schoolYear": 2026, "ruralKm": 101},
        headers=world.coordinator,
    )
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "#/ruralKm")
