"""What one side reads of a round: its own in full, of others numbers that are true."""

import json
from datetime import date
from typing import Any

from hypothesis import given, settings

from api.matching.rounds import told
from tests.matching.rounds.instances import (
    WEEKS,
    asked,
    company,
    every_plan,
    offer,
    rounds,
    site,
    solved,
    taken,
    whole,
)
from tests.matching.rounds.instances import File as Round
from tests.matching.rounds.test_rounds import Arc, feasible


def objectives_of(result: dict[str, Any]) -> list[str]:
    """Of the first stage of its certificate."""
    found: list[str] = result["proof"]["certificate"]["stages"][0]["objectives"]
    return found


@settings(max_examples=60, deadline=None)
@given(rounds())
def test_parts_add_up_and_counts_are_those_of_the_rules(file: Round) -> None:
    scores, result, of = feasible(file), solved(file), taken(file)
    fits = {(request, name) for request, name, _ in scores}
    for row in result["plan"]:
        found = told.placed(of, row["request"], row["offer"], date.fromisoformat(row["week"]))
        assert found is not None
        assert sum(part["points"] for part in found["parts"]) == found["score"] == row["score"]
        assert found["askedBy"] == sum(1 for _, name in fits if name == row["offer"])
    served = {row["request"] for row in result["plan"]}
    for name in (row["id"] for row in file["offers"]):
        about = told.offered(of, result["plan"], name)
        assert about is not None
        fitting = {request for request, of_offer in fits if of_offer == name}
        assert (about["asked"], about["waiting"]) == (len(fitting), len(fitting - served))
        assert about["got"] == sum(1 for row in result["plan"] if row["offer"] == name)
        assert sum(miss["requests"] for miss in about["misses"]) <= len(file["requests"]) - len(served)


@settings(max_examples=60, deadline=None)
@given(rounds())
def test_a_price_is_what_others_lose_by_the_cheapest_place(file: Round) -> None:
    """Held against trying every plan, where points alone count."""
    file["policy"] = "maxScore"
    result, of, scores = solved(file), taken(file), feasible(file)

    def others(plan: list[Arc], name: str) -> int:
        return sum(scores[arc] for arc in plan if arc[0] != name)

    for row in result["unserved"]:
        if row["reason"] != "lost_competition":
            continue
        name = row["request"]
        plans = list(every_plan(file, scores))
        placed = [others(plan, name) for plan in plans if any(arc[0] == name for arc in plan)]
        least = max(others(plan, name) for plan in plans) - max(placed) if placed else None
        found = told.price(objectives_of(result), of, result["plan"], row["competition"]["price"])
        assert found == (None if least is None else {"ranks": None, "points": least})


def test_rivals_are_counts_by_what_their_schools_have() -> None:
    file = whole(
        [asked(0), asked(1, site="S1"), asked(2, site="S2")],
        [offer(0, capacityYear=2)],
        sites=[site(0, priorMatches=5), site(1), site(2, priorMatches=1)],
        companies=[company(0, 2)],
    )
    result = solved(file)
    assert [row["request"] for row in result["unserved"]] == ["R0"]
    found = told.rivals(taken(file), result["plan"], "R0")
    assert found == [{"matches": 1, "requests": 1}, {"matches": 2, "requests": 1}]
    assert "S1" not in json.dumps(found)


def test_what_would_have_brought_more() -> None:
    """One class fits and finds no place, one is just too far, one too large."""
    file = whole(
        [asked(0), asked(1), asked(2, site="S1"), asked(3, pupils=31)],
        [offer(0, capacityYear=1, radiusKm=2, weeks=WEEKS[:1])],
        sites=[site(0, lat=52.01), site(1, lat=52.05), site(2)],
        companies=[company(0, 1)],
    )
    assert told.offered(taken(file), solved(file)["plan"], "O0") == {
        "places": 1, "asked": 2, "got": 1, "waiting": 1,
        "misses": [{"limit": "distance", "requests": 1}, {"limit": "groupSize", "requests": 1}],
        "wider": {"fromKm": 2, "toKm": 5, "requests": 1},
    }  # fmt: skip


def test_a_place_that_is_pinned_away_has_no_price() -> None:
    week = WEEKS[:1]
    file = whole(
        [asked(0, weeksOk=week), asked(1, weeksOk=week)],
        [offer(0, weeks=week)],
        pins=[{"request": "R1", "offer": "O0", "week": week[0]}],
    )
    result = solved(file)
    (row,) = result["unserved"]
    assert told.price(objectives_of(result), taken(file), result["plan"], row["competition"]["price"]) is None
