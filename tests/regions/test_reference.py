import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import permutations
from math import dist, fsum
from pathlib import Path
from typing import Any

import pytest

from api.regions.reference import Reference, ShippedHoliday, load_reference, region_code
from deploy import refresh_reference

TENANTS = [
    "achterhoek",
    "amersfoort",
    "drechtsteden",
    "drenthe",
    "flevoland",
    "food-valley",
    "friesland",
    "gooi-en-vechtstreek",
    "gorinchem",
    "groningen",
    "groot-amsterdam",
    "haaglanden",
    "helmond-de-peel",
    "holland-rijnland",
    "midden-brabant",
    "midden-gelderland",
    "midden-holland",
    "midden-limburg",
    "midden-utrecht",
    "noord-holland-noord",
    "noord-limburg",
    "noordoost-brabant",
    "rijk-van-nijmegen",
    "rijnmond",
    "rivierenland",
    "stedendriehoek-en-noordwest-veluwe",
    "twente",
    "west-brabant",
    "zaanstreek-waterland",
    "zeeland",
    "zuid-holland-centraal",
    "zuid-kennemerland-en-ijmond",
    "zuid-limburg",
    "zuidoost-brabant",
    "zwolle",
]


@pytest.fixture(scope="module")
def nl() -> Reference:
    return load_reference("nl")


def test_deriving_again_gives_the_shipped_bytes(shared: Path) -> None:
    derived = refresh_reference.derive(shared / "data")
    assert {path: (refresh_reference.ROOT / path).read_bytes() for path in derived} == derived


def test_holidays_equal_the_flat_copy_of_the_source(shared: Path) -> None:
    shipped = refresh_reference.ROOT / refresh_reference.REFERENCE / "holidays.csv"
    assert shipped.read_bytes() == (shared / "data/calendar/nl_schoolvakanties.csv").read_bytes()


def test_no_coordinate_of_the_postcode_file_ships(nl: Reference, shared: Path) -> None:
    rows = refresh_reference.rows_of(shared / "data/geo/nl_pc4.csv")
    theirs = {(row["pc4"], float(row["lat"]), float(row["lon"])) for row in rows}
    ours = {(p.code, p.lat, p.lon) for p in nl.postcodes if p.lat is not None and p.lon is not None}
    assert theirs & ours == set()


def test_the_netherlands_have_35_tenants_and_12_provinces(nl: Reference) -> None:
    assert [r.code for r in nl.regions if r.kind == "labour_market"] == TENANTS
    provinces = [r.code for r in nl.regions if r.kind == "province"]
    assert len(provinces) == 12
    assert {code.split("-")[0] for code in provinces} == {"provincie"}
    assert {r.valid_from for r in nl.regions} == {2024}


def test_a_region_has_its_name_shape_and_place(nl: Reference) -> None:
    region = next(r for r in nl.regions if r.code == "noord-holland-noord")
    assert (region.name, region.shape["type"]) == ("Noord-Holland Noord", "MultiPolygon")
    assert dist((region.lat, region.lon), (52.75, 4.9)) < 0.2


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Gooi- en Vechtstreek", "gooi-en-vechtstreek"),
        ("Zaanstreek / Waterland", "zaanstreek-waterland"),
        ("Noord-Holland (Noord)", "noord-holland-noord"),
        ("Súdwest-Fryslân", "sudwest-fryslan"),
    ],
)
def test_region_codes_are_names_in_kebab_case(name: str, code: str) -> None:
    assert region_code(name) == code
    assert region_code(name, "province") == f"provincie-{code}"


def test_every_municipality_lies_in_a_region_a_province_and_a_holiday_region(nl: Reference) -> None:
    kinds = {r.code: r.kind for r in nl.regions}
    assert len({m.code for m in nl.municipalities}) == len(nl.municipalities) == 342
    assert {kinds[m.region_code] for m in nl.municipalities} == {"labour_market"}
    assert {kinds[m.province_code] for m in nl.municipalities} == {"province"}
    assert Counter(m.holiday_region for m in nl.municipalities) == {"noord": 116, "midden": 111, "zuid": 115}
    assert sum(m.lat is None for m in nl.municipalities) == 55


