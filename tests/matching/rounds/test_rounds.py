"""Rounds: the best plan by trying all, one plan whatever the order, a proof that cannot be forged, no dead ends."""

import copy
import hashlib
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.matching.model import km_between
from api.matching.rounds import results
from api.matching.rounds.fields import Refused
from api.matching.rounds.instance import read
from api.matching.rounds.pairs import slots_of
from api.matching.rounds.problem import problem
from api.matching.rounds.repair import repair, told
from api.matching.rounds.solve import Step, solve
from api.matching.scores import broken, parts, total
from tests.matching.rounds.instances import (
    WEEKS,
    File,
    asked,
    company,
    every_plan,
    offer,
    rounds,
    ruled,
    site,
    solved,
    taken,
    verified,
    whole,
)  # fmt: skip

Arc = tuple[str, str, str]


def feasible(file: File) -> dict[Arc, int]:
    """Every place of every request with its score, by the rules for one pair."""
    instance = taken(file)
    found = {}
    for r, request in enumerate(instance.requests):
        for o, given_offer in enumerate(instance.offers):
            km = km_between(request.request, given_offer.offer)
            if (r, o) in instance.forbids or broken(request.request, given_offer.offer, km):
                continue
            for week in sorted(request.request.weeks_ok & given_offer.offer.weeks):
                score = total(parts(request.request, given_offer.offer, km, week), instance.weights)
                found[request.id, given_offer.id, week.isoformat()] = score
    return found


def value(file: File, plan: list[Arc], scores: dict[Arc, int]) -> tuple[Any, ...]:
    """What a plan is worth: tiers, score, lottery and the plan itself, larger is better."""
    sites = {row["id"]: row["priorMatches"] - bool(row.get("priority")) for row in file["sites"]}
    site_of = {row["id"]: row["site"] for row in file["requests"]}
    asks = Counter(site_of.values())
    top = max((sites[name] + asks[name] for name in asks), default=0)
    new = Counter(site_of[request] for request, _, _ in plan)
    tiers = sum(top + 1 - (sites[name] + k) for name, many in new.items() for k in range(1, many + 1))
    lots = [hashlib.sha256(f"{file['seed']}|{'|'.join(arc)}".encode()).digest()[:4] for arc in plan]
    lottery = sum(int.from_bytes(lot, "big") for lot in lots)
    return (tiers if file["policy"] == "reach" else 0, sum(scores[arc] for arc in plan), -lottery)


@settings(max_examples=150, deadline=None)
@given(rounds())
def test_it_is_the_best_of_all_plans(file: File) -> None:
    scores = feasible(file)
    best = max(value(file, plan, scores) for plan in every_plan(file, scores))
    result = solved(file)
    plan = [(row["request"], row["offer"], row["week"]) for row in result["plan"]]
    assert value(file, plan, scores) == best
    assert [row["score"] for row in result["plan"]] == [scores[arc] for arc in plan]
    assert (result["proof"]["gap"], result["proof"]["final"]) == (0, True)
    assert verified(file, result) == ([], True)
    unserved = {row["id"] for row in file["requests"]} - {request for request, _, _ in plan}
    assert {row["request"] for row in result["unserved"]} == unserved


@settings(max_examples=50, deadline=None)
@given(rounds())
def test_neither_order_nor_pruning_changes_the_plan(file: File) -> None:
    shuffled = copy.deepcopy(file)
    for name in ("sites", "companies", "requests", "offers"):
        random.Random(7).shuffle(shuffled[name])
    plan = solved(file)["plan"]
    assert solved(shuffled)["plan"] == plan
    assert solved(file, limit=0)["plan"] == plan


def keeps_side_rules(file: File, plan: list[Arc]) -> bool:
    rows = {row["id"]: row for row in file["requests"]}
    companies = {row["id"]: row["company"] for row in file["offers"]}
    keys = {
        "siteWeek": [(rows[request]["site"], week) for request, _, week in plan],
        "siteCompany": [(rows[request]["site"], companies[name]) for request, name, _ in plan],
    }
    placed = {request for request, _, _ in plan}
    together = [{n for n, row in rows.items() if row.get("group") == group} for group in ("g", "h")]
    return all(len(set(keys[rule])) == len(plan) for rule in file["sideRules"]) and all(
        members <= placed or members.isdisjoint(placed) for members in together
    )


