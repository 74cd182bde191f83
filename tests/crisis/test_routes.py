"""A region goes online and back: the preview is what happens, and nobody is told of it."""

import json
import random
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from icalendar import Calendar

from api.crisis.schemas import ModeSwitchOut
from api.kit import clock
from api.kit.db import rows
from tests.matches.conftest import WEEKS, World
from tests.matches.test_routes import replayed, state_of, taken
from tests.people import Headers, log, mails, person

TEACHER, COMPANY = "docent@example.org", "bedrijf@example.org"


async def switches(world: World, mode: str, dry_run: bool = False, who: Headers | None = None) -> dict[str, Any]:
    path = f"/regions/{world.site['region']}/mode-switch" + ("?dryRun=true" if dry_run else "")
    told = await world.done("POST", path, {"mode": mode}, who or world.coordinator)
    ModeSwitchOut.model_validate_json(json.dumps(told))
    return told


async def agreed(world: World, online_ok: bool = True, **offer: Any) -> dict[str, Any]:
    match = await world.proposes(await world.asks(onlineOk=online_ok), await world.offers(**offer))
    return await world.does("accept", match, world.company)


async def kept(world: World) -> list[Any]:
    """Everything that a switch may write, but the log of who did what."""
    return [
        await rows(world.db, f"SELECT * FROM {table} ORDER BY 1", {})
        for table in ("match", "match_event", "school_request", "place_count", "outbox_message")
    ]


async def news(world: World, to: str) -> list[str]:
    return [values["event"] for template, values in await mails(world.db, to) if template == "match"]


async def test_one_of_each(world: World) -> None:
    stays = await agreed(world, title="Webinar", modes=["online"])
    moves = await agreed(world, title="Rondleiding", fallbackMode="online")
    ends = await agreed(world, title="Lassen", capacityWeek=1)
    seen = await world.reads(f"/requests/{ends['request']['id']}", world.teacher)
    told = await switches(world, "online")
    assert {item["matchId"]: item["outcome"] for item in told["items"]} == {
        stays["id"]: "survives", moves["id"]: "converts", ends["id"]: "rematches",
    }  # fmt: skip
    assert (told["survives"], told["converts"], told["rematches"], told["dryRun"]) == (1, 1, 1, False)
    now = {match["id"]: await world.reads(f"/matches/{match['id']}", world.teacher) for match in (stays, moves, ends)}
    assert [(now[m["id"]]["state"], now[m["id"]]["switchedOnline"]) for m in (stays, moves, ends)] == [
        ("confirmed", False), ("confirmed", True), ("cancelled_by_region", False),
    ]  # fmt: skip
    assert (await taken(world))["week"] == 2
    request = await world.reads(f"/requests/{ends['request']['id']}", world.teacher)
    assert (request["state"], request["openedAt"]) == ("open", seen["openedAt"])
    for match in (stays, moves, ends):
        await replayed(world, match)
    for reader in (TEACHER, COMPANY):
        counts = Counter(await news(world, reader))
        assert (counts["moved_online"], counts["called_off"]) == (1, 1)


async def test_agendas_follow(world: World) -> None:
    await agreed(world, title="Rondleiding", fallbackMode="online")
    await agreed(world, title="Lassen")
    await world.proposes(await world.asks(), await world.offers(title="Draaien"))
    await switches(world, "online")
    sent = [
        (v["event"], v["activity"], v.get("calendar", "")) for _, v in await mails(world.db, TEACHER) if "event" in v
    ]
    files = {activity: file for event, activity, file in sent if event in ("moved_online", "called_off")}
    moved, ended = Calendar.from_ical(files["Rondleiding"]), Calendar.from_ical(files["Lassen"])
    assert (moved["METHOD"], moved.walk("VEVENT")[0]["LOCATION"]) == ("REQUEST", "Online")
    assert (ended["METHOD"], ended.walk("VEVENT")[0]["STATUS"]) == ("CANCEL", "CANCELLED")
    assert files["Draaien"] == ""


async def test_a_second_time_nothing_is_left_to_do(world: World) -> None:
    await agreed(world, fallbackMode="online")
    await switches(world, "online")
    before = await kept(world)
    told = await switches(world, "online")
    assert (told["survives"], told["converts"], told["rematches"]) == (1, 0, 0)
    assert await kept(world) == before


