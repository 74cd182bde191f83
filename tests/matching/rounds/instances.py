"""Small rounds of every shape, as files hold them; and their best plan by trying every one."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from api.matching.rounds import results
from api.matching.rounds import ruled as side
from api.matching.rounds.instance import Instance, read
from api.matching.rounds.problem import problem
from api.matching.rounds.solve import solve

File = dict[str, Any]
WEEKS = [(date(2027, 1, 11) + timedelta(weeks=n)).isoformat() for n in range(3)]
KINDS = ["lesson", "visit"]


def site(n: int, **fields: Any) -> File:
    return {"id": f"S{n}", "name": f"Site {n}", "lat": 52.0 + n / 50, "lon": 5.0, "priorMatches": 0, **fields}


def company(n: int, capacity: int = 2) -> File:
    return {"id": f"C{n}", "name": f"Company {n}", "lat": 52.01, "lon": 5.0 + n / 40, "capacityYear": capacity}


def asked(n: int, **fields: Any) -> File:
    return {
        "id": f"R{n}", "site": "S0", "level": "havo", "year": 3, "subjects": ["physics"], "themes": [],
        "activityTypesRanked": ["lesson"], "pupils": 25, "languages": ["nl"], "maxKm": 40, "onlineOk": False,
        "weeksOk": WEEKS, "weeksPreferred": [], **fields,
    }  # fmt: skip


def offer(n: int, **fields: Any) -> File:
    return {
        "id": f"O{n}", "company": "C0", "activityType": "lesson", "levels": ["havo"], "years": [3],
        "subjects": ["physics"], "themes": [], "languages": ["nl"], "maxGroup": 30, "radiusKm": 40, "online": False,
        "capacityYear": 2, "capacityWeek": 1, "weeks": WEEKS, **fields,
    }  # fmt: skip


def whole(requests: list[File], offers: list[File], **fields: Any) -> File:
    return {
        "format": "match-instance/1", "name": "small", "weeks": WEEKS, "sites": [site(n) for n in range(3)],
        "companies": [company(n) for n in range(2)], "requests": requests, "offers": offers, **fields,
    }  # fmt: skip


def taken(file: Mapping[str, Any]) -> Instance:
    return read(json.dumps(file).encode())


def solved(file: Mapping[str, Any], limit: int | None = None) -> File:
    """The result, as a file would hold it."""
    of = problem(taken(file))
    step = side.solve(of) if of.instance.has_side_rules else solve(of, limit=limit)
    found: File = json.loads(json.dumps(results.result(of, step)))
    return found


def verified(file: Mapping[str, Any], result: Mapping[str, Any]) -> tuple[list[str], bool]:
    """The names of what is wrong, and whether the plan is proven."""
    faults, proven = results.verified(taken(file), json.dumps(result).encode())
    return [fault.code for fault in faults], proven


_weeks = st.lists(st.sampled_from(WEEKS), min_size=1, unique=True).map(sorted)


@st.composite
def rounds(draw: st.DrawFn) -> File:
    """At most four requests and three offers, so that every plan can be tried."""
    requests = [
        asked(
            n,
            site=f"S{draw(st.integers(0, 2))}",
            activityTypesRanked=draw(st.permutations(KINDS)),
            pupils=draw(st.sampled_from([10, 25, 31])),
            weeksOk=(weeks := draw(_weeks)),
            weeksPreferred=weeks[: draw(st.integers(0, 1))],
            maxKm=draw(st.sampled_from([2, 40])),
        )
        for n in range(draw(st.integers(0, 4)))
    ]
    offers = [
        offer(
            n,
            company=f"C{draw(st.integers(0, 1))}",
            activityType=draw(st.sampled_from(KINDS)),
            weeks=draw(_weeks),
            capacityYear=draw(st.integers(0, 2)),
        )
        for n in range(draw(st.integers(0, 3)))
    ]
    sites = [site(n, priorMatches=draw(st.integers(0, 2)), priority=draw(st.booleans())) for n in range(3)]
    companies = [company(n, draw(st.integers(0, 3))) for n in range(2)]
    policy = draw(st.sampled_from(["reach", "maxScore"]))
    seed = draw(st.sampled_from(["", "a", "b"]))
    forbids = [
        {"request": r["id"], "offer": o["id"]} for r in requests[:1] for o in offers[:1] if draw(st.booleans())
    ]
    return whole(requests, offers, sites=sites, companies=companies, policy=policy, seed=seed, forbids=forbids)


def every_plan(file: File, feasible: Mapping[tuple[str, str, str], int]) -> Iterator[list[tuple[str, str, str]]]:
    """All plans that keep to the capacities, by trying a place or none for one request after the other."""
    offers = {row["id"]: row for row in file["offers"]}
    companies = {row["id"]: row["capacityYear"] for row in file["companies"]}
    names = [row["id"] for row in file["requests"]]

    def fits(plan: list[tuple[str, str, str]], arc: tuple[str, str, str]) -> bool:
        _, name, week = arc
        of = offers[name]
        return bool(
            sum(1 for _, o, w in plan if (o, w) == (name, week)) < of["capacityWeek"]
            and sum(1 for _, o, _ in plan if o == name) < of["capacityYear"]
            and sum(1 for _, o, _ in plan if offers[o]["company"] == of["company"]) < companies[of["company"]]
        )

    def onwards(n: int, plan: list[tuple[str, str, str]]) -> Iterator[list[tuple[str, str, str]]]:
        if n == len(names):
            yield plan
            return
        yield from onwards(n + 1, plan)
        for arc in feasible:
            if arc[0] == names[n] and fits(plan, arc):
                yield from onwards(n + 1, [*plan, arc])

    return onwards(0, [])


@st.composite
def ruled(draw: st.DrawFn) -> File:
    """A small round with side rules, groups and now and then a pin that may hold."""
    file = draw(rounds())
    for row in file["requests"]:
        if draw(st.booleans()):
            row["group"] = draw(st.sampled_from(["g", "h"]))
    chosen = draw(st.sets(st.sampled_from(["siteWeek", "siteCompany"])))
    return {**file, "sideRules": sorted(chosen), "forbids": []}
