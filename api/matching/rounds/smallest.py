"""Of plans that are alike in everything, the smallest: request by request served, in its first slot.

Plans alike differ by a circle in what the flow leaves open. There is hardly ever one after the lottery; where there
is, the first request that can take an earlier slot takes it, and is settled.
"""

from collections import deque
from itertools import pairwise

import numpy as np

from api.matching.rounds.flow import Flow, flow_of
from api.matching.rounds.network import Bounds, Flags, Ints, Network


def smallest(net: Network, flow: Flow) -> Flow:
    """`net` holds the best flows alone, `flow` is one of them."""
    used = flow.used
    for request in _doubtful(net, flow):
        used = _settled(net, used, request)
    return flow_of(net, used)


class _Nodes:
    """Places of the network's nodes in one row, and what may flow between them."""

    def __init__(self, net: Network) -> None:
        self.site = 1
        self.request = self.site + int(net.site_of.max(initial=-1)) + 1
        self.slot = self.request + len(net.site_of)
        self.offer = self.slot + len(net.offer_of)
        self.company = self.offer + len(net.company_of)
        self.count = self.company + len(net.companies.high)

    def edges(self, net: Network, flow: Flow) -> tuple[Ints, Ints]:
        """Where one more, or one less, may flow: from and to."""
        root = np.zeros(1, np.int64)
        slots, offers = np.arange(len(net.offer_of)), np.arange(len(net.company_of))
        companies, requests = np.arange(len(net.companies.high)), np.arange(len(net.site_of))
        arcs = Bounds.upto(np.ones(len(net.request), np.int64))
        kinds = (
            (root.repeat(len(net.tier_site)), self.site + net.tier_site, flow.tiers, net.tiers),
            (self.site + net.site_of, self.request + requests, flow.requests, net.requests),
            (self.request + net.request, self.slot + net.slot, flow.used.astype(np.int64), arcs),
            (self.slot + slots, self.offer + net.offer_of, flow.slots, net.slots),
            (self.offer + offers, self.company + net.company_of, flow.offers, net.offers),
            (self.company + companies, root.repeat(len(companies)), flow.companies, net.companies),
        )
        tails, heads = [], []
        for tail, head, amount, bounds in kinds:
            more, less = amount < bounds.high, amount > bounds.low
            tails += [tail[more], head[less]]
            heads += [head[more], tail[less]]
        return np.concatenate(tails), np.concatenate(heads)


def _doubtful(net: Network, flow: Flow) -> list[int]:
    """Requests that could stand on a circle, in order."""
    nodes = _Nodes(net)
    tail, head = nodes.edges(net, flow)
    tail, head = _joined(tail, head, nodes.count)
    while True:
        into = np.bincount(head, minlength=nodes.count) > 0
        out = np.bincount(tail, minlength=nodes.count) > 0
        alive = into[tail] & out[head]
        if alive.all():
            break
        tail, head = tail[alive], head[alive]
    on_circles = np.unique(tail)
    found = on_circles[(on_circles >= nodes.request) & (on_circles < nodes.slot)] - nodes.request
    return [int(request) for request in found]


def _joined(tail: Ints, head: Ints, count: int) -> tuple[Ints, Ints]:
    """Nodes between which both ways are open are one: going there and back changes nothing."""
    keys, back = tail * count + head, head * count + tail
    both = np.isin(keys, back)
    name = np.arange(count)
    while True:
        low = name.copy()
        np.minimum.at(low, tail[both], name[head[both]])
        low = low[low]
        if np.array_equal(low, name):
            break
        name = low
    tail, head = name[tail], name[head]
    apart = tail != head
    return tail[apart], head[apart]


def _settled(net: Network, used: Flags, request: int) -> Flags:
    """The flow after this request took the first slot it can have while requests before it stay as they are."""
    first, last = int(net.start[request]), int(net.start[request + 1])
    for arc in range(first, last):
        if used[arc]:
            return used
        changed = _with(net, used, request, arc)
        if changed is not None:
            return changed
    return used


def _with(net: Network, used: Flags, request: int, arc: int) -> Flags | None:
    """The flow with this arc in use, by the shortest circle through it; None when there is none."""
    flow = flow_of(net, used)
    nodes = _Nodes(net)
    tail, head = nodes.edges(net, flow)
    settled = (tail >= nodes.request) & (tail < nodes.request + request)
    settled |= (head >= nodes.request) & (head < nodes.request + request)
    own = (tail == nodes.request + request) | (
        (tail == nodes.slot + net.slot[arc]) & (head == nodes.request + request)
    )
    kept = ~(settled | own)
    way = _way(tail[kept], head[kept], nodes.slot + int(net.slot[arc]), nodes.request + request)
    if way is None:
        return None
    changed = used.copy()
    changed[arc] = True
    for here, there in pairwise(way):
        if nodes.request <= here < nodes.slot <= there:
            changed[_arc(net, here - nodes.request, there - nodes.slot)] = True
        if nodes.request <= there < nodes.slot <= here:
            changed[_arc(net, there - nodes.request, here - nodes.slot)] = False
    return changed


def _arc(net: Network, request: int, slot: int) -> int:
    first, last = int(net.start[request]), int(net.start[request + 1])
    return first + int(np.searchsorted(net.slot[first:last], slot))


def _way(tail: Ints, head: Ints, start: int, end: int) -> list[int] | None:
    """The nodes of a shortest way, by breadth."""
    order = np.argsort(tail, kind="stable")
    tail, head = tail[order], head[order]
    came: dict[int, int] = {start: start}
    queue = deque([start])
    while queue and end not in came:
        node = queue.popleft()
        for following in head[np.searchsorted(tail, node) : np.searchsorted(tail, node, side="right")].tolist():
            if following not in came:
                came[following] = node
                queue.append(following)
    if end not in came:
        return None
    way = [end]
    while way[-1] != start:
        way.append(came[way[-1]])
    return way[::-1]
