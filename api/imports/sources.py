"""What publishers' files need before their rows look like ours."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from api.imports.cells import NULL, escaped
from api.imports.decode import Rows
from api.imports.rules import CellFault, FileNotUnderstood
from api.regions.reference import NATIONWIDE, RegionKind, region_code
from api.vocabularies.rules import Vocabulary

if TYPE_CHECKING:
    from api.imports.formats import Context

TOTALS = ("grand total", "eindtotaal", "totaal")
HOLIDAY_REGIONS = ("noord", "midden", "zuid")
HOLIDAY_HEADER = ["schoolyear", "holiday", "region", "start", "end", "compulsory"]
# How the European database spells the countries of our packs.
COUNTRIES = {"nl": {"Netherland", "Netherlands"}, "dk": {"Denmark"}}
SBI_OF_SUBSECTOR = {
    "Paper and printing": "17",
    "Refineries": "19",
    "Chemical industry": "20",
    "Glass": "23",
    "Non-metallic mineral products": "23",
    "Cement": "23",
    "Iron and steel": "24",
    "Non-ferrous metals": "24",
}
_POINT = re.compile(r"SRID=4326;POINT\((-?[\d.]+) (-?[\d.]+)\)", re.ASCII)
_EXAM_COLUMN = re.compile(r"(examenkandidaten|geslaagden) schooljaar (\d{4}-\d{4}) - totaal", re.ASCII)


def slug(raw: str) -> str:
    """A name as a code; a name without Latin letters or digits gets one that is made of all of it."""
    name = unicodedata.normalize("NFKD", raw.strip().lower())
    folded = re.sub(r"[^a-z0-9]+", "-", name.encode("ascii", "ignore").decode()).strip("-")[:100]
    if folded or not name:
        return folded or NULL
    return "name-" + hashlib.blake2b(name.encode(errors="replace"), digest_size=8).hexdigest()


def hotmaps_sbi(raw: str) -> list[str]:
    value = raw.strip()
    sbi = value if re.fullmatch(r"\d\d", value, re.ASCII) else SBI_OF_SUBSECTOR.get(value)
    return [sbi] if sbi else []


def sectors_of(vocabulary: Vocabulary, sbi: Sequence[str]) -> list[str]:
    """The sectors that hold these divisions."""
    return [
        code
        for code in vocabulary.codes("sectors")
        if set(sbi) & set(vocabulary.concept("sectors", code).extra.get("sbi", ()))
    ]


def region(raw: str, kind: RegionKind) -> str:
    return escaped(region_code(raw.strip(), kind)) if raw.strip() else NULL


def hotmaps_rows(context: "Context", header: list[str], rows: Rows) -> tuple[list[str], Rows]:
    """Sites of this country, their point split into lat and lon."""
    country, geom, company, site = map(header.index, ("country", "geom", "companyname", "sitename"))

    def own() -> Rows:
        for number, cells in rows:
            if len(cells) == len(header) and cells[country].strip() not in COUNTRIES.get(context.country, ()):
                continue
            found = None
            if len(cells) == len(header):
                found = _POINT.fullmatch(cells[geom].strip())
                cells[company] = cells[company].strip() or cells[site]
            yield number, [*cells, *((found[2], found[1]) if found else ("", ""))]

    return [*header, "lat", "lon"], own()


def hotmaps_excerpt_rows(_: "Context", header: list[str], rows: Rows) -> tuple[list[str], Rows]:
    """The Dutch excerpt under the names of the European file."""
    names = {
        "external_id": "siteid",
        "company": "companyname",
        "site": "sitename",
        "postcode": "citycode",
        "place": "city",
    }
    at, sbi, subsector = header.index("external_id"), header.index("sbi_division"), header.index("subsector")

    def own() -> Rows:
        for number, cells in rows:
            if len(cells) == len(header):
                cells[at] = cells[at].removeprefix("hotmaps:")
                cells[subsector] = cells[sbi] or cells[subsector]
            yield number, cells

    return [names.get(name, name) for name in header], own()


def holiday_rows(_: "Context", header: list[str], rows: Rows) -> tuple[list[str], Rows]:
    """A holiday of the whole country is one of each holiday region."""
    at = header.index("region")

    def each() -> Rows:
        for number, cells in rows:
            whole = len(cells) == len(header) and cells[at].strip().lower() == NATIONWIDE.lower()
            for name in HOLIDAY_REGIONS if whole else (None,):
                yield number, cells if name is None else [*cells[:at], name, *cells[at + 1 :]]

    return header, each()


def rows_without_totals(_: "Context", header: list[str], rows: Rows) -> tuple[list[str], Rows]:
    """A spreadsheet's line of totals is no row."""
    return header, ((number, cells) for number, cells in rows if cells[0].strip().lower() not in TOTALS)


def rijksoverheid_rows(document: Iterable[Any]) -> Rows:
    """The national government's JSON, flattened; the day is in the first ten signs of its time stamps."""
    try:
        yield from enumerate(_flat(document), 1)
    except (AttributeError, KeyError, TypeError):
        raise FileNotUnderstood(detail="The JSON is not the national list of school holidays.") from None


def _flat(document: Iterable[Any]) -> Iterator[list[str]]:
    for entry in document:
        for content in entry["content"]:
            school_year = content["schoolyear"].replace(" ", "").strip()
            for vacation in content["vacations"]:
                for part in vacation["regions"]:
                    yield [
                        school_year,
                        vacation["type"].strip(),
                        part["region"].strip(),
                        _local_day(part["startdate"]),
                        _local_day(part["enddate"]),
                        vacation["compulsorydates"].strip(),
                    ]


def _local_day(stamp: str) -> str:
    return stamp.strip()[:10]


def exam_rows(_: "Context", header: list[str], rows: Rows) -> tuple[list[str], Rows]:
    """One row per school year, the years being in the names of the columns."""
    places: dict[str, dict[str, int]] = {}
    for at, name in enumerate(header):
        if found := _EXAM_COLUMN.fullmatch(name):
            places.setdefault(found[2], {})[found[1]] = at
    if not places:
        raise FileNotUnderstood(detail="The header names no school year.")
    if any(len(of) < 2 for of in places.values()):
        raise FileNotUnderstood(detail="The header lacks examenkandidaten or geslaagden of a school year.")

    def each() -> Rows:
        for number, cells in rows:
            for school_year, of in places.items():
                if len(cells) != len(header):
                    yield number, cells
                    break
                candidates, passed = cells[of["examenkandidaten"]], cells[of["geslaagden"]]
                if candidates.strip() not in ("", "0"):
                    yield number, [*cells, school_year, candidates, passed or "0"]

    return [*header, "schoolyear", "candidates", "passed"], each()


def _interval(raw: str) -> tuple[int, int]:
    """DUO writes <5 for one to four."""
    value = raw.strip()
    if value == "<5":
        return 1, 4
    if not (value.isascii() and value.isdigit() and len(value) < 7):
        raise CellFault("not_a_number", "a count or <5 is expected")
    return int(value), int(value)


def low(raw: str) -> str:
    return str(_interval(raw)[0])


def high(raw: str) -> str:
    return str(_interval(raw)[1])
