"""One match over HTTP, from proposal to kept promise, and every other way that it can end."""

from datetime import UTC, datetime
from typing import Any

import pytest

from api.kit import clock
from api.kit.db import one, rows
from api.matches import life, queries
from api.matches.schemas import CancelledOut, EventsOut, MatchesOut, MatchOut
from tests.matches.conftest import WEEKS, World


async def replayed(world: World, match: dict[str, Any]) -> None:
    """The log gives the row, and a place is counted where it is held."""
    row = await one(world.db, "SELECT * FROM match WHERE id = %(id)s", {"id": match["id"]})
    assert row is not None
    told = [queries.event_of(event) for event in await queries.events(world.db, row["id"])]
    assert life.replay(told) == queries.life_of(row)


async def taken(world: World) -> dict[str, int]:
    found = await rows(world.db, "SELECT kind, sum(taken)::int AS n FROM place_count GROUP BY kind", {})
    return {row["kind"]: row["n"] for row in found if row["n"]}


async def state_of(world: World, request: dict[str, Any]) -> str:
    return str((await world.reads(f"/requests/{request['id']}", world.teacher))["state"])


async def test_a_school_asks_and_the_company_confirms(world: World) -> None:
    request, activity = await world.asks(), await world.offers()
    match = await world.proposes(request, activity)
    MatchOut.model_validate_json((await world.http.get(f"/matches/{match['id']}", headers=world.teacher)).content)
    assert (match["state"], match["waitsFor"], match["holdsPlace"]) == ("proposed", ["company"], True)
    assert (match["score"], sum(part["points"] for part in match["explanation"]["parts"])) == (match["score"],) * 2
    assert match["contacts"] is None
    assert await state_of(world, request) == "proposed"
    assert match["allowedActions"] == ["propose-slots", "withdraw"]
    seen = await world.reads(f"/matches/{match['id']}", world.company)
    assert seen["allowedActions"] == ["accept", "decline", "propose-slots"]
    confirmed = await world.does("accept", match, world.company)
    assert (confirmed["state"], confirmed["respondBy"], confirmed["waitsFor"]) == ("confirmed", None, [])
    assert confirmed["contacts"] == {
        "school": {"name": "Docent", "email": "docent@example.org"},
        "company": {"name": "Bedrijf", "email": "bedrijf@example.org"},
    }
    assert await state_of(world, request) == "matched"
    assert await taken(world) == {"week": 1, "year": 1}
    await replayed(world, match)
    events = EventsOut.model_validate_json(
        (await world.http.get(f"/matches/{match['id']}/events", headers=world.teacher)).content
    )
    assert [(event.place, event.type, event.side) for event in events.items] == [
        (1, "proposed", "school"),
        (2, "accepted", "company"),
    ]


async def test_what_a_coordinator_proposes_needs_both(world: World) -> None:
    match = await world.proposes(await world.asks(), await world.offers(), world.coordinator)
    assert (match["proposedBy"], match["waitsFor"]) == ("coordinator", ["school", "company"])
    assert await world.refused("accept", match, world.coordinator) == (409, "side_needed")
    half = await world.does("accept", match, world.teacher)
    assert (half["state"], half["waitsFor"]) == ("accepted_school", ["company"])
    assert (await world.does("accept", match, world.coordinator))["state"] == "confirmed"
    await replayed(world, match)


async def test_other_moments_are_chosen_from(world: World) -> None:
    match = await world.proposes(await world.asks(), await world.offers())
    moments = [
        {"startsAt": "2027-01-12T10:00", "endsAt": "2027-01-12T11:00"},
        {"week": WEEKS[2]},
    ]
    other = await world.does("propose-slots", match, world.company, moments=moments)
    assert (other["state"], other["waitsFor"], other["momentsBy"]) == ("proposed", ["school"], "company")
    assert await world.refused("accept", match, world.teacher) == (409, "moment_needed")
    assert await world.refused("accept", match, world.teacher, moment=2) == (409, "moment_unknown")
    chosen = await world.does("accept", match, world.teacher, moment=0)
    assert chosen["moment"] == {
        "week": WEEKS[0], "slotId": None, "startsAt": "2027-01-12T09:00:00.000000Z",
        "endsAt": "2027-01-12T10:00:00.000000Z",
    }  # fmt: skip
    assert await taken(world) == {"week": 1, "year": 1}
    await replayed(world, match)


