"""Rounds with side rules: linear model, proven bound, fixing by that bound alone, then whole numbers.

Up to SMALL arcs the plan is the best, phase by phase, and the lottery's. Beyond, arcs come in by turns, what the
linear model decides is kept, whole numbers settle the rest: the plan is as good as its gap says.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from api.matching.rounds import pricing
from api.matching.rounds.bound import Bound, bound
from api.matching.rounds.fields import Refused
from api.matching.rounds.mixed import Answer, Gain, How, Model
from api.matching.rounds.network import Ints, Network
from api.matching.rounds.problem import Match, Problem
from api.matching.rounds.sides import sides
from api.matching.rounds.solve import Report, Step, first_step, most
from api.matching.rounds.stages import objectives, stages, ties

SMALL = 150_000
FIRST_LACK = 100
WEIGHT = 100_000  # of an objective against the next one where all are one number
CLOSE, ADDED, NEAR_FLOW, TURNS = 1e-7, 4, 6, 8
Floor = tuple[Gain, int]


@dataclass(frozen=True)
class Best:
    """The most there is in whole numbers, its arcs, and the linear bound that left other arcs out."""

    value: int
    used: Ints
    bound: Bound


class Ruled:
    def __init__(self, problem: Problem, kept: Sequence[Match]) -> None:
        self.problem, self.net = problem, problem.net
        self.sides = sides(problem, problem.net)
        self.names = [objective.name for objective in objectives(problem, kept)]
        self.gains = [Gain(*objective.gain(problem.net)) for objective in objectives(problem, kept)]
        self.everything = np.arange(len(problem.net.request))

    def linear(self, gain: Gain, floors: Sequence[Floor], chosen: Ints, how: How = "corner") -> tuple[Answer, Bound]:
        answer = Model(self.problem, self.net, self.sides, chosen).run(gain, floors, how)
        assert answer.duals is not None
        return answer, bound(self.net, self.sides, gain, floors, answer.duals)

    def whole(self, gain: Gain, floors: Sequence[Floor], chosen: Ints) -> Answer:
        return Model(self.problem, self.net, self.sides, chosen).run(gain, floors, "whole")

    def best(self, gain: Gain, floors: Sequence[Floor], of: Bound) -> Best | None:
        """The best plan in whole numbers; None when there is none. Only what the bound proves is left out."""
        lack = FIRST_LACK
        while True:
            chosen = np.flatnonzero(of.lacks <= lack)
            answer = self.whole(gain, floors, chosen)
            if answer.used is None:
                if len(chosen) == len(of.lacks):
                    return None
                lack = int(of.lacks.max()) if lack > 100 * FIRST_LACK else 10 * lack
                continue
            value = _sum(gain, answer.used, self.net)
            if of.value - value <= lack:
                return Best(value, answer.used, of)
            lack = of.value - value


def _sum(gain: Gain, used: Ints, net: Network) -> int:
    """What these arcs bring, each site's best ranks first."""
    got = np.bincount(net.site_of[net.request[used]], minlength=int(net.site_of.max(initial=-1)) + 1)
    rank = np.arange(len(net.tier_site)) - np.searchsorted(net.tier_site, net.tier_site)
    width = net.tiers.high
    filled = np.where(width > 1, got[net.tier_site], rank < got[net.tier_site]) if len(rank) else rank
    return int(gain.arcs[used].sum()) + int((gain.tiers * filled).sum())


def solve(problem: Problem, report: Report | None = None, kept: Sequence[Match] = ()) -> Step:
    """The best plan that keeps the side rules; Refused where what must be served cannot be."""
    tell = report or (lambda step: None)
    ruled = Ruled(problem, kept)
    if not ruled.sides.group_low.any():
        tell(first_step(problem, stages(problem, kept), kept))
    if not len(problem.net.request):
        step = _nothing_open(ruled, kept)
    else:
        step = (_small if len(problem.net.request) <= SMALL else _large)(ruled, tell, kept)
    tell(step)
    return step


def _nothing_open(ruled: Ruled, kept: Sequence[Match]) -> Step:
    if ruled.net.requests.low.any() or (ruled.sides.group_low[ruled.sides.group_of[ruled.sides.members]] > 0).any():
        raise Refused("bounds_contradict", "", "what must be kept cannot be kept together")
    return _step(ruled, kept, "done", ruled.everything, dict.fromkeys(ruled.names, 0), True)


def _step(ruled: Ruled, kept: Sequence[Match], name: str, used: Ints, bounds: dict[str, int], done: bool) -> Step:
    known = {**most(stages(ruled.problem, kept)), **bounds}
    return Step(name, tuple(ruled.problem.matches(used)), known, None, done)


