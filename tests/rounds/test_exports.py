"""What a round lets one read and take along: figures, proof, the plan as a table and as a calendar."""

import csv
import io
from datetime import date, timedelta

from icalendar import Calendar

from tests.rounds.test_routes import Desk, desk, open_desk

__all__ = ["desk", "open_desk"]
PARTS = ("metrics", "baseline", "certificate")


async def test_the_parts_of_a_result_are_as_visible_as_the_result(desk: Desk) -> None:
    path = desk.round()
    unsolved = [desk.coordinator.get(f"{path}/{part}") for part in PARTS]
    assert [(answer.status_code, answer.json()["code"]) for answer in unsolved] == [(409, "round_has_none")] * 3
    await desk.solve(path)
    result = desk.coordinator.get(f"{path}/result").json()
    told = {part: desk.coordinator.get(f"{path}/{part}").json() for part in PARTS}
    assert told == {
        "metrics": result["metrics"],
        "baseline": result["baseline"],
        "certificate": result["proof"]["certificate"],
    }
    assert told["metrics"]["served"] == 2
    for stranger in (desk.visitor, desk.other):
        hidden = [stranger.get(f"{path}/{part}") for part in PARTS]
        assert [(answer.status_code, answer.json()["code"]) for answer in hidden] == [(404, "round_not_found")] * 3
    desk.coordinator.post(f"{path}/publish")
    assert {part: desk.visitor.get(f"{path}/{part}").json() for part in PARTS} == told


async def test_a_round_with_side_rules_has_no_certificate(desk: Desk) -> None:
    path = desk.round(sideRules=["siteWeek"])
    await desk.solve(path)
    answer = desk.coordinator.get(f"{path}/certificate")
    assert (answer.status_code, answer.json()["code"]) == (409, "round_has_none")


async def test_the_whole_plan_is_a_table(desk: Desk) -> None:
    path = desk.round()
    await desk.solve(path)
    as_csv = {"Accept": "text/csv"}
    answer = desk.coordinator.get(f"{path}/proposals", params={"pageSize": 1}, headers=as_csv)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert "Accept" in answer.headers["vary"]
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    pairs = desk.items(f"{path}/proposals")
    assert [(row["requestId"], row["activityId"], row["week"], int(row["score"])) for row in rows] == [
        (pair["request"]["id"], pair["activity"]["id"], pair["week"], pair["score"]) for pair in pairs
    ]
    assert {row["school"] for row in rows} < {"School 0", "School 1", "School 2"}
    assert all(row["matchId"] == row["refused"] == "" for row in rows)
    refused = [reader.get(f"{path}/proposals", headers=as_csv) for reader in (desk.visitor, desk.other)]
    assert [answer.status_code for answer in refused] == [401, 404]


async def test_what_came_of_a_round_is_a_calendar(desk: Desk) -> None:
    path = desk.round()
    await desk.solve(path)
    as_ics = {"Accept": "text/calendar"}
    early = desk.coordinator.get(f"{path}/proposals", headers=as_ics)
    assert (early.status_code, early.json()["code"]) == (409, "state_forbids")
    desk.coordinator.post(f"{path}/publish")
    fixed, loose = desk.items(f"{path}/proposals")
    monday = date.fromisoformat(fixed["week"])
    at = {"startsAt": f"{monday}T10:00:00Z", "endsAt": f"{monday}T11:00:00Z", "timeZone": "Europe/Amsterdam"}
    for side, more in (("school", {}), ("company", {"at": at})):
        said = desk.script.post(f"/matches/{fixed['match']}/accept", json={"side": side, **more})
        assert said.status_code == 200, said.text
    answer = desk.coordinator.get(f"{path}/proposals", headers=as_ics)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    events = {str(event["uid"]).partition("@")[0]: event for event in Calendar.from_ical(answer.text).events}
    assert set(events) == {fixed["match"], loose["match"]}
    settled, week = events[fixed["match"]], events[loose["match"]]
    assert (str(settled["status"]), settled.decoded("dtend") - settled.decoded("dtstart")) == (
        "CONFIRMED",
        timedelta(hours=1),
    )
    monday = date.fromisoformat(loose["week"])
    assert (str(week["status"]), week.decoded("dtstart"), week.decoded("dtend")) == (
        "TENTATIVE", monday, monday + timedelta(days=5),
    )  # fmt: skip

    # What is over before it took place is not in it.
    gone = desk.script.post(f"/matches/{loose['match']}/decline", json={"side": "school", "reason": "no_time"})
    assert gone.status_code == 200, gone.text
    left = Calendar.from_ical(desk.coordinator.get(f"{path}/proposals", headers=as_ics).text).events
    assert [str(event["uid"]).partition("@")[0] for event in left] == [fixed["match"]]
    assert [reader.get(f"{path}/proposals", headers=as_ics).status_code for reader in (desk.visitor, desk.other)] == [
        401, 404,
    ]  # fmt: skip
