"""What time does: a reminder once, the end of a hold, the end of the wait; and who hears of what, with a calendar."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar

from api.kit import clock
from api.kit.db import as_house, rows
from api.matches import calendars, duties
from api.notices import letters
from tests.matches.conftest import WEEKS, World
from tests.matches.test_routes import replayed, state_of, taken
from tests.people import mails

BEGIN = datetime(2026, 11, 24, 9, tzinfo=UTC)


async def later(world: World, monkeypatch: pytest.MonkeyPatch, **time: float) -> None:
    """The worker passes by so much later, twice."""
    now = BEGIN + timedelta(**time)
    monkeypatch.setattr(clock, "now", lambda: now)
    for _ in range(2):
        async with as_house(world.db):
            for match_id in await duties.due(world.db, now):
                await duties.attend(world.db, match_id, now)


async def news(world: World, to: str) -> list[str]:
    return [values["event"] for template, values in await mails(world.db, to) if template == "match"]


async def told(world: World, match: dict[str, Any]) -> list[str]:
    found = await rows(world.db, "SELECT type FROM match_event WHERE match_id = %(id)s ORDER BY place", match)
    return [row["type"] for row in found]


async def test_nobody_answers(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    request = await world.asks()
    match = await world.proposes(request, await world.offers())
    assert (await news(world, "bedrijf@example.org"), await news(world, "docent@example.org")) == (["proposed"], [])
    await later(world, monkeypatch, days=2.5)
    assert await told(world, match) == ["proposed", "hold_lapsed"]
    assert await taken(world) == {}
    await later(world, monkeypatch, days=3)
    assert await told(world, match) == ["proposed", "hold_lapsed", "reminded"]
    assert await news(world, "bedrijf@example.org") == ["proposed", "reminded"]
    await later(world, monkeypatch, days=7)
    assert (await told(world, match))[-1] == "expired"
    assert len(await told(world, match)) == 4
    assert await state_of(world, request) == "open"
    assert await news(world, "docent@example.org") == ["expired"]
    await replayed(world, match)


async def test_a_moment_that_nobody_takes_leaves_the_plan(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    match = await world.proposes(await world.asks(), await world.offers())
    await world.does("accept", match, world.company)
    await world.does("reschedule", match, world.company, moments=[{"week": "2027-01-25"}])
    await later(world, monkeypatch, days=8)
    now = await world.reads(f"/matches/{match['id']}", world.teacher)
    assert (now["state"], now["moment"]["week"]) == ("confirmed", "2027-01-18")
    await replayed(world, match)


async def test_a_hold_that_lapsed_is_taken_again_or_somebody_elses(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    activity = await world.offers(capacityWeek=1)
    first = await world.proposes(await world.asks(), activity)
    monkeypatch.setattr(clock, "now", lambda: BEGIN + timedelta(days=3))
    second = await world.proposes(await world.asks(), activity)
    assert await world.refused("accept", first, world.company) == (409, "full")
    assert (await world.does("accept", second, world.company))["state"] == "confirmed"


def _calendar(values: dict[str, Any]) -> Any:
    mail = letters.addressed(letters.write("match", "nl", values), UUID(int=1), "a@b.nl", "x <x@y.nl>", "nl", BEGIN)
    (attached,) = mail.iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    return Calendar.from_ical(attached.get_content())


async def test_an_appointment_comes_into_the_calendar_moves_and_goes(world: World) -> None:
    match = await world.proposes(await world.asks(), await world.offers())
    at = {"startsAt": "2027-01-19T10:00", "endsAt": "2027-01-19T11:30"}
    await world.does("accept", match, world.company, at=at)
    other = {"startsAt": "2027-01-26T13:00", "endsAt": "2027-01-26T14:00"}
    await world.does("reschedule", match, world.company, moments=[other])
    await world.does("accept", match, world.teacher)
    await world.does("cancel", match, world.company, reason="illness")
    sent = [values for _, values in await mails(world.db, "docent@example.org") if "calendar" in values]
    made, moved, gone = [_calendar(values) for values in sent]
    events = [calendar.walk("VEVENT")[0] for calendar in (made, moved, gone)]
    assert [str(calendar["method"]) for calendar in (made, moved, gone)] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({str(event["uid"]) for event in events}) == 1
    sequences = [int(event["sequence"]) for event in events]
    assert sequences == sorted(set(sequences))
    assert [event.decoded("dtstart").astimezone(UTC).hour for event in events] == [9, 12, 12]
    assert [str(zone["tzid"]) for zone in made.walk("VTIMEZONE")] == ["Europe/Amsterdam"]
    assert sent[-1]["reason"] == "Ziekte"


@pytest.mark.parametrize(("local", "utc"), [("2027-03-28T09:00+02:00", 7), ("2027-10-31T09:00+01:00", 8)])
def test_the_day_on_which_the_clock_changes(local: str, utc: int) -> None:
    starts_at = datetime.fromisoformat(local)
    row = {
        "id": UUID(int=5), "version": 3, "updated_at": BEGIN, "activity_title": "A", "school_name": "S",
        "request_title": "R", "company_name": "C", "link": "https://x.nl", "state": "confirmed",
        "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1), "week": starts_at.date(),
        "venue": None,
    }  # fmt: skip
    (event,) = Calendar.from_ical(calendars.calendar([calendars.event_of(row)])).walk("VEVENT")
    assert event.decoded("dtstart").astimezone(UTC).hour == utc


async def test_no_name_leaves_before_both_said_yes(world: World) -> None:
    match = await world.proposes(await world.asks(), await world.offers(), note="Groet van Noor")
    await world.does("propose-slots", match, world.company, moments=[{"week": "2027-01-25"}])
    for person in ("docent@example.org", "bedrijf@example.org"):
        for _, values in await mails(world.db, person):
            text = letters.write("match", "nl", values).text
            assert not {"Noor", "Docent", "Bedrijf@", "docent@"} & set(text.split())


async def test_who_moves_within_a_hold_that_lapsed_gives_its_place_back_once(world: World) -> None:
    activity = await world.offers()
    moments = [{"week": week} for week in WEEKS[:2]]
    match = await world.proposes(await world.asks(), activity, moments=moments)
    await world.proposes(await world.asks(), activity, moments=moments[:1])
    await world.db.execute("UPDATE match SET held_until = %s WHERE id = %s", (BEGIN, match["id"]))
    assert (await world.does("accept", match, world.company, moment=1))["state"] == "confirmed"
    found = await rows(world.db, "SELECT taken FROM place_count WHERE kind <> 'company' ORDER BY kind, period", {})
    assert [row["taken"] for row in found] == [1, 1, 2]
