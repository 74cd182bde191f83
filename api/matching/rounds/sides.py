"""The side rules of a round over its network: which arcs share a rule's place, which requests go together."""

from dataclasses import dataclass

import numpy as np

from api.matching.rounds.network import Ints, Network
from api.matching.rounds.problem import Problem


@dataclass(frozen=True)
class Sides:
    """`keys` per rule: arcs of one key exclude each other. `group_of` per request, -1 for none; `members` wait."""

    keys: dict[str, Ints]
    group_of: Ints
    members: Ints
    groups: int
    group_low: Ints


def sides(problem: Problem, net: Network) -> Sides:
    instance, slots = problem.instance, problem.slots
    site = net.site_of[net.request].astype(np.int64)
    week = slots.week[net.slot].astype(np.int64)
    company = net.company_of[net.offer_of[net.slot]].astype(np.int64)
    keys = {
        "siteWeek": site * max(1, len(slots.weeks)) + week,
        "siteCompany": site * len(instance.companies) + company,
    }
    names = sorted({row.group for row in instance.requests if row.group is not None})
    at = {name: n for n, name in enumerate(names)}
    group_of = np.array([-1 if row.group is None else at[row.group] for row in instance.requests], np.int64)
    pinned = np.array([request for request, _ in problem.pins], np.int64)
    low = np.zeros(len(names), np.int64)
    low[[n for n in group_of[pinned].tolist() if n >= 0]] = 1
    waiting = (group_of >= 0) & (net.requests.high > 0)
    return Sides(
        {rule: keys[rule] for rule in sorted(instance.side_rules)}, group_of, np.flatnonzero(waiting), len(names), low
    )
