"""The shipped reference data of a country: regions, municipalities, postcodes, school holidays.

The files under `data/` are derived by `deploy/refresh_reference.py`; a country without files has none of it
and gets its own by import.
"""

import csv
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

DATA = Path(__file__).parent / "data"
RegionKind = Literal["labour_market", "province"]
KINDS: tuple[RegionKind, ...] = ("labour_market", "province")
NATIONWIDE = "heel Nederland"


@dataclass(frozen=True, slots=True)
class ShippedRegion:
    """`brand` holds hue, chroma and popHue (OKLCH; empty for a province), `shape` a GeoJSON geometry."""

    code: str
    name: str
    kind: RegionKind
    valid_from: int
    brand: Mapping[str, float]
    lat: float
    lon: float
    shape: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ShippedMunicipality:
    """The location is the mean of its school sites; without sites there is none."""

    code: str
    name: str
    valid_from: int
    region_code: str
    province_code: str
    holiday_region: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class ShippedPostcode:
    """Four digits; the mean of its school sites, else its municipality's location, if that has one."""

    code: str
    municipality_code: str
    lat: float | None
    lon: float | None
    precision: Literal["postcode", "municipality"]


@dataclass(frozen=True, slots=True)
class ShippedPlace:
    """A place at the mean of its school sites, or a usual name of a municipality where that lies."""

    name: str
    municipality_code: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class ShippedHoliday:
    """First and last free day of one holiday region; a nationwide holiday is one per region."""

    school_year: str
    name: str
    holiday_region: str
    starts_on: date
    ends_on: date
    compulsory: bool


@dataclass(frozen=True, slots=True)
class Reference:
    regions: tuple[ShippedRegion, ...] = ()
    municipalities: tuple[ShippedMunicipality, ...] = ()
    postcodes: tuple[ShippedPostcode, ...] = ()
    places: tuple[ShippedPlace, ...] = ()
    holidays: tuple[ShippedHoliday, ...] = ()


def region_code(name: str, kind: RegionKind = "labour_market") -> str:
    """The name in kebab-case; a province says so, because some share their name with a region."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return f"provincie-{slug}" if kind == "province" else slug


def load_reference(country: str, root: Path = DATA) -> Reference:
    folder = root / country
    if not folder.is_dir():
        return Reference()
    municipalities = tuple(_municipalities(folder))
    return Reference(
        regions=tuple(_regions(folder)),
        municipalities=municipalities,
        postcodes=tuple(_postcodes(folder, {m.code: m for m in municipalities})),
        places=tuple(_places(folder)),
        holidays=tuple(_holidays(folder, sorted({m.holiday_region for m in municipalities}))),
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _regions(folder: Path) -> Iterator[ShippedRegion]:
    brands = _json(folder / "brands.json")
    shapes = {
        feature["properties"]["code"]: feature["geometry"]
        for kind in KINDS
        for feature in _json(folder / f"shapes/{kind}.geojson")["features"]
    }
    for region in _json(folder / "regions.json"):
        yield ShippedRegion(
            code=region["code"],
            name=region["name"],
            kind=region["kind"],
            valid_from=region["validFrom"],
            brand=brands[region["code"]] if region["kind"] == "labour_market" else {},
            lat=region["lat"],
            lon=region["lon"],
            shape=shapes[region["code"]],
        )


def _municipalities(folder: Path) -> Iterator[ShippedMunicipality]:
    for row in _rows(folder / "municipalities.csv"):
        yield ShippedMunicipality(
            code=row["code"],
            name=row["name"],
            valid_from=int(row["validFrom"]),
            region_code=row["region"],
            province_code=row["province"],
            holiday_region=row["holidayRegion"],
            lat=float(row["lat"]) if row["lat"] else None,
            lon=float(row["lon"]) if row["lon"] else None,
        )


def _postcodes(folder: Path, municipalities: Mapping[str, ShippedMunicipality]) -> Iterator[ShippedPostcode]:
    for row in _rows(folder / "postcodes.csv"):
        around = municipalities[row["municipality"]]
        own = bool(row["lat"])
        yield ShippedPostcode(
            code=row["postcode"],
            municipality_code=around.code,
            lat=float(row["lat"]) if own else around.lat,
            lon=float(row["lon"]) if own else around.lon,
            precision="postcode" if own else "municipality",
        )


def _places(folder: Path) -> Iterator[ShippedPlace]:
    for row in _rows(folder / "places.csv"):
        yield ShippedPlace(row["name"], row["municipality"], float(row["lat"]), float(row["lon"]))


def _holidays(folder: Path, everywhere: list[str]) -> Iterator[ShippedHoliday]:
    for row in _rows(folder / "holidays.csv"):
        for holiday_region in everywhere if row["region"] == NATIONWIDE else [row["region"]]:
            yield ShippedHoliday(
                school_year=row["schoolyear"],
                name=row["holiday"],
                holiday_region=holiday_region,
                starts_on=date.fromisoformat(row["start"]),
                ends_on=date.fromisoformat(row["end"]),
                compulsory=row["compulsory"] == "true",
            )
