"""A round as a flow: root -> site (an arc per rank) -> request -> slot -> offer -> company -> root.

Every arc has a gain and bounds. Any price per node gives an upper bound on the gain of every flow (weak duality);
where the bound meets a plan's gain the plan is proven, and prices and plan are each other's certificate. Prices are
of sites, slots, offers and companies; a request's own follows from them. The root's is 0.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
FAR = 2**62


@dataclass(frozen=True)
class Bounds:
    """How much may flow through each, at least and at most."""

    low: Ints
    high: Ints

    @classmethod
    def upto(cls, high: Ints) -> "Bounds":
        return cls(np.zeros_like(high), high)

    def most(self, gain: Ints) -> int:
        """The most that these gains per unit can bring together, exact whatever their size."""
        amount = np.where(gain > 0, self.high, self.low)
        if int(np.abs(gain).max(initial=0)) * int(np.abs(amount).max(initial=0)) * len(gain) < FAR:
            return int((gain * amount).sum())
        return sum(one * many for one, many in zip(gain.tolist(), amount.tolist(), strict=True))

    def forced(self, gain: Ints) -> "Bounds":
        """What is left of the bounds when everything must bring its most."""
        return Bounds(np.where(gain > 0, self.high, self.low), np.where(gain < 0, self.low, self.high))


@dataclass(frozen=True)
class Prices:
    """Per site, slot, offer and company; a slot's price holds its offer's, an offer's its company's."""

    sites: Ints
    slots: Ints
    offers: Ints
    companies: Ints


@dataclass(frozen=True)
class Gains:
    """What the six kinds of arcs bring at some prices beyond what their ends are worth."""

    tiers: Ints
    requests: Ints
    slots: Ints
    offers: Ints
    companies: Ints


@dataclass(frozen=True)
class Network:
    """`start` tells where each request's arcs begin; tiers stand by site, the highest gain first."""

    request: Small
    slot: Small
    gain: Ints
    start: Ints
    site_of: Small
    offer_of: Small
    company_of: Small
    tier_site: Small
    tier_gain: Ints
    requests: Bounds
    slots: Bounds
    offers: Bounds
    companies: Bounds
    tiers: Bounds


def best_gain(net: Network, prices: Prices) -> Ints:
    """Per request the most that a place brings beyond its price; -FAR where it has no arc."""
    return segment_max(net.gain - prices.slots[net.slot], net.start)


def segment_max(values: Ints, start: Ints) -> Ints:
    found = np.full(len(start) - 1, -FAR, np.int64)
    filled = np.flatnonzero(start[1:] > start[:-1])
    if len(filled):
        found[filled] = np.maximum.reduceat(values, start[:-1][filled])
    return found


def gains(net: Network, prices: Prices) -> Gains:
    best = best_gain(net, prices)
    return Gains(
        tiers=net.tier_gain - prices.sites[net.tier_site],
        requests=np.where(best == -FAR, 0, prices.sites[net.site_of] + best),
        slots=prices.slots - prices.offers[net.offer_of],
        offers=prices.offers - prices.companies[net.company_of],
        companies=prices.companies,
    )


def upper_bound(net: Network, prices: Prices) -> int:
    """No flow brings more than this."""
    found = gains(net, prices)
    parts = (
        (net.tiers, found.tiers),
        (net.requests, found.requests),
        (net.slots, found.slots),
        (net.offers, found.offers),
        (net.companies, found.companies),
    )
    return sum(bounds.most(gain) for bounds, gain in parts)


def face(net: Network, prices: Prices, gain: Ints | None = None) -> tuple["Network", Ints]:
    """All flows that reach the bound of these prices, and nothing else, as a network; and which arcs it kept.

    Its arcs keep their gains until others are given; its ranks bring nothing any more.
    """
    found = gains(net, prices)
    best = best_gain(net, prices)
    requests = net.requests.forced(found.requests)
    kept = np.flatnonzero((net.gain - prices.slots[net.slot] == best[net.request]) & (requests.high[net.request] > 0))
    request = net.request[kept]
    start = np.searchsorted(request, np.arange(len(net.site_of) + 1)).astype(np.int64)
    slots, offers = net.slots.forced(found.slots), net.offers.forced(found.offers)
    left = replace(
        net,
        request=request,
        slot=net.slot[kept],
        gain=net.gain[kept],
        start=start,
        tier_gain=np.zeros_like(net.tier_gain),
        requests=requests,
        slots=slots,
        offers=offers,
        companies=net.companies.forced(found.companies),
        tiers=net.tiers.forced(found.tiers),
    )
    return left, kept