@settings(max_examples=150, deadline=None)
@given(ruled())
def test_side_rules_and_groups_are_kept_in_the_best_plan(file: File) -> None:
    scores = feasible(file)
    plans = [plan for plan in every_plan(file, scores) if keeps_side_rules(file, plan)]
    result = solved(file)
    plan = [(row["request"], row["offer"], row["week"]) for row in result["plan"]]
    assert keeps_side_rules(file, plan)
    assert value(file, plan, scores) == max(value(file, one, scores) for one in plans)
    assert result["proof"]["gap"] == 0
    assert verified(file, result)[0] == []


@settings(max_examples=60, deadline=None)
@given(ruled())
def test_arcs_by_turns_come_as_near_as_they_say(file: File) -> None:
    """The way of the largest rounds, on small ones: valid, and no plan is beyond its bounds."""
    scores = feasible(file)
    plans = [plan for plan in every_plan(file, scores) if keeps_side_rules(file, plan)]
    with patch("api.matching.rounds.ruled.SMALL", -1):
        result = solved(file)
    plan = [(row["request"], row["offer"], row["week"]) for row in result["plan"]]
    assert keeps_side_rules(file, plan)
    tiers, score, _ = max(value(file, one, scores) for one in plans)
    assert result["proof"]["tierUpperBound"] in (None, *range(tiers, 10_000))
    if result["metrics"]["tierValue"] == tiers or file["policy"] == "maxScore":
        assert result["proof"]["upperBound"] >= score


@settings(max_examples=100, deadline=None)
@given(rounds())
def test_among_plans_alike_in_everything_it_is_the_smallest(file: File) -> None:
    """With lots that are all the same."""
    scores = feasible(file)
    worth = {tuple(plan): value(file, plan, scores)[:2] for plan in map(sorted, every_plan(file, scores))}
    best = max(worth.values())
    with patch("api.matching.rounds.lottery.draws", lambda _instance, _slots, request, _slot: np.ones(len(request))):
        plan = [(row["request"], row["offer"], row["week"]) for row in solved(file)["plan"]]
    assert plan == min(list(one) for one in worth if worth[one] == best)


@settings(max_examples=100, deadline=None)
@given(rounds(), st.sets(st.tuples(st.sampled_from(["S0", "S1", "S2"]), st.sampled_from(["C0", "C1"]))))
def test_partners_break_ties_and_cost_nothing(file: File, partners: set[tuple[str, str]]) -> None:
    file["partners"] = [{"site": site, "company": company} for site, company in sorted(partners)]
    scores = feasible(file)
    sites = {row["id"]: row["site"] for row in file["requests"]}
    companies = {row["id"]: row["company"] for row in file["offers"]}

    def full(plan: list[Arc]) -> tuple[Any, ...]:
        tiers, score, lots = value(file, plan, scores)
        return tiers, score, sum((sites[r], companies[o]) in partners for r, o, _ in plan), lots

    result = solved(file)
    plan = [(row["request"], row["offer"], row["week"]) for row in result["plan"]]
    assert full(plan) == max(map(full, every_plan(file, scores)))
    assert verified(file, result) == ([], True)


def crowd(seed: str = "") -> File:
    """Six equal requests of three sites for two places."""
    requests = [asked(n, site=f"S{n % 3}") for n in range(6)]
    return whole(
        requests, [offer(0)], seed=seed, policy="reach", sites=[site(n, lat=52.0, lon=5.0) for n in range(3)]
    )


def test_another_seed_is_another_plan_of_the_same_value() -> None:
    plans = {json.dumps(solved(crowd(seed))["plan"]) for seed in "abcdefgh"}
    values = {solved(crowd(seed))["metrics"]["tierValue"] for seed in "abcdefgh"}
    assert len(plans) > 1
    assert len(values) == 1


def test_a_proof_is_of_its_own_plan_alone() -> None:
    file = crowd()
    result = solved(file)
    worse = copy.deepcopy(result)
    worse["plan"].pop()
    faults, proven = verified(file, worse)
    assert "differs" in faults
    assert not proven
    for name in ("metrics", "unserved"):
        del worse[name]
    faults, proven = verified(file, worse)
    assert (set(faults), proven) == ({"unproven"}, False)
    forged = copy.deepcopy(result)
    stage = forged["proof"]["certificate"]["stages"][0]
    stage["companies"] = {"C0": 999_999}
    assert verified(file, forged)[0] != []
    other = copy.deepcopy(result)
    other["plan"][0]["score"] += 1
    assert verified(file, other)[0] != []


