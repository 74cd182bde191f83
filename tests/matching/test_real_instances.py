"""The instances with proven optima: every feasible pair and score, to the last integer."""

import importlib.util
import json
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from api.matching.model import WEIGHTS, Offer, Place, Request, km_between
from api.matching.scores import best_week, broken, fit, parts


def place(row: dict[str, Any]) -> Place:
    return Place(row["lat"], row["lon"])


def dates(values: list[str]) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, values))


def request_of(row: dict[str, Any], sites: dict[str, Any]) -> Request:
    return Request(
        kinds=tuple(row["activityTypesRanked"]),
        level=row["level"],
        year=row["year"],
        subjects=frozenset(row["subjects"]),
        themes=frozenset(row["themes"]),
        languages=frozenset(row["languages"]),
        pupils=row["pupils"],
        place=place(sites[row["site"]]),
        max_km=row["maxKm"],
        online_ok=row["onlineOk"],
        weeks_ok=dates(row["weeksOk"]),
        weeks_preferred=dates(row["weeksPreferred"]),
    )


def offer_of(row: dict[str, Any], companies: dict[str, Any]) -> Offer:
    return Offer(
        kind=row["activityType"],
        levels=frozenset(row["levels"]),
        years=frozenset(row["years"]),
        subjects=frozenset(row["subjects"]),
        themes=frozenset(row["themes"]),
        languages=frozenset(row["languages"]),
        max_group=row["maxGroup"],
        radius_km=row["radiusKm"],
        online=row["online"],
        weeks=dates(row["weeks"]),
        place=place(companies[row["company"]]),
    )


def _instance(path: Path) -> tuple[dict[str, Request], dict[str, Offer], dict[str, Any]]:
    raw = json.loads(path.read_text())
    sites = {row["id"]: row for row in raw["sites"]}
    companies = {row["id"]: row for row in raw["companies"]}
    requests = {row["id"]: request_of(row, sites) for row in raw["requests"]}
    offers = {row["id"]: offer_of(row, companies) for row in raw["offers"]}
    return requests, offers, raw


def _checker(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_plan", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_pair_of_p1(shared: Path) -> None:
    requests, offers, _ = _instance(shared / "matching" / "P1-small.instance.json")
    expected = json.loads((shared / "matching" / "P1-small.pairs.json").read_text())["pairs"]
    found = []
    for request_id, request in requests.items():
        for offer_id, offer in offers.items():
            km = km_between(request, offer)
            assert km is not None
            if not broken(request, offer, km):
                of = parts(request, offer, km, best_week(request, offer))
                base = sum(WEIGHTS[part] * points for part, points in of.items() if part != "date")
                found.append([request_id, offer_id, round(km * 10), base])
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("name", ["P1-small", "P2-seed-size"])
def test_every_best_score_is_the_independent_checkers(shared: Path, name: str) -> None:
    requests, offers, raw = _instance(shared / "matching" / f"{name}.instance.json")
    check = _checker(shared / "matching" / "check_plan.py")
    raw_requests = {row["id"]: row for row in raw["requests"]}
    raw_offers = {row["id"]: row for row in raw["offers"]}
    compared = 0
    for request_id, request in requests.items():
        for offer_id, offer in offers.items():
            ours = fit(request, offer)
            km = km_between(request, offer)
            theirs = [
                (check.score(raw_requests[request_id], raw_offers[offer_id], km, week), week)
                for week in raw_requests[request_id]["weeksOk"]
                if not check.violations(raw_requests[request_id], raw_offers[offer_id], km, week)
            ]
            if ours is None:
                assert theirs == []
                continue
            best = max(score for score, _ in theirs)
            earliest = min(week for score, week in theirs if score == best)
            assert (ours.score, str(ours.week)) == (best, earliest)
            compared += 1
    assert compared > 500
