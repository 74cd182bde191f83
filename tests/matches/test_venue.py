"""Where an appointment is: on its page, on paper, in mails and in calendars; the same everywhere."""

from typing import Any

import pytest
from icalendar import Calendar

from api.matches.calendars import place_said
from tests.confirmations.test_routes import sheet, words
from tests.matches.conftest import World
from tests.people import mails

SCHOOL, COMPANY = "Voorbeeldcollege, Schoolstraat 1, 5684 AA Best", "Voorbeeld Energie, Eindhoven"
SPOT = {"lat": 51.51, "lon": 5.39, "precision": "exact"}


@pytest.fixture
async def placed(world: World) -> World:
    """Of the school the whole address is known, of the company no more than its town."""
    await world.db.execute(
        """UPDATE school_site SET street = 'Schoolstraat 1', postcode = '5684AA', place = 'Best',
            precision = 'exact'"""
    )
    await world.db.execute("UPDATE company_site SET place = 'Eindhoven', precision = 'municipality'")
    return world


async def agreed(world: World, online_ok: bool = False, **offer: Any) -> dict[str, Any]:
    match = await world.proposes(await world.asks(onlineOk=online_ok), await world.offers(**offer))
    return await world.does("accept", match, world.company)


async def mailed(world: World, event: str) -> tuple[str, Any]:
    """The line and the calendar's event of the last mail of this kind."""
    found = [values for _, values in await mails(world.db, "docent@example.org") if values.get("event") == event]
    (entry,) = Calendar.from_ical(found[-1]["calendar"]).walk("VEVENT")
    return found[-1]["where"], entry


@pytest.mark.parametrize(
    ("modes", "mode", "said"),
    [
        (["at_school"], "at_school", SCHOOL),
        (["at_school", "online"], "at_school", SCHOOL),
        (["at_company"], "at_company", COMPANY),
        (["online"], "online", "Online"),
    ],
)
async def test_it_is_the_same_everywhere(placed: World, modes: list[str], mode: str, said: str) -> None:
    match = await agreed(placed, modes=modes)
    assert (match["venue"]["mode"], place_said(match["venue"])) == (mode, said)
    assert match["venue"]["location"] == {"at_school": SPOT, "online": None}.get(mode, match["venue"]["location"])
    line, entry = await mailed(placed, "confirmed")
    assert (line, str(entry["location"])) == (said, said)
    assert ("geo" in entry) is (mode == "at_school")
    assert said in words(await sheet(placed, match, placed.teacher))


@pytest.mark.parametrize(
    ("modes", "online_ok"),
    [(["at_school", "at_company"], False), (["hybrid"], False), (["at_school", "online"], True)],
)
async def test_what_is_still_to_be_said_is_left_out(placed: World, modes: list[str], online_ok: bool) -> None:
    match = await agreed(placed, online_ok, modes=modes)
    assert match["venue"] is None
    line, entry = await mailed(placed, "confirmed")
    assert (line, "location" in entry, "geo" in entry) == ("", False, False)
    assert "Waar" not in words(await sheet(placed, match, placed.teacher))


async def test_it_moves_with_a_region_that_goes_online(placed: World) -> None:
    match = await agreed(placed, online_ok=True, fallbackMode="online")
    path = f"/regions/{placed.site['region']}/mode-switch"
    for mode, event, said in (("online", "moved_online", "Online"), ("physical", "moved_back", SCHOOL)):
        await placed.done("POST", path, {"mode": mode}, placed.coordinator)
        line, entry = await mailed(placed, event)
        assert (line, str(entry["location"])) == (said, said)
        venue = (await placed.reads(f"/matches/{match['id']}", placed.company))["venue"]
        assert place_said(venue) == said
