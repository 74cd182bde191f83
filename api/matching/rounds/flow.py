"""The one call of the solver, and the prices that prove what it found."""

from dataclasses import dataclass

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from api.matching.rounds.fields import Refused
from api.matching.rounds.network import FAR, Bounds, Flags, Ints, Network, Prices, segment_max

INT64 = 2**63 - 1


@dataclass(frozen=True)
class Flow:
    """How much flows: `used` per arc of the network, the rest per request, slot, offer, company and tier."""

    used: Flags
    requests: Ints
    slots: Ints
    offers: Ints
    companies: Ints
    tiers: Ints
    gain: int


def fits(largest_gain: int, nodes: int) -> bool:
    """The solver multiplies costs by the number of nodes; twice, for the doubts of its scaling."""
    return 2 * largest_gain * (nodes + 2) < INT64


def largest_gain(net: Network) -> int:
    values = [int(np.abs(part).max()) for part in (net.gain, net.tier_gain) if len(part)]
    return max(values, default=0)


def solve(net: Network, chosen: Ints) -> Flow:
    """The best flow on the chosen arcs alone. Refused when costs would not fit, or the bounds contradict."""
    arcs = _Arcs(net, chosen)
    if not fits(largest_gain(net), arcs.nodes):
        raise Refused("cost_range", "/requests", "too many requests for exact 64-bit costs")
    flows = arcs.run()
    used = np.zeros(len(net.request), np.bool_)
    used[chosen] = flows[: len(chosen)] > 0
    return flow_of(net, used)


def flow_of(net: Network, used: Flags) -> Flow:
    """All that flows when these arcs are used; each site fills its best ranks first."""
    requests = np.bincount(net.request[used], minlength=len(net.site_of))
    slots = np.bincount(net.slot[used], minlength=len(net.offer_of))
    offers = np.bincount(net.offer_of, slots, len(net.company_of)).astype(np.int64)
    companies = np.bincount(net.company_of, offers, len(net.companies.high)).astype(np.int64)
    got = np.bincount(net.site_of, requests, int(net.site_of.max(initial=-1)) + 1).astype(np.int64)
    tiers = _ranks(net, got)
    gain = int(net.gain[used].sum()) + int((net.tier_gain * tiers).sum())
    return Flow(used, requests, slots, offers, companies, tiers, gain)


def _ranks(net: Network, got: Ints) -> Ints:
    """Which ranks are used: those that must be, then the best of the others."""
    first = np.searchsorted(net.tier_site, net.tier_site, side="left")
    free = (net.tiers.high - net.tiers.low).astype(np.int64)
    forced = np.bincount(net.tier_site, net.tiers.low, len(got) if len(got) else 1).astype(np.int64)
    before = np.cumsum(free) - free
    rank = before - before[first] if len(first) else before
    return net.tiers.low + ((free > 0) & (rank < (got - forced[: len(got)])[net.tier_site]))


class _Arcs:
    """The network as the solver takes it: nodes that occur, lower bounds as supplies, gains as negative costs."""

    def __init__(self, net: Network, chosen: Ints) -> None:
        request, slot = net.request[chosen], net.slot[chosen]
        self.requests = np.unique(np.concatenate([request, np.flatnonzero(net.requests.low > 0)]))
        self.slots = np.unique(np.concatenate([slot, np.flatnonzero(net.slots.low > 0)]))
        self.offers = np.unique(np.concatenate([net.offer_of[self.slots], np.flatnonzero(net.offers.low > 0)]))
        owners = net.company_of[self.offers]
        self.companies = np.unique(np.concatenate([owners, np.flatnonzero(net.companies.low > 0)]))
        tiers = np.flatnonzero(net.tiers.high > 0)
        self.sites = np.unique(np.concatenate([net.site_of[self.requests], net.tier_site[tiers]]))
        at_site, at_request = 1, 1 + len(self.sites)
        at_slot = at_request + len(self.requests)
        at_offer = at_slot + len(self.slots)
        at_company = at_offer + len(self.offers)
        self.nodes = at_company + len(self.companies)
        self._parts: list[tuple[Ints, Ints, Ints, Ints, Ints]] = []
        one = np.ones(len(chosen), np.int64)
        here = at_request + np.searchsorted(self.requests, request)
        there = at_slot + np.searchsorted(self.slots, slot)
        self._add(here, there, Bounds.upto(one), -net.gain[chosen])
        site = at_site + np.searchsorted(self.sites, net.tier_site[tiers])
        self._add(np.zeros_like(site), site, _at(net.tiers, tiers), -net.tier_gain[tiers])
        site = at_site + np.searchsorted(self.sites, net.site_of[self.requests])
        self._add(site, at_request + np.arange(len(self.requests)), _at(net.requests, self.requests))
        offer = at_offer + np.searchsorted(self.offers, net.offer_of[self.slots])
        self._add(at_slot + np.arange(len(self.slots)), offer, _at(net.slots, self.slots))
        company = at_company + np.searchsorted(self.companies, net.company_of[self.offers])
        self._add(at_offer + np.arange(len(self.offers)), company, _at(net.offers, self.offers))
        owner = at_company + np.arange(len(self.companies))
        self._add(owner, np.zeros_like(owner), _at(net.companies, self.companies))

    def _add(self, tail: Ints, head: Ints, bounds: Bounds, cost: Ints | None = None) -> None:
        self._parts.append((tail, head, bounds.low, bounds.high, np.zeros_like(tail) if cost is None else cost))

    def run(self) -> Ints:
        tail, head, low, high, cost = (np.concatenate([part[n] for part in self._parts]) for n in range(5))
        flow = SimpleMinCostFlow()
        arcs = flow.add_arcs_with_capacity_and_unit_cost(tail, head, high - low, cost)
        if low.any():
            supply = np.bincount(head, low, self.nodes) - np.bincount(tail, low, self.nodes)
            flow.set_nodes_supplies(np.arange(self.nodes), supply.astype(np.int64))
        status = flow.solve() if len(tail) else flow.OPTIMAL
        if status == flow.INFEASIBLE:
            raise Refused("bounds_contradict", "", "what must be kept cannot be kept together")
        if status != flow.OPTIMAL:
            raise Refused("cost_range", "/requests", status.name)
        found: Ints = flow.flows(arcs).astype(np.int64) + low if len(tail) else low
        return found


