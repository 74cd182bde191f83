"""Codes, masks and years, answered from the shipped pack.

The pack is part of the release and never changes while a process runs, so a process may keep it in memory.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from api.kit.errors import FieldError, NotFound
from api.kit.settings import settings
from api.vocabularies.packs import PackConcept, load_pack


class UnknownScheme(NotFound):
    """There is no such vocabulary."""

    code, title = "unknown_scheme", "There is no vocabulary of this name."


class Vocabulary:
    """A country's vocabularies, for checking and for masks."""

    def __init__(self, country: str) -> None:
        pack = load_pack(country)
        self._schemes = {
            scheme: {concept.code: concept for concept in concepts} for scheme, concepts in pack.schemes.items()
        }

    def knows(self, scheme: str, code: str) -> bool:
        return code in self._schemes[scheme]

    def codes(self, scheme: str) -> list[str]:
        return list(self._schemes[scheme])

    def concept(self, scheme: str, code: str) -> PackConcept:
        return self._schemes[scheme][code]

    def unknown(self, scheme: str, field: str, codes: Sequence[str]) -> Iterator[FieldError]:
        """One error per code that the scheme does not hold, `#/subjects/1`."""
        for place, code in enumerate(codes):
            if not self.knows(scheme, code):
                yield FieldError(f"#/{field}/{place}", "unknown_code", f"not a code of {scheme}")

    def mask(self, scheme: str, codes: Iterable[str]) -> int:
        """Bit k is set for the concept whose place is k; codes without a place do not count."""
        mask = 0
        for code in codes:
            bit = self._schemes[scheme][code].bit
            mask |= 0 if bit is None else 1 << bit
        return mask

    def with_narrower(self, scheme: str, code: str) -> list[str]:
        """The code itself and all codes below it."""
        below = [c.code for c in self._schemes[scheme].values() if c.broader == code]
        return [code, *(deeper for inner in below for deeper in self.with_narrower(scheme, inner))]

    def years(self, level: str) -> list[int]:
        """The years that a level has."""
        return list(self._schemes["levels"][level].extra["years"])


@cache
def _of(country: str) -> Vocabulary:
    return Vocabulary(country)


def vocabulary() -> Vocabulary:
    """The vocabulary of the country that this service runs for."""
    return _of(settings().country)
