"""Cells: from what a file says to what COPY takes, with memory for what repeats.

A parser gives the text of one COPY column, escaped, or raises CellFault.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from api.imports.rules import CellFault
from api.kit.clock import in_one_span, monday_of, week_number
from api.kit.types import ISO_DATE
from api.vocabularies.rules import Vocabulary

Parser = Callable[[str], str]
NULL = r"\N"
REMEMBERED = 20_000
CONTROL = ("Cc", "Cs", "Zl", "Zp")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)
_YEAR = re.compile(r"0?[1-9]|1[0-2]", re.ASCII)
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_URL = re.compile(r"(https?://)?([a-z0-9-]+\.)+[a-z]{2,}(:\d+)?(/[!-~]*)?", re.IGNORECASE | re.ASCII)


class Memo(dict[str, str]):
    """Remembers what its parsers made of a cell, the text of as many columns; forgets all when it has seen too many
    different ones.
    """

    def __init__(self, *parsers: Parser) -> None:
        super().__init__()
        self._parsers = parsers

    def __missing__(self, raw: str) -> str:
        made = "\t".join([parse(raw) for parse in self._parsers])
        if len(self) >= REMEMBERED:
            self.clear()
        self[raw] = made
        return made


def escaped(value: str) -> str:
    """As COPY's text format has it."""
    return value.translate(_ESCAPES) if "\\" in value or not value.isprintable() else value


def text(longest: int, needed: bool = False, lines: bool = False) -> Parser:
    """A bounded text in NFC without control characters; blank is NULL, or a fault when it is needed."""

    def parse(raw: str) -> str:
        value = raw.strip()
        if lines:
            value = value.replace("\r\n", "\n")
        if not value:
            if needed:
                raise CellFault("missing", "this may not be empty")
            return NULL
        if len(value) > longest:
            raise CellFault("too_long", f"at most {longest} characters")
        if value.isascii() and value.isprintable():
            return value.replace("\\", "\\\\") if "\\" in value else value
        if any(unicodedata.category(sign) in CONTROL and not (lines and sign == "\n") for sign in value):
            raise CellFault("control_character", "control characters are not accepted")
        return escaped(unicodedata.normalize("NFC", value))

    return parse


def matching(pattern: str, code: str, message: str, needed: bool = False) -> Parser:
    """A text of a fixed form."""
    form = re.compile(pattern, re.ASCII)

    def parse(raw: str) -> str:
        value = raw.strip()
        if not value and not needed:
            return NULL
        if not form.fullmatch(value):
            raise CellFault(code if value else "missing", message)
        return escaped(value)

    return parse


def whole(low: int, high: int, default: str | None = NULL) -> Parser:
    """A whole number within bounds; without a default it is needed."""

    def parse(raw: str) -> str:
        value = raw.strip()
        if not value:
            if default is None:
                raise CellFault("missing", "a number is needed")
            return default
        if not _WHOLE.fullmatch(value):
            raise CellFault("not_a_number", "a whole number is expected")
        if not low <= int(value) <= high:
            raise CellFault("out_of_range", f"from {low} to {high}")
        return str(int(value))

    return parse


def coordinate(limit: int) -> Parser:
    """Degrees; a decimal comma is accepted."""

    def parse(raw: str) -> str:
        value = raw.strip().replace(",", ".", 1)
        if not value:
            return NULL
        if not re.fullmatch(r"-?\d{1,3}(\.\d{1,15})?", value, re.ASCII):
            raise CellFault("not_a_number", "degrees are expected, such as 52.09")
        if abs(float(value)) > limit:
            raise CellFault("out_of_range", f"from -{limit} to {limit}")
        return value

    return parse


TRUE, FALSE = {"true", "1", "ja", "yes", "waar", "y", "j"}, {"false", "0", "nee", "no", "onwaar", "n"}


def boolean(raw: str) -> str:
    """true or false, in words or digits; blank is false."""
    value = raw.strip().lower()
    if value in TRUE:
        return "t"
    if value in FALSE or not value:
        return "f"
    raise CellFault("not_a_boolean", "true or false is expected")


def day(raw: str) -> date:
    """The first ten characters of a date or time stamp: a time zone must not shift the day."""
    value = raw.strip()[:10]
    if not ISO_DATE.fullmatch(value):
        raise CellFault("date_format", "a date as 20YY-MM-DD is expected")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise CellFault("date_unknown", "this date does not exist") from None