@pytest.mark.parametrize(
    ("verb", "by", "body", "state"),
    [
        ("decline", "company", {"reason": "no_time"}, "declined_by_company"),
        ("withdraw", "teacher", {}, "withdrawn"),
    ],
)
async def test_an_end_gives_the_place_back(world: World, verb: str, by: str, body: Any, state: str) -> None:
    request = await world.asks()
    match = await world.proposes(request, await world.offers())
    ended = await world.does(verb, match, getattr(world, by), **body)
    assert (ended["state"], ended["holdsPlace"], ended["allowedActions"]) == (state, False, [])
    assert await state_of(world, request) == "open"
    assert await taken(world) == {}
    await replayed(world, match)
    assert await world.refused("accept", match, world.company) == (409, "state_forbids")


async def test_a_cancellation_tells_what_could_come_instead(world: World) -> None:
    request, activity = await world.asks(), await world.offers()
    other = await world.offers(title="Windmolen bouwen")
    match = await world.proposes(request, activity)
    await world.does("accept", match, world.company)
    assert await world.refused("mark-delivered", match, world.company) == (409, "not_yet")
    await world.does("cancel", match, world.company, reason="illness")
    assert await state_of(world, request) == "open"
    second = await world.proposes(request, other)
    await world.does("accept", second, world.company)
    answer = await world.http.post(
        f"/matches/{second['id']}/cancel", json={"reason": "timetable"}, headers=world.teacher
    )
    told = CancelledOut.model_validate_json(answer.content)
    assert told.state == "cancelled_by_school"
    assert told.replacements is not None
    assert {str(item.activity.id) for item in told.replacements.items if item.activity} == {
        activity["id"],
        other["id"],
    }
    third = await world.proposes(request, activity, replaces=second["id"])
    assert third["replaces"] == second["id"]
    assert (await world.reads(f"/matches/{second['id']}", world.teacher))["replacedBy"] == third["id"]
    await replayed(world, second)


async def test_the_first_yes_ends_what_else_waits(world: World) -> None:
    request = await world.asks()
    first = await world.proposes(request, await world.offers())
    second = await world.proposes(request, await world.offers(title="Windmolen"))
    await world.does("accept", second, world.company)
    over = await world.reads(f"/matches/{first['id']}", world.teacher)
    assert (over["state"], over["replacedBy"], over["holdsPlace"]) == ("replaced", second["id"], False)
    await replayed(world, first)


async def test_the_last_place(world: World) -> None:
    activity = await world.offers(capacityWeek=1)
    await world.proposes(await world.asks(), activity)
    request = await world.asks()
    body = {"requestId": request["id"], "activityId": activity["id"], "moments": [{"week": WEEKS[1]}]}
    refused = await world.http.post("/matches", json=body, headers=world.teacher)
    assert (refused.status_code, refused.json()["code"]) == (409, "full")
    assert refused.json()["errors"][0]["code"] == "week_full"
    shown = await world.reads(f"/activities/{activity['id']}", world.teacher)
    assert (shown["fullWeeks"], shown["placesLeft"]) == ([WEEKS[1]], 3)
    found = await world.reads(f"/match-suggestions?requestId={request['id']}", world.teacher)
    assert [item["week"] for item in found["items"]] == [WEEKS[0]]
    # The year's places go too, and a week comes back when its place does.
    await world.proposes(request, activity, moments=[{"week": WEEKS[0]}])
    matches = MatchesOut.model_validate_json(
        (await world.http.get(f"/matches?activity={activity['id']}", headers=world.company)).content
    )
    assert len(matches.items) == 2
    await world.does("withdraw", {"id": str(matches.items[1].id)}, world.teacher)
    assert (await world.reads(f"/activities/{activity['id']}", world.teacher))["fullWeeks"] == [WEEKS[0]]


async def test_what_is_planned_moves_when_both_agree(world: World) -> None:
    match = await world.proposes(await world.asks(), await world.offers())
    await world.does("accept", match, world.company)
    moved = await world.does("reschedule", match, world.company, moments=[{"week": WEEKS[2]}])
    assert (moved["state"], moved["waitsFor"], moved["moment"]["week"]) == (
        "reschedule_proposed",
        ["school"],
        WEEKS[1],
    )
    stays = await world.does("decline", match, world.teacher, reason="date_unsuitable")
    assert (stays["state"], stays["moment"]["week"], stays["moments"]) == ("confirmed", WEEKS[1], [])
    await world.does("reschedule", match, world.teacher, moments=[{"week": WEEKS[0]}])
    assert (await world.does("accept", match, world.company))["moment"]["week"] == WEEKS[0]
    assert await taken(world) == {"week": 1, "year": 1}
    await replayed(world, match)


