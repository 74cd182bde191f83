"""A plan held against the written rules, one match at a time and without a solver."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.matching.rounds.fields import Field
from api.matching.rounds.instance import Instance
from api.matching.rounds.limits import broken_in
from api.matching.rounds.pairs import Slots
from api.matching.rounds.problem import Match, scored


@dataclass(frozen=True)
class Fault:
    """A rule that is broken, by name, and where in the result."""

    code: str
    pointer: str
    detail: str = ""


def read_plan(instance: Instance, slots: Slots, given: Field) -> tuple[list[Match], list[Fault]]:
    """The matches of a written plan, and what is wrong with single ones. Unknown ids are Refused."""
    requests = {row.id: n for n, row in enumerate(instance.requests)}
    offers = {row.id: n for n, row in enumerate(instance.offers)}
    matches: list[Match] = []
    faults: list[Fault] = []
    for item in given.items():
        of = item.members(("request", "offer", "week"), ("score", "parts"))
        request, offer, week = of["request"].known(requests), of["offer"].known(offers), of["week"].week()
        slot = slots.of(offer, week)
        limits = broken_in(instance, request, offer, week)
        if limits or slot is None:
            faults.append(Fault("breaks_limits", item.pointer, ", ".join(limits or ("weeks",))))
            continue
        if (request, offer) in instance.forbids:
            faults.append(Fault("forbidden", item.pointer))
        score, parts, _ = scored(instance, slots, (request, slot))
        if "score" in of and of["score"].whole() != score:
            faults.append(Fault("wrong_score", of["score"].pointer, f"by the rules {score}"))
        if "parts" in of and of["parts"].value != parts:
            faults.append(Fault("wrong_parts", of["parts"].pointer))
        matches.append((request, slot))
    return matches, faults


def broken_rules(instance: Instance, slots: Slots, matches: Sequence[Match]) -> list[Fault]:
    """What is wrong with the plan as a whole: places, pins, side rules, groups."""
    faults = [Fault("served_twice", "/plan", instance.requests[n].id) for n, many in _times(matches) if many > 1]
    faults += _overfull(instance, slots, matches)
    placed = set(matches)
    for pin in instance.pins:
        slot = slots.of(pin.offer, pin.week)
        if slot is None or (pin.request, slot) not in placed:
            faults.append(Fault("pin_not_kept", "/plan", instance.requests[pin.request].id))
    return faults + broken_side_rules(instance, slots, matches)


def _times(matches: Sequence[Match]) -> Iterator[tuple[int, int]]:
    return iter(Counter(request for request, _ in matches).items())


def _overfull(instance: Instance, slots: Slots, matches: Sequence[Match]) -> list[Fault]:
    faults = []
    by_slot = Counter(slot for _, slot in matches)
    by_offer = Counter(int(slots.offer[slot]) for _, slot in matches)
    by_company = Counter(instance.offers[slots.offer[slot]].company for _, slot in matches)
    for slot, many in sorted(by_slot.items()):
        offer, week = instance.offers[slots.offer[slot]], slots.weeks[slots.week[slot]]
        if many > offer.capacity_week:
            faults.append(Fault("week_overfull", "/plan", f"{offer.id} {week}: {many} of {offer.capacity_week}"))
    for n, many in sorted(by_offer.items()):
        offer = instance.offers[n]
        if many > offer.capacity_year:
            faults.append(Fault("offer_overfull", "/plan", f"{offer.id}: {many} of {offer.capacity_year}"))
    for n, many in sorted(by_company.items()):
        company = instance.companies[n]
        if many > company.capacity_year:
            faults.append(Fault("company_overfull", "/plan", f"{company.id}: {many} of {company.capacity_year}"))
    return faults


def broken_side_rules(instance: Instance, slots: Slots, matches: Sequence[Match]) -> list[Fault]:
    """At most one per site and week, one per site and company; groups whole or not at all."""
    faults, seen = [], Counter[tuple[str, int, int]]()
    for request, slot in matches:
        site = instance.requests[request].site
        seen["siteWeek", site, int(slots.week[slot])] += 1
        seen["siteCompany", site, instance.offers[slots.offer[slot]].company] += 1
    for (rule, site, _), many in sorted(seen.items()):
        if rule in instance.side_rules and many > 1:
            faults.append(Fault(rule, "/plan", f"{instance.sites[site].id}: {many}"))
    size = Counter(row.group for row in instance.requests if row.group is not None)
    placed = Counter(instance.requests[request].group for request, _ in matches)
    faults += [
        Fault("group_torn", "/plan", group) for group, many in sorted(size.items()) if 0 < placed[group] < many
    ]
    return faults
