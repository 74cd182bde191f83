"""From bytes to rows: encoding, delimiter, CSV, NDJSON, JSON and GeoJSON."""

import codecs
import csv
import io
import json
from collections.abc import Iterator
from typing import IO, Any

from api.imports.rules import FileNotUnderstood, LineBreaksLost

BLOCK = 1 << 20
LONGEST_LINE = 1 << 20
csv.field_size_limit(1 << 17)
Rows = Iterator[tuple[int, list[str]]]


def encoding_of(file: IO[bytes], charset: str | None) -> str:
    """The charset that was named, else strict UTF-8 (with or without BOM), else cp1252."""
    start = file.read(4)
    file.seek(0)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\x00" in start:
        raise FileNotUnderstood(detail="The file is UTF-16 or binary; save it as UTF-8.")
    if charset:
        try:
            return codecs.lookup(charset).name
        except LookupError:
            raise FileNotUnderstood(detail="The charset of the content type is not known.") from None
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := file.read(BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
        return "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        file.seek(0)


def first_line(file: IO[bytes], encoding: str) -> str:
    """The header; refused when it is endless or the file has no line break."""
    raw = file.readline(LONGEST_LINE)
    more = file.read(1)
    file.seek(0)
    if not raw.endswith((b"\n", b"\r")) and b"\r" not in raw:
        if more or len(raw) >= LONGEST_LINE:
            raise FileNotUnderstood(detail="The first line is longer than any header.")
        raise LineBreaksLost()
    return raw.split(b"\r")[0].decode(encoding, errors="replace").strip("\ufeff\n")


def delimiter_of(header: str) -> str:
    """The sign among ; , and tab that the header has most; data rows are never counted."""
    return max(";,\t", key=header.count)


def csv_rows(file: IO[bytes], encoding: str, delimiter: str) -> Rows:
    """(line number, cells) of each row after the header; empty lines are passed over."""
    text = io.TextIOWrapper(file, encoding=encoding, errors="strict", newline="")
    reader = csv.reader(text, delimiter=delimiter)
    try:
        for cells in reader:
            if cells and reader.line_num > 1:
                yield reader.line_num, cells
    except UnicodeDecodeError:
        raise FileNotUnderstood(detail="The file is not in the encoding that was named.") from None
    except csv.Error:
        raise FileNotUnderstood(detail=f"Line {reader.line_num + 1} cannot be read as CSV.") from None
    finally:
        text.detach()


def header_cells(header: str, delimiter: str) -> list[str]:
    try:
        cells = next(csv.reader([header], delimiter=delimiter), [])
    except csv.Error:
        raise FileNotUnderstood(detail="The header cannot be read as CSV.") from None
    if len(cells) > 500:
        raise FileNotUnderstood(detail="The header has more than 500 columns.")
    return [cell.strip() for cell in cells]


def parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise FileNotUnderstood(detail="The file is not JSON.") from None


def ndjson_objects(file: IO[bytes], encoding: str) -> Iterator[tuple[int, Any]]:
    """(line number, object) of each line."""
    number = 0
    while raw := file.readline(LONGEST_LINE):
        number += 1
        if raw.strip():
            yield number, parsed(raw.decode(encoding, errors="replace"))


def feature_objects(document: Any) -> Iterator[tuple[int, Any]]:
    """(place, properties with lat and lon) of each GeoJSON feature."""
    for number, feature in enumerate(document.get("features") or (), 1):
        properties = dict(feature.get("properties") or {}) if isinstance(feature, dict) else {}
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        if isinstance(geometry, dict) and geometry.get("type") == "Point":
            coordinates: Any = geometry.get("coordinates")
            if isinstance(coordinates, list) and len(coordinates) >= 2:
                properties |= {"lon": coordinates[0], "lat": coordinates[1]}
        yield number, properties


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
    if isinstance(value, str | int | float):
        return str(value)
    raise FileNotUnderstood(detail="A field holds a text, a number, true or false, or a list of those.")
