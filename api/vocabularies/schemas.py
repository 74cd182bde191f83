"""Vocabularies as they cross the wire."""

from typing import Any

from api.kit.schemas import Wire, example

EXAMPLE = {
    "scheme": "goals",
    "concepts": [
        {
            "code": "profile_choice",
            "label": {"nl": "profielkeuze", "en": "choice of profile"},
            "broader": None,
            "isced": None,
            "exactMatch": [],
            "extra": {},
        }
    ],
}


class ConceptOut(Wire):
    code: str
    label: dict[str, str]
    broader: str | None
    isced: str | None
    exact_match: list[str]
    extra: dict[str, Any]


class SchemeOut(Wire):
    model_config = example(EXAMPLE)

    scheme: str
    concepts: list[ConceptOut]


class SchemesOut(Wire):
    model_config = example({"items": [EXAMPLE]})

    items: list[SchemeOut]
