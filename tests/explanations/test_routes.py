"""What a round tells of its reasons: to coordinators what else there was, to each side its own."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import psycopg
import pytest

from api.explanations import pinning
from api.kit.errors import Unavailable
from api.matching.model import WEIGHTS
from api.matching.rounds.limits import LIMITS
from api.matching.scores import TYPE_POINTS
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


def _key(desk: Desk, open_: ExitStack, role: str, kind: str, code: str) -> httpx.Client:
    """Of the school or company at this site."""
    with psycopg.connect(desk.live.database) as db:
        row = db.execute(
            f"SELECT {kind}_id FROM {kind}_site WHERE value = %s ORDER BY id DESC LIMIT 1", [code]
        ).fetchone()
    assert row is not None
    headers = {"Authorization": f"Bearer {desk.live.key(role, organisation=row[0])}"}
    return open_.enter_context(httpx.Client(base_url=f"{desk.live.url}/v1", headers=headers, timeout=60))


@pytest.fixture
def open_() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


async def test_each_side_reads_why_of_what_is_its_own_once_published(desk: Desk, open_: ExitStack) -> None:
    path = desk.round()
    await desk.solve(path)
    pairs, (left,) = desk.items(f"{path}/proposals"), desk.items(f"{path}/unserved")
    asked, offered = pairs[0]["request"], pairs[0]["activity"]
    schools = {f"Vraag {n}": _key(desk, open_, "school_coordinator", "school", f"S{n}") for n in range(3)}
    company = _key(desk, open_, "company_coordinator", "company", f"C{offered['title'][-1]}")
    own, why = schools[asked["title"]], f"/requests/{asked['id']}/round-explanations"
    about = f"/activities/{offered['id']}/round-explanations"
    assert [own.get(why).json()["items"], company.get(about).json()["items"]] == [[], []]
    desk.coordinator.post(f"{path}/publish")

    (told,) = own.get(why).json()["items"]
    assert (told["round"]["name"], told["refused"], told["unplaced"]) == ("Voorjaar", None, None)
    placed = told["placed"]
    assert (placed["activity"]["id"], placed["askedBy"], placed["places"]) == (offered["id"], 3, 1)
    assert sum(part["points"] for part in placed["parts"]) == placed["score"] == pairs[0]["score"]
    assert own.get(f"/matches/{told['match']}").status_code == 200

    loser = schools[left["request"]["title"]]
    answer = loser.get(f"/requests/{left['request']['id']}/round-explanations")
    unplaced = answer.json()["items"][0]["unplaced"]
    assert unplaced["reason"] == "lost_competition"
    assert unplaced["competition"]["holders"] == [{"matches": 1, "requests": 2}]
    assert unplaced["competition"]["price"]["ranks"] > 0
    assert not any(f"School {n}" in answer.text or f"Vraag {n}" in answer.text for n in range(3))

    (came,) = company.get(about).json()["items"]
    assert {name: came[name] for name in ("places", "asked", "got", "waiting")} == {
        "places": 1, "asked": 3, "got": 1, "waiting": 1,
    }  # fmt: skip
    assert came["matches"] == [told["match"]]
    assert "School" not in company.get(about).text

    # Nobody else's, and the coordinator's of the region.
    for stranger in (loser, company, desk.other):
        assert stranger.get(why).json()["code"] == "request_not_found"
    for stranger in (loser, own, desk.other):
        assert stranger.get(about).json()["code"] == "activity_not_found"
    assert desk.visitor.get(why).status_code == 401
    assert desk.coordinator.get(why).json()["items"] == [told]
    assert desk.coordinator.get(about).json()["items"] == [came]


async def test_a_place_that_fell_away_with_its_activity_is_told_without_it(desk: Desk, open_: ExitStack) -> None:
    """Refused when it was sent, and not to be seen by who asked: there is no match."""
    path = desk.round()
    await desk.solve(path)
    pair = desk.items(f"{path}/proposals")[0]
    with psycopg.connect(desk.live.database, autocommit=True) as db:
        db.execute("UPDATE activity SET state = 'archived' WHERE id = %s", [pair["activity"]["id"]])
    assert desk.coordinator.post(f"{path}/publish").json()["published"] == {"proposed": 1, "refused": 1}
    school = _key(desk, open_, "school_coordinator", "school", f"S{pair['request']['title'][-1]}")
    (told,) = school.get(f"/requests/{pair['request']['id']}/round-explanations").json()["items"]
    assert (told["refused"], told["placed"]["activity"]) == ("activity_not_offered", None)
    assert told["placed"]["score"] == pair["score"]


async def test_who_fits_nothing_reads_which_limit_stood_in_the_way(desk: Desk) -> None:
    with psycopg.connect(desk.live.database, autocommit=True) as db:
        db.execute("UPDATE school_request SET pupils = 31 WHERE title = 'Vraag 1' AND state = 'open'")
    path = desk.round()
    await desk.solve(path)
    (left,) = desk.items(f"{path}/unserved")
    desk.coordinator.post(f"{path}/publish")
    (told,) = desk.coordinator.get(f"/requests/{left['request']['id']}/round-explanations").json()["items"]
    assert (told["placed"], told["unplaced"]["reason"]) == (None, "nothing_feasible")
    assert told["unplaced"]["broken"] == [{"limits": ["groupSize"], "offers": 2}]
    assert told["unplaced"]["near"][0]["relax"] == {"field": "pupils", "from": 31, "to": 30}


def test_the_rules_are_for_everybody_and_are_the_solver_s_own(desk: Desk) -> None:
    told = desk.visitor.get("/match-rules").json()
    assert told["weights"] == dict(WEIGHTS)
    assert sum(told["weights"].values()) * told["partPoints"] // 10 == told["mostPoints"]
    assert (told["typePoints"], told["limits"]) == (list(TYPE_POINTS), list(LIMITS))
