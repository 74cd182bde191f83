"""The hard limits as a round reads them: everything is said, so an empty set meets nothing."""

from datetime import date

from api.matching.model import Limit, distance_km
from api.matching.rounds.instance import Instance
from api.matching.scores import broken

LIMITS: tuple[Limit, ...] = ("type", "level", "year", "subject", "language", "groupSize", "weeks", "distance")


def broken_in(instance: Instance, request: int, offer: int, week: date | None = None) -> tuple[Limit, ...]:
    """The limits that forbid this pair, in the order of the rules; with a week, in that week."""
    asked, offered = instance.requests[request], instance.offers[offer]
    km = distance_km(instance.sites[asked.site].place, instance.companies[offered.company].place)
    found = set(broken(asked.request, offered.offer, km))
    if not asked.request.subjects:
        found.add("subject")
    if not asked.request.languages:
        found.add("language")
    if not asked.request.kinds:
        found.add("type")
    if not asked.request.weeks_ok or (week is not None and week not in asked.request.weeks_ok & offered.offer.weeks):
        found.add("weeks")
    return tuple(limit for limit in LIMITS if limit in found)