def _small(ruled: Ruled, tell: Report, kept: Sequence[Match]) -> Step:
    """Floors from the linear bounds first: where whole numbers reach them all, one search settles everything."""
    floors: list[Floor] = []
    for gain in ruled.gains[:-1]:
        floors.append((gain, ruled.linear(gain, floors, ruled.everything)[1].value))
    last = ruled.gains[-1]
    found = ruled.best(last, floors, ruled.linear(last, floors, ruled.everything)[1])
    if found is None:
        floors = []
        for gain in ruled.gains:
            found = ruled.best(gain, floors, ruled.linear(gain, floors, ruled.everything)[1])
            if found is None:
                raise Refused("bounds_contradict", "", "what must be kept cannot be kept together")
            floors.append((gain, found.value))
        floors.pop()
    assert found is not None
    bounds = {name: value for name, (_, value) in zip(ruled.names, floors, strict=False)}
    bounds[ruled.names[-1]] = found.value
    tell(_step(ruled, kept, ", ".join(ruled.names), found.used, bounds, False))
    equals = np.flatnonzero(found.bound.lacks <= found.bound.value - found.value)
    floors.append((last, found.value))
    used = found.used
    for objective in ties(ruled.problem):
        gain = Gain(*objective.gain(ruled.net))
        answer = ruled.whole(gain, floors, equals)
        assert answer.used is not None
        used = answer.used
        floors.append((gain, _sum(gain, used, ruled.net)))
    return _step(ruled, kept, "done", used, bounds, True)


def _large(ruled: Ruled, tell: Report, kept: Sequence[Match]) -> Step:
    """All objectives in one number, the earlier WEIGHT times the next; told apart again in the bounds."""
    weights = [WEIGHT**n for n in reversed(range(len(ruled.gains)))]
    combined = ruled.gains[-1]
    for gain, weight in zip(ruled.gains[:-1], weights[:-1], strict=True):
        combined = combined + gain * weight
    chosen, of = _by_turns(ruled, combined, _near_flow(ruled, kept))
    answer = Model(ruled.problem, ruled.net, ruled.sides, chosen).run(combined)
    settled = np.zeros(len(ruled.net.site_of), np.bool_)
    settled[ruled.net.request[answer.sure]] = True
    open_ = chosen[(of.lacks[chosen] <= FIRST_LACK) & ~settled[ruled.net.request[chosen]]]
    plan = ruled.whole(combined, (), np.union1d(answer.sure, open_))
    if plan.used is None:
        raise Refused("bounds_contradict", "", "what must be kept cannot be kept together")
    values = [_sum(gain, plan.used, ruled.net) for gain in ruled.gains]
    bounds = dict(zip(ruled.names, values, strict=True))
    bounds[ruled.names[0]] = max(values[0], _by_turns(ruled, ruled.gains[0], chosen)[1].value)
    above = sum(weight * value for weight, value in zip(weights[:-1], values[:-1], strict=True))
    bounds[ruled.names[-1]] = max(values[-1], of.value - above)
    return _step(ruled, kept, ", ".join(ruled.names), plan.used, bounds, False)


def _by_turns(ruled: Ruled, gain: Gain, chosen: Ints) -> tuple[Ints, Bound]:
    """Arcs that no bound keeps out come in until the linear model says nearly what the best bound says."""
    best: Bound | None = None
    for _ in range(TURNS):
        answer, of = ruled.linear(gain, (), chosen, "central")
        if best is None or of.value < best.value:
            best = of
        missing = np.setdiff1d(np.flatnonzero(of.lacks == 0), chosen)
        used = np.setdiff1d(of.used, chosen)
        if best.value <= answer.value * (1 + CLOSE) or not len(used):
            break
        added = missing[pricing.largest(ruled.net.gain[missing], ruled.net.request[missing], ADDED)]
        chosen = np.union1d(chosen, np.union1d(used, added))
    assert best is not None
    return chosen, best


def _near_flow(ruled: Ruled, kept: Sequence[Match]) -> Ints:
    """Where to begin: what plans without side rules use, and each request's arcs that come closest to the last."""
    net, base = stages(ruled.problem, kept)[0].on(ruled.net), ruled.problem.arcs_of(kept)
    found = pricing.first(net, base)
    for turn in pricing.turns(net, base):
        found |= turn.flow.used
    found[pricing.largest(net.gain - turn.prices.slots[net.slot], net.request, NEAR_FLOW)] = True
    return np.flatnonzero(found)
