"""`match-result/1`: what comes out of a round, and how it is checked without a solver.

`proof.upperBound` is the most that any plan of the same tierValue can score, `proof.tierUpperBound` the largest tier
value there can be, both pins included; `proof.gap` is the larger of the two shares that are missing, 0 when the plan
is the best (with side rules by the solver alone, which leaves no certificate).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from api.matching.rounds import certificate, reasons
from api.matching.rounds.baselines import without_a_round
from api.matching.rounds.fields import Field, Refused, document
from api.matching.rounds.instance import Instance
from api.matching.rounds.metrics import metrics, tier_value
from api.matching.rounds.pairs import Slots, slots_of
from api.matching.rounds.plan import Fault, broken_rules, read_plan
from api.matching.rounds.problem import Match, Problem, pinned, problem, scored
from api.matching.rounds.repair import REPAIRS, repair
from api.matching.rounds.solve import Step

FORMAT = "match-result/1"
VERSION = "1"
FIELDS = ("format", "plan")
OPTIONAL = ("instanceSha256", "policy", "seed", "unserved", "metrics", "baseline", "proof", "solver", "repair")


def result(problem: Problem, step: Step, kept: Sequence[Match] = ()) -> dict[str, Any]:
    """Everything but the seconds it took, which nobody here can tell."""
    instance = problem.instance
    figures = metrics(problem, step.matches)
    before, first = without_a_round(problem)
    return {
        "format": FORMAT,
        "instanceSha256": instance.sha256,
        "policy": instance.policy,
        "seed": instance.seed,
        "plan": [row(problem, match) for match in step.matches],
        "unserved": reasons.unserved(problem, step, kept),
        "metrics": figures,
        "baseline": {"fcfs": metrics(before, first)},
        "proof": {
            **proof(problem, step.bounds, step.matches),
            "final": step.proven,
            "certificate": None if step.prices is None else certificate.written(problem, kept, step.prices),
        },
        "solver": {"name": "loket", "version": VERSION},
    }


def row(problem: Problem, match: Match) -> dict[str, Any]:
    request, slot = match
    instance, slots = problem.instance, problem.slots
    score, parts, _ = scored(instance, slots, match)
    return {
        "request": instance.requests[request].id,
        "offer": instance.offers[slots.offer[slot]].id,
        "week": slots.weeks[slots.week[slot]].isoformat(),
        "score": score,
        "parts": parts,
    }


def proof(problem: Problem, bounds: Mapping[str, int], matches: Sequence[Match]) -> dict[str, Any]:
    """What is proven, with pins counted in; `tierUpperBound` is null where reach does not count."""
    score = sum(scored(problem.instance, problem.slots, match)[0] for match in matches)
    tiers = tier_value(problem, matches)
    upper = bounds["scoreTotalInt"] + sum(scored(problem.instance, problem.slots, pin)[0] for pin in problem.pins)
    top = bounds["tierValue"] + tier_value(problem, problem.pins) if "tierValue" in bounds else None
    missing = [(upper - score) / upper if upper > score else 0.0]
    if top is not None and top > tiers:
        missing.append((top - tiers) / top)
    return {"gap": max(missing), "upperBound": upper, "tierUpperBound": top}


def read(text: bytes) -> dict[str, Field]:
    top = document(text).members(FIELDS, OPTIONAL)
    if top["format"].value != FORMAT:
        raise Refused("unknown_format", "/format", f"expected {FORMAT}")
    return top


def published(instance: Instance, slots: Slots, text: bytes) -> tuple[Match, ...]:
    """The plan of a result that was published; refused when it breaks a rule of this instance.

    What was pinned since stands in its place.
    """
    matches, faults = read_plan(instance, slots, read(text)["plan"])
    pins = pinned(instance, slots)
    held = {request for request, _ in pins}
    faults += broken_rules(instance, slots, [*pins, *(match for match in matches if match[0] not in held)])
    if faults:
        raise Refused(f"published_{faults[0].code}", faults[0].pointer, faults[0].detail)
    return tuple(sorted(matches))


def verified(instance: Instance, text: bytes) -> tuple[list[Fault], bool]:
    """What is wrong with a result, and whether its plan is proven to be the one best."""
    of = read(text)
    expected = {"instanceSha256": instance.sha256, "policy": instance.policy, "seed": instance.seed}
    differs = [Fault("differs", f"/{name}") for name in expected if name in of and of[name].value != expected[name]]
    of_problem, kept = problem_of(instance, of)
    matches, faults = read_plan(of_problem.instance, of_problem.slots, of["plan"])
    faults = differs + faults + broken_rules(of_problem.instance, of_problem.slots, matches)
    if faults:
        return faults, False
    matches.sort()
    if "metrics" in of:
        faults += _differences(of["metrics"], metrics(of_problem, matches))
    if "unserved" in of:
        faults += reasons.faults(of_problem, matches, of["unserved"])
    if "proof" not in of:
        return faults, False
    return _proven(of_problem, kept, matches, of["proof"], faults)


def problem_of(instance: Instance, of: Mapping[str, Field]) -> tuple[Problem, tuple[Match, ...]]:
    """The round that a result answers, and the published matches when it is a repair."""
    if "repair" not in of:
        return problem(instance), ()
    stated = of["repair"].members(("policy", "withdrawn", "published"), ("dropped", "changed", "unchanged"))
    slots = slots_of(instance)
    matches, faults = read_plan(instance, slots, stated["published"])
    if faults:
        raise Refused(faults[0].code, faults[0].pointer, faults[0].detail)
    return repair(instance, slots, matches, stated["withdrawn"].texts(), stated["policy"].one_of(REPAIRS))


def _proven(
    of_problem: Problem, kept: Sequence[Match], matches: Sequence[Match], given: Field, faults: list[Fault]
) -> tuple[list[Fault], bool]:
    stated = given.members(("gap", "upperBound", "tierUpperBound", "final", "certificate"))
    if stated["certificate"].value is None:
        if stated["gap"].value == 0 and not of_problem.instance.has_side_rules:
            faults.append(Fault("no_certificate", stated["gap"].pointer, "a gap of 0 needs one"))
        return faults, False
    prices = certificate.read(of_problem, stated["certificate"])
    bounds, whole = certificate.bounds(of_problem, kept, prices, matches)
    found = {**proof(of_problem, bounds, matches), "final": whole}
    # Who stopped early may have had the proof without knowing; who claims more than there is, is refused.
    wrong = [name for name in found if stated[name].value not in (found[name], *([False] if name == "final" else []))]
    faults += [Fault("unproven", stated[name].pointer, f"the certificate shows {found[name]}") for name in wrong]
    return faults, whole and not faults


def _differences(given: Field, by_the_rules: Mapping[str, Any]) -> list[Fault]:
    if not isinstance(given.value, dict):
        return [Fault("differs", given.pointer)]
    wrong = [name for name, value in by_the_rules.items() if given.value.get(name) != value]
    return [Fault("differs", f"{given.pointer}/{name}", f"by the rules {by_the_rules[name]}") for name in wrong]
