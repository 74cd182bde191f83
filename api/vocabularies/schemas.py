"""Vocabularies as they cross the wire."""

from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from api.kit.schemas import Wire, example
from api.vocabularies.shipped import vocabulary

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


class Known:
    """A string that must be a code of the scheme; the contract lists the codes of the country."""

    def __init__(self, scheme: str) -> None:
        self.scheme = scheme

    def _check(self, code: str) -> str:
        if not vocabulary().knows(self.scheme, code):
            raise PydanticCustomError("unknown_code", "not a code of this vocabulary")
        return code

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, _: CoreSchema, __: Any) -> dict[str, Any]:
        return {"type": "string", "enum": vocabulary().codes(self.scheme)}


Level = Annotated[str, Known("levels")]
Subject = Annotated[str, Known("subjects")]
Theme = Annotated[str, Known("themes")]
Sector = Annotated[str, Known("sectors")]
Sbi = Annotated[str, Known("sbi")]
Kind = Annotated[str, Known("kinds")]
Mode = Annotated[str, Known("modes")]
Goal = Annotated[str, Known("goals")]
Gear = Annotated[str, Known("protective-gear")]
Need = Annotated[str, Known("needs")]
Language = Annotated[str, Known("languages")]
SizeClass = Annotated[str, Known("size-classes")]
DeclineReason = Annotated[str, Known("decline-reasons")]
CancelReason = Annotated[str, Known("cancel-reasons")]
EndReason = Annotated[str, Known("end-reasons")]
ClassQuestion = Annotated[str, Known("class-questions")]
