"""What a round tells of its reasons: to coordinators what else there was, to each side its own."""

import json
from typing import Any

import pytest

from api.kit.errors import Unavailable
from api.rounds import pinning
from tests.matching.rounds.instances import asked, offer, whole
from tests.rounds.test_routes import Desk, desk, open_desk

__all__ = ["desk", "open_desk"]
Json = dict[str, Any]


async def test_a_swap_tells_what_it_costs_and_the_next_solve_agrees(desk: Desk) -> None:
    path = desk.round()
    before = (await desk.solve(path))["figures"]
    pair, other = desk.items(f"{path}/proposals")
    told = desk.coordinator.get(f"{path}/proposals/{pair['id']}/alternatives").json()
    assert (told["request"]["id"], told["isComplete"], told["others"]) == (pair["request"]["id"], True, 2)
    by_activity = {item["activity"]["id"]: item for item in told["items"]}
    assert by_activity.keys() == {pair["activity"]["id"], other["activity"]["id"]}
    swap = by_activity[other["activity"]["id"]]
    named = {one["request"]["id"] for shifts in ("lost", "gained", "moved") for one in swap["cost"][shifts]}
    assert other["request"]["id"] in named

    pin = {"requestId": pair["request"]["id"], "activityId": swap["activity"]["id"], "week": swap["week"]}
    desk.decide(path, {**pin, "decision": "pin"})
    after = (await desk.solve(path))["figures"]
    assert {name: swap["cost"][name] for name in ("served", "tierValue", "scoreTotalInt")} == {
        name: after[name] - before[name] for name in ("served", "tierValue", "scoreTotalInt")
    }


async def test_swaps_are_compared_while_a_round_is_looked_at_and_for_its_coordinators(desk: Desk) -> None:
    path = desk.round()
    await desk.solve(path)
    pair = desk.items(f"{path}/proposals")[0]
    (left,) = desk.items(f"{path}/unserved")
    address = f"{path}/proposals/{pair['id']}/alternatives"
    assert desk.other.get(address).json()["code"] == "proposal_not_found"
    assert desk.visitor.get(address).status_code == 401
    # What got nothing has nothing to swap; and what was sent is not swapped any more.
    assert desk.coordinator.get(f"{path}/proposals/{left['id']}/alternatives").status_code == 404
    desk.coordinator.post(f"{path}/publish")
    assert desk.coordinator.get(address).json()["code"] == "state_forbids"


async def test_who_compares_too_much_at_once_is_asked_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinning, "_running", {object(), object()})
    with pytest.raises(Unavailable) as refused:
        await pinning.priced("", [], "R0")
    assert refused.value.headers == {"Retry-After": "5"}


async def test_what_is_not_confirmed_in_time_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.dumps(whole([asked(0)], [offer(0)]))
    assert (await pinning.priced(text, [], "R0")).is_complete
    monkeypatch.setattr(pinning, "SECONDS", 0.01)
    assert await pinning.priced(text, [], "R0") == pinning.Priced(None, [], False)


async def test_a_round_that_cannot_be_solved_again_is_a_fault_and_not_an_empty_answer() -> None:
    with pytest.raises(RuntimeError):
        await pinning.priced("{", [], "R0")
