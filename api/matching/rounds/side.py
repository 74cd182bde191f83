"""Side rules: what a plan must keep beyond capacities."""

import numpy as np

from api.matching.rounds.network import Flags, Ints, Small
from api.matching.rounds.problem import Problem


class Ledger:
    """What is taken of places, and of the side rules of a site."""

    def __init__(self, problem: Problem) -> None:
        instance, slots = problem.instance, problem.slots
        self._instance, self._slots, self._net = instance, slots, problem.net
        weekly = [row.capacity_week for row in instance.offers]
        self._weekly = np.array(weekly, np.int64)[slots.offer]
        self._yearly = np.array([row.capacity_year for row in instance.offers], np.int64)
        self._owned = np.array([row.capacity_year for row in instance.companies], np.int64)
        self._rules: set[tuple[str, int, int]] = set()

    def has_room(self, slot: Small | Ints) -> Flags:
        offer = self._slots.offer[slot]
        yearly = (self._yearly[offer] > 0) & (self._owned[self._net.company_of[offer]] > 0)
        found: Flags = (self._weekly[slot] > 0) & yearly
        return found

    def _keys(self, request: int, slot: int) -> list[tuple[str, int, int]]:
        site = self._instance.requests[request].site
        company = int(self._net.company_of[self._slots.offer[slot]])
        keys = {"siteWeek": int(self._slots.week[slot]), "siteCompany": company}
        return [(rule, site, keys[rule]) for rule in sorted(self._instance.side_rules)]

    def allows(self, request: int, slot: int) -> bool:
        """By the side rules alone. A group waits for all of it, so alone it never goes."""
        if self._instance.requests[request].group is not None:
            return False
        return self._rules.isdisjoint(self._keys(request, slot))

    def take(self, request: int, slot: int) -> None:
        offer = int(self._slots.offer[slot])
        self._weekly[slot] -= 1
        self._yearly[offer] -= 1
        self._owned[self._net.company_of[offer]] -= 1
        self._rules.update(self._keys(request, slot))
