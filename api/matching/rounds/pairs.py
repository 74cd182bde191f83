"""Every feasible (request, offer, week) of a round with its score, in whole arrays: the integers of `scores`.

Distances come from numpy, whose last bit may differ from the standard library's; a distance so near to a limit or
to half a tenth that it could matter is computed again by `distance_km`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from api.matching.model import EARTH_KM, Place, distance_km
from api.matching.rounds.instance import Instance
from api.matching.scores import HALF, TYPE_POINTS

Ints = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]
CELLS = 4_000_000
NEAR_KM = 1e-6


@dataclass(frozen=True)
class Slots:
    """(offer, week), by offer and then week; `start` is where each offer's slots begin."""

    offer: npt.NDArray[np.int32]
    week: npt.NDArray[np.int16]
    start: Ints
    weeks: tuple[date, ...]

    def of(self, offer: int, week: date) -> int | None:
        first, last = self.start[offer], self.start[offer + 1]
        for slot in range(first, last):
            if self.weeks[self.week[slot]] == week:
                return slot
        return None


@dataclass(frozen=True)
class Arcs:
    """Feasible (request, slot), by request and then slot; `start` is where requests begin.

    `points` are the weighted parts, ten to a point of the score.
    """

    request: npt.NDArray[np.int32]
    slot: npt.NDArray[np.int32]
    points: npt.NDArray[np.int32]
    start: Ints

    @property
    def score(self) -> npt.NDArray[np.int32]:
        return self.points // 10

    def __len__(self) -> int:
        return len(self.request)


@dataclass(frozen=True)
class Pairs:
    """Feasible (request, offer): tenths of a km, and the weighted parts without the date."""

    request: Ints
    offer: Ints
    tenths: Ints
    base: Ints


def slots_of(instance: Instance) -> Slots:
    weeks = tuple(sorted({week for offered in instance.offers for week in offered.offer.weeks}))
    at = {week: n for n, week in enumerate(weeks)}
    counts = [len(offered.offer.weeks) for offered in instance.offers]
    offer = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    week = np.array([at[week] for offered in instance.offers for week in sorted(offered.offer.weeks)], np.int16)
    return Slots(offer, week, np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), weeks)


