"""Codes, masks and years, answered from a pack."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from api.kit.errors import NotFound
from api.vocabularies.packs import Pack, PackConcept


class UnknownScheme(NotFound):
    """There is no such vocabulary."""

    code, title = "unknown_scheme", "There is no vocabulary of this name."


_WORD = re.compile(r"[^\W_]+")
_JOINING = frozenset({"and", "at", "bij", "en", "het", "met", "of", "op", "or", "the", "with"})
AFFIX = 3  # signs that a beginning or an end of a word must have to stand for it


def words(text: str) -> list[str]:
    """Its words without accents or capitals, as `loket_query` reads them."""
    plain = "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    return _WORD.findall(plain.lower())


def singulars(word: str) -> set[str]:
    """The word itself, and what it is a Dutch or English plural of: lessen, les; bezoeken, bezoek; visits, visit."""
    found = {word}
    for ending in ("en", "s"):
        bare = word.removesuffix(ending)
        if bare != word and len(bare) > AFFIX:  # haven is no plural of hav
            found |= {bare, bare[:-1]} if bare[-1] == bare[-2] else {bare}
    return found


class Vocabulary:
    """A country's vocabularies, for checking and for masks."""

    def __init__(self, pack: Pack) -> None:
        self._schemes = {
            scheme: {concept.code: concept for concept in concepts} for scheme, concepts in pack.schemes.items()
        }

        self._labels = {
            (scheme, code): {word for text in concept.label.values() for word in words(text)} - _JOINING
            for scheme, concepts in self._schemes.items()
            for code, concept in concepts.items()
        }

    def meant(self, schemes: Iterable[str], word: str) -> list[tuple[str, str]]:
        """The (scheme, code) of the concepts in whose labels a word is, begins with or ends with this word."""
        asked = singulars(word)
        affixes = tuple(one for one in asked if len(one) >= AFFIX)
        return [
            (scheme, code)
            for scheme in schemes
            for code in self._schemes[scheme]
            if any(
                label in asked or label.startswith(affixes) or label.endswith(affixes)
                for label in self._labels[scheme, code]
            )
        ]

    def knows(self, scheme: str, code: str) -> bool:
        return code in self._schemes[scheme]

    def codes(self, scheme: str) -> list[str]:
        return list(self._schemes[scheme])

    def concept(self, scheme: str, code: str) -> PackConcept:
        return self._schemes[scheme][code]

    def extras(self, scheme: str) -> dict[str, Mapping[str, Any]]:
        """What each concept has beyond its label."""
        return {code: concept.extra for code, concept in self._schemes[scheme].items()}

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

    def related(self, scheme: str, code: str) -> list[str]:
        """The code itself, all codes below it and all that it is part of."""
        found = self.with_narrower(scheme, code)
        while (broader := self._schemes[scheme][code].broader) is not None:
            found.append(broader)
            code = broader
        return found

    def years(self, level: str) -> list[int]:
        """The years that a level has."""
        return list(self._schemes["levels"][level].extra["years"])
