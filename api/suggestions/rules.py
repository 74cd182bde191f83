"""A request as the scoring statement takes it, and rows as the pure rules take them."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from api.kit.clock import MAX_SPAN, week_number, week_start
from api.kit.errors import Refusal
from api.matching.model import Offer, Place, Request
from api.matching.scores import HALF, TYPE_POINTS
from api.regions.grid import cell_ranges
from api.requests.rules import Calendar
from api.requests.schemas import DraftIn
from api.vocabularies.rules import Vocabulary

EVERYWHERE = [(-(2**31), 2**31 - 1)]
ALL_BITS = 2**63 - 1
UNSAID_KM = 500
ONLINE = frozenset({"online", "hybrid"})


class OneOfTwo(Refusal):
    """Suggestions are for a request or for an activity."""

    status, code, title = 409, "one_of_two", "Name either requestId or activityId."


def place_of(row: Mapping[str, Any]) -> Place | None:
    return None if row["lat"] is None else Place(row["lat"], row["lon"])


def request_of(row: Mapping[str, Any]) -> Request:
    """A saved request with the coordinates of its site."""
    return Request(
        kinds=tuple(row["kinds"]),
        level=row["level"],
        year=row["year"],
        subjects=frozenset(row["subjects"]),
        themes=frozenset(row["themes"]),
        languages=frozenset(row["languages"]),
        pupils=row["pupils"],
        place=place_of(row),
        max_km=row["max_km"],
        online_ok=row["online_ok"],
        weeks_ok=frozenset(row["weeks_ok"]),
        weeks_preferred=frozenset(row["weeks_preferred"]),
    )


def request_of_draft(draft: DraftIn, site: Mapping[str, Any] | None, calendar: Calendar) -> Request:
    """A draft: what is not said yet stays open; of its weeks the first 63 count, of those that count at all."""
    weeks = calendar.open(draft.weeks_ok) or frozenset(draft.weeks_ok)
    weeks_ok = frozenset(week for week in weeks if (week - min(weeks)).days < MAX_SPAN * 7)
    return Request(
        kinds=tuple(draft.kinds),
        level=draft.level,
        year=draft.year,
        subjects=frozenset(draft.subjects),
        themes=frozenset(draft.themes),
        languages=frozenset(draft.languages),
        pupils=draft.pupils,
        place=place_of(site) if site else None,
        max_km=draft.max_km,
        online_ok=draft.online_ok,
        weeks_ok=weeks_ok,
        weeks_preferred=frozenset(draft.weeks_preferred) & weeks_ok,
    )


def offer_in(activity: Mapping[str, Any], calendar: Calendar) -> Offer:
    """The offer in an activity's JSON, in the weeks that count: what people are shown is what was scored."""
    location = activity["location"]
    return Offer(
        kind=activity["kind"],
        levels=frozenset(activity["levels"]),
        years=frozenset(activity["years"]),
        subjects=frozenset(activity["subjects"]),
        themes=frozenset(activity["themes"]),
        languages=frozenset(activity["languages"]),
        max_group=activity["maxGroup"],
        radius_km=activity["radiusKm"],
        online=not ONLINE.isdisjoint(activity["modes"]),
        weeks=calendar.open(
            date.fromisoformat(week) for week in activity["weeks"] if week not in activity["fullWeeks"]
        ),
        place=Place(location["lat"], location["lon"]) if location else None,
    )


def offer_of(row: Mapping[str, Any], calendar: Calendar) -> Offer:
    """The offer in an activity's row, in the weeks that count."""
    return Offer(
        kind=row["kind"],
        levels=frozenset(row["levels"]),
        years=frozenset(row["years"]),
        subjects=frozenset(row["subjects"]),
        themes=frozenset(row["themes"]),
        languages=frozenset(row["languages"]),
        max_group=row["max_group"],
        radius_km=row["radius_km"],
        online=row["online"],
        weeks=calendar.open(row["weeks"]),
        place=place_of(row),
    )


