"""What an amendment makes of what happens between publishing, mending and publishing again."""

import psycopg
import pytest

from tests.rounds.test_children import by_request, confirm, decline, published, solved
from tests.rounds.test_meanwhile import rename
from tests.rounds.test_routes import Desk, desk, open_desk

__all__ = ["desk", "open_desk"]


@pytest.mark.parametrize("when", ["before it is solved", "before it is solved again"])
async def test_what_was_kept_and_ended_meanwhile_is_not_proposed_again(desk: Desk, when: str) -> None:
    path, (stays, lost), _ = await published(desk)
    decline(desk, lost["match"])
    made = desk.coordinator.post(f"{path}/amendments")
    if when == "before it is solved again":
        await solved(desk, made)
    decline(desk, stays["match"])
    amendment = f"/match-rounds/{made.json()['id']}"
    if when == "before it is solved again":
        await desk.solve(amendment)
    else:
        await solved(desk, made)
    kept = by_request(desk.items(f"{amendment}/proposals"))[stays["request"]["id"]]
    assert (kept["isKept"], kept["match"]) == (True, stays["match"])
    assert desk.coordinator.post(f"{amendment}/publish").json()["published"] == {"proposed": 1, "refused": 0}
    of_request = desk.coordinator.get("/matches", params={"request": stays["request"]["id"]}).json()["items"]
    assert [match["state"] for match in of_request] == ["declined_by_company"]


async def test_what_was_forbidden_stays_so_in_what_mends_the_round_whatever_it_is_called(desk: Desk) -> None:
    path = desk.round()
    await desk.solve(path)
    pairs, (left,) = desk.items(f"{path}/proposals"), desk.items(f"{path}/unserved")
    activities = [pair["activity"]["id"] for pair in pairs]
    forbids = [{"requestId": left["request"]["id"], "activityId": one, "decision": "forbid"} for one in activities]
    assert desk.decide(path, *forbids).status_code == 200
    await desk.solve(path)
    assert desk.coordinator.post(f"{path}/publish").json()["published"]["proposed"] == 2
    stays, lost = desk.items(f"{path}/proposals")
    decline(desk, lost["match"])
    rename(desk)
    amendment = await solved(desk, desk.coordinator.post(f"{path}/amendments"))
    assert by_request(desk.items(f"{amendment}/proposals")).keys() == {stays["request"]["id"]}
    reasons = {one["request"]["id"]: one["why"]["reason"] for one in desk.items(f"{amendment}/unserved")}
    assert reasons[left["request"]["id"]] == "forbidden"


async def test_what_an_amendment_forbade_stays_so_in_the_next(desk: Desk) -> None:
    path, (stays, lost), left = await published(desk)
    decline(desk, lost["match"])
    first = await solved(desk, desk.coordinator.post(f"{path}/amendments"))
    forbid = {"requestId": left["request"]["id"], "activityId": lost["activity"]["id"], "decision": "forbid"}
    assert desk.decide(first, forbid).status_code == 200
    await desk.solve(first)
    assert desk.coordinator.post(f"{first}/publish").json()["published"] == {"proposed": 0, "refused": 0}
    decline(desk, stays["match"])
    second = await solved(desk, desk.coordinator.post(f"{path}/amendments"))
    # Both who said no, and what was forbidden.
    assert len(desk.coordinator.get(f"{second}/snapshot").json()["forbids"]) == 3


async def test_a_request_that_moved_to_another_site_is_mended_around(desk: Desk) -> None:
    """Its match counts where it was made."""
    path, (stays, lost), left = await published(desk)
    confirm(desk, stays["match"])
    decline(desk, lost["match"])
    with psycopg.connect(desk.live.database, autocommit=True) as db:
        db.execute(
            """UPDATE school_request SET school_site_id = (SELECT school_site_id FROM school_request WHERE id = %s)
               WHERE id = %s""",
            [left["request"]["id"], stays["request"]["id"]],
        )
    amendment = await solved(desk, desk.coordinator.post(f"{path}/amendments"))
    assert by_request(desk.items(f"{amendment}/proposals"))[stays["request"]["id"]]["isKept"]
