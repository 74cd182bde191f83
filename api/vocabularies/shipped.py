"""The vocabulary of this service's country.

The pack is part of the release and never changes while a process runs, so a process may keep it in memory.
"""

from functools import cache

from api.kit.settings import settings
from api.vocabularies.packs import load_pack
from api.vocabularies.rules import Vocabulary


@cache
def _of(country: str) -> Vocabulary:
    return Vocabulary(load_pack(country))


def vocabulary() -> Vocabulary:
    return _of(settings().country)
