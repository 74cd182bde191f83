"""A round from instance to plan: stage by stage, each step a valid plan with its bound."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from api.matching.rounds import pricing
from api.matching.rounds.baselines import first_come
from api.matching.rounds.flow import flow_of
from api.matching.rounds.network import Prices, face
from api.matching.rounds.problem import Match, Problem
from api.matching.rounds.smallest import smallest
from api.matching.rounds.stages import Stage, stages


@dataclass(frozen=True)
class Step:
    """A valid plan on the way, and what was proven so far.

    `bounds` tell per objective what no plan exceeds that is as good in the objectives before; pins are not counted
    in them. `prices` hold one entry per stage that was begun: they prove the bounds.
    """

    name: str
    matches: tuple[Match, ...]
    bounds: Mapping[str, int]
    prices: tuple[Prices, ...] | None
    proven: bool = False


Report = Callable[[Step], None]


def solve(
    problem: Problem, report: Report | None = None, kept: Sequence[Match] = (), limit: int | None = None
) -> Step:
    """The one best plan. `kept` are the published matches of a repair; `limit` is what is solved without pruning."""
    tell = report or (lambda step: None)
    order = stages(problem, kept)
    start = first_step(problem, order, kept)
    tell(start)
    net, places = problem.net, np.arange(len(problem.net.request))
    base = problem.arcs_of(start.matches)
    prices: tuple[Prices, ...] = ()
    known: dict[str, int] = {}
    for stage in order:
        staged = stage.on(net)
        for turn in pricing.turns(staged, base, pricing.ALL_AT_ONCE if limit is None else limit):
            bounds = {**most(order), **known, **read_bound(stage, turn.flow.gain, turn.bound)}
            used = turn.flow.used
            matches = tuple(problem.matches(places[used]))
            tell(Step(", ".join(stage.names), matches, bounds, (*prices, turn.prices)))
            last = turn
        known |= stage.split(last.flow.gain)
        prices = (*prices, last.prices)
        net, left = face(staged, last.prices)
        places, base = places[left], np.flatnonzero(used[left])
    among = np.zeros(len(net.request), np.bool_)
    among[base] = True
    used = smallest(net, flow_of(net, among)).used
    done = Step("done", tuple(problem.matches(places[used])), known, prices, True)
    tell(done)
    return done


def first_step(problem: Problem, order: Sequence[Stage], kept: Sequence[Match]) -> Step:
    """What there is before anything is solved: what was published, else first come, first served."""
    matches = tuple(sorted({*problem.pins, *kept})) if kept else first_come(problem)
    return Step("first come, first served", matches, most(order), None)


def most(order: Sequence[Stage]) -> dict[str, int]:
    """What each objective can come to at all."""
    return {objective.name: objective.total for stage in order for objective, _ in stage.parts}


def read_bound(stage: Stage, gain: int, bound: int) -> dict[str, int]:
    """The bound on a stage as bounds on its objectives, each for plans that are as good as this in those before."""
    found = {}
    for objective, weight in stage.parts:
        value = gain // weight
        found[objective.name] = max(value, min(bound // weight, objective.total))
        gain, bound = gain - value * weight, bound - value * weight
    return found
