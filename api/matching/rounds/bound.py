"""What a linear model says about side rules, proven again in whole numbers.

Side rules, groups and floors are priced into the arcs (Lagrange); what is left is a network, whose best flow is
exact. Its gain plus the prices of what was taken out is a bound for every plan, whatever the prices, and what an arc
lacks tells how much worse every plan is that uses it. Nothing else may leave an arc out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from api.matching.rounds import pricing
from api.matching.rounds.flow import fits, largest_gain
from api.matching.rounds.mixed import Duals, Gain
from api.matching.rounds.network import Ints, Network, best_gain, gains
from api.matching.rounds.sides import Sides

FINEST = 1_000_000


@dataclass(frozen=True)
class Bound:
    """`value` is the most there can be, rounded down; `lacks` per arc what every plan with it lacks, at least."""

    value: int
    lacks: Ints
    used: Ints


def bound(net: Network, sides: Sides, gain: Gain, floors: Sequence[tuple[Gain, int]], duals: Duals) -> Bound:
    for unit in (FINEST, FINEST // 1000, 1):
        priced, taken_out = _priced(net, sides, gain, floors, duals, unit)
        if fits(largest_gain(priced), _nodes(net)):
            break
    turn = pricing.optimum(priced, np.zeros(0, np.int64))
    most = turn.bound + taken_out
    worth = priced.gain - turn.prices.slots[priced.slot]
    best = best_gain(priced, turn.prices)
    served = gains(priced, turn.prices).requests
    optional = (net.requests.low == 0) & (served < 0)
    lost = best[net.request] - worth - np.where(optional, served, 0)[net.request]
    value = most // unit
    lacks = -((-(lost - most + unit * value)) // unit) if unit > 1 else lost
    return Bound(value, np.maximum(lacks, 0), np.flatnonzero(turn.flow.used))


def _priced(
    net: Network, sides: Sides, gain: Gain, floors: Sequence[tuple[Gain, int]], duals: Duals, unit: int
) -> tuple[Network, int]:
    """The network with everything else in the price of its arcs, and what these prices add to its gain."""
    total, taken_out = gain * unit, 0
    for (of, least), price in zip(floors, duals.floors.tolist(), strict=True):
        worth = max(0, round(unit * price))
        total, taken_out = total + of * worth, taken_out - worth * least
    arcs = total.arcs
    for rule, (names, prices) in duals.rules.items():
        whole = np.maximum(0, np.rint(unit * prices)).astype(np.int64)
        if len(names):
            place = np.minimum(np.searchsorted(names, sides.keys[rule]), len(names) - 1)
            arcs = arcs - np.where(names[place] == sides.keys[rule], whole[place], 0)
        taken_out += int(whole.sum())
    members, prices = duals.members
    whole = np.rint(unit * prices).astype(np.int64)
    by_request = np.zeros(len(net.site_of), np.int64)
    by_request[members] = whole
    groups = np.zeros(sides.groups, np.int64)
    np.add.at(groups, sides.group_of[members], whole)
    taken_out += int(np.where(sides.group_low > 0, groups, np.maximum(groups, 0)).sum())
    return replace(net, gain=arcs - by_request[net.request], tier_gain=total.tiers), taken_out


def _nodes(net: Network) -> int:
    parts = net.site_of, net.offer_of, net.company_of, net.companies.high, net.tiers.high
    return 2 + sum(len(part) for part in parts)
