"""The order of objectives, as stages: each is one exact number, and works on what the stages before left equal.

Objectives that fit into 64 bits together are one stage, the earlier weighing more than all that the later could
bring. The network's flows that reach a stage's bound are the next stage's network (`network.face`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from api.matching.rounds import lottery
from api.matching.rounds.fields import Refused
from api.matching.rounds.flow import fits
from api.matching.rounds.network import Ints, Network
from api.matching.rounds.problem import Match, Problem

Gain = Callable[[Network], tuple[Ints, Ints]]


@dataclass(frozen=True)
class Objective:
    """`gain` tells what arcs and ranks of a network bring; `most` bounds what one of them can, `total` their sum."""

    name: str
    gain: Gain
    most: int
    total: int


@dataclass(frozen=True)
class Stage:
    """Objectives with what one unit of each weighs."""

    parts: tuple[tuple[Objective, int], ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(objective.name for objective, _ in self.parts)

    def on(self, net: Network) -> Network:
        """The network with this stage's gains."""
        arcs, tiers = np.zeros(len(net.request), np.int64), np.zeros(len(net.tier_site), np.int64)
        for objective, weight in self.parts:
            more_arcs, more_tiers = objective.gain(net)
            arcs, tiers = arcs + weight * more_arcs, tiers + weight * more_tiers
        return replace(net, gain=arcs, tier_gain=tiers)

    def split(self, gain: int) -> dict[str, int]:
        """A gain, or a bound on gains, read as one number per objective: the later ones are what is left."""
        found = {}
        for objective, weight in self.parts:
            found[objective.name], gain = divmod(gain, weight)
        return found


def stages(problem: Problem, kept: Sequence[Match] = ()) -> tuple[Stage, ...]:
    """The stages of a round; with the `kept` matches of what was published, those of a repair."""
    found = _grouped(objectives(problem, kept), problem.nodes)
    for objective in ties(problem):
        found += _grouped([objective], problem.nodes)
    return tuple(found)


def objectives(problem: Problem, kept: Sequence[Match] = ()) -> list[Objective]:
    """What counts before partners and lottery, in order."""
    found = [_score(problem)]
    if kept:
        found.insert(0, _unchanged(problem, kept))
    if problem.instance.policy == "reach":
        found.insert(0, _reach(problem))
    return found


def ties(problem: Problem) -> list[Objective]:
    """What decides among equals, in order."""
    return [*([_partners(problem)] if problem.instance.partners else []), _lottery(problem)]


def _grouped(wanted: Sequence[Objective], nodes: int) -> list[Stage]:
    """As few stages as costs allow, from the first objective on."""
    found: list[list[Objective]] = []
    for objective in wanted:
        if found and fits(_largest([*found[-1], objective]), nodes):
            found[-1].append(objective)
        elif fits(objective.most, nodes):
            found.append([objective])
        else:
            raise Refused("cost_range", "/requests", f"{objective.name} is too large for exact 64-bit costs")
    return [_weighed(group) for group in found]


def _weighed(group: Sequence[Objective]) -> Stage:
    parts, weight = [], 1
    for objective in reversed(group):
        parts.append((objective, weight))
        weight *= objective.total + 1
    return Stage(tuple(reversed(parts)))


def _largest(group: Sequence[Objective]) -> int:
    return sum(objective.most * weight for objective, weight in _weighed(group).parts)


def _reach(problem: Problem) -> Objective:
    ranks = problem.net.tier_gain
    most = int(np.abs(ranks).max(initial=0))
    return Objective(
        "tierValue", lambda net: (np.zeros_like(net.gain), ranks), most, most * max(1, problem.most_served)
    )


def _score(problem: Problem) -> Objective:
    scores = _Lookup(problem)
    total = 10_000 * max(1, problem.most_served)
    return Objective(
        "scoreTotalInt", lambda net: (scores.of(net), np.zeros(len(net.tier_site), np.int64)), 10_000, total
    )


def _unchanged(problem: Problem, kept: Sequence[Match]) -> Objective:
    many = len(problem.slots.offer)
    keys = np.array([request * many + slot for request, slot in kept], np.int64)

    def gain(net: Network) -> tuple[Ints, Ints]:
        same = np.isin(net.request.astype(np.int64) * many + net.slot, keys)
        return same.astype(np.int64), np.zeros(len(net.tier_site), np.int64)

    return Objective("unchanged", gain, 1, len(kept))


def _partners(problem: Problem) -> Objective:
    many = len(problem.instance.companies)
    keys = np.array([site * many + company for site, company in problem.instance.partners], np.int64)

    def gain(net: Network) -> tuple[Ints, Ints]:
        company = net.company_of[net.offer_of[net.slot]].astype(np.int64)
        known = np.isin(net.site_of[net.request].astype(np.int64) * many + company, keys)
        return known.astype(np.int64), np.zeros(len(net.tier_site), np.int64)

    return Objective("partners", gain, 1, max(1, problem.most_served))


def _lottery(problem: Problem) -> Objective:
    def gain(net: Network) -> tuple[Ints, Ints]:
        drawn = lottery.draws(problem.instance, problem.slots, net.request, net.slot)
        return -drawn, np.zeros(len(net.tier_site), np.int64)

    return Objective("lottery", gain, lottery.LARGEST, lottery.LARGEST * max(1, problem.most_served))


class _Lookup:
    """Scores of a network's arcs, in the problem's order wherever a face has fewer."""

    def __init__(self, problem: Problem) -> None:
        self._many = len(problem.slots.offer)
        self._net = problem.net
        self._keys: Ints | None = None

    def of(self, net: Network) -> Ints:
        if len(net.request) == len(self._net.request):
            return self._net.gain
        if self._keys is None:
            self._keys = self._net.request.astype(np.int64) * self._many + self._net.slot
        return self._net.gain[np.searchsorted(self._keys, net.request.astype(np.int64) * self._many + net.slot)]
