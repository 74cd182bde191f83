"""School sites over HTTP: searched, read, taken over by code."""

import base64
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.kit.db import Connection, one, rows
from api.schools.schemas import SchoolSiteOut, SchoolSitesOut
from tests.conftest import MakeKey
from tests.counting import counted

Headers = dict[str, str]


async def put(
    http: httpx.AsyncClient, headers: Headers, value: str, scheme: str = "demo", **body: Any
) -> httpx.Response:
    body = {"name": "Voorbeeldcollege", "address": {"municipalityCode": "GM0772"}, **body}
    return await http.put(f"/schools/by-source/{scheme}/{value}", json=body, headers=headers)


@pytest.fixture
async def admin(key: MakeKey) -> Headers:
    return await key("script")


async def names(http: httpx.AsyncClient, query: str, headers: Headers | None = None) -> list[str]:
    answer = await http.get(f"/schools?{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    return [item.name for item in SchoolSitesOut.model_validate_json(answer.content).items]


@pytest.fixture
async def three(http: httpx.AsyncClient, admin: Headers) -> None:
    address = {"street": "Súdersingel 1", "postcode": "8911AA", "place": "Ljouwert", "municipalityCode": "GM0080"}
    await put(
        http, admin, "00XX01", "duo", name="Het Zuiderlyceum", levels=["havo"], location={"lat": 51.4, "lon": 5.5}
    )
    await put(http, admin, "00XX02", "duo", name="école Élan", levels=["vmbo-kb"], address=address)
    await put(http, admin, "p1-S3", name="De Noordhoek's bezoekersschool", location={"lat": 51.5, "lon": 5.5})


# Search


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("zuiderlyceum", ["Het Zuiderlyceum"]),
        ("Zuid", ["Het Zuiderlyceum"]),
        ("het zuider", ["Het Zuiderlyceum"]),
        ("elan", ["école Élan"]),
        ("ELAN ecole", ["école Élan"]),
        ("sudersingel", ["école Élan"]),
        ("ljouw", ["école Élan"]),
        ("Leeuwarden", ["école Élan"]),
        ("ljouw leeuw", ["école Élan"]),
        ("bezoekers", ["De Noordhoek's bezoekersschool"]),
        ("noordhoek zuiderlyceum", []),
        ("lyceum", []),
        ("00XX01", ["Het Zuiderlyceum"]),
        ("00xx", ["école Élan", "Het Zuiderlyceum"]),
        ("P1-s3", ["De Noordhoek's bezoekersschool"]),
        ("havo", ["Het Zuiderlyceum"]),
        ("!!!", ["De Noordhoek's bezoekersschool", "école Élan", "Het Zuiderlyceum"]),
        ("a:b & !c | <-> (", []),
        ("", ["De Noordhoek's bezoekersschool", "école Élan", "Het Zuiderlyceum"]),
        ("  ", ["De Noordhoek's bezoekersschool", "école Élan", "Het Zuiderlyceum"]),
    ],
)
async def test_sites_are_found_by_beginnings_of_words_and_codes(
    http: httpx.AsyncClient, q: str, found: list[str]
) -> None:
    answer = await http.get("/schools", params={"q": q, "count": "true"})
    listed = SchoolSitesOut.model_validate_json(answer.content)
    assert ([item.name for item in listed.items], listed.count) == (found, len(found))


@pytest.mark.usefixtures("three")
async def test_a_site_is_found_by_the_name_that_its_municipality_has_now(
    http: httpx.AsyncClient, admin: Headers, db: Connection
) -> None:
    await db.execute("UPDATE municipality SET name = 'Súdwest-Fryslân' WHERE code = 'GM0080'")
    assert await names(http, "q=Sudwest") == ["école Élan"]
    assert await names(http, "q=leeuwarden") == []
    await put(http, admin, "00XX02", "duo", name="école Élan", address={"municipalityCode": "GM0772"})
    assert await names(http, "q=Sudwest") == []
    assert await names(http, "q=eindhoven elan") == ["école Élan"]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("level=havo", ["Het Zuiderlyceum"]),
        ("level=vmbo", ["école Élan"]),
        ("level=vwo", []),
        ("region=friesland", ["école Élan"]),
        ("municipality=GM0772", ["De Noordhoek's bezoekersschool", "Het Zuiderlyceum"]),
        ("municipality=GM0772&level=havo&q=zuid&region=zuidoost-brabant", ["Het Zuiderlyceum"]),
        ("near=51.42,5.5&withinKm=50", ["Het Zuiderlyceum", "De Noordhoek's bezoekersschool"]),
        ("near=51.42,5.5&withinKm=3", ["Het Zuiderlyceum"]),
        ("near=51.42,5.5&q=noord", ["De Noordhoek's bezoekersschool"]),
    ],
)
async def test_filters_narrow_the_list(http: httpx.AsyncClient, query: str, found: list[str]) -> None:
    assert await names(http, query) == found
    assert (await http.get(f"/schools?{query}&count=true")).json()["count"] == len(found)


