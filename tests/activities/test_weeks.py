"""What is shown to schools can be in a week to come: without one it fits nobody."""

from datetime import UTC, datetime
from typing import Any

import pytest

from api.kit import clock
from tests.matches.conftest import WEEKS, World, before_the_weeks, world

__all__ = ["before_the_weeks", "world"]
NEEDED = (409, "weeks_needed", ["#/weeks"])
OVER = ["2026-11-16"]


async def sent(world: World, method: str, path: str, body: Any = None, tag: str | None = None) -> tuple[Any, ...]:
    headers = {**world.script, **({"If-Match": tag} if tag else {})}
    answer = await world.http.request(method, path, json=body, headers=headers)
    told = answer.json()
    return answer.status_code, told.get("code"), [fault["pointer"] for fault in told.get("errors", [])]


def body(world: World, **fields: Any) -> dict[str, Any]:
    return {
        "companySiteId": world.company_site["id"], "title": "Zonnepanelen meten", "kind": "guest_lesson",
        "subjects": ["natuurkunde"], "levels": ["havo"], "years": [3], "modes": ["at_school"], "languages": ["nl"],
        "maxGroup": 32, "radiusKm": 40, "capacityYear": 4, **fields,
    }  # fmt: skip


@pytest.mark.parametrize("weeks", [[], OVER])
async def test_without_a_week_to_come_it_stays_a_draft(world: World, weeks: list[str]) -> None:
    made = await world.done("POST", "/activities", body(world, weeks=weeks), world.script, 201)
    path = f"/activities/{made['id']}"
    assert made["state"] == "draft"
    assert await sent(world, "POST", f"{path}/publish") == NEEDED
    assert (await world.reads(path, world.script))["state"] == "draft"
    assert (await sent(world, "PATCH", path, {"weeks": [*weeks, WEEKS[0]]}, '"1"'))[0] == 200
    assert (await sent(world, "POST", f"{path}/publish"))[0] == 200


@pytest.mark.parametrize("weeks", [[], OVER])
async def test_nothing_is_published_at_once_without_one(world: World, weeks: list[str]) -> None:
    whole = body(world, weeks=weeks, state="published")
    assert await sent(world, "POST", "/activities", whole) == NEEDED
    assert await sent(world, "PUT", "/activities/by-source/t/nieuw", whole) == NEEDED
    assert (await sent(world, "PUT", "/activities/by-source/t/nieuw", whole | {"state": "draft"}))[0] == 201


async def test_what_is_public_keeps_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"/activities/{(await world.offers())['id']}"
    assert await sent(world, "PATCH", path, {"weeks": OVER}, '"2"') == NEEDED
    assert (await sent(world, "PATCH", path, {"weeks": [*OVER, WEEKS[2]]}, '"2"'))[0] == 200
    # Once they are over, the rest can still be mended.
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 5, 3, 9, tzinfo=UTC))
    assert (await sent(world, "PATCH", path, {"title": "Zonnepanelen"}, '"3"'))[0] == 200
    assert (await sent(world, "POST", f"{path}/pause"))[0] == 200
    assert await sent(world, "POST", f"{path}/publish") == NEEDED


async def test_a_code_that_is_put_again_keeps_one_too(world: World) -> None:
    path, whole = "/activities/by-source/t/bekend", body(world, weeks=WEEKS, state="published")
    assert (await sent(world, "PUT", path, whole))[0] == 201
    for weeks in ([], OVER):
        assert await sent(world, "PUT", path, whole | {"weeks": weeks}) == NEEDED
    # It comes back with its company.
    await world.done("POST", f"/organisations/{world.company_id}/pause", None, world.company)
    assert await sent(world, "PUT", path, whole | {"weeks": OVER}) == NEEDED
    assert (await sent(world, "PUT", path, whole | {"weeks": [*OVER, WEEKS[1]]}))[0] == 200


async def test_a_row_without_weeks_is_taken_in_with_a_warning(world: World) -> None:
    table = (
        "scheme,externalId,companyScheme,companyExternalId,title,kind,subjects,levels,years,modes,languages,maxGroup,"
        "radiusKm,capacityYear,weeks\n"
        "t,A1,t,C1,Meten,workshop,techniek,havo,3,at_school,nl,30,30,4,\n"
        f"t,A2,t,C1,Lassen,workshop,techniek,havo,3,at_school,nl,30,30,4,{WEEKS[0]}\n"
    )
    headers = {**world.script, "Content-Type": "text/csv"}
    answer = await world.http.post("/imports?kind=activities", content=table.encode(), headers=headers)
    told = answer.json()
    assert (answer.status_code, told["counts"]["created"]) == (201, 2)
    assert [(one["row"], one["column"], one["code"]) for one in told["warnings"]] == [(2, "weeks", "weeks_needed")]
