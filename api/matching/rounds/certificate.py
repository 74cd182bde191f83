"""The certificate: a price per node and stage, with which anyone sees in one pass that no plan could be better.

Inner form, `prices/1`: {form, stages[{objectives[], sites{id: price}, companies{id: price}, offers{id: price},
slots{offer id: {week: price}}}]}. What is not named has the price of what it is in: a slot its offer's, an offer its
company's; a company or site 0. Prices are whole, in the stage's own unit: its last objective counts one, each earlier
one (most that the later can come to + 1).

How to check. Gain of an arc = what it brings - what its head costs + what its tail is worth. For request r of site s:
worth(r) = price(s) + max over feasible (offer, week) of (what it brings - price(slot)). The bound is the sum of
max(0, worth(r)) over requests, of max(0, what rank k of s brings - price(s)) over ranks, and of capacity times
(price - price of what it is in) over slots, offers and companies. No plan exceeds it, whatever the prices; a plan
that reaches it is the best. Plans that reach it keep to what costs nothing: arcs that are no request's best are
out, what has a positive gain is full, what has a negative one is empty. Among those the next stage is checked the
same way.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from api.matching.rounds.fields import Field, Refused
from api.matching.rounds.flow import flow_of
from api.matching.rounds.network import Ints, Prices, face, upper_bound
from api.matching.rounds.problem import Match, Problem
from api.matching.rounds.solve import most, read_bound
from api.matching.rounds.stages import stages

FORM = "prices/1"
LARGEST = 2**58


def written(problem: Problem, kept: Sequence[Match], prices: Sequence[Prices]) -> dict[str, Any]:
    names = [list(stage.names) for stage in stages(problem, kept)]
    return {"form": FORM, "stages": [_stage(problem, *one) for one in zip(names, prices, strict=False)]}


def _stage(problem: Problem, names: list[str], prices: Prices) -> dict[str, Any]:
    instance, slots = problem.instance, problem.slots
    asking = np.unique(problem.net.site_of)
    dear_offers = np.flatnonzero(prices.offers != prices.companies[problem.net.company_of])
    dear_slots = np.flatnonzero(prices.slots != prices.offers[slots.offer])
    by_offer: dict[str, dict[str, int]] = {}
    for slot in dear_slots.tolist():
        week = slots.weeks[slots.week[slot]].isoformat()
        by_offer.setdefault(instance.offers[slots.offer[slot]].id, {})[week] = int(prices.slots[slot])
    return {
        "objectives": names,
        "sites": {instance.sites[n].id: int(prices.sites[n]) for n in asking.tolist() if prices.sites[n]},
        "companies": {
            row.id: price for row, price in zip(instance.companies, prices.companies.tolist(), strict=True) if price
        },
        "offers": {instance.offers[n].id: int(prices.offers[n]) for n in dear_offers.tolist()},
        "slots": by_offer,
    }


def _named(given: Field, at: Mapping[str, int], values: Ints) -> None:
    if not isinstance(given.value, dict):
        raise Refused("not_an_object", given.pointer)
    for name in given.value:
        field = Field(given.value[name], f"{given.pointer}/{name}")
        if name not in at:
            raise Refused("unknown_id", field.pointer, name)
        values[at[name]] = field.whole(-LARGEST, LARGEST)


def read(problem: Problem, given: Field) -> list[Prices]:
    """The prices of a written certificate; Refused where it names what the instance does not have."""
    of = given.members(("form", "stages"))
    of["form"].one_of((FORM,))
    return [_prices(problem, stage) for stage in of["stages"].items()]


def _prices(problem: Problem, given: Field) -> Prices:
    of = given.members(("objectives", "sites", "companies", "offers", "slots"))
    instance, slots = problem.instance, problem.slots
    sites = np.zeros(len(instance.sites), np.int64)
    _named(of["sites"], {row.id: n for n, row in enumerate(instance.sites)}, sites)
    companies = np.zeros(len(instance.companies), np.int64)
    _named(of["companies"], {row.id: n for n, row in enumerate(instance.companies)}, companies)
    at = {row.id: n for n, row in enumerate(instance.offers)}
    offers = companies[problem.net.company_of]
    _named(of["offers"], at, offers)
    prices = offers[slots.offer]
    if not isinstance(of["slots"].value, dict):
        raise Refused("not_an_object", of["slots"].pointer)
    for offer, weeks in of["slots"].value.items():
        pointer = f"{of['slots'].pointer}/{offer}"
        if offer not in at:
            raise Refused("unknown_id", pointer, offer)
        here = range(int(slots.start[at[offer]]), int(slots.start[at[offer] + 1]))
        _named(Field(weeks, pointer), {slots.weeks[slots.week[n]].isoformat(): n for n in here}, prices)
    return Prices(sites, prices, offers, companies)


def bounds(
    problem: Problem, kept: Sequence[Match], prices: Sequence[Prices], matches: Sequence[Match]
) -> tuple[dict[str, int], bool]:
    """What these prices prove about the plan, per objective; and whether every stage is proven."""
    order = stages(problem, kept)
    net, found, places = problem.net, most(order), np.arange(len(problem.net.request))
    arcs = problem.arcs_of(matches)
    for stage, at in zip(order, prices, strict=False):
        staged = stage.on(net)
        gain, bound = flow_of(staged, np.isin(places, arcs)).gain, upper_bound(staged, at)
        found |= read_bound(stage, gain, bound)
        if bound != gain:
            return found, False
        net, left = face(staged, at)
        places = places[left]
    return found, len(prices) == len(order)
