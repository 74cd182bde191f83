"""Near misses and reasons: which limit stands in the way, and the smallest step that takes it away."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from api.matching.model import Limit, Offer, Request, km_between
from api.matching.scores import broken


@dataclass(frozen=True, slots=True)
class Relax:
    """One field of the request, as it is and as it would have to be; `radiusKm` is the company's to change,
    `distance` asks more kilometres of both.
    """

    field: str
    from_: object
    to: object


def relaxation(request: Request, offer: Offer) -> Relax | None:
    """The smallest step that makes the pair fit, when exactly one limit is broken; else None."""
    km = km_between(request, offer)
    limits = broken(request, offer, km)
    if len(limits) != 1:
        return None
    if limits[0] == "distance":
        return _closer(request, offer, km)
    return _SIMPLE[limits[0]](request, offer)


def _closer(request: Request, offer: Offer, km: float | None) -> Relax | None:
    """Online when the offer has it, else the kilometres of the side that goes less far."""
    if offer.online and not request.online_ok:
        return Relax("onlineOk", False, True)
    if km is None or math.isinf(km):
        return None
    needed = math.ceil(km)
    if request.max_km is not None and request.max_km < km <= offer.radius_km:
        return Relax("maxKm", request.max_km, needed)
    if request.max_km is None or km <= request.max_km:
        return Relax("radiusKm", offer.radius_km, needed)
    return Relax("distance", min(request.max_km, offer.radius_km), needed)


def _kinds(request: Request, offer: Offer) -> Relax:
    kept = request.kinds[:2] if len(request.kinds) == 3 else request.kinds
    return Relax("kinds", list(request.kinds), [*kept, offer.kind])


def _level(request: Request, offer: Offer) -> Relax:
    return Relax("level", request.level, sorted(offer.levels)[0])


def _year(request: Request, offer: Offer) -> Relax:
    asked = request.year or 0
    return Relax("year", request.year, min(offer.years, key=lambda year: (abs(year - asked), year)))


def _subjects(request: Request, offer: Offer) -> Relax:
    return Relax("subjects", sorted(request.subjects), sorted({*request.subjects, min(offer.subjects)}))


def _languages(request: Request, offer: Offer) -> Relax:
    return Relax("languages", sorted(request.languages), sorted({*request.languages, min(offer.languages)}))


def _pupils(request: Request, offer: Offer) -> Relax:
    return Relax("pupils", request.pupils, offer.max_group)


def _weeks(request: Request, offer: Offer) -> Relax | None:
    if not offer.weeks:
        return None
    asked = sorted(request.weeks_ok)
    nearest = min(offer.weeks, key=lambda week: (min(abs((week - own).days) for own in asked), week))
    return Relax("weeksOk", [w.isoformat() for w in asked], [w.isoformat() for w in sorted([*asked, nearest])])


_SIMPLE = {
    "type": _kinds,
    "level": _level,
    "year": _year,
    "subject": _subjects,
    "language": _languages,
    "groupSize": _pupils,
    "weeks": _weeks,
}


def _dates(values: list[str]) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, values))


_OF_REQUEST: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "kinds": ("kinds", tuple),
    "level": ("level", str),
    "year": ("year", int),
    "subjects": ("subjects", frozenset),
    "languages": ("languages", frozenset),
    "pupils": ("pupils", int),
    "weeksOk": ("weeks_ok", _dates),
    "onlineOk": ("online_ok", bool),
    "maxKm": ("max_km", int),
    "distance": ("max_km", int),
}


def relaxed(request: Request, offer: Offer, relax: Relax) -> tuple[Request, Offer]:
    """The pair after the step; every promise is checked with it."""
    if relax.field in ("radiusKm", "distance"):
        offer = replace(offer, radius_km=max(offer.radius_km, int(str(relax.to))))
    if relax.field in _OF_REQUEST:
        name, made = _OF_REQUEST[relax.field]
        request = replace(request, **{name: made(relax.to)})
    return request, offer


@dataclass(frozen=True, slots=True)
class NearMiss:
    """An offer that breaks limits; `relax` when one step is enough."""

    broken: tuple[Limit, ...]
    relax: Relax | None


def near_miss(request: Request, offer: Offer) -> NearMiss:
    """Why this offer does not fit, and the step that a re-scoring confirmed."""
    limits = broken(request, offer, km_between(request, offer))
    relax = relaxation(request, offer)
    if relax is not None:
        after_request, after_offer = relaxed(request, offer, relax)
        if broken(after_request, after_offer, km_between(after_request, after_offer)):
            relax = None
    return NearMiss(limits, relax)