@pytest.mark.usefixtures("three")
async def test_levels_are_counted_per_region_whatever_is_chosen(http: httpx.AsyncClient) -> None:
    async def levels(query: str) -> Any:
        return (await http.get(f"/schools?{query}")).json().get("facets")

    assert await levels("level=havo") is None
    assert await levels("facets=true&level=vwo&q=nergens") == {"level": {"havo": 1, "vmbo-kb": 1}}
    assert await levels("facets=true&region=zuidoost-brabant") == {"level": {"havo": 1}}
    assert await levels("facets=true&region=twente") == {"level": {}}


@pytest.mark.usefixtures("three")
async def test_a_postcode_measures_the_distance_from_its_centre(http: httpx.AsyncClient, db: Connection) -> None:
    centre = await one(db, "SELECT lat, lon FROM postcode WHERE code = '5611'", {})
    assert centre is not None
    by_code = (await http.get("/schools?near=5611AB")).json()["items"]
    by_point = (await http.get(f"/schools?near={centre['lat']},{centre['lon']}")).json()["items"]
    assert by_code == by_point
    assert [item["distanceKm"] for item in by_code] == sorted(item["distanceKm"] for item in by_code)
    assert [item["distanceKm"] for item in by_code] == [round(item["distanceKm"], 1) for item in by_code]


async def test_an_unknown_postcode_is_refused_by_name(http: httpx.AsyncClient) -> None:
    problem = (await http.get("/schools?near=0000AA")).json()
    assert (problem["code"], [e["pointer"] for e in problem["errors"]]) == ("unknown_place", ["#/near"])


async def test_sites_without_a_place_are_left_out_near_a_point(http: httpx.AsyncClient, admin: Headers) -> None:
    await put(http, admin, "nowhere", name="Nergens", address={})
    assert await names(http, "count=true") == ["Nergens"]
    answer = (await http.get("/schools?near=52,5&count=true")).json()
    assert (answer["items"], answer["count"]) == ([], 0)


async def walked(http: httpx.AsyncClient, query: str) -> list[str]:
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = await http.get(f"/schools?pageSize=2&{query}" + (f"&cursor={cursor}" if cursor else ""))
        page = SchoolSitesOut.model_validate_json(answer.content)
        found += [item.code.value for item in page.items]
        cursor = page.next_cursor
        assert (cursor is not None) is ('rel="next"' in answer.headers.get("link", ""))
    return found


@pytest.mark.parametrize("query", ["", "near=51.4,5.5", "q=gelijk"])
async def test_pages_hold_every_site_once(http: httpx.AsyncClient, admin: Headers, query: str) -> None:
    for n in range(5):
        await put(http, admin, f"twin{n}", name="Gelijk " + "Ж" * 190, location={"lat": 51.5, "lon": 5.5})
    found = await walked(http, query)
    assert sorted(found) == [f"twin{n}" for n in range(5)]


async def test_a_list_takes_one_statement_whatever_its_length(
    http: httpx.AsyncClient, admin: Headers, db: Connection
) -> None:
    seen = []
    for n in range(3):
        await put(http, admin, f"site{n}")
        with counted(db) as statements:
            await http.get("/schools?q=voorbeeld")
        seen.append(len(statements))
    assert seen == [1, 1, 1]


@pytest.mark.parametrize("first", ['"\\ud800"', '"a\\u0000"', "null", "NaN", "1e400", "true", "[]", '"a","b"'])
async def test_a_made_up_cursor_is_refused(http: httpx.AsyncClient, first: str) -> None:
    cursor = base64.urlsafe_b64encode(f'[{first},"{uuid4()}"]'.encode()).decode().rstrip("=")
    for path in ("/schools?", "/schools?near=52,5&", "/companies?", "/municipalities?"):
        answer = await http.get(f"{path}cursor={cursor}")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_cursor")


