"""Closed value types for what comes in: bounded, NFC, without control characters or lone surrogates.

Each tells its bounds in the contract too, so that what fits the contract is not refused for its form.
"""

import re
import unicodedata
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from api.kit.clock import monday_of

# From 1990-01-01 on, a Monday: the week of no such day begins before it.
ISO_DATE = re.compile(r"(?:199\d|20\d{2})-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"20\d{2}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})", re.ASCII)
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
_CONTROL = r"\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069"
# They turn the text around them, also that of whoever is shown beside it.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINE = rf"^[^{_CONTROL}]*[^\s{_CONTROL}][^{_CONTROL}]*$"


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") or sign in _TURNING


def _line(value: str) -> str:
    if any(map(_is_control, value)):
        raise PydanticCustomError("control_character", "one line without control characters is expected")
    return unicodedata.normalize("NFC", value)


def _paragraphs(value: str) -> str:
    if any(_is_control(sign) and sign != "\n" for sign in value):
        raise PydanticCustomError("control_character", "control characters are not accepted")
    return unicodedata.normalize("NFC", value)


def _words(value: str) -> str:
    """The words; empty when there is no letter or digit to look for."""
    if not any(map(str.isalnum, value)):
        return ""
    return unicodedata.normalize("NFC", "".join(" " if _is_control(sign) else sign for sign in value))


def _date(value: Any) -> date:
    if type(value) is date:
        return value
    if not isinstance(value, str) or not ISO_DATE.fullmatch(value):
        raise PydanticCustomError("date_format", "a date as 20YY-MM-DD is expected")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("date_unknown", "this date does not exist") from None


def _instant(value: Any) -> datetime:
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise PydanticCustomError("instant_format", "a time as 20YY-MM-DDThh:mm:ss with Z or its offset is expected")
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("instant_unknown", "this time does not exist") from None


def _uuid(value: Any) -> UUID:
    if isinstance(value, UUID):
        return value
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise PydanticCustomError("uuid_format", "a UUID is expected")
    return UUID(value)


def _whole(value: Any) -> Any:
    """JSON knows one kind of number: 28.0 is 28."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _weeks(days: list[date]) -> list[date]:
    return sorted({monday_of(day) for day in days})


def _unique(values: list[Any]) -> list[Any]:
    if len(set(values)) != len(values):
        raise PydanticCustomError("duplicates", "values may not repeat")
    return values


UUID_SCHEMA = {"type": "string", "format": "uuid", "pattern": f"^{_UUID.pattern}$"}
DATE_SCHEMA = {"type": "string", "format": "date", "pattern": "^(199[0-9]|20[0-9]{2})-[0-9]{2}-[0-9]{2}$"}
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_line),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 200, "pattern": _LINE}),
]


def told_as_paragraphs(longest: int = 5000, filled: bool = False, **more: str) -> WithJsonSchema:
    """How the contract tells paragraphs; its bounds are those of the field."""
    any_sign = rf"([^{_CONTROL}]|\n)*"
    pattern = rf"^{any_sign}[^\s{_CONTROL}]{any_sign}$" if filled else rf"^{any_sign}$"
    return WithJsonSchema({"type": "string", "maxLength": longest, "pattern": pattern, **more})


Paragraphs = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=5000),
    AfterValidator(_paragraphs),
    told_as_paragraphs(),
]
Words = Annotated[str, StringConstraints(max_length=200), AfterValidator(_words)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
Scheme = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
ExternalId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@+-]{0,99}$")]
Url = Annotated[str, StringConstraints(max_length=300, pattern=r"^https?://[a-zA-Z0-9.-]+(:[0-9]{1,5})?(/[!-~]*)?$")]
# What HTML's email field takes; kept in lower case, so that a person has one address however it is typed.
Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        to_lower=True,
        max_length=254,
        pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
        r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$",
    ),
]
Date = Annotated[date, BeforeValidator(_date), WithJsonSchema(DATE_SCHEMA)]
INSTANT_SCHEMA = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$",
}
Instant = Annotated[datetime, BeforeValidator(_instant), WithJsonSchema(INSTANT_SCHEMA)]
Id = Annotated[UUID, BeforeValidator(_uuid), WithJsonSchema(UUID_SCHEMA)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
WHOLE = BeforeValidator(_whole)
WEEKS = (
    AfterValidator(_weeks),
    Field(description="weeks by their Monday; another day stands for its week, a day twice for once"),
)
UNIQUE = (AfterValidator(_unique), Field(json_schema_extra={"uniqueItems": True}))