async def test_it_took_place_or_somebody_was_not_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, missed = [await world.proposes(await world.asks(), await world.offers(title=name)) for name in ("A", "B")]
    for match in (kept, missed):
        await world.does("accept", match, world.company)
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 1, 19, 9, tzinfo=UTC))
    delivered = await world.does("mark-delivered", kept, world.teacher)
    assert (delivered["state"], delivered["allowedActions"]) == ("delivered", ["lesson-after", "feedback"])
    assert (await world.does("lesson-after", kept, world.teacher, lesson="done"))["lessonAfter"] == "done"
    assert (await world.does("feedback", kept, world.company, score=4, wouldRepeat=True))["state"] == "evaluated"
    assert await world.refused("feedback", kept, world.company, score=5, wouldRepeat=True) == (409, "state_forbids")
    closed = await world.does("feedback", kept, world.teacher, score=5, wouldRepeat=True, note="Dank jullie wel")
    assert (closed["state"], closed["feedbackBy"], closed["allowedActions"]) == ("closed", ["company", "school"], [])
    assert (await world.does("mark-no-show", missed, world.teacher))["state"] == "no_show_company"
    for match in (kept, missed):
        await replayed(world, match)


async def test_a_lesson_after_is_left_out_with_a_reason(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    match = await world.proposes(await world.asks(), await world.offers())
    await world.does("accept", match, world.company)
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 1, 19, 9, tzinfo=UTC))
    await world.does("mark-delivered", match, world.teacher)
    told = await world.does("feedback", match, world.teacher, score=4, wouldRepeat=True)
    assert told["state"] == "delivered"
    left_out = {"lesson": "waived"}
    refused = await world.refused("lesson-after", match, world.teacher, **left_out)
    assert refused == (409, "lesson_reason_needed")
    told = await world.does("lesson-after", match, world.teacher, **left_out, note="De toetsweek kwam ertussen")
    assert (told["state"], told["lessonAfter"]) == ("evaluated", "waived")
    await replayed(world, match)


async def test_a_slot_is_a_moment(world: World) -> None:
    activity = await world.offers()
    slot = await world.done(
        "POST",
        f"/activities/{activity['id']}/slots",
        {"startsAt": "2027-01-19T10:00", "endsAt": "2027-01-19T11:30"},
        world.company,
        201,
    )
    await world.proposes(await world.asks(), activity, moments=[{"slotId": slot["id"]}])
    body = {
        "requestId": (await world.asks())["id"],
        "activityId": activity["id"],
        "moments": [{"slotId": slot["id"]}],
    }
    refused = await world.http.post("/matches", json=body, headers=world.teacher)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "slot_full")
    assert (await world.reads(f"/activities/{activity['id']}/slots", world.teacher))["items"][0]["placesLeft"] == 0


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"timeZone": "Europe/Eindhoven"}, "#/timeZone", "time_zone_unknown"),
        ({"startsAt": "2027-03-28T02:30"}, "#/startsAt", "time_skipped"),
        ({"endsAt": "2027-01-19T09:00"}, "#/endsAt", "times_reversed"),
        ({"startsAt": "2026-01-19T10:00", "endsAt": "2026-01-19T11:00"}, "#/startsAt", "time_over"),
        ({"startsAt": "2027-03-02T10:00", "endsAt": "2027-03-02T11:00"}, "#/startsAt", "slot_outside_weeks"),
    ],
)
async def test_a_slot_that_cannot_be_is_refused_by_its_field(
    world: World, fields: dict[str, str], pointer: str, code: str
) -> None:
    activity = await world.offers()
    path = f"/activities/{activity['id']}/slots"
    body = {"startsAt": "2027-01-19T10:00", "endsAt": "2027-01-19T11:30", **fields}
    refused = await world.http.post(path, json=body, headers=world.company)
    assert refused.status_code == 409
    assert [(error["pointer"], error["code"]) for error in refused.json()["errors"]] == [(pointer, code)]
    assert (await world.reads(path, world.company))["items"] == []


async def test_a_place_that_says_no_to_a_need_is_not_proposed(world: World) -> None:
    """What it does not tell can be asked for, by people alone."""
    asked = await world.asks(needs=["wheelchair", "age_12"], kinds=["company_visit"])
    closed = await world.offers(
        kind="company_visit", modes=["at_company"], access={"wheelchair": False, "minAge": 14}
    )
    body = {"requestId": asked["id"], "activityId": closed["id"], "moments": [{"week": WEEKS[1]}]}
    refused = await world.http.post("/matches", json=body, headers=world.teacher)
    assert (refused.status_code, refused.json()["code"]) == (409, "needs_unmet")
    assert [error["code"] for error in refused.json()["errors"]] == ["wheelchair", "age_12"]
    silent = await world.offers(kind="company_visit", modes=["at_company"])
    assert (await world.proposes(asked, silent))["state"] == "proposed"