# Reading


async def test_one_site_in_full(http: httpx.AsyncClient, admin: Headers) -> None:
    made = await put(
        http,
        admin,
        "00XX01",
        "duo",
        name="Voorbeeldcollege Zuid",
        address={"street": "Lesplein 1", "postcode": "5611 AB", "place": "Eindhoven"},
        levels=["havo", "vwo"],
        location={"lat": 51.44, "lon": 5.47},
        website="https://voorbeeld.example",
        school={"value": "00XX", "name": "Voorbeeldgroep"},
    )
    assert made.status_code == 201
    answer = await http.get(made.headers["location"].removeprefix("/v1"))
    site = SchoolSiteOut.model_validate_json(answer.content)
    assert answer.headers["etag"] == made.headers["etag"] == '"1"'
    assert site.model_dump(by_alias=True, exclude={"id", "school", "updated_at"}) == {
        "code": {"scheme": "duo", "value": "00XX01"},
        "name": "Voorbeeldcollege Zuid",
        "address": {
            "street": "Lesplein 1",
            "postcode": "5611AB",
            "place": "Eindhoven",
            "municipality": {"code": "GM0772", "name": "Eindhoven"},
        },
        "levels": ["havo", "vwo"],
        "region": "zuidoost-brabant",
        "holidayRegion": "zuid",
        "website": "https://voorbeeld.example",
        "location": {"lat": 51.44, "lon": 5.47, "precision": "exact"},
        "distanceKm": None,
        "state": "active",
        "allowedActions": [],
    }
    assert (site.school.code.value, site.school.name) == ("00XX", "Voorbeeldgroep")


async def test_a_reader_who_knows_it_gets_304(http: httpx.AsyncClient, admin: Headers) -> None:
    site = (await put(http, admin, "1")).json()
    answer = await http.get(f"/schools/{site['id']}", headers={"If-None-Match": '"1"'})
    assert (answer.status_code, answer.content) == (304, b"")


async def test_a_site_that_is_not_there_is_refused(http: httpx.AsyncClient) -> None:
    answer = await http.get(f"/schools/{uuid4()}")
    assert (answer.status_code, answer.json()["code"]) == (404, "school_site_not_found")


async def test_a_retired_site_is_read_by_id_and_listed_only_when_asked(
    http: httpx.AsyncClient, admin: Headers, db: Connection
) -> None:
    site = (await put(http, admin, "1", name="Weg")).json()
    await db.execute("UPDATE school_site SET state = 'retired'")
    assert (await http.get(f"/schools/{site['id']}")).json()["state"] == "retired"
    assert (await names(http, ""), await names(http, "state=retired")) == ([], ["Weg"])


async def test_allowed_actions_tell_whose_site_it_is(http: httpx.AsyncClient, admin: Headers, key: MakeKey) -> None:
    site = (await put(http, admin, "1")).json()
    school = site["school"]["id"]
    actors: list[tuple[Headers | None, list[str]]] = [
        (None, []),
        (admin, ["edit"]),
        (await key("portal", region="zuidoost-brabant"), ["edit"]),
        (await key("portal", region="friesland"), []),
        (await key("school_coordinator", organisation=school), ["edit"]),
        (await key("school_coordinator", organisation=uuid4()), []),
        (await key("teacher", organisation=school), []),
        (await key("data_specialist", region="zuidoost-brabant"), []),
    ]
    for headers, actions in actors:
        one_site = (await http.get(f"/schools/{site['id']}", headers=headers)).json()
        listed = (await http.get("/schools", headers=headers)).json()["items"]
        assert [one_site["allowedActions"], listed[0]["allowedActions"]] == [actions, actions]


# Writing


async def test_the_same_again_changes_nothing(http: httpx.AsyncClient, admin: Headers, db: Connection) -> None:
    first = await put(http, admin, "1", levels=["havo"])
    again = await put(http, admin, "1", levels=["havo"])
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.headers["etag"] == again.headers["etag"]
    assert (
        len(await rows(db, "SELECT 1 FROM school_site", {})) == len(await rows(db, "SELECT 1 FROM school", {})) == 1
    )


async def test_a_change_is_a_new_version(http: httpx.AsyncClient, admin: Headers) -> None:
    await put(http, admin, "1", levels=["havo"])
    changed = await put(http, admin, "1", name="Nieuw", levels=["vwo"])
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert (changed.json()["name"], changed.json()["levels"]) == ("Nieuw", ["vwo"])