def _at(bounds: Bounds, places: Ints) -> Bounds:
    return Bounds(bounds.low[places], bounds.high[places])


def prices(net: Network, chosen: Ints, flow: Flow, far: int | None = None) -> Prices:
    """Prices at which this flow, the best on the chosen arcs, is seen to be the best on them.

    They are shortest ways to the root in what the flow leaves open; a site's is then as low as it may be, so that
    what was left out looks no better than it is. Where no way leads to the root the price is about `far`.
    """
    return _Residual(net, chosen, flow, 8 * largest_gain(net) + 8 if far is None else far).settled()


class _Residual:
    def __init__(self, net: Network, chosen: Ints, flow: Flow, far: int) -> None:
        self.net, self.flow = net, flow
        free = chosen[~flow.used[chosen]]
        self.request, self.slot, self.gain = net.request[free], net.slot[free], net.gain[free]
        self.start = np.searchsorted(self.request, np.arange(len(net.site_of) + 1)).astype(np.int64)
        used = np.flatnonzero(flow.used)
        self.used_request, self.used_slot, self.used_gain = net.request[used], net.slot[used], net.gain[used]
        self.sites = np.full(int(net.site_of.max(initial=-1)) + 1, far, np.int64)
        filled = flow.tiers > net.tiers.low
        np.minimum.at(self.sites, net.tier_site[filled], net.tier_gain[filled])
        self.requests = np.full(len(net.site_of), far, np.int64)
        self.slots = np.full(len(net.offer_of), far, np.int64)
        self.offers = np.full(len(net.company_of), far, np.int64)
        open_ = flow.companies < net.companies.high
        self.companies = np.where(open_, 0, np.int64(far))

    def settled(self) -> Prices:
        net, flow = self.net, self.flow
        busy_slots = np.flatnonzero(flow.slots > net.slots.low)
        busy_offers = np.flatnonzero(flow.offers > net.offers.low)
        open_slots, open_offers = flow.slots < net.slots.high, flow.offers < net.offers.high
        served = flow.requests > net.requests.low
        waiting = flow.requests < net.requests.high
        for _ in range(2 * len(self.requests) + 8):
            before = self.requests, self.slots.copy()
            np.minimum.at(self.offers, net.offer_of[busy_slots], self.slots[busy_slots])
            np.minimum.at(self.companies, net.company_of[busy_offers], self.offers[busy_offers])
            above = self.companies[net.company_of]
            self.offers = np.where(open_offers, np.minimum(self.offers, above), self.offers)
            above = self.offers[net.offer_of]
            self.slots = np.where(open_slots, np.minimum(self.slots, above), self.slots)
            best = -segment_max(self.gain - self.slots[self.slot], self.start)
            self.requests = np.minimum(self.requests, best)
            np.minimum.at(self.sites, net.site_of[waiting], self.requests[waiting])
            self.requests = np.where(served, np.minimum(self.requests, self.sites[net.site_of]), self.requests)
            np.minimum.at(self.slots, self.used_slot, self.requests[self.used_request] + self.used_gain)
            if np.array_equal(before[0], self.requests) and np.array_equal(before[1], self.slots):
                return Prices(self._lowest(), self.slots, self.offers, self.companies)
        raise AssertionError("a flow that is not the best has no prices")

    def _lowest(self) -> Ints:
        """The lowest price per site: what its next rank is worth, or what its served requests need."""
        net, flow = self.net, self.flow
        found = np.full(len(self.sites), -FAR, np.int64)
        open_ = flow.tiers < net.tiers.high
        np.maximum.at(found, net.tier_site[open_], net.tier_gain[open_])
        served = flow.requests > net.requests.low
        np.maximum.at(found, net.site_of[served], self.requests[served])
        return np.where(found == -FAR, self.sites, found)
