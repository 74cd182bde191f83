"""Limits and scores, in integers: 0..10000 per (request, offer, week), parts of 0..1000 each.

Distances are compared unrounded; only the score uses tenths of a km, half to even.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from api.matching.model import WEIGHTS, Limit, Offer, Part, Request, km_between, reach_km

TYPE_POINTS = (1000, 600, 300)
HALF = 500
Facts = dict[str, object]


def broken(request: Request, offer: Offer, km: float | None) -> tuple[Limit, ...]:
    """The limits that forbid this pair, in the order of the rules; empty when it fits."""
    online = request.online_ok and offer.online
    checks: tuple[tuple[Limit, bool], ...] = (
        ("type", bool(request.kinds) and offer.kind not in request.kinds),
        ("level", request.level is not None and request.level not in offer.levels),
        ("year", request.year is not None and request.year not in offer.years),
        ("subject", bool(request.subjects) and request.subjects.isdisjoint(offer.subjects)),
        ("language", bool(request.languages) and request.languages.isdisjoint(offer.languages)),
        ("groupSize", request.pupils is not None and request.pupils > offer.max_group),
        ("weeks", request.weeks_ok.isdisjoint(offer.weeks) if request.weeks_ok else not offer.weeks),
        ("distance", not online and km is not None and km > reach_km(request, offer)),
    )
    return tuple(limit for limit, is_broken in checks if is_broken)


def _share(asked: frozenset[str], offered: frozenset[str]) -> int:
    return len(asked & offered) * 1000 // len(asked) if asked else HALF


def _near(request: Request, offer: Offer, km: float | None) -> int:
    if km is None:
        return HALF
    limit = reach_km(request, offer) * 10
    tenths = round(km * 10) if km != math.inf else limit + 1
    near = 1000 - tenths * 1000 // limit if limit and tenths <= limit else 0
    return max(near, HALF) if request.online_ok and offer.online else near


def _date(request: Request, week: date | None) -> int:
    if not request.weeks_ok:
        return HALF
    return 1000 if week in request.weeks_preferred else 400


def parts(request: Request, offer: Offer, km: float | None, week: date | None) -> dict[Part, int]:
    """The six parts, 0..1000 each, of a pair that fits."""
    asked = request.pupils
    return {
        "type": TYPE_POINTS[request.kinds.index(offer.kind)] if request.kinds else HALF,
        "subject": _share(request.subjects, offer.subjects),
        "theme": _share(request.themes, offer.themes),
        "distance": _near(request, offer, km),
        "group": HALF if asked is None else min(1000, asked * 1000 // offer.max_group),
        "date": _date(request, week),
    }


def total(of: Mapping[Part, int], weights: Mapping[Part, int] = WEIGHTS) -> int:
    """The score, 0..10000."""
    return sum(weights[part] * points for part, points in of.items()) // 10


def best_week(request: Request, offer: Offer) -> date | None:
    """The earliest week in which the score is highest."""
    common = request.weeks_ok & offer.weeks if request.weeks_ok else offer.weeks
    return min(request.weeks_preferred & common, default=None) or min(common, default=None)


@dataclass(frozen=True, slots=True)
class Points:
    """One part in weighted points; the points of all parts add up to the score exactly."""

    name: Part
    points: int
    of: int
    fact: Facts


@dataclass(frozen=True, slots=True)
class Fit:
    """An offer that fits, at its best week, with its reasons."""

    week: date | None
    score: int
    parts: tuple[Points, ...]


def weighted(of: Mapping[Part, int], weights: Mapping[Part, int] = WEIGHTS) -> dict[Part, int]:
    """weight * part / 10, rounded by largest remainder so that the sum is the score."""
    raw = {part: weights[part] * points for part, points in of.items()}
    points = {part: value // 10 for part, value in raw.items()}
    left = sum(raw.values()) // 10 - sum(points.values())
    for part in sorted(raw, key=lambda p: -(raw[p] % 10))[:left]:
        points[part] += 1
    return points


def facts(request: Request, offer: Offer, km: float | None, week: date | None) -> dict[Part, Facts]:
    """The numbers behind each part, for people's words."""
    online = request.online_ok and offer.online
    return {
        "type": {
            "kind": offer.kind,
            "choice": request.kinds.index(offer.kind) + 1 if request.kinds else None,
            "of": len(request.kinds),
        },
        "subject": {"common": sorted(request.subjects & offer.subjects), "asked": sorted(request.subjects)},
        "theme": {"common": sorted(request.themes & offer.themes), "asked": sorted(request.themes)},
        "distance": {
            "km": None if km is None or km == math.inf else round(km * 10) / 10,
            "limitKm": reach_km(request, offer),
            "online": online,
        },
        "group": {"pupils": request.pupils, "maxGroup": offer.max_group},
        "date": {
            "week": week.isoformat() if week else None,
            "preferred": week in request.weeks_preferred if request.weeks_ok else None,
        },
    }


def fit(request: Request, offer: Offer, weights: Mapping[Part, int] = WEIGHTS) -> Fit | None:
    """The offer at its best week with points and facts; None when a limit is broken."""
    km = km_between(request, offer)
    if broken(request, offer, km):
        return None
    week = best_week(request, offer)
    of = parts(request, offer, km, week)
    points, why = weighted(of, weights), facts(request, offer, km, week)
    explained = tuple(Points(part, points[part], weights[part] * 100, why[part]) for part in of)
    return Fit(week, total(of, weights), explained)
