"""First come, first served: the plan that people know, and where a round begins."""

from dataclasses import replace

import numpy as np

from api.matching.rounds.problem import Match, Problem, problem
from api.matching.rounds.side import Ledger


def first_come(of: Problem) -> tuple[Match, ...]:
    """After the pins, each request takes the best place that is left: most points, then first offer, first week."""
    net, ledger = of.net, Ledger(of)
    points = of.points()
    found = list(of.pins)
    for match in of.pins:
        ledger.take(*match)
    asked = of.instance.requests  # in the order of ids
    for request in sorted(range(len(asked)), key=lambda n: asked[n].arrival):
        here = slice(int(net.start[request]), int(net.start[request + 1]))
        places = net.slot[here]
        free = ledger.has_room(places)
        for slot in places[free][np.argsort(-points[here][free], kind="stable")].tolist():
            if ledger.allows(request, slot):
                ledger.take(request, slot)
                found.append((request, slot))
                break
    return tuple(sorted(found))


def without_a_round(of: Problem) -> tuple[Problem, tuple[Match, ...]]:
    """What first come, first served would have made of it had nobody pinned or forbidden anything."""
    instance = of.instance
    if instance.pins or instance.forbids:
        of = problem(replace(instance, pins=(), forbids={}))
    return of, first_come(of)
