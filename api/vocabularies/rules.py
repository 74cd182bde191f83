"""Codes, masks and years, answered from a pack."""

from collections.abc import Iterable

from api.kit.errors import NotFound
from api.vocabularies.packs import Pack, PackConcept


class UnknownScheme(NotFound):
    """There is no such vocabulary."""

    code, title = "unknown_scheme", "There is no vocabulary of this name."


class Vocabulary:
    """A country's vocabularies, for checking and for masks."""

    def __init__(self, pack: Pack) -> None:
        self._schemes = {
            scheme: {concept.code: concept for concept in concepts} for scheme, concepts in pack.schemes.items()
        }

    def knows(self, scheme: str, code: str) -> bool:
        return code in self._schemes[scheme]

    def codes(self, scheme: str) -> list[str]:
        return list(self._schemes[scheme])

    def concept(self, scheme: str, code: str) -> PackConcept:
        return self._schemes[scheme][code]

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
