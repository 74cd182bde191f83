"""Concerns over HTTP: anybody who sees it may say so; its region looks into it."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from api.kit import clock
from api.kit.db import Connection, as_house, only, rows
from api.privacy import queries as privacy
from tests.conftest import MakeKey
from tests.matches.conftest import World, before_the_weeks, world
from tests.people import Headers, log, person

__all__ = ["before_the_weeks", "world"]
TEXT = "In de les werd vooral iets verkocht."


async def report(http: httpx.AsyncClient, who: Headers, kind: str, about: Any, text: str = TEXT) -> httpx.Response:
    body = {"about": {"type": kind, "id": str(about)}, "text": text}
    return await http.post("/concerns", json=body, headers=who)


async def test_it_is_with_the_regions_coordinator_at_once(world: World) -> None:
    activity = await world.offers()
    made = await report(world.http, world.teacher, "activity", activity["id"])
    assert made.status_code == 201
    told = made.json()
    assert (told["about"], told["text"], told["region"], told["reporter"], told["state"], told["allowedActions"]) == (
        {"type": "activity", "id": activity["id"], "title": activity["title"]},
        TEXT, "zuidoost-brabant", None, "open", [],
    )  # fmt: skip
    listed = await world.reads("/concerns?count=true", world.coordinator)
    assert listed == {
        "items": [
            {
                **told,
                "reporter": {"name": "Docent", "email": "docent@example.org"},
                "allowedActions": ["handle"],
            }
        ],
        "nextCursor": None,
        "count": 1,
    }
    assert ("list_concerns", 200) in await log(world.db)


@pytest.mark.parametrize("kind", ["request", "match", "company", "school"])
async def test_it_may_be_about_whatever_one_sees(world: World, kind: str) -> None:
    request, activity = await world.asks(), await world.offers()
    match = await world.proposes(request, activity)
    about = {
        "request": (request["id"], request["title"]), "match": (match["id"], activity["title"]),
        "company": (world.company_site["id"], "Voorbeeld Energie"), "school": (world.site["id"], "Voorbeeldcollege"),
    }  # fmt: skip
    made = await report(world.http, world.teacher, kind, about[kind][0])
    assert (made.status_code, made.json()["about"]["title"], made.json()["region"]) == (
        201, about[kind][1], "zuidoost-brabant",
    )  # fmt: skip


async def test_what_one_does_not_see_is_not_there(world: World) -> None:
    request = await world.asks()
    match = await world.proposes(request, await world.offers())
    draft = await world.done(
        "POST", "/activities", {
            "companySiteId": world.company_site["id"], "title": "Nog niet", "kind": "guest_lesson",
            "subjects": ["natuurkunde"], "levels": ["havo"], "years": [3], "modes": ["at_school"],
            "languages": ["nl"], "maxGroup": 32, "radiusKm": 40, "capacityYear": 4,
        }, world.script, 201,
    )  # fmt: skip
    stranger = await person(world.db, "vreemde@example.org")
    for kind, about in (("request", request), ("match", match), ("activity", draft)):
        refused = await report(world.http, stranger, kind, about["id"])
        assert (refused.status_code, refused.json()["code"]) == (404, f"{kind}_not_found")
    assert (await rows(world.db, "SELECT 1 FROM concern", {})) == []


async def test_its_coordinator_sees_a_reporter_of_another_region(world: World) -> None:
    reporter = await person(world.db, "elders@example.org", "regional_coordinator", region_code="friesland")
    await report(world.http, reporter, "company", world.company_site["id"])
    told = (await world.reads("/concerns", world.coordinator))["items"][0]["reporter"]
    assert told == {"name": "Elders", "email": "elders@example.org"}
    await world.db.execute("UPDATE account SET email = NULL, name = NULL WHERE email = 'elders@example.org'")
    await world.db.execute("UPDATE concern SET reporter_id = NULL")
    assert (await world.reads("/concerns", world.coordinator))["items"][0]["reporter"] is None


async def test_it_is_handled_once_by_its_own_region(world: World) -> None:
    activity = await world.offers()
    made = (await report(world.http, world.teacher, "activity", activity["id"])).json()
    path, body = f"/concerns/{made['id']}/handle", {"outcome": "Gebeld."}
    north = await person(world.db, "noord@example.org", "regional_coordinator", region_code="friesland")
    assert (await world.reads("/concerns", north))["items"] == []
    for who, status in ((north, 404), (world.teacher, 403), (world.company, 403), ({}, 401)):
        assert (await world.http.post(path, json=body, headers=who)).status_code == status
    handled = await world.done("POST", path, body, world.coordinator)
    assert (handled["state"], handled["outcome"], handled["allowedActions"]) == ("handled", "Gebeld.", [])
    again = await world.http.post(path, json=body, headers=world.coordinator)
    assert (again.status_code, again.json()["code"]) == (409, "state_forbids")
    for state, count in (("open", 0), ("handled", 1)):
        assert len((await world.reads(f"/concerns?state={state}", world.coordinator))["items"]) == count


@pytest.mark.parametrize("text", ["", "  ", "x" * 5001])
async def test_it_says_something(world: World, text: str) -> None:
    refused = await report(world.http, world.teacher, "company", world.company_site["id"], text)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "#/text")


async def test_a_key_reports_nothing(world: World, key: MakeKey) -> None:
    for who, status in ((world.script, 403), (await key("portal", region="zuidoost-brabant"), 403), ({}, 401)):
        assert (await report(world.http, who, "company", world.company_site["id"])).status_code == status


async def test_a_year_after_it_was_handled_it_is_forgotten(world: World, db: Connection) -> None:
    for outcome in (None, "Gebeld."):
        made = (await report(world.http, world.teacher, "company", world.company_site["id"])).json()
        if outcome:
            await world.done("POST", f"/concerns/{made['id']}/handle", {"outcome": outcome}, world.coordinator)
    async with as_house(db):
        assert await privacy.forget(db, "concerns", clock.now()) == 0
        assert await privacy.forget(db, "concerns", clock.now() + timedelta(seconds=1)) == 1
    assert (await only(db, "SELECT count(*) AS n FROM concern WHERE state = 'open'", {}))["n"] == 1
