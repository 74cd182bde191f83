"""From JSON to objects: lists, NDJSON and GeoJSON, one object after the other.

Nothing is parsed as a whole: 20 MB of `{},{},` would be 500 MB of objects.
"""

import json
import re
from collections.abc import Generator, Iterator
from typing import IO, Any

from api.imports.decode import LONGEST_LINE, decoded
from api.imports.rules import FileNotUnderstood

Objects = Generator[tuple[int, Any], None, int]
DEEPEST = 20
NOT_JSON = "The file is not JSON."
NOT_GEOJSON = "The file is not a GeoJSON FeatureCollection with a list of features."
TOO_LONG = "The file has an object that is longer than any row."
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[][{}]', re.DOTALL)
_FEATURES = re.compile(r'"features"\s*:\s*\[')


def parsed(text: str) -> Any:
    if len(text) > LONGEST_LINE:
        raise FileNotUnderstood(detail=TOO_LONG)
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise FileNotUnderstood(detail=NOT_JSON) from None


def ndjson_objects(file: IO[bytes], encoding: str) -> Iterator[tuple[int, Any]]:
    """(line number, object) of each line."""
    number, empty = 0, 0
    while raw := file.readline(LONGEST_LINE):
        number += 1
        empty = 0 if raw.strip() else empty + len(raw)
        if empty > LONGEST_LINE:
            raise FileNotUnderstood(detail=NOT_JSON)
        if not empty:
            yield number, parsed(decoded(raw, encoding))


def json_objects(text: str) -> Iterator[tuple[int, Any]]:
    """(place, object) of a list, of the features of GeoJSON, or of one object."""
    first = len(text) - len(text.lstrip())
    if text.startswith("[", first):
        end = yield from _elements(text, first + 1)
        if text[end:].strip():
            raise FileNotUnderstood(detail=NOT_JSON)
    elif found := _FEATURES.search(text, first, LONGEST_LINE):
        end = yield from _featured(_elements(text, found.end()))
        _check_collection(parsed(text[: found.end()] + text[end - 1 :]))
    else:
        document = parsed(text)
        if isinstance(document, dict) and document.get("type") == "FeatureCollection":
            raise FileNotUnderstood(detail=NOT_GEOJSON)
        yield 1, document


def _elements(text: str, at: int) -> Objects:
    """The elements of the list that begins before `at`; gives the place after its end."""
    number, depth, begin, after = 0, 0, at, at
    for token in _TOKEN.finditer(text, at):
        sign = token[0]
        if sign in "[{":
            depth += 1
            if depth == 1:
                begin = token.start()
                _check_between(text[after:begin], "," if number else "")
        elif sign in "]}":
            depth -= 1
            if depth < 0:
                _check_between(text[after : token.start()], "")
                if sign == "}":
                    break
                return token.end()
            if depth == 0:
                number, after = number + 1, token.end()
                yield number, parsed(text[begin:after])
        if depth > DEEPEST or (depth and token.end() - begin > LONGEST_LINE):
            raise FileNotUnderstood(detail=TOO_LONG if depth <= DEEPEST else NOT_JSON)
    raise FileNotUnderstood(detail=NOT_JSON)


def _check_between(gap: str, separator: str) -> None:
    if gap.strip() != separator:
        raise FileNotUnderstood(detail="The file is not a list of objects.")


def _featured(elements: Objects) -> Objects:
    """(place, properties with lat and lon) of each GeoJSON feature."""
    while True:
        try:
            number, feature = next(elements)
        except StopIteration as ended:
            end: int = ended.value
            return end
        properties = (feature.get("properties") or {}) if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            raise FileNotUnderstood(detail=f"Feature {number} has no object of properties.")
        yield number, {**properties, **_point(feature.get("geometry"))}


def _point(geometry: Any) -> dict[str, Any]:
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return {}
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list) or len(coordinates) < 2:
        return {}
    return {"lon": coordinates[0], "lat": coordinates[1]}


def _check_collection(document: Any) -> None:
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection" or document["features"] != []:
        raise FileNotUnderstood(detail=NOT_GEOJSON)


def cells_of(value: Any) -> str:
    """A JSON value as a cell: a list of plain values is joined with |; nothing is nested deeper."""
    if isinstance(value, list):
        return "|".join(map(_plain, value))
    return _plain(value)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str | int | float):
        return str(value)
    raise FileNotUnderstood(detail="A field holds a text, a number, true or false, or a list of those.")
