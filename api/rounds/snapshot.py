"""A region's open requests and published activities as a `match-instance/1`; pure.

Things are named by their external code, or by their id where they have none. What has no place on the map is left
out, as the rules need a distance.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.activities.rules import unmet
from api.kit.clock import school_year
from api.matching.rounds.instance import FORMAT
from api.requests.service import calendar_of
from api.rounds.rules import is_rural

Row = Mapping[str, Any]
UNLIMITED = 1_000_000


@dataclass(frozen=True)
class Region:
    """Rows of what asks and what is offered; requests with the weeks that count for their school."""

    sites: Sequence[Row]
    companies: Sequence[Row]
    requests: Sequence[Row]
    offers: Sequence[Row]
    partners: Sequence[Row] = ()


def name_of(row: Row) -> str:
    return f"{row['scheme']}:{row['value']}" if row["value"] is not None else str(row["id"])


def open_weeks(asked: Row, year: int) -> Row:
    """With the weeks of the school year that count for its school."""
    calendar = calendar_of(asked)
    weeks = {
        name: [week for week in calendar.open(asked[name]) if school_year(week) == year]
        for name in ("weeks_ok", "weeks_preferred")
    }
    return {**asked, **weeks}


def _request(row: Row, arrival: int, more_km: int) -> dict[str, Any]:
    return {
        "id": name_of(row),
        "arrival": arrival,
        "site": row["site"],
        "level": row["level"],
        "year": row["year"],
        "subjects": row["subjects"],
        "themes": row["themes"],
        "activityTypesRanked": row["kinds"],
        "pupils": row["pupils"],
        "languages": row["languages"],
        "maxKm": row["max_km"] + more_km,
        "onlineOk": row["online_ok"],
        "weeksOk": [week.isoformat() for week in sorted(row["weeks_ok"])],
        "weeksPreferred": [week.isoformat() for week in sorted(row["weeks_preferred"])],
    }


def _offer(row: Row, this_week: date, year: int) -> dict[str, Any]:
    """Weeks in which some places are taken set the weekly number for all: a file knows one number."""
    coming = [week.isoformat() for week in sorted(row["weeks"]) if week >= this_week and school_year(week) == year]
    weeks = [week for week in coming if row["left_in"].get(week, 1) > 0]
    least = min((row["left_in"].get(week, row["capacity_week"]) for week in weeks), default=row["capacity_week"])
    return {
        "id": name_of(row),
        "company": row["company"],
        "activityType": row["kind"],
        "levels": row["levels"],
        "years": row["years"],
        "subjects": row["subjects"],
        "themes": row["themes"],
        "languages": row["languages"],
        "maxGroup": row["max_group"],
        "radiusKm": row["radius_km"],
        "online": row["online"],
        "capacityYear": max(0, row["left_year"]),
        "capacityWeek": max(0, least),
        "weeks": weeks,
    }


def _forbids(of: Region, of_need: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    """Why stands in one word for all: the file is for everybody, and what a class needs is not."""
    visits = [offer for offer in of.offers if set(offer["modes"]) == {"at_company"}]
    for request in of.requests:
        for offer in visits if request["needs"] else ():
            if unmet(request["needs"], offer, of_need):
                yield {"request": name_of(request), "offer": name_of(offer), "reason": "needs"}


def instance(terms: Row, of: Region, of_need: Mapping[str, Mapping[str, Any]], this_week: date) -> dict[str, Any]:
    """`terms` are the round's name, school year, seed, policy, side rules, kilometres more and weights.

    A site has `prior` matches, comes `first` or not, and has so many other sites `around` it.
    """
    more_km = {name_of(row): terms["rural_km"] for row in of.sites if is_rural(row["around"])}
    made = [_offer(row, this_week, terms["school_year"]) for row in of.offers]
    asked = [_request(row, n, more_km.get(row["site"], 0)) for n, row in enumerate(of.requests, 1)]
    weeks = {week for row in made for week in row["weeks"]} | {week for row in asked for week in row["weeksOk"]}
    return {
        "format": FORMAT,
        "name": terms["name"],
        "policy": terms["policy"],
        "seed": terms["seed"],
        **({"sideRules": sorted(terms["side_rules"])} if terms["side_rules"] else {}),
        **({"weights": terms["weights"]} if terms["weights"] else {}),
        "weeks": sorted(weeks),
        "sites": [
            {
                "id": name_of(row), "name": row["name"], "lat": row["lat"], "lon": row["lon"],
                "priorMatches": row["prior"], **({"priority": True} if row["first"] else {}),
            }
            for row in of.sites
        ],
        "companies": [
            {
                "id": name_of(row), "name": row["name"], "lat": row["lat"], "lon": row["lon"],
                "capacityYear": UNLIMITED if row["left_year"] is None else max(0, row["left_year"]),
            }
            for row in of.companies
        ],
        "requests": asked,
        "offers": made,
        "partners": [{"site": pair["site"], "company": pair["company"]} for pair in of.partners],
        "pins": [],
        "forbids": list(_forbids(of, of_need)),
    }  # fmt: skip


def decided(frozen: str, pins: Sequence[Mapping[str, str]], forbids: Sequence[Mapping[str, str]]) -> str:
    """The frozen instance with what was decided since."""
    whole = json.loads(frozen)
    whole["pins"] = [*whole["pins"], *pins]
    whole["forbids"] = [*whole["forbids"], *forbids]
    return text_of(whole)


def written(terms: Row, of: Region, of_need: Mapping[str, Mapping[str, Any]], this_week: date) -> str:
    """The instance as its text."""
    return text_of(instance(terms, of, of_need, this_week))


def text_of(whole: Mapping[str, Any]) -> str:
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
