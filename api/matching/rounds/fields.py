"""Strict reading of JSON: a value knows where it stands, and a refusal points there."""

import json
import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any


class Refused(Exception):
    """An input that cannot be taken; `code` is its name, `pointer` the JSON pointer of the field at fault."""

    def __init__(self, code: str, pointer: str = "", detail: object = "") -> None:
        super().__init__(f"{code} at {pointer or '/'}" + (f": {detail}" if detail != "" else ""))
        self.code, self.pointer, self.detail = code, pointer, str(detail)


@lru_cache(maxsize=4096)
def _monday(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.weekday() == 0 and found.isoformat() == text else None


@dataclass(frozen=True, slots=True)
class Field:
    value: Any
    pointer: str = ""

    def members(self, required: Collection[str], optional: Collection[str] = ()) -> dict[str, "Field"]:
        """The fields of an object; refuses what is missing and what nobody reads."""
        if not isinstance(self.value, dict):
            raise Refused("not_an_object", self.pointer)
        for name in required:
            if name not in self.value:
                raise Refused("missing_field", f"{self.pointer}/{name}")
        for name in self.value:
            if name not in required and name not in optional:
                raise Refused("unknown_field", f"{self.pointer}/{name}")
        return {name: Field(value, f"{self.pointer}/{name}") for name, value in self.value.items()}

    def items(self) -> Iterator["Field"]:
        if not isinstance(self.value, list):
            raise Refused("not_a_list", self.pointer)
        return (Field(value, f"{self.pointer}/{n}") for n, value in enumerate(self.value))

    def text(self) -> str:
        if not isinstance(self.value, str):
            raise Refused("not_a_text", self.pointer)
        return self.value

    def one_of(self, known: Collection[str]) -> str:
        if self.text() not in known:
            raise Refused("unknown_value", self.pointer, f"{self.value!r} is none of {', '.join(known)}")
        return self.text()

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise Refused("not_a_boolean", self.pointer)
        return self.value

    def whole(self, least: int = 0, most: int = 1_000_000_000) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise Refused("not_a_whole_number", self.pointer)
        if not least <= self.value <= most:
            raise Refused("out_of_range", self.pointer, f"{self.value} is not within {least}..{most}")
        return self.value

    def real(self, most: float) -> float:
        """A number within -most..most."""
        if not isinstance(self.value, int | float) or isinstance(self.value, bool) or math.isnan(self.value):
            raise Refused("not_a_number", self.pointer)
        if abs(self.value) > most:
            raise Refused("out_of_range", self.pointer, f"{self.value} is not within -{most}..{most}")
        return float(self.value)

    def texts(self) -> tuple[str, ...]:
        if not isinstance(self.value, list):
            raise Refused("not_a_list", self.pointer)
        for n, value in enumerate(self.value):
            if not isinstance(value, str):
                raise Refused("not_a_text", f"{self.pointer}/{n}")
        return tuple(self.value)

    def wholes(self) -> tuple[int, ...]:
        return tuple(field.whole() for field in self.items())

    def week(self) -> date:
        found = _monday(self.text())
        if found is None:
            raise Refused("not_a_monday", self.pointer, self.value)
        return found

    def weeks(self) -> frozenset[date]:
        found = [_monday(text) for text in self.texts()]
        if None in found:
            n = found.index(None)
            raise Refused("not_a_monday", f"{self.pointer}/{n}", self.value[n])
        return frozenset(week for week in found if week is not None)

    def known(self, index: Mapping[str, int]) -> int:
        """The place of an id among those that were read before."""
        place = index.get(self.text())
        if place is None:
            raise Refused("unknown_id", self.pointer, self.value)
        return place


def document(text: bytes) -> Field:
    try:
        return Field(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise Refused("not_json", "", error) from None
