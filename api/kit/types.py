"""Closed value types for what comes in: bounded, NFC, without NUL or lone surrogates."""

import math
import re
import unicodedata
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
FIRST_DATE, LAST_DATE = date(2000, 1, 1), date(2100, 12, 31)


def clean_text(value: str) -> str:
    """NFC; refuses control characters other than tab and line break."""
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t\r" for c in value):
        raise PydanticCustomError("control_character", "control characters are not accepted")
    return unicodedata.normalize("NFC", value)


def _one_line(value: str) -> str:
    if any(c in value for c in "\n\r\t\u2028\u2029"):
        raise PydanticCustomError("line_break", "one line is expected")
    return value


def _date(value: Any) -> date:
    if isinstance(value, date) and type(value) is date:
        return value
    if not isinstance(value, str) or not _ISO_DATE.fullmatch(value):
        raise PydanticCustomError("date_format", "a date as YYYY-MM-DD is expected")
    try:
        parsed = date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("date_unknown", "this date does not exist") from None
    if not FIRST_DATE <= parsed <= LAST_DATE:
        raise PydanticCustomError("date_range", "a date between 2000 and 2100 is expected")
    return parsed


def _monday(value: date) -> date:
    if value.weekday() != 0:
        raise PydanticCustomError("not_a_monday", "weeks are named by their Monday")
    return value


def _uuid(value: Any) -> UUID:
    if isinstance(value, UUID):
        return value
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise PydanticCustomError("uuid_format", "a UUID is expected")
    return UUID(value)


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise PydanticCustomError("finite_number", "a finite number is expected")
    return value


def _unique(values: list[Any]) -> list[Any]:
    if len(set(values)) != len(values):
        raise PydanticCustomError("duplicates", "values may not repeat")
    return values


Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(clean_text),
    AfterValidator(_one_line),
]
Paragraphs = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=5000), AfterValidator(clean_text)
]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
Scheme = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
ExternalId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@+-]{0,99}$")]
Date = Annotated[date, BeforeValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
Monday = Annotated[Date, AfterValidator(_monday)]
Id = Annotated[UUID, BeforeValidator(_uuid), WithJsonSchema({"type": "string", "format": "uuid"})]
Number = Annotated[float, AfterValidator(_finite)]
Latitude = Annotated[Number, Field(ge=-90, le=90)]
Longitude = Annotated[Number, Field(ge=-180, le=180)]
UNIQUE = AfterValidator(_unique)