@pytest.mark.parametrize(
    "file",
    [
        whole([], []),
        whole([asked(0)], []),
        whole([], [offer(0)]),
        whole([asked(0)], [offer(0, capacityYear=0)]),
        whole([asked(0)], [offer(0)], companies=[company(0, 0), company(1)]),
        whole([asked(0, level="havo", year=6)], [offer(0)]),
        whole([asked(n) for n in range(200)], [offer(0, capacityWeek=3, capacityYear=9)], companies=[company(0, 9)]),
        whole([asked(n, site="S0") for n in range(50)], [offer(n, company="C0") for n in range(30)]),
    ],
    ids=[
        "empty",
        "no offers",
        "no requests",
        "no places",
        "company without places",
        "no such year",
        "crowd",
        "giant",
    ],
)
def test_there_is_always_an_outcome_with_reasons(file: File) -> None:
    result = solved(file)
    assert verified(file, result) == ([], True)
    assert len(result["plan"]) + len(result["unserved"]) == len(file["requests"])
    assert {row["reason"] for row in result["unserved"]} <= {"nothing_feasible", "lost_competition", "forbidden"}


@pytest.mark.parametrize(
    ("pins", "code"),
    [
        ([{"request": "R0", "offer": "O9", "week": WEEKS[0]}], "unknown_id"),
        ([{"request": "R0", "offer": "O0", "week": WEEKS[0]}] * 2, "pinned_twice"),
        ([{"request": f"R{n}", "offer": "O0", "week": WEEKS[0]} for n in range(2)], "pin_without_room"),
    ],
)
def test_impossible_pins_are_refused_by_name(pins: list[File], code: str) -> None:
    file = whole([asked(0), asked(1)], [offer(0)], pins=pins)
    with pytest.raises(Refused) as refused:
        problem(taken(file))
    assert (refused.value.code, refused.value.pointer[:5]) == (code, "/pins")


def test_every_step_on_the_way_is_a_plan() -> None:
    file = crowd()
    of = problem(taken(file))
    steps: list[Step] = []
    solve(of, steps.append)
    assert len(steps) > 2
    for step in steps:
        faults, proven = verified(file, json.loads(json.dumps(results.result(of, step))))
        assert faults == []
        assert proven or not step.proven


def test_a_repair_drops_nobody_else() -> None:
    requests = [asked(n, site=f"S{n % 3}") for n in range(4)]
    file = whole(requests, [offer(0), offer(1, company="C1"), offer(2, company="C1", capacityYear=1)], seed="s")
    instance = taken(file)
    plan = solve(problem(instance)).matches
    of, kept = repair(instance, slots_of(instance), plan, ["company:C0"])
    after = told(of, plan, solve(of, kept=kept).matches, ["company:C0"], "keepPublished")
    gone = {instance.requests[r].id for r, slot in plan if slots_of(instance).offer[slot] == 0}
    assert set(after["dropped"]) <= gone
    with pytest.raises(Refused, match="unknown_id"):
        repair(instance, slots_of(instance), plan, ["company:C9"])


@pytest.mark.parametrize("name", ["P1-small", "P2-seed-size"])
def test_the_instances_with_known_optima(shared: Path, name: str) -> None:
    file = json.loads((shared / "matching" / f"{name}.instance.json").read_text())
    expected = json.loads((shared / "matching" / f"{name}.expected.json").read_text())["optimum"]
    result = solved(file)
    for figure in (
        "served",
        "tierValue",
        "scoreTotalInt",
        "sitesWithAtLeastOneNew",
        "sitesAsking",
        "sitesWithZeroEver",
    ):
        assert result["metrics"][figure] == expected[figure], figure
    assert verified(file, result) == ([], True)
    for row in result["unserved"]:
        assert row["reason"] in ("nothing_feasible", "lost_competition", "forbidden")


def changed(file: File, name: str, step: File) -> File:
    """The file after one request took the step that a what-if names."""
    fields = {"kinds": "activityTypesRanked"}
    found = copy.deepcopy(file)
    (row,) = [row for row in found["requests"] if row["id"] == name]
    row[fields.get(step["field"], step["field"])] = step["to"]
    return found


def test_every_promise_holds_when_it_is_tried(shared: Path) -> None:
    file = json.loads((shared / "matching" / "P1-small.instance.json").read_text())
    promised = {row["request"]: row["wouldHelp"] for row in solved(file)["unserved"] if "wouldHelp" in row}
    assert len(promised) > 20
    for name, step in promised.items():
        of = problem(taken(changed(file, name, step)))
        served = {of.instance.requests[request].id for request, _ in solve(of).matches}
        assert name in served, step


@settings(max_examples=100, deadline=None)
@given(rounds())
def test_a_promise_in_a_small_round_holds(file: File) -> None:
    for row in solved(file)["unserved"]:
        if "wouldHelp" in row:
            after = solved(changed(file, row["request"], row["wouldHelp"]))
            assert row["request"] in {match["request"] for match in after["plan"]}


