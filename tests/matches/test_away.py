"""A proposal while one of its sides pauses or has left: nobody says yes, nobody is reminded, nobody is to blame."""

from datetime import timedelta
from typing import Any

import pytest

from api.kit import clock
from tests.matches.conftest import WEEKS, World
from tests.matches.test_duties import BEGIN, later, news, told
from tests.matches.test_routes import replayed, state_of

PAUSED = (409, "organisation_paused")


async def steers(world: World, side: str, verb: str) -> None:
    organisation = world.school_id if side == "school" else world.company_id
    if side == "school":  # of the register, and admitted
        await world.db.execute("UPDATE school SET participation = 'active' WHERE participation = 'none'")
    await world.done("POST", f"/organisations/{organisation}/{verb}", None, world.coordinator)


async def proposed(world: World, **fields: Any) -> dict[str, Any]:
    return await world.proposes(await world.asks(), await world.offers(), **fields)


@pytest.mark.parametrize(("side", "verb"), [("company", "pause"), ("school", "pause"), ("company", "leave")])
async def test_nobody_agrees_while_a_side_is_away(world: World, side: str, verb: str) -> None:
    match = await proposed(world, who=world.coordinator)  # it needs both sides
    path = f"/matches/{match['id']}"
    there = {"school": world.teacher, "company": world.company}
    before = {name: await world.reads(path, who) for name, who in there.items()}
    for name, now in before.items():
        assert (now["awaySide"], now["allowedActions"]) == (None, ["accept", "decline", "propose-slots"]), name
    await steers(world, side, verb)
    if verb == "leave":
        there.pop(side)  # nobody is left there
    for who in [*there.values(), world.coordinator]:
        now = await world.reads(path, who)
        assert (now["awaySide"], now["state"]) == (side, "proposed")
        assert not {"accept", "propose-slots"} & set(now["allowedActions"])
        assert "decline" in now["allowedActions"]
    named = {"side": "school"}
    assert await world.refused("accept", match, world.coordinator, **named) == PAUSED
    assert (
        await world.refused("propose-slots", match, world.coordinator, moments=[{"week": WEEKS[2]}], **named)
        == PAUSED
    )
    for who in there.values():
        assert await world.refused("accept", match, who) == PAUSED
    gone = await world.does("decline", match, world.teacher, reason="no_time")
    assert (gone["state"], gone["awaySide"]) == ("declined_by_school", None)
    await replayed(world, match)


async def test_who_read_it_before_reads_that_a_side_is_away(world: World) -> None:
    match = await proposed(world)
    path = f"/matches/{match['id']}"
    tag = (await world.http.get(path, headers=world.teacher)).headers["ETag"]
    await steers(world, "company", "pause")
    again = await world.http.get(path, headers={**world.teacher, "If-None-Match": tag})
    assert (again.status_code, again.json()["awaySide"], again.headers["ETag"]) == (200, "company", tag)


async def test_who_is_back_says_yes(world: World) -> None:
    match = await proposed(world)
    await steers(world, "company", "pause")
    assert "withdraw" in (await world.reads(f"/matches/{match['id']}", world.teacher))["allowedActions"]
    assert await world.refused("accept", match, world.company) == PAUSED
    await steers(world, "company", "resume")
    now = await world.does("accept", match, world.company)
    assert (now["state"], now["awaySide"]) == ("confirmed", None)


async def test_what_is_agreed_stays_and_can_be_moved(world: World) -> None:
    match = await proposed(world)
    await world.does("accept", match, world.company)
    await steers(world, "company", "pause")
    now = await world.reads(f"/matches/{match['id']}", world.teacher)
    assert (now["state"], now["awaySide"]) == ("confirmed", None)
    await world.does("reschedule", match, world.teacher, moments=[{"week": WEEKS[2]}])
    now = await world.does("accept", match, world.company)
    assert (now["state"], now["moment"]["week"]) == ("confirmed", WEEKS[2])


@pytest.mark.parametrize(("away", "missed"), [(False, [1, 1]), (True, [0, 0])])
async def test_who_could_not_answer_missed_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, away: bool, missed: list[int]
) -> None:
    """A round's proposal waits for both; the company pauses, and the wait ends."""
    request = await world.asks()
    match = await world.proposes(request, await world.offers(), world.coordinator)
    if away:
        await steers(world, "company", "pause")
    await later(world, monkeypatch, days=3.5)
    reminded = [await news(world, to) for to in ("bedrijf@example.org", "docent@example.org")]
    assert reminded == [["proposed"] if away else ["proposed", "reminded"]] * 2
    await later(world, monkeypatch, days=8)
    assert ((await told(world, match))[-1], await state_of(world, request)) == ("expired", "open")
    figures = [
        (await world.reads(f"/{kind}/{site['id']}/reliability", world.coordinator))["whole"]["unanswered"]
        for kind, site in (("schools", world.site), ("companies", world.company_site))
    ]
    assert figures == missed
    await replayed(world, match)


async def test_the_reminder_waits_for_who_comes_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await proposed(world)
    await steers(world, "company", "pause")
    await later(world, monkeypatch, days=4)
    assert await news(world, "bedrijf@example.org") == ["proposed"]
    await steers(world, "company", "resume")
    await later(world, monkeypatch, days=4.1)
    assert await news(world, "bedrijf@example.org") == ["proposed", "reminded"]
    assert clock.now() - BEGIN == timedelta(days=4.1)
