"""An instance as a network: what its pins leave of the places, the ranks of every site, and all feasible arcs.

A pin is a match that is made already: its request leaves the competition, its place and its site's first ranks are
taken. So pins hold whatever the rest does, and what they bring is a constant.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from api.matching.model import distance_km
from api.matching.rounds.fields import Refused
from api.matching.rounds.instance import Instance
from api.matching.rounds.limits import broken_in
from api.matching.rounds.network import Bounds, Flags, Ints, Network
from api.matching.rounds.pairs import Arcs, Candidates, Slots
from api.matching.scores import parts, total

Match = tuple[int, int]  # (request, slot)


@dataclass(frozen=True)
class Problem:
    """`top` is K of the tier value; gains of `net` are scores and ranks, not yet weighed against each other."""

    instance: Instance
    candidates: Candidates
    arcs: Arcs
    net: Network
    pins: tuple[Match, ...]
    top: int

    @property
    def slots(self) -> Slots:
        return self.candidates.slots

    @cached_property
    def barred(self) -> frozenset[int]:
        """Requests that a forbid keeps from an offer which fits."""
        pairs = self.instance.forbids
        return frozenset(request for request, offer in pairs if not broken_in(self.instance, request, offer))

    @property
    def most_served(self) -> int:
        """No plan serves more, pins left out."""
        return min(int(self.net.requests.high.sum()), int(self.net.companies.high.sum()))

    @property
    def nodes(self) -> int:
        net = self.net
        counts = (self.instance.sites, self.instance.requests, net.offer_of, net.company_of, self.instance.companies)
        return 2 + sum(map(len, counts))

    def points(self) -> Ints:
        """Of every arc of the network, ten to a point of the score."""
        many = len(self.slots.offer)
        keys = self.arcs.request.astype(np.int64) * many + self.arcs.slot
        wanted = self.net.request.astype(np.int64) * many + self.net.slot
        found: Ints = self.arcs.points[np.searchsorted(keys, wanted)].astype(np.int64)
        return found

    def matches(self, used: Ints) -> list[Match]:
        """The plan of these arcs, pins included, by request."""
        chosen = zip(self.net.request[used].tolist(), self.net.slot[used].tolist(), strict=True)
        return sorted([*self.pins, *chosen])

    def arcs_of(self, matches: Sequence[Match]) -> Ints:
        """The arcs of a plan's matches, pins left out; the plan keeps the limits."""
        many = len(self.slots.offer)
        wanted = np.array(sorted(r * many + s for r, s in set(matches) - set(self.pins)), np.int64)
        keys = self.net.request.astype(np.int64) * many + self.net.slot
        return np.searchsorted(keys, wanted).astype(np.int64)


def problem(instance: Instance, kept: Sequence[Match] = ()) -> Problem:
    """Refused when a pin cannot be. Requests of `kept` matches must be served, there or elsewhere."""
    candidates = Candidates(instance)
    slots = candidates.slots
    pins = pinned(instance, slots)
    arcs = candidates.arcs()
    asked = np.bincount([row.site for row in instance.requests], minlength=len(instance.sites)).astype(np.int64)
    counted = np.array([site.counted for site in instance.sites], np.int64)
    top = int((counted + asked)[asked > 0].max(initial=0))
    net = _network(instance, slots, arcs, pins, kept, (asked, counted, top))
    return Problem(instance, candidates, arcs, net, pins, top)


def _network(
    instance: Instance,
    slots: Slots,
    arcs: Arcs,
    pins: Sequence[Match],
    kept: Sequence[Match],
    ranks: tuple[Ints, Ints, int],
) -> Network:
    site_of = np.array([row.site for row in instance.requests], np.int32)
    company_of = np.array([row.company for row in instance.offers], np.int32)
    weekly = np.array([row.capacity_week for row in instance.offers], np.int64)[slots.offer]
    yearly = np.array([row.capacity_year for row in instance.offers], np.int64)
    owned = np.array([row.capacity_year for row in instance.companies], np.int64)
    waiting = np.ones(len(site_of), np.int64)
    taken = np.zeros(len(instance.sites), np.int64)
    for pinned_request, slot in pins:
        waiting[pinned_request] = 0
        taken[site_of[pinned_request]] += 1
        weekly[slot] -= 1
        yearly[slots.offer[slot]] -= 1
        owned[company_of[slots.offer[slot]]] -= 1
    must = np.zeros_like(waiting)
    must[[request for request, _ in kept if waiting[request]]] = 1
    room = np.minimum(
        np.minimum(weekly, yearly[slots.offer]), owned[company_of[slots.offer]] if len(yearly) else weekly
    )
    still = (waiting[arcs.request] > 0) & (room[arcs.slot] > 0) & ~_excluded(instance, slots, arcs, pins)
    request = arcs.request[still]
    tier_site, tier_gain, width = _tiers(instance.policy, *ranks, taken)
    return Network(
        request=request,
        slot=arcs.slot[still],
        gain=arcs.score[still].astype(np.int64),
        start=np.searchsorted(request, np.arange(len(site_of) + 1)).astype(np.int64),
        site_of=site_of,
        offer_of=slots.offer,
        company_of=company_of,
        tier_site=tier_site.astype(np.int32),
        tier_gain=tier_gain,
        requests=Bounds(must, waiting),
        slots=Bounds.upto(weekly),
        offers=Bounds.upto(yearly),
        companies=Bounds.upto(owned),
        tiers=Bounds.upto(width),
    )


