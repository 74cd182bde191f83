"""What happens to a round's requests and activities between its freezing and its publishing."""

import psycopg
import pytest

from api.kit import clock
from tests.rounds.test_routes import Desk, Json, desk, open_desk

__all__ = ["desk", "open_desk"]


def rename(desk: Desk) -> None:
    """Every open request and published activity gets another code."""
    with psycopg.connect(desk.live.database, autocommit=True) as db:
        db.execute("UPDATE activity SET value = value || '-new' WHERE state = 'published'")
        db.execute("UPDATE school_request SET value = value || '-new' WHERE state = 'open'")


def one_of(desk: Desk, place: int) -> Json:
    """A published activity, by the number in its title."""
    found = desk.script.get("/activities", params={"q": f"Aanbod {place}", "state": "published"}).json()
    item: Json = found["items"][0]
    return item


async def test_codes_that_change_change_nothing(desk: Desk) -> None:
    """Frozen, renamed, solved, decided on, renamed, solved again, published."""
    path = desk.round()
    rename(desk)
    assert (await desk.solve(path))["figures"]["served"] == 2
    pairs, (left,) = desk.items(f"{path}/proposals"), desk.items(f"{path}/unserved")
    assert len(pairs) == 2
    assert left["why"]["reason"] == "lost_competition"
    first = pairs[0]
    swaps = desk.coordinator.get(f"{path}/proposals/{first['id']}/alternatives").json()
    assert [item["activity"]["title"] for item in swaps["items"] if item["cost"]] != []
    pin = {"requestId": left["request"]["id"], "activityId": first["activity"]["id"], "week": first["week"]}
    assert desk.decide(path, {**pin, "decision": "pin"}).status_code == 200
    rename(desk)
    assert (await desk.solve(path))["state"] == "proposed"
    again = {pair["request"]["id"]: pair["activity"]["id"] for pair in desk.items(f"{path}/proposals")}
    assert again[left["request"]["id"]] == first["activity"]["id"]
    published = desk.coordinator.post(f"{path}/publish").json()
    assert published["published"] == {"proposed": 2, "refused": 0}


async def test_an_old_code_that_another_gets_is_still_the_first_one_s(desk: Desk) -> None:
    """Two activities exchange their codes after the freeze: who was planned is who is proposed."""
    path = desk.round()
    before = {place: one_of(desk, place)["id"] for place in (0, 2)}
    with psycopg.connect(desk.live.database, autocommit=True) as db:
        for place, value in ((0, "passing"), (2, "A0"), (0, "A2")):
            db.execute("UPDATE activity SET value = %s WHERE id = %s", [value, before[place]])
    await desk.solve(path)
    planned = {pair["activity"]["id"] for pair in desk.items(f"{path}/proposals")}
    # The third company is too far for everybody.
    assert (before[0] in planned, before[2] in planned) == (True, False)


async def test_first_come_is_by_when_a_request_was_opened(desk: Desk) -> None:
    """The first one was a draft for long."""
    with psycopg.connect(desk.live.database, autocommit=True) as db:
        later = "UPDATE school_request SET opened_at = now() + interval '1 hour'"
        db.execute(f"{later} WHERE title = 'Vraag 0' AND state = 'open'")
    path = desk.round()
    await desk.solve(path)
    asked = desk.coordinator.get(f"{path}/snapshot").json()["requests"]
    assert [row["pupils"] for row in sorted(asked, key=lambda row: row["arrival"])] == [21, 22, 20]


def late(desk: Desk) -> str:
    """A request that is made after the freeze, of the first school."""
    old = desk.script.get("/requests", params={"pageSize": 1}).json()["items"][0]
    scheme = old["code"]["scheme"]
    asked = {
        name: old[name] for name in ("title", "goal", "kinds", "subjects", "level", "year", "pupils", "languages")
    }
    more = {"siteScheme": scheme, "siteValue": "S0", "maxKm": 30, "weeksOk": old["weeksOk"]}
    made = desk.script.put(f"/requests/by-source/{scheme}/LATE", json={**asked, **more})
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