async def test_absent_fields_erase_nothing(http: httpx.AsyncClient, admin: Headers) -> None:
    full = await put(
        http,
        admin,
        "1",
        levels=["havo"],
        website="https://voorbeeld.example",
        holidayRegion="noord",
        location={"lat": 51.4, "lon": 5.5},
        school={"value": "groep", "name": "Voorbeeldgroep"},
    )
    bare = await http.put("/schools/by-source/demo/1", json={"name": "Voorbeeldcollege"}, headers=admin)
    assert bare.status_code == 200
    assert bare.json() == full.json()


async def test_if_match_is_honoured(http: httpx.AsyncClient, admin: Headers) -> None:
    await put(http, admin, "1")
    stale = await put(http, {**admin, "If-Match": '"7"'}, "1", name="Anders")
    assert (stale.status_code, stale.json()["code"]) == (412, "version_mismatch")
    assert (await put(http, {**admin, "If-Match": '"1"'}, "1", name="Anders")).headers["etag"] == '"2"'
    nothing = await put(http, {**admin, "If-Match": '"1"'}, "2")
    assert nothing.status_code == 412
    assert await names(http, "") == ["Anders"]


async def test_a_changed_institution_gives_a_new_etag(http: httpx.AsyncClient, admin: Headers) -> None:
    await put(http, admin, "1", school={"value": "groep", "name": "Oud"})
    await put(http, admin, "2", school={"value": "groep", "name": "Oud"})
    changed = await put(http, admin, "1", school={"value": "groep", "name": "Nieuw"})
    assert (changed.json()["school"]["name"], changed.headers["etag"]) == ("Nieuw", '"2"')
    twin = (await http.get("/schools?q=2")).json()["items"][0]
    other = await http.get(f"/schools/{twin['id']}", headers={"If-None-Match": '"1"'})
    assert (other.status_code, other.json()["school"]["name"]) == (200, "Nieuw")


async def test_nobody_takes_over_a_site_of_another_region(http: httpx.AsyncClient, key: MakeKey) -> None:
    theirs = await key("portal", region="groningen")
    ours = await key("portal", region="friesland")
    made = await put(http, theirs, "1", name="Van Groningen", address={"municipalityCode": "GM0014"})
    assert (made.status_code, made.json()["region"]) == (201, "groningen")
    for address in ({"municipalityCode": "GM0080"}, {"municipalityCode": "GM0014"}, {}):
        taken = await put(http, ours, "1", name="Gekaapt", address=address)
        assert (taken.status_code, taken.json()["code"]) == (403, "forbidden")
    given = await put(http, theirs, "1", name="Weggegeven", address={"municipalityCode": "GM0080"})
    assert given.status_code == 403
    assert await names(http, "") == ["Van Groningen"]


async def test_a_new_site_lies_in_the_region_of_the_key(http: httpx.AsyncClient, key: MakeKey) -> None:
    ours = await key("script", region="friesland")
    outside = [{"municipalityCode": "GM0014"}, {"postcode": "9711AA"}, {}]
    for n, address in enumerate(outside):
        assert (await put(http, ours, f"new{n}", address=address)).status_code == 403
    assert (await put(http, ours, "new", address={"postcode": "8911 AA"})).status_code == 201
    assert await names(http, "") == ["Voorbeeldcollege"]


async def test_nobody_joins_a_site_to_a_school_of_another_region(
    http: httpx.AsyncClient, key: MakeKey, db: Connection
) -> None:
    theirs, ours = await key("portal", region="groningen"), await key("portal", region="friesland")
    groningen, friesland = {"municipalityCode": "GM0014"}, {"municipalityCode": "GM0080"}
    assert (await put(http, theirs, "00XX01", "duo", address=groningen)).status_code == 201
    assert (await put(http, theirs, "1", address=groningen)).status_code == 201
    for value in ("00YY01", "00YY02"):
        assert (await put(http, ours, value, "duo", address=friesland)).status_code == 201
    attempts: list[tuple[str, str, dict[str, Any]]] = [
        ("duo", "00XX99", {}),
        ("duo", "00YY01", {"school": {"value": "00XX", "name": "Gekaapt"}}),
        ("duo", "00YY03", {"school": {"value": "00XX", "name": "Gekaapt"}}),
        ("demo", "2", {"school": {"value": "1", "name": "Gekaapt"}}),
    ]
    for scheme, value, body in attempts:
        for who in (ours, await key("regional_coordinator", region="friesland")):
            taken = await put(http, who, value, scheme, address=friesland, **body)
            assert (taken.status_code, taken.json()["code"]) == (403, "forbidden")
    found = await rows(
        db, "SELECT s.value, o.value AS school FROM school_site s JOIN school o ON o.id = school_id ORDER BY 1", {}
    )
    assert [tuple(row.values()) for row in found] == [
        ("00XX01", "00XX"), ("00YY01", "00YY"), ("00YY02", "00YY"), ("1", "1"),
    ]  # fmt: skip


