"""Prune, then price: solve on a few arcs per request, look at every arc left out, add what could help, again.

When nothing left out could help, the prices prove the optimum of the whole. Every turn is a valid plan with a bound.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from api.matching.rounds import flow as flows
from api.matching.rounds.flow import Flow
from api.matching.rounds.network import Flags, Ints, Network, Prices, Small, segment_max, upper_bound

ALL_AT_ONCE = 150_000
FIRST_OFFERS, FIRST_MORE, MORE = 4, 8, 16


@dataclass(frozen=True)
class Turn:
    """A plan, and the prices at which the most that any plan could bring is least."""

    flow: Flow
    prices: Prices
    bound: int

    @property
    def is_proven(self) -> bool:
        return self.bound == self.flow.gain


def optimum(net: Network, base: Ints) -> Turn:
    """The last turn: the best flow, proven."""
    *_, last = turns(net, base)
    return last


def turns(net: Network, base: Ints, limit: int = ALL_AT_ONCE) -> Iterator[Turn]:
    """Plans that get better, the last one proven; up to `limit` arcs are taken at once."""
    chosen = np.ones(len(net.request), np.bool_) if len(net.request) <= limit else first(net, base)
    more, best = FIRST_MORE, None
    while True:
        arcs = np.flatnonzero(chosen)
        flow = flows.solve(net, arcs)
        prices = flows.prices(net, arcs, flow)
        bound = upper_bound(net, prices)
        if best is None or bound < best[0]:
            best = bound, prices
        turn = Turn(flow, best[1], best[0])
        yield turn
        if turn.is_proven:
            return
        added = _helpful(net, prices, chosen, more)
        if not len(added):
            raise AssertionError("a gap without an arc that could close it")
        chosen[added] = True
        more = MORE


def first(net: Network, base: Ints) -> Flags:
    """For each request its best offers, each in one of its best weeks; weeks alike are dealt out by turns."""
    offer = net.offer_of[net.slot]
    is_head = np.concatenate([[True], (net.request[1:] != net.request[:-1]) | (offer[1:] != offer[:-1])])
    heads = np.flatnonzero(is_head)
    best = np.maximum.reduceat(net.gain, heads)
    pair = np.cumsum(is_head) - 1
    of_best = np.flatnonzero(net.gain == best[pair])
    first = np.searchsorted(pair[of_best], np.arange(len(heads)))
    count = np.bincount(pair[of_best], minlength=len(heads))
    dealt = of_best[first + net.request[heads].astype(np.int64) % count]
    chosen = np.zeros(len(net.request), np.bool_)
    chosen[dealt[largest(best, net.request[heads], FIRST_OFFERS)]] = True
    chosen[base] = True
    return chosen


def _helpful(net: Network, prices: Prices, chosen: Flags, most: int) -> Ints:
    """Arcs left out that beat, at these prices, all that their request has; for each request the best ones."""
    value = net.gain - prices.slots[net.slot]
    arcs = np.flatnonzero(chosen)
    request = net.request[arcs]
    known = segment_max(value[arcs], np.searchsorted(request, np.arange(len(net.start))).astype(np.int64))
    optional = net.requests.low == 0
    known = np.where(optional, np.maximum(known, -prices.sites[net.site_of]), known)
    better = np.flatnonzero((value > known[net.request]) & ~chosen)
    return better[largest(value[better], net.request[better], most)]


def largest(values: Ints, group: Small, most: int) -> Ints:
    """Places of the `most` largest values per group; the groups stand together, in order."""
    order = np.lexsort((-values, group))
    sorted_group = group[order]
    rank = np.arange(len(order)) - np.searchsorted(sorted_group, sorted_group)
    found: Ints = order[rank < most]
    return found
