"""The one change by which a request would have been served, told only when the plan with it is certain to be better.

The prices of a plan are the least that is lost on the way from a place to the root, among the arcs looked at. A
request that is not served, put on a place it can have after the change, brings its score and its site's next rank;
where that is more than the place's price, the new best plan beats the old one, and without the request it could not.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from api.matching.model import Offer, Request, km_between
from api.matching.near import Relax, near_miss, relaxed
from api.matching.rounds import flow as flows
from api.matching.rounds.misses import Misses
from api.matching.rounds.network import Ints, Network, best_gain
from api.matching.rounds.problem import Match, Problem
from api.matching.rounds.solve import Step
from api.matching.rounds.stages import stages
from api.matching.scores import broken, parts, total

TRIED = 12
NO_WAY = 2**60  # so that no gain reaches it: a place without a way is nobody's
LOOKED_AT = 1_500_000
THEIRS = {"radiusKm", "distance"}


class WhatIf:
    def __init__(self, problem: Problem, step: Step, kept: Sequence[Match], misses: Misses) -> None:
        self._problem, self._misses = problem, misses
        self._able = step.proven and not problem.instance.has_side_rules
        if not self._able or step.prices is None:
            return
        stage = stages(problem, kept)[0]
        net = stage.on(problem.net)
        weights = {objective.name: weight for objective, weight in stage.parts}
        self._able = "scoreTotalInt" in weights
        self._unit = weights.get("scoreTotalInt", 1)
        used = np.zeros(len(net.request), np.bool_)
        used[problem.arcs_of(step.matches)] = True
        plan = flows.flow_of(net, used)
        self._prices = flows.prices(net, _looked_at(net, step, used), plan, NO_WAY).slots
        self._next = np.full(len(problem.instance.sites), -1, np.int64)
        open_ = plan.tiers < net.tiers.high
        np.maximum.at(self._next, net.tier_site[open_], net.tier_gain[open_])
        cheapest = np.full(len(problem.instance.offers), np.iinfo(np.int64).max)
        np.minimum.at(cheapest, problem.slots.offer, self._prices)
        self._cheapest = cheapest

    def confirmed(self, request: int) -> dict[str, Any] | None:
        """A change of the request's own that is certain to help; None when none was found."""
        if not self._able:
            return None
        asked = self._problem.instance.requests[request]
        worth = int(self._next[asked.site])
        allowed = worth + 10_000 * self._unit
        bits = self._misses.of(request)
        able = np.flatnonzero((np.bitwise_count(bits) == 1) & (self._cheapest < allowed))
        for offer in able[np.argsort(self._cheapest[able], kind="stable")][:TRIED].tolist():
            if (request, offer) in self._problem.instance.forbids:
                continue
            offered = self._problem.instance.offers[offer]
            relax = near_miss(asked.request, offered.offer).relax
            if relax is None or relax.field in THEIRS:
                continue
            if self._gain(relaxed(asked.request, offered.offer, relax), offer) + worth > 0:
                return _told(relax, offered.id)
        return None

    def _gain(self, pair: tuple[Request, Offer], offer: int) -> int:
        """The most that the changed pair brings beyond the price of its place."""
        request, offered = pair
        slots = self._problem.slots
        km = km_between(request, offered)
        best = -(2**62)
        if broken(request, offered, km) or not request.subjects or not request.languages or not request.weeks_ok:
            return best
        for slot in range(int(slots.start[offer]), int(slots.start[offer + 1])):
            week = slots.weeks[slots.week[slot]]
            if week in request.weeks_ok:
                score = total(parts(request, offered, km, week), self._problem.instance.weights)
                best = max(best, self._unit * score - int(self._prices[slot]))
        return best


def _looked_at(net: Network, step: Step, used: np.ndarray[Any, np.dtype[np.bool_]]) -> Ints:
    """All arcs, or in the largest rounds those that cost nothing at the plan's prices."""
    if len(net.request) <= LOOKED_AT or step.prices is None:
        return np.arange(len(net.request))
    at = step.prices[0]
    free = net.gain - at.slots[net.slot] == best_gain(net, at)[net.request]
    return np.flatnonzero(free | used)


def _told(relax: Relax, offer: str) -> dict[str, Any]:
    return {"field": relax.field, "from": relax.from_, "to": relax.to, "offer": offer}
