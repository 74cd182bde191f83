"""Why a request was not served: always one of three reasons, with numbers.

forbidden: all that would fit is forbidden. nothing_feasible: nothing fits; `broken` holds the smallest sets of
limits that would have to give, `near` the offers that break just one of these sets. lost_competition: places fit,
others hold them; `near` is empty and `competition` tells who holds them and what a place costs, and `wouldHelp`, if
anything would, one change by which the request is served for certain.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from api.matching.near import near_miss
from api.matching.rounds.fields import Field
from api.matching.rounds.limits import LIMITS
from api.matching.rounds.misses import Misses
from api.matching.rounds.network import Ints
from api.matching.rounds.plan import Fault
from api.matching.rounds.problem import Match, Problem
from api.matching.rounds.solve import Step
from api.matching.rounds.whatif import WhatIf

SHOWN = 5


def reason(problem: Problem, request: int) -> str:
    """Which of the three, for a request that is not served."""
    if problem.arcs.start[request + 1] > problem.arcs.start[request]:
        return "lost_competition"
    return "forbidden" if request in problem.barred else "nothing_feasible"


def unserved(problem: Problem, step: Step, kept: Sequence[Match] = ()) -> list[dict[str, Any]]:
    """One row for every request without a match, in the order of ids."""
    served = {request for request, _ in step.matches}
    waiting = [n for n in range(len(problem.instance.requests)) if n not in served]
    misses = Misses(problem)
    what_if = WhatIf(problem, step, kept, misses)
    held = Held(problem, step)
    return [_row(problem, n, misses, what_if, held) for n in waiting]


def _row(problem: Problem, request: int, misses: Misses, what_if: WhatIf, held: "Held") -> dict[str, Any]:
    why = reason(problem, request)
    found: dict[str, Any] = {
        "request": problem.instance.requests[request].id,
        "reason": why,
        "broken": [],
        "near": [],
    }
    if why == "nothing_feasible":
        found |= near(problem, request, misses)
    if why == "forbidden":
        found["forbids"] = [
            {"offer": problem.instance.offers[offer].id, "reason": text}
            for (asking, offer), text in sorted(problem.instance.forbids.items())
            if asking == request
        ]
    if why == "lost_competition":
        found["competition"] = held.about(request)
        help_ = what_if.confirmed(request)
        if help_ is not None:
            found["wouldHelp"] = help_
    return found


def near(problem: Problem, request: int, misses: Misses) -> dict[str, Any]:
    """The smallest sets of broken limits, how many offers break each, and the nearest of these offers."""
    broken = misses.of(request)
    if not len(broken):
        return {"broken": [], "near": [], "offers": []}
    sizes = np.bitwise_count(broken)
    fewest = np.flatnonzero(sizes == sizes.min())
    sets = Counter(broken[fewest].tolist())
    order = sorted(sets, key=lambda bits: (-sets[bits], bits))
    km = misses.km(request, fewest)
    nearest = np.argsort(km, kind="stable")[:SHOWN]
    shown = [_near_row(problem, request, int(fewest[n]), int(broken[fewest[n]]), float(km[n])) for n in nearest]
    return {"broken": [_names(bits) for bits in order], "offers": [sets[bits] for bits in order], "near": shown}


def _names(bits: int) -> list[str]:
    return [limit for n, limit in enumerate(LIMITS) if bits >> n & 1]


def _near_row(problem: Problem, request: int, offer: int, bits: int, km: float) -> dict[str, Any]:
    offered = problem.instance.offers[offer]
    miss = near_miss(problem.instance.requests[request].request, offered.offer)
    found: dict[str, Any] = {"offer": offered.id, "broken": _names(bits), "km": round(km, 1)}
    # Outside a round a request without weeks has any week, so there it may miss by less.
    if miss.relax is not None and list(miss.broken) == found["broken"]:
        found["relax"] = {"field": miss.relax.field, "from": miss.relax.from_, "to": miss.relax.to}
    return found


class Held:
    """Who holds which places."""

    def __init__(self, problem: Problem, step: Step) -> None:
        self._problem = problem
        self._prices = step.prices[0] if step.prices else None
        self._by_offer: dict[int, list[int]] = {}
        for request, slot in step.matches:
            self._by_offer.setdefault(int(problem.slots.offer[slot]), []).append(request)
        self._asked_by_offer = _asked(problem)
        sites = [problem.instance.requests[request].site for request, _ in step.matches]
        self._new = np.bincount(np.array(sites, np.int64), minlength=len(problem.instance.sites))

    def about(self, request: int) -> dict[str, Any]:
        """Of the offers that fit: how many asked for them, who holds them (those in least need first), the price."""
        problem, instance = self._problem, self._problem.instance
        here = slice(int(problem.arcs.start[request]), int(problem.arcs.start[request + 1]))
        slots = problem.arcs.slot[here]
        offers = np.unique(problem.slots.offer[slots]).tolist()
        holders = sorted({holder for offer in offers for holder in self._by_offer.get(offer, ())})
        holders.sort(key=lambda n: -self._total(n))
        found: dict[str, Any] = {
            "offers": len(offers),
            "askedBy": max(int(self._asked_by_offer[offer]) for offer in offers),
            "ownMatches": self._total(request),
            "holders": [{"request": instance.requests[n].id, "matches": self._total(n)} for n in holders[:SHOWN]],
            "holdersInAll": len(holders),
        }
        if self._prices is not None:
            found["price"] = int(self._prices.slots[slots].min())
        return found

    def _total(self, request: int) -> int:
        site = self._problem.instance.requests[request].site
        return self._problem.instance.sites[site].prior + int(self._new[site])


def _asked(problem: Problem) -> Ints:
    """How many requests each offer fits."""
    many = len(problem.instance.offers)
    pairs = np.unique(problem.arcs.request.astype(np.int64) * many + problem.slots.offer[problem.arcs.slot])
    return np.bincount(pairs % max(many, 1), minlength=many).astype(np.int64)


def faults(problem: Problem, matches: Sequence[Match], given: Field) -> list[Fault]:
    """Every request without a match has its reason, and no other has one."""
    served = {request for request, _ in matches}
    rows = problem.instance.requests
    expected = {rows[n].id: reason(problem, n) for n in range(len(rows)) if n not in served}
    stated: dict[str, Mapping[str, Any]] = {}
    for item in given.items():
        known = {"competition", "forbids", "wouldHelp", "offers"}
        of = item.members(("request", "reason", "broken", "near"), known)
        stated[of["request"].text()] = {"reason": of["reason"].value}
    wrong = [name for name in expected if stated.get(name, {}).get("reason") != expected[name]]
    found = [Fault("wrong_reason", "/unserved", f"{name}: {expected[name]}") for name in wrong]
    return found + [
        Fault("served_and_unserved", "/unserved", name) for name in sorted(stated.keys() - expected.keys())
    ]
