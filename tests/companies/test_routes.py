"""Company sites over HTTP: searched, read, taken over by code."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.companies.schemas import CompanySiteOut, CompanySitesOut
from api.kit.db import Connection, rows
from tests.conftest import MakeKey
from tests.counting import counted

Headers = dict[str, str]


async def put(
    http: httpx.AsyncClient, headers: Headers, value: str, scheme: str = "demo", **body: Any
) -> httpx.Response:
    body = {"name": "Zuidwind (voorbeeld)", "address": {"municipalityCode": "GM0772"}, **body}
    return await http.put(f"/companies/by-source/{scheme}/{value}", json=body, headers=headers)


@pytest.fixture
async def admin(key: MakeKey) -> Headers:
    return await key("script")


async def names(http: httpx.AsyncClient, query: str = "") -> list[str]:
    answer = await http.get(f"/companies?{query}")
    assert answer.status_code == 200, answer.text
    return [item.name for item in CompanySitesOut.model_validate_json(answer.content).items]


@pytest.fixture
async def three(http: httpx.AsyncClient, admin: Headers) -> None:
    friesland = {"place": "Drachten", "municipalityCode": "GM0090"}
    exact = {"lat": 51.4, "lon": 5.5}
    await put(http, admin, "w1", name="Zuidwind (voorbeeld)", sectors=["energy"], sbi=["35"])
    await put(http, admin, "w2", name="Wetterskip Wûnder (voorbeeld)", sectors=["water"], address=friesland)
    await put(http, admin, "w3", name="allerlei (voorbeeld)", sectors=["water", "energy"], location=exact)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["allerlei (voorbeeld)", "Wetterskip Wûnder (voorbeeld)", "Zuidwind (voorbeeld)"]),
        ("q=wunder", ["Wetterskip Wûnder (voorbeeld)"]),
        ("q=dracht", ["Wetterskip Wûnder (voorbeeld)"]),
        ("q=W3", ["allerlei (voorbeeld)"]),
        ("q=voorbeelden%20zuid", ["Zuidwind (voorbeeld)"]),
        ("sector=water", ["allerlei (voorbeeld)", "Wetterskip Wûnder (voorbeeld)"]),
        ("sector=water&region=friesland", ["Wetterskip Wûnder (voorbeeld)"]),
        ("sbi=35", ["Zuidwind (voorbeeld)"]),
        ("sbi=20", []),
        ("municipality=GM0090", ["Wetterskip Wûnder (voorbeeld)"]),
        ("near=51.4,5.5&withinKm=1", ["allerlei (voorbeeld)"]),
        ("state=retired", []),
    ],
)
async def test_sites_are_found_by_words_and_filters(http: httpx.AsyncClient, query: str, found: list[str]) -> None:
    assert await names(http, query) == found
    assert (await http.get(f"/companies?count=true&{query}")).json()["count"] == len(found)


async def test_a_list_takes_one_statement_whatever_its_length(
    http: httpx.AsyncClient, admin: Headers, db: Connection
) -> None:
    seen = []
    for n in range(3):
        await put(http, admin, f"site{n}")
        with counted(db) as statements:
            await http.get("/companies?near=51.4,5.5&sector=energy")
        seen.append(len(statements))
    assert seen == [1, 1, 1]


@pytest.mark.parametrize("query", ["", "near=51.4,5.5", "q=gelijk"])
async def test_pages_hold_every_site_once(http: httpx.AsyncClient, admin: Headers, query: str) -> None:
    for n in range(5):
        await put(http, admin, f"twin{n}", name="Gelijk (voorbeeld)", location={"lat": 51.5, "lon": 5.5})
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        path = f"/companies?pageSize=2&{query}" + (f"&cursor={cursor}" if cursor else "")
        page = CompanySitesOut.model_validate_json((await http.get(path)).content)
        found += [item.code.value for item in page.items]
        cursor = page.next_cursor
    assert sorted(found) == [f"twin{n}" for n in range(5)]


async def test_one_site_in_full(http: httpx.AsyncClient, admin: Headers) -> None:
    made = await put(
        http,
        admin,
        "w1",
        kvk="00000001",
        address={"street": "Windlaan 1", "postcode": "5611 AB", "place": "Eindhoven"},
        location={"lat": 51.44, "lon": 5.47},
        sectors=["energy"],
        sbi=["35"],
        sizeClass="small",
        url="https://zuidwind.example",
        capacityYear=12,
    )
    assert made.status_code == 201
    answer = await http.get(made.headers["location"].removeprefix("/v1"))
    site = CompanySiteOut.model_validate_json(answer.content)
    assert answer.headers["etag"] == made.headers["etag"] == '"1"'
    assert site.model_dump(by_alias=True, exclude={"id": True, "updated_at": True, "company": {"id"}}) == {
        "code": {"scheme": "demo", "value": "w1"},
        "name": "Zuidwind (voorbeeld)",
        "company": {
            "code": {"scheme": "kvk", "value": "00000001"},
            "name": "Zuidwind (voorbeeld)",
            "kvk": "00000001",
            "sizeClass": "small",
            "url": "https://zuidwind.example",
        },
        "address": {
            "street": "Windlaan 1",
            "postcode": "5611AB",
            "place": "Eindhoven",
            "municipality": {"code": "GM0772", "name": "Eindhoven"},
        },
        "sectors": ["energy"],
        "sbi": ["35"],
        "region": "zuidoost-brabant",
        "location": {"lat": 51.44, "lon": 5.47, "precision": "exact"},
        "capacityYear": 12,
        "distanceKm": None,
        "state": "active",
        "allowedActions": [],
    }


async def test_a_site_that_is_not_there_is_refused(http: httpx.AsyncClient) -> None:
    answer = await http.get(f"/companies/{uuid4()}")
    assert (answer.status_code, answer.json()["code"]) == (404, "company_site_not_found")


async def test_allowed_actions_tell_whose_site_it_is(http: httpx.AsyncClient, admin: Headers, key: MakeKey) -> None:
    site = (await put(http, admin, "1")).json()
    company = site["company"]["id"]
    actors: list[tuple[Headers | None, list[str]]] = [
        (None, []),
        (admin, ["edit"]),
        (await key("regional_coordinator", region="zuidoost-brabant"), ["edit"]),
        (await key("regional_coordinator", region="friesland"), []),
        (await key("company_coordinator", organisation=company), ["edit"]),
        (await key("company_coordinator", organisation=uuid4()), []),
        (await key("professional", organisation=company), []),
    ]
    for headers, actions in actors:
        one_site = (await http.get(f"/companies/{site['id']}", headers=headers)).json()
        listed = (await http.get("/companies", headers=headers)).json()["items"]
        assert [one_site["allowedActions"], listed[0]["allowedActions"]] == [actions, actions]


async def test_absent_fields_erase_nothing(http: httpx.AsyncClient, admin: Headers, db: Connection) -> None:
    known: dict[str, Any] = {
        "sectors": ["energy"],
        "sizeClass": "small",
        "url": "https://a.example",
        "capacityYear": 3,
    }
    full = await put(http, admin, "1", kvk="00000001", **known)
    bare = await http.put("/companies/by-source/demo/1", json={"name": "Zuidwind (voorbeeld)"}, headers=admin)
    assert (bare.status_code, bare.json()) == (200, full.json())
    assert len(await rows(db, "SELECT 1 FROM company", {})) == 1


async def test_of_two_writers_with_one_etag_one_is_refused(http: httpx.AsyncClient, admin: Headers) -> None:
    first = {**admin, "If-Match": (await put(http, admin, "1", url="https://a.example")).headers["etag"]}
    answers = [await put(http, first, "1", url=f"https://{who}.example") for who in ("b", "c", "d")]
    assert [answer.status_code for answer in answers] == [200, 412, 412]
    assert (await put(http, {**admin, "If-Match": '"1"'}, "2")).status_code == 412
    assert await names(http) == ["Zuidwind (voorbeeld)"]


async def test_nobody_takes_over_what_belongs_to_another_region(
    http: httpx.AsyncClient, admin: Headers, key: MakeKey, db: Connection
) -> None:
    theirs, ours = await key("portal", region="groningen"), await key("portal", region="friesland")
    groningen, friesland = {"municipalityCode": "GM0014"}, {"municipalityCode": "GM0080"}
    made = await put(http, theirs, "1", kvk="00000001", url="https://a.example", address=groningen)
    assert made.status_code == 201
    for address in (friesland, groningen, {}):
        assert (await put(http, ours, "1", name="Gekaapt", address=address)).status_code == 403
    sister: dict[str, Any] = {"kvk": "00000001", "address": friesland}
    told = {"url": "https://gekaapt.example", "sizeClass": "large"}
    named = {"company": {"value": "1", "name": "Gekaapt"}, "address": friesland}
    assert (await put(http, theirs, "1", scheme="demo2", address=groningen)).status_code == 201
    assert (await put(http, ours, "own", address=friesland)).status_code == 201
    for value, body in (("2", {**sister, **told}), ("own", sister)):
        taken = await put(http, ours, value, **body)
        assert (taken.status_code, taken.json()["code"]) == (403, "forbidden")
    assert (await put(http, ours, "3", scheme="demo2", **named)).status_code == 403
    assert len(await rows(db, "SELECT 1 FROM company_site", {})) == 3
    assert len(await rows(db, "SELECT DISTINCT company_id FROM company_site", {})) == 3
    await put(http, admin, "2", **sister)
    shared = await put(http, ours, "2", **sister, **told)
    assert shared.status_code == 200
    assert (shared.json()["company"]["url"], shared.json()["company"]["sizeClass"]) == ("https://a.example", None)
    assert await names(http, "q=gekaapt") == []


async def test_a_region_adds_a_site_to_a_company_of_its_own(
    http: httpx.AsyncClient, key: MakeKey, db: Connection
) -> None:
    ours = await key("portal", region="friesland")
    for value in "12":
        made = await put(http, ours, value, kvk="00000001", address={"municipalityCode": "GM0080"})
        assert made.status_code == 201
    assert len(await rows(db, "SELECT 1 FROM company", {})) == 1


async def test_a_company_that_takes_part_without_a_site_is_no_regions_to_take(
    http: httpx.AsyncClient, key: MakeKey, db: Connection
) -> None:
    await db.execute(
        """INSERT INTO company (scheme, value, name, kvk, created_at)
           VALUES ('kvk', '00000001', 'Zuidwind', '00000001', now() - interval '1 day')"""
    )
    ours, friesland = await key("portal", region="friesland"), {"municipalityCode": "GM0080"}
    assert (await put(http, ours, "1", kvk="00000001", address=friesland)).status_code == 403
    await db.execute("UPDATE company SET participation = 'left'")
    assert (await put(http, ours, "1", kvk="00000001", address=friesland)).status_code == 201


async def test_a_coordinator_changes_the_own_company_alone(
    http: httpx.AsyncClient, admin: Headers, key: MakeKey
) -> None:
    own = (await put(http, admin, "1")).json()["company"]["id"]
    await put(http, admin, "2", kvk="00000002", name="Ander (voorbeeld)")
    headers = await key("company_coordinator", organisation=own)
    changed = await put(http, headers, "1", kvk="00000001", url="https://a.example", name="Eigen (voorbeeld)")
    assert (changed.status_code, changed.json()["company"]["id"]) == (200, own)
    assert (await put(http, headers, "3", kvk="00000001", name="Tweede (voorbeeld)")).status_code == 201
    assert (await put(http, headers, "2", name="Gekaapt")).status_code == 403
    assert (await put(http, headers, "1", kvk="00000002", name="Overgelopen")).status_code == 403
    assert (await put(http, headers, "4", name="Vreemd")).status_code == 403
    assert await names(http) == ["Ander (voorbeeld)", "Eigen (voorbeeld)", "Tweede (voorbeeld)"]


async def test_who_has_no_key_or_the_wrong_one_is_refused(http: httpx.AsyncClient, key: MakeKey) -> None:
    assert (await put(http, {}, "1")).status_code == 401
    for role in ("teacher", "school_coordinator", "event_manager", "data_specialist", "professional"):
        assert (await put(http, await key(role), "1")).status_code == 403
    assert await names(http) == []


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({"url": "javascript:alert(1)"}, 400, "#/url"),
        ({"kvk": "1234"}, 400, "#/kvk"),
        ({"sectors": ["water", "toverij"]}, 400, "#/sectors/1"),
        ({"sbi": ["9999"]}, 400, "#/sbi/0"),
        ({"sizeClass": "giant"}, 400, "#/sizeClass"),
        ({"capacityYear": -1}, 400, "#/capacityYear"),
        ({"capacityYear": True}, 400, "#/capacityYear"),
        ({"owner": "Niemand"}, 400, "#/owner"),
        ({"address": {"municipalityCode": "GM9999"}}, 404, "#/address/municipalityCode"),
    ],
)
async def test_what_is_not_accepted_is_named(
    http: httpx.AsyncClient, admin: Headers, body: dict[str, Any], status: int, pointer: str
) -> None:
    answer = await put(http, admin, "1", **body)
    assert (answer.status_code, [e["pointer"] for e in answer.json()["errors"]]) == (status, [pointer])
    assert await names(http) == []