def test_a_postcode_lies_at_its_sites_else_where_its_municipality_lies(nl: Reference) -> None:
    places = {m.code: (m.lat, m.lon) for m in nl.municipalities}
    assert len({p.code for p in nl.postcodes}) == len(nl.postcodes) == 4072
    assert Counter(p.precision for p in nl.postcodes) == {"postcode": 872, "municipality": 3200}
    around = [p for p in nl.postcodes if p.precision == "municipality"]
    assert [(p.lat, p.lon) for p in around] == [places[p.municipality_code] for p in around]
    assert sum(p.lat is None for p in nl.postcodes) == 295


def test_a_location_is_the_mean_of_its_sites(nl: Reference) -> None:
    sites = refresh_reference.rows_of(
        refresh_reference.ROOT / refresh_reference.SITES / "nl_vo_vestigingen_2024-11-22.csv"
    )
    assert len(sites) == 1619
    found = [(float(s["lat"]), float(s["lon"])) for s in sites if s["gemeentecode"] == "GM0772"]
    eindhoven = next(m for m in nl.municipalities if m.code == "GM0772")
    assert eindhoven.lat == round(fsum(p[0] for p in found) / len(found), 5)
    assert eindhoven.lon == round(fsum(p[1] for p in found) / len(found), 5)


def test_a_nationwide_holiday_is_one_per_holiday_region(nl: Reference) -> None:
    assert len(nl.holidays) == 7 * 5 * 3
    assert [h for h in nl.holidays if (h.school_year, h.name) == ("2025-2026", "Kerstvakantie")] == [
        ShippedHoliday("2025-2026", "Kerstvakantie", region, date(2025, 12, 20), date(2026, 1, 4), True)
        for region in ("midden", "noord", "zuid")
    ]
    keys = {(h.school_year, h.name, h.holiday_region) for h in nl.holidays}
    assert len(keys) == len(nl.holidays)
    assert all(h.starts_on <= h.ends_on for h in nl.holidays)


def test_neighbours_are_told_apart_by_their_brand(nl: Reference) -> None:
    brands = {r.code: r.brand for r in nl.regions if r.kind == "labour_market"}
    assert {tuple(brand) for brand in brands.values()} == {("hue", "chroma", "popHue")}
    close = [(a, b) for a, b in neighbours(nl) if turn(brands[a]["hue"], brands[b]["hue"]) < 30]
    assert close == []
    dull = [code for code, brand in brands.items() if turn(brand["hue"], brand["popHue"]) < 45]
    assert dull == []
    assert brands["zuidoost-brabant"] == {"hue": 262, "chroma": 0.21, "popHue": 120}


def test_every_brand_has_numbers_and_no_other(nl: Reference) -> None:
    path = refresh_reference.ROOT / refresh_reference.REFERENCE / "brands.json"
    assert sorted(json.loads(path.read_text(encoding="utf-8"))) == TENANTS


def test_a_country_without_files_starts_without_reference_data() -> None:
    assert load_reference("dk") == Reference()


def turn(a: float, b: float) -> float:
    return min(abs(a - b) % 360, -abs(a - b) % 360)


def neighbours(reference: Reference) -> set[tuple[str, str]]:
    """Regions whose outlines share a corner."""
    at: dict[tuple[float, ...], set[str]] = defaultdict(set)
    for region in reference.regions:
        if region.kind == "labour_market":
            for corner in corners(region.shape["coordinates"]):
                at[corner].add(region.code)
    return {pair for codes in at.values() for pair in permutations(codes, 2)}


def corners(coordinates: Any) -> Iterator[tuple[float, ...]]:
    if isinstance(coordinates[0], list):
        for inner in coordinates:
            yield from corners(inner)
    else:
        yield tuple(coordinates)
