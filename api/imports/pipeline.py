"""From a file to a staged table: rows are parsed as they stream by, faults go to the report."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from psycopg import AsyncCopy

from api.imports import decode, sources
from api.imports.cells import NULL, Memo
from api.imports.decode import Rows
from api.imports.formats import Context, Format, of_kind
from api.imports.rules import CellFault, FileNotUnderstood, Report

BLOCK_ROWS = 2000
Progress = Callable[[int], None]
Check = Callable[[str, str], CellFault | None]
JSON_TYPES = {"application/json": "json", "application/geo+json": "json", "application/x-ndjson": "ndjson"}


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was understood: its format, header (in small letters) and rows."""

    format: Format
    encoding: str
    header: list[str]
    rows: Rows


def understood(
    file: IO[bytes], kind: str, name: str, media_type: str, charset: str | None, context: Context
) -> Source:
    """The file as rows of a known format; refused when header and format do not meet."""
    encoding = decode.encoding_of(file, charset)
    form = JSON_TYPES.get(media_type) or _json_form(file, name)
    if form == "ndjson":
        return _of_objects(decode.ndjson_objects(file, encoding), kind, encoding, context)
    if form == "json":
        return _of_document(file.read().decode(encoding, errors="replace"), kind, encoding, context)
    first = decode.first_line(file, encoding)
    delimiter = decode.delimiter_of(first)
    header = [cell.lower() for cell in decode.header_cells(first, delimiter)]
    found = _chosen(kind, name, header)
    rows = decode.csv_rows(file, encoding, delimiter)
    if found.expand:
        header, rows = found.expand(context, header, rows)
    return Source(found, encoding, header, rows)


def _json_form(file: IO[bytes], name: str) -> str | None:
    """JSON that came under another name, by its first sign."""
    if name == "rijksoverheid-schoolvakanties":
        return "json"
    start = file.read(100).lstrip(b"\xef\xbb\xbf \r\n\t")[:1]
    file.seek(0)
    return "json" if start in (b"[", b"{") else None


def _of_document(text: str, kind: str, encoding: str, context: Context) -> Source:
    document = decode.parsed(text)
    if kind == "holidays" and isinstance(document, list):
        rows = sources.rijksoverheid_rows(document)
        known = next(of_kind("holidays"))
        form = Format("rijksoverheid-schoolvakanties", kind, known.signature, known.columns, expand=known.expand)
        header, rows = sources.holiday_rows(context, sources.HOLIDAY_HEADER, rows)
        return Source(form, encoding, header, rows)
    if isinstance(document, dict) and document.get("type") == "FeatureCollection":
        return _of_objects(decode.feature_objects(document), kind, encoding, context)
    objects = document if isinstance(document, list) else [document]
    return _of_objects(enumerate(objects, 1), kind, encoding, context)


def _of_objects(objects: Iterator[tuple[int, Any]], kind: str, encoding: str, context: Context) -> Source:
    """Objects with the names of loket-csv."""
    form = next(known for known in of_kind(kind) if known.name == "loket-csv" or kind == "indicators")
    columns = form.columns(context)
    header = sorted({name for spec in columns.values() if not isinstance(spec, str) for name in spec[0]})

    def rows() -> Rows:
        for number, each in objects:
            if not isinstance(each, dict):
                raise FileNotUnderstood(detail=f"Row {number} is not an object.")
            lower = {str(key).lower(): value for key, value in each.items()}
            yield number, [decode.cells_of(lower.get(name)) for name in header]

    given = form.expand(context, header, rows()) if form.expand else (header, rows())
    return Source(form, encoding, *given)


def _chosen(kind: str, name: str, header: list[str]) -> Format:
    """The format that is named, or the first one whose header signature is there."""
    named = [known for known in of_kind(kind) if name in ("auto", known.name)]
    for known in named:
        if known.signature <= set(header):
            return known
    if not named:
        raise FileNotUnderstood(detail=f"There is no format {name} for {kind}.")
    missing = min((sorted(known.signature - set(header)) for known in named), key=len)
    raise FileNotUnderstood(detail=f"The header lacks: {', '.join(missing)}.")


class Staging:
    """Parses rows of one source into lines of COPY text."""

    def __init__(self, source: Source, context: Context, report: Report) -> None:
        self.report = report
        self.width = len(source.header)
        self._source = source
        columns = source.format.columns(context)
        at = {name: place for place, name in enumerate(source.header)}
        self.columns = ["row"]
        self._constants: list[str] = []
        self._plan: list[tuple[str, tuple[int, ...], Memo]] = []
        for staged, spec in columns.items():
            if isinstance(spec, str):
                self.columns.append(staged)
                self._constants.append(spec)
        for staged, spec in columns.items():
            if not isinstance(spec, str):
                names, parser = spec
                self.columns.append(staged)
                places = tuple(at.get(name, self.width) for name in names)
                self._plan.append((staged, places, Memo(parser)))
        self._head = "\t".join(self._constants)
        self._pairs: list[tuple[int, int, str, Check, dict[tuple[str, str], CellFault | None]]] = [
            (at.get(a, self.width), at.get(b, self.width), b, check, {})
            for a, b, check in source.format.pairs(context)
        ]
        self._lenient = [
            (name, at[name], memo)
            for name in source.format.lenient
            if name in at
            for _, places, memo in self._plan
            if places == (at[name],)
        ]

    def line(self, number: int, cells: list[str]) -> str | None:
        """One row as COPY text; None when it is at fault."""
        if len(cells) != self.width:
            self.report.error(number, "", "columns", f"{len(cells)} cells where the header has {self.width}")
            return None
        cells.append("")
        parts = [str(number), self._head] if self._head else [str(number)]
        for staged, places, memo in self._plan:
            raw = cells[places[0]] if len(places) == 1 else " ".join(cells[place] for place in places)
            try:
                parts.append(memo[raw])
            except CellFault as fault:
                self._fault(number, staged, places, fault)
                return None
        self._warn(number, cells)
        return "\t".join(parts)

    def _fault(self, number: int, staged: str, places: tuple[int, ...], fault: CellFault) -> None:
        name = self._source.header[places[0]] if places[0] < self.width else staged
        self.report.error(number, name, fault.code, fault.message)

    def _warn(self, number: int, cells: list[str]) -> None:
        for name, place, memo in self._lenient:
            if cells[place].strip() and memo[cells[place]] == NULL:
                self.report.warn(number, name, "dropped", "this value was not understood and left out")
        for a, b, name, check, seen in self._pairs:
            key = (cells[a], cells[b])
            if key not in seen:
                if len(seen) > BLOCK_ROWS:
                    seen.clear()
                seen[key] = check(*key)
            if (fault := seen[key]) is not None:
                self.report.warn(number, name, fault.code, fault.message)


async def stage(copy: AsyncCopy, staging: Staging, rows: Rows, progress: Progress) -> None:
    """Streams the rows into the staged table, a block at a time."""
    block: list[str] = []
    for number, cells in rows:
        staging.report.rows += 1
        line = staging.line(number, cells)
        if line is None:
            staging.report.rejected += 1
        else:
            block.append(line)
        if len(block) >= BLOCK_ROWS:
            await copy.write("\n".join(block) + "\n")
            block.clear()
            progress(staging.report.rows)
    if block:
        await copy.write("\n".join(block) + "\n")
    progress(staging.report.rows)
