"""Repair: a round after something published was withdrawn, with the fewest changes.

keepPublished, the rule: whoever was published to others stays served; then reach, fewest changes, score.
fairnessFirst, a what-if: reach first, then fewest changes among all that was published, then score.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from api.matching.rounds.fields import Refused
from api.matching.rounds.instance import Instance
from api.matching.rounds.pairs import Slots
from api.matching.rounds.problem import Match, Problem, problem

REPAIRS = ("keepPublished", "fairnessFirst")


def repair(
    instance: Instance,
    slots: Slots,
    published: Sequence[Match],
    withdrawn: Sequence[str],
    policy: str = "keepPublished",
) -> tuple[Problem, tuple[Match, ...]]:
    """The round that is left, and the published matches that still could be. `company:ID` or `offer:ID` withdraws."""
    gone = _offers(instance, withdrawn)
    offers = tuple(replace(row, capacity_year=0) if n in gone else row for n, row in enumerate(instance.offers))
    pins = tuple(pin for pin in instance.pins if pin.offer not in gone)
    left = replace(instance, offers=offers, pins=pins)
    elsewhere = {pin.request: slots.of(pin.offer, pin.week) for pin in pins}
    kept = tuple(
        match
        for match in published
        if int(slots.offer[match[1]]) not in gone and elsewhere.get(match[0], match[1]) == match[1]
    )
    return problem(left, kept if policy == "keepPublished" else ()), kept


def _offers(instance: Instance, withdrawn: Sequence[str]) -> set[int]:
    gone: set[int] = set()
    for what in withdrawn:
        kind, _, name = what.partition(":")
        if kind == "company":
            found = {n for n, row in enumerate(instance.offers) if instance.companies[row.company].id == name}
            known = any(row.id == name for row in instance.companies)
        else:
            found = {n for n, row in enumerate(instance.offers) if row.id == name}
            known = kind == "offer" and bool(found)
        if not known:
            raise Refused("unknown_id", "--withdraw", what)
        gone |= found
    return gone


def told(
    of: Problem, published: Sequence[Match], matches: Sequence[Match], withdrawn: Sequence[str], policy: str
) -> dict[str, Any]:
    """What became of every published match: unchanged, changed (another offer or week), dropped (not served)."""
    now = dict(matches)
    rows = of.instance.requests
    dropped = [rows[request].id for request, _ in published if request not in now]
    changed = [rows[request].id for request, slot in published if now.get(request, slot) != slot]
    return {
        "policy": policy,
        "withdrawn": list(withdrawn),
        "published": [plain(of, match) for match in published],
        "dropped": dropped,
        "changed": changed,
        "unchanged": len(published) - len(dropped) - len(changed),
    }


def plain(of: Problem, match: Match) -> dict[str, str]:
    request, slot = match
    week = of.slots.weeks[of.slots.week[slot]].isoformat()
    return {
        "request": of.instance.requests[request].id,
        "offer": of.instance.offers[of.slots.offer[slot]].id,
        "week": week,
    }