def _excluded(instance: Instance, slots: Slots, arcs: Arcs, pins: Sequence[Match]) -> Flags:
    """Arcs that a side rule takes from a site because a pin has the place."""
    found = np.zeros(len(arcs), np.bool_)
    site = np.array([row.site for row in instance.requests], np.int64)[arcs.request]
    company = np.array([row.company for row in instance.offers], np.int64)[slots.offer[arcs.slot]]
    for request, slot in pins:
        same = site == instance.requests[request].site
        if "siteWeek" in instance.side_rules:
            found |= same & (slots.week[arcs.slot] == slots.week[slot])
        if "siteCompany" in instance.side_rules:
            found |= same & (company == instance.offers[slots.offer[slot]].company)
    return found


def _tiers(policy: str, asked: Ints, counted: Ints, top: int, taken: Ints) -> tuple[Ints, Ints, Ints]:
    """Site, gain and width of every rank; one wide rank per site when reach does not count."""
    left = asked - taken
    if policy == "maxScore":
        sites = np.flatnonzero(left > 0)
        return sites, np.zeros_like(sites), left[sites]
    sites = np.repeat(np.arange(len(asked)), left)
    nth = np.arange(len(sites)) - np.repeat(np.cumsum(left) - left, left) + taken[sites] + 1
    return sites, top + 1 - (counted[sites] + nth), np.ones_like(sites)


def pinned(instance: Instance, slots: Slots) -> tuple[Match, ...]:
    """The pins as matches; refused by name when one breaks a limit, is forbidden, or finds no room."""
    found = []
    for pin in instance.pins:
        slot = slots.of(pin.offer, pin.week)
        limits = broken_in(instance, pin.request, pin.offer, pin.week)
        if limits or slot is None:
            raise Refused("pin_breaks_limits", pin.pointer, ", ".join(limits or ("weeks",)))
        if (pin.request, pin.offer) in instance.forbids:
            raise Refused("pin_forbidden", pin.pointer)
        found.append((pin.request, slot))
    _check_room(instance, slots, found)
    _check_side_rules(instance, slots, found)
    return tuple(found)


def _check_room(instance: Instance, slots: Slots, matches: Sequence[Match]) -> None:
    used: dict[tuple[str, int], int] = {}
    for pin, (_, slot) in zip(instance.pins, matches, strict=True):
        offer = instance.offers[pin.offer]
        places: Mapping[tuple[str, int], int] = {
            ("week", slot): offer.capacity_week,
            ("offer", pin.offer): offer.capacity_year,
            ("company", offer.company): instance.companies[offer.company].capacity_year,
        }
        for place, room in places.items():
            used[place] = used.get(place, 0) + 1
            if used[place] > room:
                raise Refused("pin_without_room", pin.pointer, f"{offer.id}: {place[0]} has room for {room}")


def _check_side_rules(instance: Instance, slots: Slots, matches: Sequence[Match]) -> None:
    seen: set[tuple[str, int, int]] = set()
    for pin, (request, slot) in zip(instance.pins, matches, strict=True):
        site = instance.requests[request].site
        keys = {"siteWeek": int(slots.week[slot]), "siteCompany": instance.offers[pin.offer].company}
        for rule in sorted(instance.side_rules):
            if (rule, site, keys[rule]) in seen:
                raise Refused("pin_breaks_side_rule", pin.pointer, rule)
            seen.add((rule, site, keys[rule]))


def scored(instance: Instance, slots: Slots, match: Match) -> tuple[int, dict[str, int], float]:
    """Score, its six parts and the kilometres of one match, by the written rules one by one."""
    request, slot = match
    asked, offered = instance.requests[request], instance.offers[slots.offer[slot]]
    km = distance_km(instance.sites[asked.site].place, instance.companies[offered.company].place)
    of = parts(asked.request, offered.offer, km, slots.weeks[slots.week[slot]])
    return total(of, instance.weights), {str(part): points for part, points in of.items()}, km