async def test_others_propose_times_on_days_that_the_school_asked_for(world: World) -> None:
    """19 January 2027 is a Tuesday. The school itself may choose another day."""
    asked = await world.asks(windows=[{"weekday": 1, "fromHour": 1, "toHour": 3}])
    activity = await world.offers()
    tuesday = [{"startsAt": "2027-01-19T10:00", "endsAt": "2027-01-19T11:00"}]
    body = {"requestId": asked["id"], "activityId": activity["id"], "moments": tuesday}
    refused = await world.http.post("/matches", json=body, headers=world.company)
    assert (refused.status_code, refused.json()["code"]) == (409, "day_unsuitable")
    assert refused.json()["errors"][0]["pointer"] == "#/moments/0"
    monday = [{"startsAt": "2027-01-18T10:00", "endsAt": "2027-01-18T11:00"}]
    theirs = await world.proposes(asked, activity, world.company, moments=monday)
    await world.does("withdraw", theirs, world.company)
    assert (await world.proposes(asked, activity, moments=tuesday))["state"] == "proposed"


async def test_the_address_of_an_online_visit_is_told_once_both_said_yes(world: World) -> None:
    link = "https://online.example/kijkje"
    activity = await world.offers(kind="virtual_visit", modes=["online"], virtualUrl=link)
    match = await world.proposes(await world.asks(onlineOk=True), activity)
    assert match["virtualUrl"] is None
    assert link not in (await world.http.get(f"/activities/{activity['id']}", headers=world.teacher)).text
    await world.does("accept", match, world.company)
    assert (await world.reads(f"/matches/{match['id']}", world.teacher))["virtualUrl"] == link
    await world.does("cancel", match, world.company, reason="illness")
    assert (await world.reads(f"/matches/{match['id']}", world.teacher))["virtualUrl"] is None


async def test_a_day_off_is_no_day_for_anybody(world: World) -> None:
    """Tuesday 19 January is free and the week is not: the day is refused, the week and its Monday are not."""
    await world.db.execute(
        """INSERT INTO school_holiday (school_year, name, holiday_region, starts_on, ends_on, compulsory)
           VALUES ('2026-2027', 'Studiedag', 'zuid', '2027-01-19', '2027-01-20', false)"""
    )
    asked, activity = await world.asks(), await world.offers()
    tuesday = {"startsAt": "2027-01-19T10:00", "endsAt": "2027-01-19T11:00"}
    body = {"requestId": asked["id"], "activityId": activity["id"], "moments": [tuesday]}
    refused = await world.http.post("/matches", json=body, headers=world.teacher)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "week_in_holiday")
    match = await world.proposes(asked, activity)
    assert await world.refused("propose-slots", match, world.company, moments=[tuesday]) == (409, "week_unsuitable")
    assert await world.refused("accept", match, world.company, at=tuesday) == (409, "week_unsuitable")
    monday = {"startsAt": "2027-01-18T10:00", "endsAt": "2027-01-18T11:00"}
    assert (await world.does("accept", match, world.company, at=monday))["state"] == "confirmed"


async def test_a_time_that_settles_a_week_suits_the_school_and_who_comes(world: World) -> None:
    """The week was agreed; its hour is on a day that was asked for, and whoever was named is free then."""
    body = {"companyId": str(world.company_id), "displayName": "Maandag", "travelKm": 50, "consent": True}
    hours = [{"weekday": 1, "from": "09:00", "to": "12:00"}]
    made = await world.done("POST", "/professionals", {**body, "availability": hours}, world.company, 201)
    asked = await world.asks(windows=[{"weekday": day, "fromHour": 1, "toHour": 8} for day in (1, 2)])
    match = await world.proposes(asked, await world.offers(), professionalId=made["id"])

    def at(day: int) -> dict[str, str]:
        return {"startsAt": f"2027-01-{day}T10:00", "endsAt": f"2027-01-{day}T11:00"}

    assert await world.refused("accept", match, world.company, at=at(20)) == (409, "day_unsuitable")
    assert await world.refused("accept", match, world.company, at=at(19)) == (409, "professional_busy")
    assert (await world.does("accept", match, world.company, at=at(18)))["state"] == "confirmed"


async def test_what_comes_in_place_of_something_says_so(world: World) -> None:
    asked = await world.asks()
    match = await world.proposes(asked, await world.offers())
    await world.does("accept", match, world.company)
    await world.does("cancel", match, world.company, reason="illness")
    again = await world.proposes(asked, await world.offers(), replaces=match["id"])
    assert (match["origin"], again["origin"]) == ("manual", "replacement")