@pytest.mark.parametrize("policy", ["keepPublished", "fairnessFirst"])
def test_a_repair_is_proven_too(shared: Path, policy: str) -> None:
    text = (shared / "matching" / "P2-seed-size.instance.json").read_bytes()
    instance = read(text)
    before = json.loads((shared / "matching" / "P2-seed-size.expected.json").read_text())["rematch"]
    plan = results.published(
        instance, slots_of(instance), (shared / "matching" / "P2-seed-size.published.json").read_bytes()
    )
    withdrawn = [f"company:{before['company']}"]
    of, kept = repair(instance, slots_of(instance), plan, withdrawn, policy)
    step = solve(of, kept=kept)
    result = results.result(of, step, kept)
    result["repair"] = told(of, plan, step.matches, withdrawn, policy)
    assert results.verified(instance, json.dumps(result).encode()) == ([], True)
    if policy == "fairnessFirst":
        least = before["minLostOrChangedPublishedMatchesAtOptimalTiers"]
        assert result["metrics"]["tierValue"] == before["optimumAfter"]["tierValue"]
        assert len(kept) - result["repair"]["unchanged"] == least


@pytest.mark.parametrize("name", ["P1-small", "P2-seed-size"])
def test_side_rules_with_known_optima(shared: Path, name: str) -> None:
    file = json.loads((shared / "matching" / f"{name}.instance.json").read_text())
    expected = json.loads((shared / "matching" / f"{name}.expected.json").read_text())["extendedOptimum"]
    file |= {"pins": [], "forbids": [], "sideRules": ["siteWeek", "siteCompany"]}
    result = solved(file)
    figures = ("served", "scoreTotalInt", "sitesWithAtLeastOneNew", "tierHistogram")
    assert {of: result["metrics"][of] for of in figures} == {of: expected[of] for of in figures}
    assert (result["proof"]["gap"], result["proof"]["final"]) == (0, True)
    assert verified(file, result)[0] == []


def test_a_withdrawal_with_a_known_outcome(shared: Path) -> None:
    instance = taken(json.loads((shared / "matching" / "P2-seed-size.instance.json").read_text()))
    expected = json.loads((shared / "matching" / "P2-seed-size.expected.json").read_text())["rematch"]
    text = (shared / "matching" / "P2-seed-size.published.json").read_bytes()
    plan = results.published(instance, slots_of(instance), text)
    of, kept = repair(instance, slots_of(instance), plan, [f"company:{expected['company']}"])
    step = solve(of, kept=kept)
    after = told(of, plan, step.matches, [], "keepPublished")
    found = results.result(of, step, kept)["metrics"]
    known = expected["nobodyPublishedDropped"]
    assert (found["served"], found["tierValue"], len(after["changed"])) == (
        known["served"], known["tierValue"], known["changed"],
    )  # fmt: skip


def test_a_place_that_nobody_can_have_is_promised_to_nobody() -> None:
    file = whole(
        [asked(0, weeksOk=WEEKS[:1])],
        [offer(0, weeks=WEEKS[1:2], capacityYear=0), offer(1, weeks=WEEKS[:1], capacityYear=0)],
        policy="maxScore",
    )
    assert ["wouldHelp" in row for row in solved(file)["unserved"]] == [False]


def test_first_come_is_who_asked_first_and_among_equals_the_first_id() -> None:
    """One place; the smaller class makes the worse match, so the baseline tells who came first."""

    def baseline(*arrivals: int | None) -> int:
        asking = [
            asked(n, pupils=pupils, **({} if arrival is None else {"arrival": arrival}))
            for n, (pupils, arrival) in enumerate(zip((30, 10), arrivals, strict=True))
        ]
        found = solved(whole(asking, [offer(0, capacityYear=1)]))["baseline"]["fcfs"]
        assert found["served"] == 1
        return int(found["scoreTotalInt"])

    large = baseline(None, None)
    assert (baseline(1, 2), baseline(7, 7)) == (large, large)
    assert baseline(2, 1) < large


@pytest.mark.parametrize(
    ("fields", "broken"),
    [({}, ["weeks"]), ({"maxKm": 0}, ["weeks", "distance"]), ({"level": "vwo"}, ["level", "weeks"])],
)
def test_a_request_without_a_week_misses_by_that_too(fields: File, broken: list[str]) -> None:
    (left,) = solved(whole([asked(0, weeksOk=[], **fields)], [offer(0)]))["unserved"]
    (near,) = left["near"]
    assert (left["reason"], left["broken"], near["broken"], "relax" in near) == (
        "nothing_feasible", [broken], broken, False,
    )  # fmt: skip
