import httpx
import pytest

from api.kit.db import Connection
from api.regions.schemas import (
    HolidaysOut,
    MunicipalitiesOut,
    PlacesOut,
    RegionOut,
    RegionsOut,
    ShapeOut,
    ShapesOut,
)
from tests.counting import counted

PUBLIC = (
    "/regions",
    "/regions?kind=province",
    "/regions/friesland",
    "/regions/friesland/shape",
    "/region-shapes",
    "/places?q=Sneek",
    "/municipalities?q=a&count=true",
    "/holidays?holidayRegion=noord",
)


@pytest.mark.parametrize("path", PUBLIC)
async def test_a_reader_who_knows_it_gets_304(http: httpx.AsyncClient, path: str) -> None:
    first = await http.get(path)
    again = await http.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


async def test_regions_by_kind(http: httpx.AsyncClient, db: Connection) -> None:
    with counted(db) as statements:
        tenants = RegionsOut.model_validate_json((await http.get("/regions?kind=labour_market")).content)
    provinces = RegionsOut.model_validate_json((await http.get("/regions?kind=province")).content)
    every = RegionsOut.model_validate_json((await http.get("/regions")).content)
    assert len(statements) == 1
    assert (len(tenants.items), len(provinces.items), len(every.items)) == (35, 12, 47)
    assert {region.kind for region in tenants.items} == {"labour_market"}
    assert {region.brand for region in provinces.items} == {None}
    assert [region.name for region in tenants.items] == sorted(region.name for region in tenants.items)


async def test_one_region_and_its_outline(http: httpx.AsyncClient) -> None:
    region = RegionOut.model_validate_json((await http.get("/regions/zuidoost-brabant")).content)
    assert region.brand is not None
    assert (region.name, region.valid_from, region.brand.hue) == ("Zuidoost-Brabant", 2024, 262)
    answer = await http.get("/regions/zuidoost-brabant/shape")
    shape = ShapeOut.model_validate_json(answer.content)
    assert shape.properties == {"code": "zuidoost-brabant", "name": "Zuidoost-Brabant"}
    assert shape.geometry is not None
    assert answer.headers["content-type"] == "application/geo+json"


@pytest.mark.parametrize("path", ["/regions/atlantis", "/regions/atlantis/shape"])
async def test_an_unknown_region_is_refused(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_region")


@pytest.mark.parametrize(
    ("q", "label"),
    [
        ("Eindhoven", "Eindhoven"),
        ("  den haag ", "Den Haag ('s-Gravenhage)"),
        ("Den Bosch", "Den Bosch ('s-Hertogenbosch)"),
        ("'s-Gravenhage", "'s-Gravenhage"),
        ("Sneek", "Sneek (Súdwest-Fryslân)"),
        ("rosmalen", "Rosmalen ('s-Hertogenbosch)"),
        ("Bergen", "Bergen (NH.)"),
        ("5611 AB", "5611"),
        ("Velp (Rheden)", "Velp (Rheden)"),
    ],
)
async def test_a_place_is_found_as_people_call_it(
    http: httpx.AsyncClient, db: Connection, q: str, label: str
) -> None:
    with counted(db) as statements:
        found = PlacesOut.model_validate_json((await http.get("/places", params={"q": q})).content)
    first = found.items[0]
    assert (len(statements), first.label, first.exact, first.location is not None) == (1, label, True, True)


async def test_a_place_that_lies_nowhere_yet_comes_with_its_region(http: httpx.AsyncClient) -> None:
    first = (await http.get("/places?q=Vaals")).json()["items"][0]
    assert (first["name"], first["region"], first["location"]) == ("Vaals", "zuid-limburg", None)
    assert (await http.get("/places?q=Atlantis")).json()["items"] == []
    assert (await http.get("/places?q=---")).json()["items"] == []
    begun = (await http.get("/places?q=Eindh&limit=1")).json()["items"]
    assert [(place["name"], place["exact"]) for place in begun] == [("Eindhoven", False)]


async def test_namesakes_are_told_apart(http: httpx.AsyncClient) -> None:
    found = (await http.get("/places?q=velp")).json()["items"]
    assert [place["label"] for place in found if place["exact"]] == ["Velp (Land van Cuijk)", "Velp (Rheden)"]


async def test_the_outlines_of_all_regions_at_once(http: httpx.AsyncClient, db: Connection) -> None:
    with counted(db) as statements:
        tenants = ShapesOut.model_validate_json((await http.get("/region-shapes")).content)
    provinces = ShapesOut.model_validate_json((await http.get("/region-shapes?kind=province")).content)
    assert (len(statements), len(tenants.features), len(provinces.features)) == (1, 35, 12)
    assert tenants.features[0].properties == {"code": "achterhoek", "name": "Achterhoek"}


async def test_municipalities_page_by_page(http: httpx.AsyncClient, db: Connection) -> None:
    names: list[str] = []
    query: dict[str, str | int] = {"region": "friesland", "pageSize": 5, "count": "true"}
    while True:
        with counted(db) as statements:
            answer = await http.get("/municipalities", params=query)
        page = MunicipalitiesOut.model_validate_json(answer.content)
        assert (len(statements), page.count) == (2, 18)
        names += [municipality.name for municipality in page.items]
        if page.next_cursor is None:
            break
        query["cursor"] = page.next_cursor
    assert len(names) == len(set(names)) == 18
    assert {"Súdwest-Fryslân", "Leeuwarden"} <= set(names)
    assert "Groningen" not in names


async def test_holidays_that_touch_a_period(http: httpx.AsyncClient) -> None:
    path = "/holidays?holidayRegion=noord&from=2026-01-04&to=2026-02-21"
    found = HolidaysOut.model_validate_json((await http.get(path)).content)
    assert [(h.name, str(h.start_date), str(h.end_date)) for h in found.items] == [
        ("Kerstvakantie", "2025-12-20", "2026-01-04"),
        ("Voorjaarsvakantie", "2026-02-21", "2026-03-01"),
    ]
    after = "/holidays?holidayRegion=noord&from=2026-01-05&to=2026-02-20"
    assert (await http.get(after)).json()["items"] == []


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ("/regions?kind=village", "#/kind"),
        ("/municipalities?pageSize=201", "#/pageSize"),
        ("/municipalities?colour=red", "#/colour"),
        ("/places", "#/q"),
        ("/holidays?from=2026-02-30", "#/from"),
    ],
)
async def test_what_is_not_understood_is_named(http: httpx.AsyncClient, path: str, pointer: str) -> None:
    answer = await http.get(path)
    assert (answer.status_code, [e["pointer"] for e in answer.json()["errors"]]) == (400, [pointer])