async def test_what_was_moved_comes_back(world: World) -> None:
    moves = await agreed(world, fallbackMode="online")
    ends = await agreed(world, title="Lassen")
    await switches(world, "online")
    back = await switches(world, "physical")
    assert [(item["matchId"], item["outcome"]) for item in back["items"]] == [(moves["id"], "converts")]
    now = await world.reads(f"/matches/{moves['id']}", world.teacher)
    assert (now["state"], now["switchedOnline"], now["moment"]) == ("confirmed", False, moves["moment"])
    assert (await world.reads(f"/matches/{ends['id']}", world.teacher))["state"] == "cancelled_by_region"
    assert (await news(world, COMPANY))[-1] == "moved_back"
    again = await world.proposes(ends["request"], ends["activity"], replaces=ends["id"])
    assert again["replaces"] == ends["id"]
    for match in (moves, ends):
        await replayed(world, match)


@pytest.mark.parametrize("seed", range(4))
async def test_the_preview_is_what_happens(world: World, seed: int) -> None:
    chance = random.Random(seed)
    offers = [
        await world.offers(title=f"A{n}", modes=modes, fallbackMode=fallback, capacityWeek=20, capacityYear=20)
        for n, (modes, fallback) in enumerate(
            [(["at_school"], None), (["at_school"], "online"), (["online"], None), (["at_company", "hybrid"], None)]
        )
    ]
    made = []
    for _ in range(10):
        request = await world.asks(onlineOk=chance.random() < 0.6)
        match = await world.proposes(
            request, chance.choice(offers), chance.choice([world.teacher, world.coordinator]),
            moments=[{"week": chance.choice(WEEKS)}],
        )  # fmt: skip
        deed = chance.choice(["none", "accept", "cancel", "move"])
        if deed != "none":
            await world.done("POST", f"/matches/{match['id']}/accept", {}, world.company)
            await world.http.post(f"/matches/{match['id']}/accept", json={}, headers=world.teacher)
        if deed == "cancel":
            await world.does("cancel", match, world.company, reason="illness")
        if deed == "move":
            await world.does("reschedule", match, world.company, moments=[{"week": chance.choice(WEEKS)}])
        made.append(match)
    for mode in ("online", "physical", "online"):
        before = await kept(world)
        preview = await switches(world, mode, dry_run=True)
        assert await kept(world) == before
        done = await switches(world, mode)
        assert done == preview | {"dryRun": False}
        states = {match["id"]: await world.reads(f"/matches/{match['id']}", world.teacher) for match in made}
        for item in done["items"]:
            now = states[item["matchId"]]
            assert (now["state"] == "cancelled_by_region") == (item["outcome"] == "rematches")
            if item["outcome"] == "converts":
                assert now["switchedOnline"] == (mode == "online")
            if item["outcome"] == "rematches":
                assert await state_of(world, now["request"]) == "open"
    for match in made:
        await replayed(world, match)


async def test_what_is_over_stays_as_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await agreed(world)
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 2, 1, 9, tzinfo=UTC))
    assert (await switches(world, "online"))["items"] == []


async def test_another_region_is_not_ones_own(world: World) -> None:
    match = await agreed(world)
    stranger = await person(world.db, "ver@example.org", "regional_coordinator", region_code="friesland")
    path = f"/regions/{world.site['region']}/mode-switch"
    for who in (stranger, world.teacher, world.company):
        refused = await world.http.post(path, json={"mode": "online"}, headers=who)
        assert refused.status_code == 403
    own = await world.done("POST", "/regions/friesland/mode-switch", {"mode": "online"}, stranger)
    assert own["items"] == []
    nowhere = await world.http.post("/regions/atlantis/mode-switch", json={"mode": "online"}, headers=stranger)
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "unknown_region")
    assert (await world.reads(f"/matches/{match['id']}", world.teacher))["state"] == "confirmed"


async def test_a_preview_stands_in_no_log(world: World) -> None:
    before = await log(world.db)
    await switches(world, "online", dry_run=True)
    assert await log(world.db) == before
    await switches(world, "online")
    assert (await log(world.db))[len(before) :] == [("switch_mode", 200)]
