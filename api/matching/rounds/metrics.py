"""What a plan comes to, in figures. Pins count like any match."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from api.matching.rounds.network import Ints
from api.matching.rounds.problem import Match, Problem, scored


def tier_value(problem: Problem, matches: Sequence[Match]) -> int:
    """Sum over sites and their new matches, k = 1, 2, ...: K + 1 - (earlier + k)."""
    new = new_per_site(problem, matches)
    return sum(
        problem.top + 1 - (site.counted + k)
        for site, got in zip(problem.instance.sites, new.tolist(), strict=True)
        for k in range(1, got + 1)
    )


def new_per_site(problem: Problem, matches: Sequence[Match]) -> Ints:
    sites = [problem.instance.requests[request].site for request, _ in matches]
    return np.bincount(np.array(sites, np.int64), minlength=len(problem.instance.sites)).astype(np.int64)


def metrics(problem: Problem, matches: Sequence[Match]) -> dict[str, Any]:
    """The figures of `match-result/1`.

    wastedPlaces: unserved requests that would fit a place which is free. justifiedEnvy: unserved requests that would
    fit a place held by a site which would have more than theirs even without it.
    """
    instance = problem.instance
    new = new_per_site(problem, matches)
    asking = np.unique(np.array([row.site for row in instance.requests], np.int64))
    prior = np.array([site.prior for site in instance.sites], np.int64)
    rows = [scored(instance, problem.slots, match) for match in matches]
    served, total = len(matches), sum(score for score, _, _ in rows)
    ever = (prior + new)[asking]
    return {
        "asked": len(instance.requests),
        "served": served,
        "sitesAsking": len(asking),
        "sitesWithAtLeastOneNew": int((new > 0).sum()),
        "sitesWithZeroEver": int((ever == 0).sum()),
        "tierValue": tier_value(problem, matches),
        "K": problem.top,
        "scoreTotalInt": total,
        "meanScore": round(total / served / 10_000, 4) if served else None,
        "meanKm": round(sum(km for _, _, km in rows) / served, 2) if served else None,
        "tierHistogram": {str(n): int((ever == n).sum()) for n in range(int(ever.max(initial=-1)) + 1)},
        "partnerMatches": partner_matches(problem, matches),
        **_fairness(problem, matches, new),
    }


def partner_matches(problem: Problem, matches: Sequence[Match]) -> int:
    instance, slots = problem.instance, problem.slots
    pairs = ((instance.requests[r].site, instance.offers[slots.offer[s]].company) for r, s in matches)
    return sum(pair in instance.partners for pair in pairs)


def free_slots(problem: Problem, matches: Sequence[Match]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Slots with room in the week, in the offer's year and in the company's."""
    instance, slots = problem.instance, problem.slots
    taken = np.bincount([slot for _, slot in matches], minlength=len(slots.offer)).astype(np.int64)
    by_offer = np.bincount(slots.offer, taken, len(instance.offers)).astype(np.int64)
    by_company = np.bincount(problem.net.company_of, by_offer, len(instance.companies)).astype(np.int64)
    weekly = np.array([row.capacity_week for row in instance.offers], np.int64)[slots.offer]
    yearly = np.array([row.capacity_year for row in instance.offers], np.int64) > by_offer
    owned = np.array([row.capacity_year for row in instance.companies], np.int64) > by_company
    if not len(slots.offer):
        return np.zeros(0, np.bool_)
    return (weekly > taken) & yearly[slots.offer] & owned[problem.net.company_of[slots.offer]]


def _fairness(problem: Problem, matches: Sequence[Match], new: Ints) -> dict[str, int]:
    arcs, site_of = problem.arcs, problem.net.site_of
    counted = np.array([site.counted for site in problem.instance.sites], np.int64) + new
    served = np.zeros(len(problem.instance.requests), np.bool_)
    served[[request for request, _ in matches]] = True
    richest = np.full(len(problem.slots.offer), -1, np.int64)
    for request, slot in set(matches) - set(problem.pins):
        richest[slot] = max(int(richest[slot]), int(counted[site_of[request]]))
    waiting = ~served[arcs.request]
    asking, places = arcs.request[waiting], arcs.slot[waiting]
    wasted = np.unique(asking[free_slots(problem, matches)[places]])
    envied = np.unique(asking[richest[places] > counted[site_of[asking]] + 1])
    return {"wastedPlaces": len(wasted), "justifiedEnvy": len(envied)}
