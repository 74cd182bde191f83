"""What a pin would change: told exactly, and the same as the plan that a solve with the pin makes."""

import json
from typing import Any

from hypothesis import given, settings

from api.matching.rounds import swaps
from api.matching.rounds.problem import problem
from tests.matching.rounds.instances import File, asked, company, offer, rounds, ruled, site, solved, taken, whole


def priced(file: File, request: str, most: int = 9) -> list[dict[str, Any]]:
    of = problem(taken(file))
    plan = swaps.taken(of, solved(file)["plan"])
    at = {row.id: n for n, row in enumerate(of.instance.requests)}
    found: list[dict[str, Any]] = json.loads(json.dumps(list(swaps.priced(of, plan, at[request], most))))
    return found


def compared(file: File) -> None:
    before = solved(file)
    places = {row["request"]: (row["offer"], row["week"]) for row in before["plan"]}
    for row in file["requests"]:
        for item in priced(file, row["id"]):
            pin = {name: item[name] for name in ("request", "offer", "week")}
            assert places.get(row["id"]) != (pin["offer"], pin["week"])
            if item["impossible"]:
                continue
            after = solved({**file, "pins": [pin]})
            now = {one["request"]: (one["offer"], one["week"]) for one in after["plan"]}
            figures = ("served", "tierValue", "scoreTotalInt")
            assert [item["cost"][of] for of in figures] == [
                after["metrics"][of] - before["metrics"][of] for of in figures
            ]
            others = [row["id"] for row in file["requests"] if row["id"] != pin["request"]]
            told = {name: [one["request"] for one in item["cost"][name]] for name in ("lost", "gained", "moved")}
            assert told == {
                "lost": [n for n in others if n in places and n not in now],
                "gained": [n for n in others if n in now and n not in places],
                "moved": [n for n in others if n in now and n in places and now[n] != places[n]],
            }


@settings(max_examples=25, deadline=None)
@given(rounds())
def test_it_is_what_a_solve_with_the_pin_comes_to(file: File) -> None:
    compared(file)


@settings(max_examples=8, deadline=None)
@given(ruled())
def test_with_side_rules_too(file: File) -> None:
    compared(file)


def test_the_best_first_and_who_loses_by_it() -> None:
    """Two schools, two companies of one place each: who takes the other's place drives it out."""
    week = offer(0)["weeks"][:1]
    file = whole(
        [asked(0, weeksOk=week), asked(1, site="S1", maxKm=1, weeksOk=week)],
        [offer(0, capacityYear=1), offer(1, company="C1", capacityYear=1)],
        sites=[site(0), site(1, lat=52.01, lon=5.0)],
        companies=[company(0, 1), company(1, 1)],
    )
    (item,) = priced(file, "R0")
    assert (item["offer"], item["cost"]["served"]) == ("O0", -1)
    assert [one["request"] for one in item["cost"]["lost"]] == ["R1"]
    assert item["cost"]["moved"] == []


def test_what_another_pin_holds_is_told_as_impossible() -> None:
    week = offer(0)["weeks"][0]
    file = whole(
        [asked(0, weeksOk=[week]), asked(1, site="S1", weeksOk=[week])],
        [offer(0, capacityYear=1), offer(1, company="C1")],
        pins=[{"request": "R1", "offer": "O0", "week": week}],
    )
    (item,) = priced(file, "R0")
    assert (item["offer"], item["cost"], item["impossible"]) == ("O0", None, "pin_without_room")