def day_text(raw: str) -> str:
    return str(day(raw))


def split(raw: str) -> list[str]:
    return list(dict.fromkeys(part for part in (piece.strip() for piece in raw.split("|")) if part))


def codes(vocabulary: Vocabulary, scheme: str, least: int = 0, most: int = 60) -> Callable[[str], list[str]]:
    """Codes joined by |, each known to the scheme."""

    known = ", ".join(vocabulary.codes(scheme)[:20])

    def parse(raw: str) -> list[str]:
        found = split(raw)
        if not all(vocabulary.knows(scheme, code) for code in found):
            raise CellFault("unknown_code", f"codes of {scheme} are expected, such as {known}")
        if not least <= len(found) <= most:
            raise CellFault("missing" if len(found) < least else "too_many", f"from {least} to {most} codes")
        return found

    return parse


def array(values: list[str]) -> str:
    """An array of plain codes, numbers or dates."""
    return "{" + ",".join(values) + "}"


def listed(parse: Callable[[str], list[str]]) -> Parser:
    return lambda raw: array(parse(raw))


def masked(parse: Callable[[str], list[str]], vocabulary: Vocabulary, scheme: str) -> Parser:
    return lambda raw: str(vocabulary.mask(scheme, parse(raw)))


def years(raw: str) -> list[str]:
    found = split(raw)
    if not found or not all(map(_YEAR.fullmatch, found)):
        raise CellFault("out_of_range" if found else "missing", "years from 1 to 12")
    return [str(int(part)) for part in found]


def year_mask(raw: str) -> str:
    return str(sum(1 << int(year) for year in set(years(raw))))


def weeks(raw: str) -> list[date]:
    """Mondays, in order; another day stands for its week; at most 63 weeks apart."""
    found = sorted({monday_of(day(part)) for part in split(raw)})
    if not in_one_span(found):
        raise CellFault("weeks_span", "weeks lie within 63 weeks of each other")
    return found


def week_array(raw: str) -> str:
    return array([str(week) for week in weeks(raw)])


def first_week(raw: str) -> str:
    found = weeks(raw)
    return str(week_number(found[0])) if found else "0"


def week_mask(raw: str) -> str:
    found = weeks(raw)
    return str(sum(1 << ((week - found[0]).days // 7) for week in found))


def website(raw: str) -> str:
    """A web address with its scheme; what is none is dropped."""
    value = raw.strip()
    if not _URL.fullmatch(value) or len(value) > 300:
        return NULL
    return escaped(value if _SCHEME.match(value) else f"https://{value}")


SMALL = {"aan", "den", "de", "der", "en", "het", "in", "bij", "op", "van", "ter", "te", "over"}
PROVINCES = {"NH", "ZH", "NB", "LB", "GLD", "GN", "FR", "DR", "OV", "UT", "ZLD", "(NH)"}


def place(raw: str) -> str:
    """A place in capitals as people write it: Bergen op Zoom, 's-Hertogenbosch, IJmuiden, Bergen NH."""
    value = raw.strip()
    if not value.isupper():
        return value
    words = value.replace("S GRAVENHAGE", "'S-GRAVENHAGE").split(" ")
    return " ".join(_word(word, first=place_ == 0) for place_, word in enumerate(words))


def _word(word: str, first: bool) -> str:
    if word in PROVINCES:
        return word
    if word.lower() in SMALL and not first:
        return word.lower()
    if word.startswith("'S-"):
        return "'s-" + _word(word[3:], first=True)
    if "-" in word:
        return "-".join(_word(part, first=place_ == 0) for place_, part in enumerate(word.split("-")))
    return "IJ" + word[2:].lower() if word.startswith("IJ") else word.capitalize()


def postcode(raw: str) -> str:
    value = raw.strip().upper().replace(" ", "")
    return escaped(value) if re.fullmatch(r"[A-Z0-9-]{2,11}", value, re.ASCII) else NULL


def postcode4(raw: str) -> str:
    value = raw.strip().replace(" ", "")
    return value[:4] if re.fullmatch(r"\d{4}([A-Za-z]{2})?", value, re.ASCII) else NULL
