"""What is asked, as the scoring statement takes it. A draft may leave things open: what is not said limits
nothing and earns half of its points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from api.kit.clock import week_number
from api.regions.grid import cell_ranges

EVERYWHERE = [(-(2**31), 2**31 - 1)]
ALL_BITS = 2**63 - 1
TYPE_POINTS = (1000, 600, 300)
HALF = 500
FAR_KM = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request or a draft. Masks are of the vocabulary's bits; None and empty mean: not said yet."""

    kinds: Sequence[str]
    level_mask: int | None
    year: int | None
    subject_mask: int
    theme_mask: int
    language_mask: int | None
    pupils: int | None
    lat: float | None
    lon: float | None
    max_km: int | None
    online_ok: bool
    weeks_ok: Sequence[date] = ()
    weeks_preferred: Sequence[date] = ()
    extra: Mapping[str, object] = field(default_factory=dict)


def week_mask(weeks: Sequence[date], first: int) -> int:
    """Bit k says whether the week `first` + k is among them."""
    return sum(1 << (week_number(week) - first) for week in set(weeks))


def _grid(wanted: Wanted, km: float) -> tuple[list[int], list[int]]:
    ranges = EVERYWHERE if wanted.lat is None or wanted.lon is None else cell_ranges(wanted.lat, wanted.lon, km)
    return [low for low, _ in ranges], [high for _, high in ranges]


def parameters(wanted: Wanted, all_kinds: Sequence[str], limit: int) -> dict[str, object]:
    """The values of the scoring statement."""
    kinds = list(wanted.kinds or all_kinds)
    points = list(TYPE_POINTS[: len(kinds)]) if wanted.kinds else [HALF] * len(kinds)
    first = min((week_number(week) for week in wanted.weeks_ok), default=0)
    max_km = FAR_KM if wanted.max_km is None else wanted.max_km
    lows, highs = _grid(wanted, max_km)
    far_lows, far_highs = _grid(wanted, max_km * 2 + FAR_KM)
    return {
        "kinds": kinds,
        "points": points,
        "all_kinds": list(all_kinds),
        "level_mask": ALL_BITS if wanted.level_mask is None else wanted.level_mask,
        "year_mask": 2**31 - 1 if wanted.year is None else 1 << wanted.year,
        "subject_mask": wanted.subject_mask or ALL_BITS,
        "subjects": wanted.subject_mask.bit_count(),
        "theme_mask": wanted.theme_mask,
        "themes": wanted.theme_mask.bit_count(),
        "language_mask": ALL_BITS if wanted.language_mask is None else wanted.language_mask,
        "pupils": wanted.pupils,
        "lat": wanted.lat,
        "lon": wanted.lon,
        "max_km": max_km,
        "online_ok": wanted.online_ok,
        "any_week": not wanted.weeks_ok,
        "first_week": first,
        "weeks_ok": week_mask(wanted.weeks_ok, first),
        "weeks_preferred": week_mask(wanted.weeks_preferred, first),
        "low": lows,
        "high": highs,
        "far_low": far_lows,
        "far_high": far_highs,
        "limit": limit,
    }
