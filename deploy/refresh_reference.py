"""Derive the shipped reference data of the Netherlands from the publishers' files.

    python deploy/refresh_reference.py RAW

RAW holds geo/, duo/ and calendar/ with the files named in api/regions/data/SOURCES.md; of several years the
newest is taken. The same files in give the same bytes out. `brands.json` and `usual_names.json` are made by hand:
a new region needs its colours there.
"""

import argparse
import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import fsum
from pathlib import Path
from typing import Any

from api.regions.reference import KINDS, RegionKind, region_code

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = Path("api/regions/data/nl")
SITES = Path("api/demo/data")
SHAPES = {"labour_market": "nl_arbeidsmarktregios", "province": "nl_provincies"}
DISPLAY = {
    "noord-holland-noord": "Noord-Holland Noord",
    "zaanstreek-waterland": "Zaanstreek-Waterland",
}
Row = dict[str, str]
Point = tuple[float, float]
Ring = Sequence[Sequence[float]]


def derive(raw: Path) -> dict[Path, bytes]:
    """Path below the project's top -> the bytes that belong there."""
    division = _newest(raw, "geo/nl_gemeenten_*.csv")
    year = int(division.stem[-4:])
    sites_file = _newest(raw, "duo/nl_vo_vestigingen_*.csv")
    sites = rows_of(sites_file)
    holidays = _newest(raw, "calendar/rijksoverheid-schoolholidays-*.json")
    shapes = {kind: _features(raw / f"geo/{SHAPES[kind]}.geojson", kind) for kind in KINDS}
    return {
        **{REFERENCE / f"shapes/{kind}.geojson": _collection(found) for kind, found in shapes.items()},
        REFERENCE / "regions.json": _regions(shapes, year),
        REFERENCE / "municipalities.csv": _municipalities(rows_of(division), sites, year),
        REFERENCE / "postcodes.csv": _postcodes(rows_of(raw / "geo/nl_pc4.csv"), sites),
        REFERENCE / "places.csv": _places(rows_of(division), sites),
        REFERENCE / "holidays.csv": _holidays(json.loads(holidays.read_text(encoding="utf-8"))),
        SITES / sites_file.name: sites_file.read_bytes(),
    }


def _newest(raw: Path, pattern: str) -> Path:
    return max(raw.glob(pattern))


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def _lines(opening: str, items: Iterable[Any], closing: str) -> bytes:
    """JSON with one item a line, so that a refresh reads well as a diff."""
    body = ",\n".join(json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in items)
    return f"{opening}\n{body}\n{closing}\n".encode()


def _features(path: Path, kind: RegionKind) -> list[dict[str, Any]]:
    found = json.loads(path.read_text(encoding="utf-8"))["features"]
    features = []
    for feature in found:
        code = region_code(feature["properties"]["name"], kind)
        name = DISPLAY.get(code, feature["properties"]["name"])
        properties = {"code": code, "name": name, "kind": kind}
        features.append({"type": "Feature", "properties": properties, "geometry": feature["geometry"]})
    return sorted(features, key=lambda feature: str(feature["properties"]["code"]))


def _collection(features: Iterable[dict[str, Any]]) -> bytes:
    return _lines('{"type":"FeatureCollection","features":[', features, "]}")


def _regions(shapes: Mapping[RegionKind, Sequence[Mapping[str, Any]]], year: int) -> bytes:
    regions = []
    for features in shapes.values():
        for feature in features:
            lat, lon = centroid(feature["geometry"])
            regions.append({**feature["properties"], "validFrom": year, "lat": lat, "lon": lon})
    return _lines("[", regions, "]")


def centroid(geometry: Mapping[str, Any]) -> Point:
    """The centre of gravity of the largest part, to four decimals."""
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    area, lon, lat = max(_weighed(part[0]) for part in parts)
    return round(lat / (3 * area), 4), round(lon / (3 * area), 4)


