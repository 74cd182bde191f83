"""From a file to a staged table: rows are parsed as they stream by, faults go to the report."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import IO, Any

from psycopg import AsyncCopy

from api.imports import decode, documents, sources
from api.imports.cells import NULL, Memo, Parser
from api.imports.decode import Rows
from api.imports.formats import Context, Format, Pair, of_kind
from api.imports.rules import CellFault, FileNotUnderstood, FormatOfAnotherKind, Report

BLOCK_ROWS = 2000
MANY_COLUMNS = 50
Progress = Callable[[int], Awaitable[None]]
Check = Callable[[str, str], CellFault | None]
JSON_TYPES = {"application/json": "json", "application/geo+json": "json", "application/x-ndjson": "ndjson"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file, and what is said of it."""

    file: IO[bytes]
    sha256: str
    media_type: str
    charset: str | None


def upload_of(file: IO[bytes], media_type: str, charset: str | None) -> Upload:
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # any file that reads bytes
    file.seek(0)
    return Upload(file, digest, media_type, charset)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was understood: its format, header (in small letters) and rows. `unknown` are the names that
    nothing reads; those of objects are found as the rows are.
    """

    format: Format
    encoding: str
    header: list[str]
    rows: Rows
    unknown: dict[str, None] = field(default_factory=dict)


def understood(upload: Upload, kind: str, name: str, context: Context) -> Source:
    """The file as rows of a known format; refused when header and format do not meet."""
    file = upload.file
    encoding = decode.encoding_of(file, upload.charset)
    form = JSON_TYPES.get(upload.media_type) or _json_form(file, name)
    if form == "ndjson":
        return _of_objects(documents.ndjson_objects(file, encoding), kind, name, encoding, context)
    if form == "json":
        return _of_document(decode.decoded(file.read(), encoding), kind, name, encoding, context)
    first = decode.first_line(file, encoding)
    delimiter = decode.delimiter_of(first)
    header = [cell.lower() for cell in decode.header_cells(first, delimiter)]
    found = _chosen(kind, name, header)
    rows = decode.csv_rows(file, encoding, delimiter)
    unknown = dict.fromkeys(header) if found.name == "loket-csv" else {}
    for read in ("", *found.known(context)):
        unknown.pop(read, None)
    if found.expand:
        header, rows = found.expand(context, header, rows)
    return Source(found, encoding, header, rows, unknown)


def _json_form(file: IO[bytes], name: str) -> str | None:
    """JSON that came under another name, by its first sign."""
    if name == "rijksoverheid-schoolvakanties":
        return "json"
    start = file.read(100).lstrip(b"\xef\xbb\xbf \r\n\t")[:1]
    file.seek(0)
    return "json" if start in (b"[", b"{") else None


def _of_document(text: str, kind: str, name: str, encoding: str, context: Context) -> Source:
    objects = documents.json_objects(text)
    listed = name == "auto" and text.lstrip().startswith("[")
    if kind == "holidays" and (listed or name == "rijksoverheid-schoolvakanties"):
        form = replace(_chosen(kind, "loket-csv", sources.HOLIDAY_HEADER), name="rijksoverheid-schoolvakanties")
        rows = sources.rijksoverheid_rows(each for _, each in objects)
        header, rows = sources.holiday_rows(context, sources.HOLIDAY_HEADER, rows)
        return Source(form, encoding, header, rows)
    return _of_objects(objects, kind, name, encoding, context)


def _of_objects(objects: Iterator[tuple[int, Any]], kind: str, name: str, encoding: str, context: Context) -> Source:
    """Objects with the names of loket-csv."""
    form = next((known for known in _named(kind, name) if known.name == "loket-csv"), None)
    if form is None:
        raise FileNotUnderstood(detail="JSON is read as loket-csv alone: objects with the names of its columns.")
    header, unknown = sorted(form.known(context)), dict[str, None]()
    known = set(header)

    def rows() -> Rows:
        for number, each in objects:
            if not isinstance(each, dict):
                raise FileNotUnderstood(detail=f"Row {number} is not an object.")
            lower = {key.lower(): value for key, value in each.items()}
            if len(unknown) < MANY_COLUMNS and not lower.keys() <= known:
                unknown.update(dict.fromkeys(name for name in lower if name not in known))
            yield number, [documents.cells_of(lower.get(name)) for name in header]

    given = form.expand(context, header, rows()) if form.expand else (header, rows())
    return Source(form, encoding, *given, unknown)


def _named(kind: str, name: str) -> list[Format]:
    named = [known for known in of_kind(kind) if name in ("auto", known.name)]
    if not named:
        raise FormatOfAnotherKind()
    return named


def _chosen(kind: str, name: str, header: list[str]) -> Format:
    """The format that is named, or the first one whose header signature is there."""
    named = _named(kind, name)
    for known in named:
        if known.signature <= set(header):
            return known
    missing = min((sorted(known.signature - set(header)) for known in named), key=len)
    raise FileNotUnderstood(detail=f"The header lacks: {', '.join(missing)}.")


Checked = tuple[int, int, str, Check, dict[tuple[str, str], CellFault | None]]


class Staging:
    """Parses rows of one source into lines of COPY text."""

    def __init__(self, source: Source, context: Context, report: Report) -> None:
        self.report = report
        self.width = len(source.header)
        self._at = {name: place for place, name in enumerate(source.header)}
        columns = source.format.columns(context)
        constants = {staged: spec for staged, spec in columns.items() if isinstance(spec, str)}
        # What comes from the same cells is made together, and looked up once.
        made: dict[tuple[str, ...], dict[str, Parser]] = {}
        for staged, spec in columns.items():
            if not isinstance(spec, str):
                made.setdefault(tuple(spec[0]), {})[staged] = spec[1]
        self.columns = ["row", *constants, *(staged for parsers in made.values() for staged in parsers)]
        self._head = "".join(f"\t{text}" for text in constants.values())
        self._joined: list[tuple[int, ...]] = []
        self._plan = [(Memo(*parsers.values()), self._place(names)) for names, parsers in made.items()]
        self._names = [names[0] if names[0] in self._at else next(iter(parsers)) for names, parsers in made.items()]
        self._pairs = [self._checked(pair) for pair in source.format.pairs(context)]
        self._faults = [self._checked(pair) for pair in source.format.faults]
        self._lenient = [
            (name, self._at[name], Memo(parser))
            for name in source.format.lenient
            if name in self._at
            for parser in made.get((name,), {}).values()
        ]

    def _place(self, names: tuple[str, ...]) -> int:
        """Where the cell is; behind the row are an empty one, for what the file lacks, and those that are joined."""
        places = tuple(self._at.get(name, self.width) for name in names)
        if len(places) == 1:
            return places[0]
        self._joined.append(places)
        return self.width + len(self._joined)

    def _checked(self, pair: Pair) -> Checked:
        a, b, check = pair
        return self._at.get(a, self.width), self._at.get(b, self.width), b, check, {}

    def line(self, number: int, cells: list[str]) -> str | None:
        """One row as COPY text; None when it is at fault."""
        if len(cells) != self.width:
            self.report.error(number, "", "columns", f"{len(cells)} cells where the header has {self.width}")
            return None
        cells.append("")
        for places in self._joined:
            cells.append(" ".join([cells[place] for place in places]))
        try:
            line = "\t".join([memo[cells[place]] for memo, place in self._plan])
        except CellFault:
            self._tell_first(number, cells)
            return None
        for name, wrong in _found(self._faults, cells):
            self.report.error(number, name, wrong.code, wrong.message)
            return None
        for name, place, memo in self._lenient:
            if cells[place].strip() and memo[cells[place]] == NULL:
                self.report.warn(number, name, "dropped", "this value was not understood and left out")
        for name, fault in _found(self._pairs, cells):
            self.report.warn(number, name, fault.code, fault.message)
        return f"{number}{self._head}\t{line}\n"

    def _tell_first(self, number: int, cells: list[str]) -> None:
        for name, (memo, place) in zip(self._names, self._plan, strict=True):
            try:
                memo[cells[place]]
            except CellFault as fault:
                self.report.error(number, name, fault.code, fault.message)
                return


def _found(checks: list[Checked], cells: list[str]) -> Iterator[tuple[str, CellFault]]:
    for a, b, name, check, seen in checks:
        key = (cells[a], cells[b])
        if key not in seen:
            if len(seen) > BLOCK_ROWS:
                seen.clear()
            seen[key] = check(*key)
        if (fault := seen[key]) is not None:
            yield name, fault


def warn_of_unknown(source: Source, context: Context, report: Report) -> None:
    """A misspelt column must not be left out in silence."""
    known = source.format.known(context)
    for name in list(source.unknown)[:MANY_COLUMNS]:
        printed = "".join(sign for sign in name[:60] if sign.isprintable())
        near = "".join(f"; {other} is" for other in get_close_matches(printed, known, 1))
        report.warn(None, printed, "unknown_column", f"this is not a column of this format{near}")


async def stage(copy: AsyncCopy, staging: Staging, rows: Rows, progress: Progress) -> None:
    """Streams the rows into the staged table, a block at a time."""
    block: list[str] = []
    report = staging.report
    for number, cells in rows:
        report.rows += 1
        line = staging.line(number, cells)
        if line is None:
            report.rejected += 1
        else:
            block.append(line)
        if report.rows % BLOCK_ROWS == 0:
            await copy.write("".join(block))
            block.clear()
            await progress(report.rows)
            await asyncio.sleep(0)  # a file that comes faster than it is read would let no other request run
            if report.is_hopeless:
                report.stopped = True
                break
    if block:
        await copy.write("".join(block))
    await progress(report.rows)