@pytest.mark.parametrize("decision", ["pin", "forbid", "accept", "release"])
async def test_what_came_after_the_freeze_is_refused_when_it_is_decided(desk: Desk, decision: str) -> None:
    path = desk.round()
    old = desk.script.get("/requests", params={"pageSize": 1}).json()["items"][0]["id"]
    pair = {"activityId": one_of(desk, 0)["id"], "week": str(clock.this_week())}
    good = {**pair, "requestId": old, "decision": "forbid"}
    refused = desk.decide(path, good, {**pair, "requestId": late(desk), "decision": decision})
    assert (refused.status_code, refused.json()["code"]) == (404, "pair_not_found")
    assert refused.json()["errors"][0]["pointer"] == "#/items/1"
    assert desk.coordinator.get(f"{path}/decisions").json()["items"] == []


def capacity(desk: Desk, most: int) -> None:
    """Of every company in a year, over all that it offers."""
    with psycopg.connect(desk.live.database, autocommit=True) as db:
        db.execute("UPDATE company_site SET capacity_year = %s", [most])


def years(desk: Desk, path: str) -> dict[str, int]:
    """What is left of each company's year in a round."""
    companies = desk.coordinator.get(f"{path}/snapshot").json()["companies"]
    return {company["name"]: company["capacityYear"] for company in companies}


async def test_a_company_s_year_holds_over_all_that_it_offers(desk: Desk) -> None:
    """Both places are one company's, which does one thing a year: before, and after something of it was taken."""
    with psycopg.connect(desk.live.database, autocommit=True) as db:
        db.execute(
            """UPDATE activity SET (company_site_id, company_id) = (SELECT company_site_id, company_id FROM activity
                WHERE title = 'Aanbod 0' AND state = 'published') WHERE title = 'Aanbod 1' AND state = 'published'"""
        )
    capacity(desk, 1)
    path = desk.round()
    assert years(desk, path) == {"Bedrijf 0": 1, "Bedrijf 2": 1}
    assert (await desk.solve(path))["figures"]["served"] == 1
    assert desk.coordinator.post(f"{path}/publish").json()["published"] == {"proposed": 1, "refused": 0}
    (pair,) = desk.items(f"{path}/proposals")
    assert years(desk, desk.round())["Bedrijf 0"] == 0
    declined = {"side": "company", "reason": "no_time"}
    assert desk.script.post(f"/matches/{pair['match']}/decline", json=declined).status_code == 200
    assert years(desk, desk.round())["Bedrijf 0"] == 1


async def test_a_year_that_was_cut_after_the_freeze_holds_when_it_is_sent(desk: Desk) -> None:
    path = desk.round()
    assert (await desk.solve(path))["figures"]["served"] == 2
    capacity(desk, 0)
    assert desk.coordinator.post(f"{path}/publish").json()["published"] == {"proposed": 0, "refused": 2}
    assert {pair["refused"] for pair in desk.items(f"{path}/proposals")} == {"full"}


@pytest.mark.parametrize("rural_km", [0, 40])
async def test_a_match_is_explained_by_the_kilometres_of_its_round(desk: Desk, rural_km: int) -> None:
    """The companies are two kilometres off, and one was asked: what the round widened is what the sides are told."""
    with psycopg.connect(desk.live.database, autocommit=True) as db:
        db.execute("UPDATE school_request SET max_km = 1 WHERE state = 'open'")
        db.execute(
            """UPDATE school_site SET state = 'retired' WHERE id NOT IN (
                SELECT school_site_id FROM school_request WHERE state = 'open')"""
        )
    path = desk.round(ruralKm=rural_km)
    assert (await desk.solve(path))["figures"]["served"] == (2 if rural_km else 0)
    published = desk.coordinator.post(f"{path}/publish").json()
    assert published["published"] == {"proposed": 2 if rural_km else 0, "refused": 0}
    for pair in desk.items(f"{path}/proposals"):
        match = desk.coordinator.get(f"/matches/{pair['match']}").json()
        assert (match["score"], match["explanation"]["broken"]) == (pair["score"], [])
