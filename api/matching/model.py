"""A request and an offer, as the rules see them. Weeks are Mondays; distances are in km."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Limit = Literal["type", "level", "year", "subject", "language", "groupSize", "weeks", "distance"]
Part = Literal["type", "subject", "theme", "distance", "group", "date"]
EARTH_KM = 6371.0088
WEIGHTS: Mapping[Part, int] = {
    "type": 25, "subject": 20, "theme": 20, "distance": 15, "group": 10, "date": 10
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked; `kinds` in order of preference.

    In a draft things may still be open (None or empty): what is not said limits nothing and earns half of
    its points.
    """

    kinds: tuple[str, ...] = ()
    level: str | None = None
    year: int | None = None
    subjects: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    pupils: int | None = None
    place: Place | None = None
    max_km: int | None = None
    online_ok: bool = False
    weeks_ok: frozenset[date] = frozenset()
    weeks_preferred: frozenset[date] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered, and the weeks in which it can still be given; without a place it is near nobody."""

    kind: str
    levels: frozenset[str]
    years: frozenset[int]
    subjects: frozenset[str]
    themes: frozenset[str]
    languages: frozenset[str]
    max_group: int
    radius_km: int
    online: bool
    weeks: frozenset[date]
    place: Place | None = None


def distance_km(a: Place, b: Place) -> float:
    """Great-circle distance; PostgreSQL computes the same double by the same operations."""
    lat1, lon1, lat2, lon2 = map(math.radians, (a.lat, a.lon, b.lat, b.lon))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(h))


def km_between(request: Request, offer: Offer) -> float | None:
    """None while the request has no place; infinite when the offer has none."""
    if request.place is None:
        return None
    return math.inf if offer.place is None else distance_km(request.place, offer.place)


def reach_km(request: Request, offer: Offer) -> int:
    """How far both sides go: the smaller of the two."""
    return offer.radius_km if request.max_km is None else min(request.max_km, offer.radius_km)