def _bits(sets: Sequence[frozenset[str]], at: Mapping[str, int]) -> Bits:
    """One row per set, one bit per word that both sides know."""
    rows = np.zeros((len(sets), max(1, -(-len(at) // 64))), np.uint64)
    for n, words in enumerate(sets):
        for word in words:
            bit = at[word]
            rows[n, bit // 64] |= np.uint64(1 << bit % 64)
    return rows


def _words(*sides: Sequence[frozenset[str]]) -> dict[str, int]:
    return {word: n for n, word in enumerate(sorted({word for side in sides for words in side for word in words}))}


def _common(a: Bits, b: Bits) -> Ints:
    """How many words two lists of sets share, row by row."""
    shared: Ints = np.bitwise_count(a & b).sum(axis=1).astype(np.int64)
    return shared


class Candidates:
    """The instance as arrays, made once; `pairs` and `arcs` are its products."""

    def __init__(self, instance: Instance) -> None:
        self.instance, self.slots = instance, slots_of(instance)
        asked = [row.request for row in instance.requests]
        offered = [row.offer for row in instance.offers]
        self._subjects = self._both([r.subjects for r in asked], [o.subjects for o in offered])
        self._themes = self._both([r.themes for r in asked], [o.themes for o in offered])
        self._languages = self._both([r.languages for r in asked], [o.languages for o in offered])
        self._subjects_asked = np.array([len(r.subjects) for r in asked], np.int64)
        self._themes_asked = np.array([len(r.themes) for r in asked], np.int64)
        kinds = {kind: n for n, kind in enumerate(sorted({o.kind for o in offered}))}
        self._kind = np.array([kinds[o.kind] for o in offered], np.int64)
        self.type_points = np.zeros((len(asked), max(1, len(kinds))), np.int64)
        for n, request in enumerate(asked):
            for kind, points in zip(request.kinds, TYPE_POINTS, strict=False):
                if kind in kinds:
                    self.type_points[n, kinds[kind]] = points
        self._pupils = np.array([r.pupils for r in asked], np.int64)
        self._max_group = np.array([o.max_group for o in offered], np.int64)
        self._max_km = np.array([r.max_km for r in asked], np.int64)
        self._radius_km = np.array([o.radius_km for o in offered], np.int64)
        self._online_ok = np.array([r.online_ok for r in asked], np.bool_)
        self._online = np.array([o.online for o in offered], np.bool_)
        self._weeks_ok = self._calendar([r.weeks_ok for r in asked])
        self._preferred = self._calendar([r.weeks_preferred for r in asked])
        self._weeks = self._calendar([o.weeks for o in offered])
        self._here = _radians([instance.sites[row.site].place for row in instance.requests])
        self._there = _radians([instance.companies[row.company].place for row in instance.offers])

    @staticmethod
    def _both(asked: Sequence[frozenset[str]], offered: Sequence[frozenset[str]]) -> tuple[Bits, Bits]:
        at = _words(asked, offered)
        return _bits(asked, at), _bits(offered, at)

    def _calendar(self, sets: Sequence[frozenset[date]]) -> Flags:
        at = {week: n for n, week in enumerate(self.slots.weeks)}
        table = np.zeros((len(sets), max(1, len(at))), np.bool_)
        for n, weeks in enumerate(sets):
            for week in weeks:
                if week in at:
                    table[n, at[week]] = True
        return table

    def _blocks(self) -> Iterator[tuple[Ints, Ints]]:
        """Requests of one level and year with the offers that have both, a bounded number of cells at a time."""
        groups: dict[tuple[str | None, int | None], list[int]] = {}
        for n, row in enumerate(self.instance.requests):
            groups.setdefault((row.request.level, row.request.year), []).append(n)
        for (level, year), requests in groups.items():
            offers = np.array(
                [
                    n
                    for n, row in enumerate(self.instance.offers)
                    if level in row.offer.levels and year in row.offer.years
                ],
                np.int64,
            )
            step = max(1, CELLS // max(1, len(offers)))
            for first in range(0, len(requests), step):
                yield np.array(requests[first : first + step], np.int64), offers

    def pairs(self) -> Iterator[Pairs]:
        """Feasible pairs, forbidden ones included; each request's pairs stand together, by offer."""
        for requests, offers in self._blocks():
            meets: Flags = self.type_points[requests][:, self._kind[offers]] > 0
            subjects = self._subjects[0][requests], self._subjects[1][offers]
            met: Flags = np.zeros_like(meets)
            for word in range(subjects[0].shape[1]):
                met |= (subjects[0][:, None, word] & subjects[1][None, :, word]) != 0
            row, column = np.nonzero(meets & met)
            yield self._scored(*self._within(requests[row], offers[column]))

    def _within(self, request: Ints, offer: Ints) -> tuple[Ints, Ints]:
        """Of pairs that meet in type, level, year and subject: those that keep the limits which are cheap to see."""
        fits: Flags = self._pupils[request] <= self._max_group[offer]
        request, offer = request[fits], offer[fits]
        fits = _common(self._languages[0][request], self._languages[1][offer]) > 0
        request, offer = request[fits], offer[fits]
        both: Flags = self._weeks_ok[request] & self._weeks[offer]
        fits = np.count_nonzero(both, axis=1) > 0
        return request[fits], offer[fits]

    def broken(self, request: int, offer: Ints) -> dict[str, Flags]:
        """Which of these offers break which limit for a request; level and year are seen by whole blocks instead."""
        online = self._online_ok[request] & self._online[offer]
        km = self.km(np.full(len(offer), request), offer)
        return {
            "type": self.type_points[request, self._kind[offer]] == 0,
            "subject": _common(self._subjects[0][request], self._subjects[1][offer]) == 0,
            "language": _common(self._languages[0][request], self._languages[1][offer]) == 0,
            "groupSize": self._pupils[request] > self._max_group[offer],
            "weeks": ~(self._weeks_ok[request] & self._weeks[offer]).any(axis=1),
            "distance": ~online & (km > np.minimum(self._max_km[request], self._radius_km[offer])),
        }

    def km(self, request: Ints, offer: Ints) -> npt.NDArray[np.float64]:
        """Kilometres of pairs, as `distance_km` gives them wherever a limit or a rounding hangs on it."""
        (lat1, lon1, cos1), (lat2, lon2, cos2) = self._here[:, request], self._there[:, offer]
        h = np.sin((lat2 - lat1) / 2) ** 2 + cos1 * cos2 * np.sin((lon2 - lon1) / 2) ** 2
        km: npt.NDArray[np.float64] = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(h, 1.0)))
        tenths, limit = km * 10, np.minimum(self._max_km[request], self._radius_km[offer])
        close = (np.abs(tenths - np.floor(tenths) - 0.5) < 10 * NEAR_KM) | (np.abs(km - limit) < NEAR_KM)
        known: dict[tuple[int, int], float] = {}
        for n in np.flatnonzero(close):
            site = self.instance.requests[request[n]].site
            company = self.instance.offers[offer[n]].company
            if (site, company) not in known:
                places = self.instance.sites[site].place, self.instance.companies[company].place
                known[site, company] = distance_km(*places)
            km[n] = known[site, company]
        return km

    def _scored(self, request: Ints, offer: Ints) -> Pairs:
        km = self.km(request, offer)
        limit = np.minimum(self._max_km[request], self._radius_km[offer])
        online = self._online_ok[request] & self._online[offer]
        near = online | (km <= limit)
        request, offer, km, limit, online = request[near], offer[near], km[near], limit[near], online[near]
        tenths = np.rint(km * 10).astype(np.int64)
        weights = self.instance.weights
        asked = self._themes_asked[request]
        common = _common(self._themes[0][request], self._themes[1][offer])
        theme = np.where(asked > 0, common * 1000 // np.maximum(asked, 1), HALF)
        subject = (
            _common(self._subjects[0][request], self._subjects[1][offer]) * 1000 // self._subjects_asked[request]
        )
        closeness = np.where(
            (limit > 0) & (tenths <= 10 * limit), 1000 - tenths * 1000 // np.maximum(10 * limit, 1), 0
        )
        closeness = np.where(online, np.maximum(closeness, HALF), closeness)
        base = (
            weights["type"] * self.type_points[request, self._kind[offer]]
            + weights["subject"] * subject
            + weights["theme"] * theme
            + weights["distance"] * closeness
            + weights["group"] * np.minimum(1000, self._pupils[request] * 1000 // self._max_group[offer])
        )
        return Pairs(request, offer, tenths, base)

    def arcs(self) -> Arcs:
        """Every feasible (request, slot) that is not forbidden."""
        found = [self._weekly(pairs) for pairs in self.pairs()]
        request, slot, points = (
            np.concatenate([part[n] for part in found]) if found else np.zeros(0, np.int32) for n in range(3)
        )
        order = np.argsort(request, kind="stable")
        request, slot, points = request[order], slot[order], points[order]
        counts = np.bincount(request, minlength=len(self.instance.requests))
        return Arcs(request, slot, points, np.concatenate([[0], np.cumsum(counts)]).astype(np.int64))

    def _weekly(self, pairs: Pairs) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        kept = self._allowed(pairs)
        request, offer, base = pairs.request[kept], pairs.offer[kept], pairs.base[kept]
        first = self.slots.start[offer]
        counts = self.slots.start[offer + 1] - first
        pair = np.repeat(np.arange(len(request)), counts)
        slot = np.arange(len(pair)) - np.repeat(np.cumsum(counts) - counts, counts) + first[pair]
        week = self.slots.week[slot]
        common = self._weeks_ok[request[pair], week]
        pair, slot, week = pair[common], slot[common], week[common]
        when = np.where(self._preferred[request[pair], week], 1000, 400)
        points = base[pair] + self.instance.weights["date"] * when
        return request[pair].astype(np.int32), slot.astype(np.int32), points.astype(np.int32)

    def _allowed(self, pairs: Pairs) -> Flags:
        many = len(self.instance.offers)
        forbidden = np.array([request * many + offer for request, offer in self.instance.forbids], np.int64)
        return ~np.isin(pairs.request * many + pairs.offer, forbidden)


def _radians(places: Sequence[Place]) -> npt.NDArray[np.float64]:
    """Latitude, longitude and the cosine of the latitude, a row each."""
    degrees = np.array([(place.lat, place.lon) for place in places], np.float64).reshape(-1, 2)
    lat, lon = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    return np.stack([lat, lon, np.cos(lat)])
