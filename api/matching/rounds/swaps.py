"""What else a request could have had, and what that would change for everybody: always by solving again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from api.matching.rounds import ruled
from api.matching.rounds.fields import Refused
from api.matching.rounds.instance import Pin
from api.matching.rounds.metrics import tier_value
from api.matching.rounds.problem import Match, Problem, problem, scored
from api.matching.rounds.repair import plain
from api.matching.rounds.solve import solve


def taken(of: Problem, plan: Sequence[Mapping[str, Any]]) -> tuple[Match, ...]:
    """The matches of a written plan of this instance."""
    requests = {row.id: n for n, row in enumerate(of.instance.requests)}
    offers = {row.id: n for n, row in enumerate(of.instance.offers)}
    found = ((requests[row["request"]], of.slots.of(offers[row["offer"]], _week(row))) for row in plan)
    return tuple((request, slot) for request, slot in found if slot is not None)


def _week(row: Mapping[str, Any]) -> date:
    return date.fromisoformat(row["week"])


def runner_ups(of: Problem, plan: Sequence[Match], request: int) -> list[Match]:
    """The request's other feasible offers, each in its best week, the earliest on ties; the best score first."""
    arcs, now = of.arcs, dict(plan).get(request)
    here = slice(int(arcs.start[request]), int(arcs.start[request + 1]))
    best: dict[int, tuple[int, int]] = {}
    for slot, score in zip(arcs.slot[here].tolist(), arcs.score[here].tolist(), strict=True):
        offer = int(of.slots.offer[slot])
        if slot != now and (offer not in best or score > best[offer][0]):
            best[offer] = score, slot
    return [(request, slot) for _, slot in sorted(best.values(), key=lambda of_offer: (-of_offer[0], of_offer[1]))]


def priced(of: Problem, plan: Sequence[Match], request: int, most: int) -> Iterator[dict[str, Any]]:
    """The best runner-ups, one after the other, each with what the round would be with it pinned.

    {request, offer, week, score, parts, cost}; `cost` holds differences to the plan (served, tierValue,
    scoreTotalInt), and who `lost` or `gained` a place or `moved` to another. It is null with the code in
    `impossible` where what is pinned or ruled already leaves no room.
    """
    for match in runner_ups(of, plan, request)[:most]:
        score, parts, _ = scored(of.instance, of.slots, match)
        found = {**plain(of, match), "score": score, "parts": parts}
        try:
            yield {**found, "cost": _cost(of, plan, _with(of, match), match), "impossible": None}
        except Refused as refused:
            yield {**found, "cost": None, "impossible": refused.code}


def _with(of: Problem, match: Match) -> dict[int, int]:
    """The one best plan with this match pinned."""
    request, slot = match
    pin = Pin(request, int(of.slots.offer[slot]), of.slots.weeks[of.slots.week[slot]])
    pins = tuple(other for other in of.instance.pins if other.request != request)
    again = problem(replace(of.instance, pins=tuple(sorted((*pins, pin), key=lambda one: one.request))))
    return dict((ruled.solve if of.instance.has_side_rules else solve)(again).matches)


def _cost(of: Problem, plan: Sequence[Match], after: dict[int, int], match: Match) -> dict[str, Any]:
    before = dict(plan)
    others = (before.keys() | after.keys()) - {match[0]}
    moved = [n for n in others if n in before and n in after and before[n] != after[n]]
    return {
        "served": len(after) - len(before),
        "tierValue": tier_value(of, list(after.items())) - tier_value(of, plan),
        "scoreTotalInt": _score(of, list(after.items())) - _score(of, plan),
        "lost": [plain(of, (n, before[n])) for n in sorted(others - after.keys())],
        "gained": [plain(of, (n, after[n])) for n in sorted(others - before.keys())],
        "moved": [plain(of, (n, after[n])) for n in sorted(moved)],
    }


def _score(of: Problem, matches: Sequence[Match]) -> int:
    many = len(of.slots.offer)
    keys = of.arcs.request.astype(np.int64) * many + of.arcs.slot
    wanted = np.array([request * many + slot for request, slot in matches], np.int64)
    return int(of.arcs.score[np.searchsorted(keys, wanted)].astype(np.int64).sum())