def _weighed(ring: Ring) -> tuple[float, float, float]:
    """Twice the area and the two moments of a ring, positive whatever its direction."""
    pairs = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in pairwise(ring)]
    area = fsum(cross for _, _, cross in pairs)
    sign = 1 if area > 0 else -1
    lon = fsum((a[0] + b[0]) * cross for a, b, cross in pairs)
    lat = fsum((a[1] + b[1]) * cross for a, b, cross in pairs)
    return sign * area, sign * lon, sign * lat


def _centres(sites: Iterable[tuple[str, Row]]) -> dict[str, tuple[str, str]]:
    """Per key the mean of the sites' coordinates, five decimals."""
    points: dict[str, list[Point]] = defaultdict(list)
    for key, site in sites:
        if site["lat"] and site["lon"]:
            points[key].append((float(site["lat"]), float(site["lon"])))
    return {key: (_mean(p[0] for p in found), _mean(p[1] for p in found)) for key, found in points.items()}


def _mean(values: Iterable[float]) -> str:
    numbers = list(values)
    return f"{fsum(numbers) / len(numbers):.5f}"


def _municipalities(rows: Iterable[Row], sites: Iterable[Row], year: int) -> bytes:
    centres = _centres((site["gemeentecode"], site) for site in sites)
    header = ("code", "name", "validFrom", "province", "region", "holidayRegion", "lat", "lon")
    return _csv(
        header,
        (
            (
                row["gemeentecode"],
                row["gemeente"],
                str(year),
                region_code(row["provincie"], "province"),
                region_code(row["arbeidsmarktregio"]),
                row["vakantieregio"],
                *centres.get(row["gemeentecode"], ("", "")),
            )
            for row in sorted(rows, key=lambda row: row["gemeentecode"])
        ),
    )


def _postcodes(rows: Iterable[Row], sites: Iterable[Row]) -> bytes:
    """The source's own coordinates are left behind: their licence is unknown."""
    centres = _centres((site["postcode"][:4], site) for site in sites)
    return _csv(
        ("postcode", "municipality", "lat", "lon"),
        (
            (row["pc4"], row["gemeentecode"], *centres.get(row["pc4"], ("", "")))
            for row in sorted(rows, key=lambda row: row["pc4"])
        ),
    )


def _places(rows: Iterable[Row], sites: Sequence[Row]) -> bytes:
    """Places with a school that are not called as their municipality, and the usual names of municipalities."""
    names = {row["gemeentecode"]: row["gemeente"] for row in rows}
    centres = _centres((site["gemeentecode"], site) for site in sites)
    places = _centres((f"{site['plaats']}|{site['gemeentecode']}", site) for site in sites)
    usual = json.loads((ROOT / REFERENCE / "usual_names.json").read_text(encoding="utf-8"))
    places |= {f"{name}|{code}": centres[code] for name, code in usual.items()}
    found = sorted((*key.split("|"), *centre) for key, centre in places.items())
    return _csv(("name", "municipality", "lat", "lon"), (row for row in found if names[row[1]] != row[0]))


def _holidays(years: Iterable[Mapping[str, Any]]) -> bytes:
    header = ("schoolyear", "holiday", "region", "start", "end", "compulsory")
    return _csv(header, (row for year in years for row in _holidays_of(year["content"][0])))


def _holidays_of(content: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    """Days are the first ten characters: as local time, every start would be a day late."""
    school_year = re.sub(r"\s", "", content["schoolyear"])
    for vacation in content["vacations"]:
        for region in vacation["regions"]:
            days = (region["startdate"][:10], region["enddate"][:10])
            yield school_year, vacation["type"].strip(), region["region"], *days, vacation["compulsorydates"]


def main() -> None:
    parser = argparse.ArgumentParser(description="Derive the shipped reference data.")
    parser.add_argument("raw", type=Path)
    for path, content in derive(parser.parse_args().raw).items():
        target = ROOT / path
        changed = not target.exists() or target.read_bytes() != content
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        print("written  " if changed else "unchanged", path)


if __name__ == "__main__":
    main()