def _grid(request: Request, km: float) -> tuple[list[int], list[int]]:
    place = request.place
    ranges = EVERYWHERE if place is None else cell_ranges(place.lat, place.lon, km)
    return [low for low, _ in ranges], [high for _, high in ranges]


def _week_mask(weeks: frozenset[date], first: int) -> int:
    """Bit k says whether week `first` + k is among them."""
    return sum(1 << (week_number(week) - first) for week in weeks)


def _weeks(request: Request, calendar: Calendar) -> dict[str, Any]:
    """The weeks asked that count; where none are asked, all but the holidays of the coming 63 weeks."""
    if request.weeks_ok:
        first = min(map(week_number, request.weeks_ok))
        asked, others = calendar.open(request.weeks_ok), 0
    else:
        first = week_number(calendar.this_week)
        asked, others = frozenset(map(week_start, range(first, first + MAX_SPAN))) & calendar.holidays, -1
    return {
        "any_week": not request.weeks_ok,
        "first_week": first,
        "weeks": _week_mask(asked, first),
        "others": others,
        "weeks_preferred": _week_mask(request.weeks_preferred & asked, first),
    }


def _needs(needs: Collection[str], vocabulary: Vocabulary) -> dict[str, Any]:
    """What access has to say: true to some names, at most a number to others."""
    about = [extra for need, extra in vocabulary.extras("needs").items() if need in needs]
    limited = [extra for extra in about if "atMost" in extra]
    return {
        "needy": bool(about),
        "needed": [extra["access"] for extra in about if "atMost" not in extra],
        "limited": [extra["access"] for extra in limited],
        "at_most": [extra["atMost"] for extra in limited],
    }


def parameters(
    request: Request, calendar: Calendar, vocabulary: Vocabulary, limit: int, needs: Collection[str] = ()
) -> dict[str, Any]:
    """The values of the statements that score activities."""
    kinds = list(request.kinds or vocabulary.codes("kinds"))
    max_km = UNSAID_KM if request.max_km is None else request.max_km
    low, high = _grid(request, max_km)
    subject_mask = vocabulary.mask("subjects", request.subjects)
    theme_mask = vocabulary.mask("themes", request.themes)
    return {
        "kinds": kinds,
        "points": list(TYPE_POINTS[: len(kinds)]) if request.kinds else [HALF] * len(kinds),
        "all_kinds": vocabulary.codes("kinds"),
        "level_mask": vocabulary.mask("levels", [request.level]) if request.level else ALL_BITS,
        "year_mask": 1 << request.year if request.year else 2**31 - 1,
        "subject_mask": subject_mask or ALL_BITS,
        "subjects": len(request.subjects),
        "theme_mask": theme_mask,
        "themes": len(request.themes),
        "language_mask": vocabulary.mask("languages", request.languages) or ALL_BITS,
        "pupils": request.pupils,
        "lat": request.place.lat if request.place else None,
        "lon": request.place.lon if request.place else None,
        "max_km": max_km,
        "online_ok": request.online_ok,
        **_weeks(request, calendar),
        "low": low,
        "high": high,
        "limit": limit,
        "school": None,
        "today": None,
        **_needs(needs, vocabulary),
    }


def offered(offer: Offer, limit: int, unmet: Collection[str]) -> dict[str, Any]:
    """The values of the statements that score requests; `unmet` are the needs that the offer does not meet."""
    return {
        "kind": offer.kind,
        "points": list(TYPE_POINTS),
        "levels": list(offer.levels),
        "years": list(offer.years),
        "subjects": list(offer.subjects),
        "themes": list(offer.themes),
        "languages": list(offer.languages),
        "max_group": offer.max_group,
        "radius_km": offer.radius_km,
        "online": offer.online,
        "weeks": sorted(offer.weeks),
        "lat": offer.place.lat if offer.place else None,
        "lon": offer.place.lon if offer.place else None,
        "limit": limit,
        "unmet": list(unmet),
    }