async def test_a_coordinator_changes_the_own_school_alone(
    http: httpx.AsyncClient, admin: Headers, key: MakeKey
) -> None:
    own = (await put(http, admin, "00XX01", "duo")).json()["school"]["id"]
    await put(http, admin, "00YY01", "duo", name="Anders")
    headers = await key("school_coordinator", organisation=own)
    assert (await put(http, headers, "00XX01", "duo", name="Van ons")).status_code == 200
    assert (await put(http, headers, "00XX02", "duo", name="Ook van ons")).status_code == 201
    assert (await put(http, headers, "00YY01", "duo", name="Niet van ons")).status_code == 403
    assert (await put(http, headers, "00YY02", "duo", name="Niet van ons")).status_code == 403
    moved = await put(http, headers, "00XX01", "duo", name="Weg", school={"value": "00YY", "name": "Anders"})
    assert moved.status_code == 403
    assert await names(http, "") == ["Anders", "Ook van ons", "Van ons"]


async def test_who_has_no_key_or_the_wrong_one_is_refused(http: httpx.AsyncClient, key: MakeKey) -> None:
    assert (await put(http, {}, "1")).status_code == 401
    for role in ("professional", "company_coordinator", "event_manager", "data_specialist", "teacher"):
        assert (await put(http, await key(role), "1")).status_code == 403
    assert await names(http, "") == []


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({"website": "javascript:alert(1)"}, 400, "#/website"),
        ({"website": "ftp://voorbeeld.example"}, 400, "#/website"),
        ({"levels": ["havo", "toverij"]}, 400, "#/levels/1"),
        ({"levels": ["havo", "havo"]}, 400, "#/levels"),
        ({"location": {"lat": 91, "lon": 5}}, 400, "#/location/lat"),
        ({"location": {"lat": "52", "lon": 5}}, 400, "#/location/lat"),
        ({"name": "a\u0000b"}, 400, "#/name"),
        ({"name": " "}, 400, "#/name"),
        ({"address": {"postcode": "5611ab"}}, 400, "#/address/postcode"),
        ({"head": "Niemand"}, 400, "#/head"),
        ({"address": {"municipalityCode": "GM9999"}}, 404, "#/address/municipalityCode"),
    ],
)
async def test_what_is_not_accepted_is_named(
    http: httpx.AsyncClient, admin: Headers, body: dict[str, Any], status: int, pointer: str
) -> None:
    answer = await put(http, admin, "1", **body)
    assert (answer.status_code, [e["pointer"] for e in answer.json()["errors"]]) == (status, [pointer])
    assert await names(http, "") == []


@pytest.mark.parametrize(
    ("query", "status", "pointer", "code"),
    [
        ("withinKm=20", 409, "#/withinKm", "place_needed"),
        ("region=zork", 404, "#/region", "unknown_region"),
    ],
)
@pytest.mark.parametrize("path", ["schools", "companies"])
async def test_a_search_that_cannot_mean_anything_is_refused(
    http: httpx.AsyncClient, path: str, query: str, status: int, pointer: str, code: str
) -> None:
    answer = await http.get(f"/{path}?{query}")
    assert answer.status_code == status
    assert [(e["in"], e["pointer"], e["code"]) for e in answer.json()["errors"]] == [("query", pointer, code)]


async def test_a_postcode_that_cannot_be_one_is_refused(http: httpx.AsyncClient, admin: Headers) -> None:
    for path in ("schools", "companies"):
        body = {"name": "Voorbeeld", "address": {"postcode": "99 XX"}}
        answer = await http.put(f"/{path}/by-source/t/p", json=body, headers=admin)
        assert answer.status_code == 409, answer.text
        assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [
            ("#/address/postcode", "postcode_unreadable")
        ]
