"""From bytes to rows: encoding, delimiter, CSV."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import IO

from api.imports.rules import FileNotUnderstood, LineBreaksLost

BLOCK = 1 << 20
LONGEST_LINE = 1 << 20
NOT_ENCODED = "The file is not in its encoding."
# Codecs that read text; codecs.lookup also knows zip, hex and rot13.
CHARSETS = {
    *("utf-8", "utf-8-sig", "ascii", "iso8859-1", "iso8859-15", "cp1250", "cp1252", "cp437", "cp850", "cp858"),
    "mac-roman",
}
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
            name = codecs.lookup(charset).name
        except (LookupError, ValueError):
            name = ""
        if name not in CHARSETS:
            raise FileNotUnderstood(detail=f"A charset is one of {', '.join(sorted(CHARSETS))}.")
        return name
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
    if not raw:
        raise FileNotUnderstood(detail="The file is empty.")
    if not raw.endswith(b"\n") and b"\r" not in raw:
        while block := file.read(BLOCK):
            if b"\n" in block or b"\r" in block:
                raise FileNotUnderstood(detail="The first line is longer than any header.")
        raise LineBreaksLost()
    file.seek(0)
    return raw.split(b"\r")[0].decode(encoding, errors="replace").strip("\ufeff\n")


def delimiter_of(header: str) -> str:
    """The sign among ; , and tab that the header has most; data rows are never counted."""
    return max(";,\t", key=header.count)


class _Lines:
    """Lines of a file, refused when one row and what is empty before it are longer than any row; `size` is what
    was read since the last row.
    """

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text, self.size = text, 0

    def __iter__(self) -> Iterator[str]:
        while line := self._text.readline(LONGEST_LINE):
            self.size += len(line)
            if self.size >= LONGEST_LINE:
                raise FileNotUnderstood(detail="The file has a row that is longer than any row.")
            yield line


def csv_rows(file: IO[bytes], encoding: str, delimiter: str) -> Rows:
    """(line number, cells) of each row after the header; empty lines are passed over."""
    text = io.TextIOWrapper(file, encoding=encoding, errors="strict", newline="")
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for cells in reader:
            if cells:
                lines.size = 0
            if cells and reader.line_num > 1:
                yield reader.line_num, cells
    except UnicodeDecodeError:
        raise FileNotUnderstood(detail=NOT_ENCODED) from None
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


def decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise FileNotUnderstood(detail=NOT_ENCODED) from None
