"""Which limits each offer breaks for one request, all offers at once, as bits in the order of the rules."""

import numpy as np
import numpy.typing as npt

from api.matching.rounds.network import Ints
from api.matching.rounds.problem import Problem


class Misses:
    def __init__(self, problem: Problem) -> None:
        offers = [row.offer for row in problem.instance.offers]
        self._instance, self._candidates = problem.instance, problem.candidates
        self._levels = {level: self._having(level, [o.levels for o in offers]) for level in self._all("level")}
        self._years = {year: self._having(year, [o.years for o in offers]) for year in self._all("year")}

    def _all(self, name: str) -> set[object]:
        return {getattr(row.request, name) for row in self._instance.requests}

    @staticmethod
    def _having(value: object, sets: list[frozenset[str]] | list[frozenset[int]]) -> npt.NDArray[np.bool_]:
        return np.array([value in values for values in sets], np.bool_)

    def km(self, request: int, offers: Ints) -> npt.NDArray[np.float64]:
        return self._candidates.km(np.full(len(offers), request), offers)

    def of(self, request: int) -> npt.NDArray[np.uint16]:
        """Per offer the broken limits; 0 where the pair fits."""
        asked = self._instance.requests[request].request
        everything = np.arange(len(self._instance.offers))
        broken = self._candidates.broken(request, everything)
        broken["level"] = ~self._levels[asked.level]
        broken["year"] = ~self._years[asked.year]
        order = ("type", "level", "year", "subject", "language", "groupSize", "weeks", "distance")
        bits = np.zeros(len(everything), np.uint16)
        for n, limit in enumerate(order):
            bits |= broken[limit].astype(np.uint16) << np.uint16(n)
        return bits
