"""What fictional companies offer in the demo, and what each region is known for, from `data/catalogue.json`.

No name is a real company's: every one ends in "(voorbeeld)", so that nobody takes it for one.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Offer:
    """An activity as a company of this industry would give it."""

    title: str
    summary: str
    kind: str
    subjects: tuple[str, ...]
    themes: tuple[str, ...]
    levels: tuple[str, ...]
    years: tuple[int, ...]
    modes: tuple[str, ...]
    minutes: int
    max_group: int


@dataclass(frozen=True, slots=True)
class Industry:
    """`sbi` are SBI 2008 divisions; companies take their names in turn."""

    sectors: tuple[str, ...]
    sbi: tuple[str, ...]
    names: tuple[str, ...]
    offers: tuple[Offer, ...]


def _fixed(values: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


_READ = json.loads((Path(__file__).parent / "data" / "catalogue.json").read_text(encoding="utf-8"))
INDUSTRIES: dict[str, Industry] = {
    name: Industry(**_fixed(industry | {"offers": [Offer(**_fixed(offer)) for offer in industry["offers"]]}))
    for name, industry in _READ["industries"].items()
}
# What each region is known for comes first; two companies are made of that, one of the rest.
STRENGTHS: dict[str, tuple[str, ...]] = _fixed(_READ["strengths"])
