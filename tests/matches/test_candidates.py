"""Who can be asked for an activity in a week: in turn, without those who are away or at their limit."""

from typing import Any

import httpx

from api.kit.db import Connection, only
from tests.conftest import MakeKey
from tests.matches.conftest import WEEKS, World
from tests.people import Headers, person


async def _person(world: World, name: str, **fields: Any) -> str:
    body = {"companyId": str(world.company_id), "displayName": name, "travelKm": 50, "consent": True, **fields}
    made = await world.done("POST", "/professionals", body, world.company, 201)
    return str(made["id"])


async def _names(world: World, activity: dict[str, Any], week: str, who: Headers) -> list[str]:
    told = await world.reads(f"/match-candidates?activityId={activity['id']}&week={week}", who)
    return [item["displayName"] for item in told["items"]]


async def test_whoever_is_away_or_at_the_limit_is_no_candidate(world: World, db: Connection) -> None:
    activity = await world.offers()
    capped = await _person(world, "Een per maand", capPerMonth=1)
    await _person(world, "Weg in januari", weeksOff=[WEEKS[1]])
    await _person(world, "Niet getoond", consent=False)
    paused = await _person(world, "Pauze")
    await world.done("POST", f"/professionals/{paused}/pause", None, world.company)
    everybody = ["Een per maand", "Weg in januari", "Niet getoond"]
    assert await _names(world, activity, WEEKS[0], world.company) == everybody
    assert await _names(world, activity, WEEKS[0], world.teacher) == everybody[:2]
    match = await world.proposes(await world.asks(), activity, professionalId=capped)
    assert await _names(world, activity, "2027-01-20", world.company) == ["Niet getoond"]
    assert await _names(world, activity, "2027-02-01", world.teacher) == ["Weg in januari", "Een per maand"]
    await world.does("withdraw", match, world.teacher)
    assert await _names(world, activity, WEEKS[0], world.teacher) == ["Weg in januari", "Een per maand"]
    elsewhere = await only(db, "INSERT INTO company (scheme, value, name) VALUES ('t', 'E', 'E') RETURNING id", {})
    stranger = await person(db, "elders@example.org", "professional", company_id=elsewhere["id"])
    assert await _names(world, activity, WEEKS[0], stranger) == []


async def test_candidates_are_of_an_activity_that_one_sees(
    world: World, http: httpx.AsyncClient, key: MakeKey
) -> None:
    activity = await world.offers()
    await world.done("POST", f"/activities/{activity['id']}/pause", None, world.script)
    path = f"/match-candidates?activityId={activity['id']}&week={WEEKS[0]}"
    refused = await http.get(path, headers=world.teacher)
    assert (refused.status_code, refused.json()["code"]) == (404, "activity_not_found")
    assert (await http.get(path)).status_code == 401
    assert (await http.get(path, headers=await key("portal"))).status_code == 403


async def test_whoever_is_away_is_not_proposed_for_a_week(world: World) -> None:
    """Also where the hour is still to be settled."""
    away = await _person(world, "Weg in januari", weeksOff=[WEEKS[1]])
    paused = await _person(world, "Pauze")
    await world.done("POST", f"/professionals/{paused}/pause", None, world.company)
    activity, asked = await world.offers(), await world.asks()
    body = {"requestId": asked["id"], "activityId": activity["id"], "moments": [{"week": WEEKS[1]}]}
    for one in (away, paused):
        refused = await world.http.post("/matches", json={**body, "professionalId": one}, headers=world.company)
        assert (refused.status_code, refused.json()["code"]) == (409, "professional_busy")
    match = await world.proposes(asked, activity, professionalId=away, moments=[{"week": WEEKS[0]}])
    assert match["state"] == "proposed"


async def test_the_limit_holds_in_the_month_of_every_moment(world: World) -> None:
    weeks = [WEEKS[0], "2027-02-01"]
    capped = await _person(world, "Een per maand", capPerMonth=1)
    activity = await world.offers(weeks=weeks)
    february = [{"week": weeks[1]}]
    await world.proposes(await world.asks(weeksOk=weeks), activity, professionalId=capped, moments=february)
    body = {"requestId": (await world.asks(weeksOk=weeks))["id"], "activityId": activity["id"]}
    either = {**body, "professionalId": capped, "moments": [{"week": week} for week in weeks]}
    refused = await world.http.post("/matches", json=either, headers=world.teacher)
    assert (refused.status_code, refused.json()["code"]) == (409, "cap_reached")
