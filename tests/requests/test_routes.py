"""Requests over HTTP: a school's own, its region's, and nobody else's."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.kit import clock
from api.kit.db import Connection, rows
from api.requests.schemas import RequestOut, RequestsOut
from tests.conftest import Live, MakeKey
from tests.counting import counted
from tests.importing import send

Headers = dict[str, str]
BODY: dict[str, Any] = {
    "title": "Gastles energie",
    "goal": "subject_enrichment",
    "kinds": ["workshop", "guest_lesson"],
    "subjects": ["natuurkunde"],
    "level": "havo",
    "year": 3,
    "themes": ["energy"],
    "pupils": 28,
    "languages": ["nl"],
    "maxKm": 30,
    "onlineOk": True,
    "weeksOk": ["2027-01-11", "2027-01-18"],
    "weeksPreferred": ["2027-01-18"],
    "needs": [],
}


@pytest.fixture(autouse=True)
def before_the_weeks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2025, 9, 3, 10, tzinfo=UTC))


@pytest.fixture
async def admin(key: MakeKey) -> Headers:
    return await key("script")


@pytest.fixture
async def site(http: httpx.AsyncClient, admin: Headers) -> dict[str, Any]:
    """A school site in Eindhoven."""
    return await school(http, admin, "00AA00", "GM0772", "zuid")


async def school(
    http: httpx.AsyncClient, headers: Headers, value: str, municipality: str, holidays: str
) -> dict[str, Any]:
    body = {
        "name": "Voorbeeldcollege",
        "address": {"municipalityCode": municipality},
        "levels": ["havo"],
        "holidayRegion": holidays,
    }
    answer = await http.put(f"/schools/by-source/t/{value}", json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def ask(http: httpx.AsyncClient, headers: Headers, site: dict[str, Any], **body: Any) -> httpx.Response:
    return await http.post("/requests", json={**BODY, "siteId": site["id"], **body}, headers=headers)


async def test_one_request_in_full(http: httpx.AsyncClient, admin: Headers, site: dict[str, Any]) -> None:
    now = clock.now()
    made = await ask(http, admin, site)
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    answer = await http.get(made.headers["location"].removeprefix("/v1"), headers=admin)
    read = answer.json()
    assert answer.content == made.content
    out = RequestOut.model_validate_json(answer.content)
    assert out.model_dump(mode="json", by_alias=True).keys() == read.keys()
    assert {key: read[key] for key in BODY} == BODY
    assert read["site"] == {"id": site["id"], "name": "Voorbeeldcollege", "place": None}
    assert (read["region"], read["state"], read["allowedActions"]) == (
        "zuidoost-brabant",
        "open",
        ["edit", "withdraw"],
    )
    assert abs(out.respond_by - now - timedelta(days=7)) < timedelta(minutes=1)
    assert out.respond_by.astimezone(UTC).utcoffset() == timedelta(0)


async def test_a_preferred_week_is_an_accepted_one_and_days_stand_for_their_week(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any]
) -> None:
    made = await ask(http, admin, site, weeksOk=["2027-01-20", "2027-01-13"], weeksPreferred=["2027-02-04"])
    assert made.json()["weeksOk"] == ["2027-01-11", "2027-01-18", "2027-02-01"]
    assert made.json()["weeksPreferred"] == ["2027-02-01"]


async def test_a_week_in_the_schools_holiday_is_refused(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any]
) -> None:
    weeks = ["2025-12-15", "2025-12-22", "2025-12-29"]
    answer = await ask(http, admin, site, weeksOk=weeks, weeksPreferred=[])
    assert (answer.status_code, [(e["pointer"], e["code"]) for e in answer.json()["errors"]]) == (
        400,
        [("#/weeksOk/1", "week_in_holiday"), ("#/weeksOk/2", "week_in_holiday")],
    )


async def test_holidays_are_those_of_the_schools_own_part_of_the_country(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any]
) -> None:
    north = await school(http, admin, "00AA01", "GM0080", "noord")
    statuses = {
        place["region"]: (await ask(http, admin, place, weeksOk=["2025-10-13"], weeksPreferred=[])).status_code
        for place in (site, north)
    }
    assert statuses == {"zuidoost-brabant": 400, "friesland": 201}


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({"title": "   "}, 400, "#/title"),
        ({"goal": "fun"}, 400, "#/goal"),
        ({"kinds": []}, 400, "#/kinds"),
        ({"kinds": ["workshop", "workshop"]}, 400, "#/kinds"),
        ({"level": "hovo"}, 400, "#/level"),
        ({"year": 13}, 400, "#/year"),
        ({"level": "havo", "year": 9}, 400, "#/year"),
        ({"level": "vmbo-tl", "year": 5}, 400, "#/year"),
        ({"pupils": 0}, 400, "#/pupils"),
        ({"pupils": ["Een Leerling"]}, 400, "#/pupils"),
        ({"pupilNames": ["Een Leerling"]}, 400, "#/pupilNames"),
        ({"weeksOk": []}, 400, "#/weeksOk"),
        ({"weeksOk": ["2027-02-30"]}, 400, "#/weeksOk/0"),
        ({"weeksOk": ["2027-01-11", "2028-04-10"]}, 409, "#/weeksOk"),
        ({"needs": ["naam"]}, 400, "#/needs/0"),
        ({"state": "withdrawn"}, 400, "#/state"),
        ({"respondBy": "2030-01-01T00:00:00Z"}, 400, "#/respondBy"),
        ({"siteId": str(uuid4())}, 404, "#/siteId"),
    ],
)
async def test_what_is_not_accepted_is_named_and_changes_nothing(
    http: httpx.AsyncClient,
    admin: Headers,
    site: dict[str, Any],
    db: Connection,
    body: dict[str, Any],
    status: int,
    pointer: str,
) -> None:
    answer = await ask(http, admin, site, **body)
    assert (answer.status_code, [e["pointer"] for e in answer.json()["errors"]]) == (status, [pointer])
    assert await rows(db, "SELECT 1 FROM school_request", {}) == []


async def test_whose_request_it_is(
    http: httpx.AsyncClient, admin: Headers, key: MakeKey, site: dict[str, Any]
) -> None:
    made = (await ask(http, admin, site)).json()
    path, school_id = f"/requests/{made['id']}", site["school"]["id"]
    own: list[Headers] = [
        await key("teacher", organisation=school_id),
        await key("school_coordinator", organisation=school_id),
        await key("regional_coordinator", region="zuidoost-brabant"),
        await key("portal", region="zuidoost-brabant"),
    ]
    others: list[tuple[Headers, bool]] = [
        (await key("teacher", organisation=uuid4()), True),
        (await key("regional_coordinator", region="friesland"), True),
        (await key("professional", organisation=school_id), False),
        (await key("data_specialist", region="zuidoost-brabant"), False),
    ]
    for headers in own:
        assert (await http.get(path, headers=headers)).content == (await http.get(path, headers=admin)).content
        assert made["id"] in [item["id"] for item in (await http.get("/requests", headers=headers)).json()["items"]]
        assert (await ask(http, headers, site)).status_code == 201
    for headers, asks in others:
        assert (await http.get(path, headers=headers)).status_code == (404 if asks else 403)
        listed = await http.get("/requests?count=true", headers=headers)
        assert listed.json()["count"] == 0 if asks else listed.status_code == 403
        assert (await ask(http, headers, site)).status_code == 403
        changed = await http.patch(path, json={"pupils": 1}, headers={**headers, "If-Match": '"1"'})
        assert changed.status_code in (403, 404)
        assert (await http.post(f"{path}/withdraw", headers=headers)).status_code in (403, 404)
        taken = {**BODY, "siteId": site["id"]}
        assert (await http.put("/requests/by-source/t/1", json=taken, headers=headers)).status_code == 403
    assert (await http.get(path)).status_code == 401
    assert (await http.get("/requests")).status_code == 401
    assert (await http.get(path, headers=admin)).json() == made


async def test_nobody_moves_anothers_request_to_the_own_site(
    http: httpx.AsyncClient, admin: Headers, key: MakeKey, site: dict[str, Any]
) -> None:
    north = await school(http, admin, "00AA01", "GM0080", "noord")
    put = {**BODY, "siteScheme": "t", "siteValue": "00AA00"}
    made = await http.put("/requests/by-source/t/1", json=put, headers=admin)
    ours = await key("portal", region="friesland")
    taken = {**BODY, "siteId": north["id"]}
    assert (await http.put("/requests/by-source/t/1", json=taken, headers=ours)).status_code == 403
    assert (await http.get(f"/requests/{made.json()['id']}", headers=admin)).json() == made.json()


async def test_by_code_it_is_made_once_and_kept_up_to_date(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any]
) -> None:
    path, body = "/requests/by-source/lis/42:a", {**BODY, "siteScheme": "t", "siteValue": "00AA00"}
    first = await http.put(path, json=body, headers=admin)
    same = await http.put(path, json=body, headers=admin)
    changed = await http.put(path, json={**body, "pupils": 20}, headers=admin)
    assert [answer.status_code for answer in (first, same, changed)] == [201, 200, 200]
    assert [answer.headers["etag"] for answer in (first, same, changed)] == ['"1"', '"1"', '"2"']
    assert (changed.json()["pupils"], changed.json()["code"]) == (20, {"scheme": "lis", "value": "42:a"})
    late = await http.put(path, json={**body, "pupils": 9}, headers={**admin, "If-Match": '"1"'})
    assert late.status_code == 412
    unknown = await http.put(path, json={**body, "siteValue": "nergens"}, headers=admin)
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (404, "#/siteValue")


async def test_a_patch_changes_what_it_names_while_the_request_is_open(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any]
) -> None:
    made = (await ask(http, admin, site)).json()
    path = f"/requests/{made['id']}"
    bare = await http.patch(path, json={"pupils": 20}, headers=admin)
    assert (bare.status_code, bare.json()["code"]) == (428, "version_required")
    first = {**admin, "If-Match": '"1"'}
    answers = [await http.patch(path, json={"pupils": n}, headers=first) for n in (20, 21, 22)]
    assert [answer.status_code for answer in answers] == [200, 412, 412]
    after = (await http.get(path, headers=admin)).json()
    assert {name for name in after if after[name] != made[name]} == {"pupils"}
    holiday = await http.patch(path, json={"weeksOk": ["2025-12-22"]}, headers={**admin, "If-Match": '"2"'})
    assert (holiday.status_code, holiday.json()["errors"][0]["code"]) == (400, "week_in_holiday")
    withdrawn = await http.post(f"{path}/withdraw", headers=admin)
    assert (withdrawn.json()["state"], withdrawn.json()["allowedActions"]) == ("withdrawn", [])
    again = await http.post(f"{path}/withdraw", headers=admin)
    late = await http.patch(path, json={"pupils": 9}, headers={**admin, "If-Match": withdrawn.headers["etag"]})
    assert [(answer.status_code, answer.json()["code"]) for answer in (again, late)] == [(409, "request_closed")] * 2


async def test_a_year_is_one_of_its_level_whichever_of_the_two_changes(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any], db: Connection
) -> None:
    made = (await ask(http, admin, site, level="vwo", year=6)).json()
    path, first = f"/requests/{made['id']}", {**admin, "If-Match": '"1"'}
    for body in ({"level": "havo"}, {"year": 7}):
        refused = await http.patch(path, json=body, headers=first)
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "year_outside_level")
    kept = await http.patch(path, json={"level": "havo", "year": 5}, headers=first)
    assert (kept.json()["level"], kept.json()["year"]) == ("havo", 5)
    # What came from a file in such a year can be sent again and changed in other ways.
    await db.execute("UPDATE school_request SET year = 6")
    renamed = await http.patch(path, json={"title": "Wie komt er?"}, headers={**admin, "If-Match": '"2"'})
    assert (renamed.status_code, renamed.json()["year"]) == (200, 6)
    same = {"level": "havo", "year": 6, "pupils": 21}
    assert (await http.patch(path, json=same, headers={**admin, "If-Match": '"3"'})).status_code == 200


async def test_by_code_a_year_that_its_level_does_not_have_is_refused_when_it_is_new(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any], db: Connection
) -> None:
    path, body = "/requests/by-source/t/1", {**BODY, "siteId": site["id"], "level": "havo"}
    refused = await http.put(path, json={**body, "year": 6}, headers=admin)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "#/year")
    assert (await http.put(path, json={**body, "year": 5}, headers=admin)).status_code == 201
    await db.execute("UPDATE school_request SET year = 6")
    again = await http.put(path, json={**body, "year": 6, "pupils": 9}, headers=admin)
    assert (again.status_code, again.json()["pupils"]) == (200, 9)
    refused = await http.put(path, json={**body, "year": 8}, headers=admin)
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_input")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [2, 1, 0]),
        ("state=open", [2, 1]),
        ("state=withdrawn", [0]),
        ("level=vwo", [1]),
        ("subject=techniek", [2]),
        ("region=friesland", []),
        ("site=00000000-0000-0000-0000-000000000000", []),
    ],
)
async def test_a_list_is_filtered_and_paged(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any], db: Connection, query: str, found: list[int]
) -> None:
    made = [
        (await ask(http, admin, site, **body)).json()["id"]
        for body in ({}, {"level": "vwo"}, {"subjects": ["techniek"]})
    ]
    await http.post(f"/requests/{made[0]}/withdraw", headers=admin)
    with counted(db) as statements:
        answer = await http.get(f"/requests?{query}", headers=admin)
    assert len(statements) == (4 if "region" in query else 3)  # who asks, the region, the page, and the end of it
    page = RequestsOut.model_validate_json(answer.content)
    assert [str(item.id) for item in page.items] == [made[n] for n in found]
    assert (await http.get(f"/requests?count=true&{query}", headers=admin)).json()["count"] == len(found)
    seen, cursor = [], ""
    while cursor is not None:
        path = f"/requests?pageSize=1&{query}" + (f"&cursor={cursor}" if cursor else "")
        part = (await http.get(path, headers=admin)).json()
        seen += [item["id"] for item in part["items"]]
        cursor = part["nextCursor"]
    assert seen == [made[n] for n in found]


async def test_a_region_sets_when_the_asker_hears(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any], db: Connection
) -> None:
    await db.execute("""UPDATE region SET settings = '{"respond_days": 2}' WHERE code = 'zuidoost-brabant'""")
    out = RequestOut.model_validate_json((await ask(http, admin, site)).content)
    assert abs(out.respond_by - clock.now() - timedelta(days=2)) < timedelta(minutes=1)


async def test_by_code_a_withdrawn_request_changes_no_more(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any]
) -> None:
    path, body = "/requests/by-source/lis/1", {**BODY, "siteId": site["id"]}
    new = await http.put(path, json=body, headers={**admin, "If-Match": '"7"'})
    assert (new.status_code, new.json()["code"]) == (412, "version_mismatch")
    made = (await http.put(path, json=body, headers=admin)).json()
    withdrawn = await http.post(f"/requests/{made['id']}/withdraw", headers=admin)
    late = await http.put(path, json={**body, "pupils": 9}, headers=admin)
    assert (late.status_code, late.json()["code"]) == (409, "request_closed")
    assert (await http.get(f"/requests/{made['id']}", headers=admin)).content == withdrawn.content


def test_a_code_that_two_regions_write_at_once_is_the_first_ones(live: Live) -> None:
    """Over real connections: who comes second is refused, and twins are told that it is known."""
    admin = {"Authorization": f"Bearer {live.key('script')}"}
    weeks = {"weeksOk": [str(clock.this_week() + timedelta(weeks=900))], "weeksPreferred": []}
    regions = {"zuidoost-brabant": "GM0772", "friesland": "GM0080"}
    keys = {region: {"Authorization": f"Bearer {live.key('portal', region)}"} for region in regions}
    for region, municipality in regions.items():
        body = {"name": "Voorbeeldcollege", "address": {"municipalityCode": municipality}}
        httpx.put(f"{live.url}/v1/schools/by-source/t/{region}", json=body, headers=admin)

    async def race(code: str) -> dict[str, list[int]]:
        async with httpx.AsyncClient(base_url=live.url, timeout=30) as http:

            async def put(region: str) -> int:
                sent = {**BODY, **weeks, "siteScheme": "t", "siteValue": region}
                path = f"/v1/requests/by-source/t/{code}"
                return (await http.put(path, json=sent, headers=keys[region])).status_code

            turns = [*regions] * 4
            found = await asyncio.gather(*map(put, turns))
        return {name: sorted(s for p, s in zip(turns, found, strict=True) if p == name) for name in regions}

    for code in range(10):
        statuses = asyncio.run(race(f"race-{code}"))
        assert sorted(statuses.values()) == [[200, 200, 200, 201], [403] * 4]


REGISTER = "scheme,externalId,name,street,postcode,place,municipalityCode,lat,lon,levels,holidayRegion\n"
ASKED = "scheme,externalId,siteScheme,siteExternalId,title,goal,kinds,subjects,level,year,themes,pupils,languages,"
ASKED += "maxKm,onlineOk,weeksOk,weeksPreferred\n"


async def test_what_a_retired_site_asks_rests_until_it_is_back(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any]
) -> None:
    path = "/requests/by-source/lis"
    ids = {}
    for name in ("open", "withdrawn"):
        made = await http.put(f"{path}/{name}", json={**BODY, "siteId": site["id"]}, headers=admin)
        ids[name] = made.json()["id"]
    await http.post(f"/requests/{ids['withdrawn']}/withdraw", headers=admin)

    async def states() -> dict[str, tuple[str, list[str]]]:
        read = {name: (await http.get(f"/requests/{id_}", headers=admin)).json() for name, id_ in ids.items()}
        return {name: (one["state"], one["allowedActions"]) for name, one in read.items()}

    before = await states()
    register = REGISTER + "t,00AA01,Een andere school,,,,GM0772,,,havo,zuid\n"
    await send(http, admin, "schools", register, retire="true")
    assert await states() == {"open": ("retired", ["edit", "withdraw"]), "withdrawn": ("withdrawn", [])}
    assert (await http.get("/requests?state=open", headers=admin)).json()["items"] == []
    refused = [
        await ask(http, admin, site),
        await http.put(f"{path}/open", json={**BODY, "siteId": site["id"]}, headers=admin),
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in refused} == {(409, "school_site_retired")}
    row = "lis,{},t,00AA00,Uit een bestand,project,workshop,techniek,havo,3,,20,nl,30,true,2027-01-11,\n"
    await send(http, admin, "requests", ASKED + row.format("new") + row.format("withdrawn"))
    listed = (await http.get("/requests", headers=admin)).json()["items"]
    assert [(one["code"]["value"], one["state"], one["title"]) for one in listed] == [
        ("new", "retired", "Uit een bestand"),
        ("withdrawn", "withdrawn", BODY["title"]),
        ("open", "retired", BODY["title"]),
    ]
    await send(http, admin, "schools", REGISTER + "t,00AA00,Voorbeeldcollege,,,,GM0772,,,havo,zuid\n")
    assert await states() == before
    assert len((await http.get("/requests?state=open", headers=admin)).json()["items"]) == 2


async def test_weeks_that_are_over_may_stand_beside_others(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    over, now = ["2025-08-18", "2025-08-25"], "2025-09-01"
    refused = await ask(http, admin, site, weeksOk=over, weeksPreferred=[])
    assert (refused.status_code, [(e["pointer"], e["code"]) for e in refused.json()["errors"]]) == (
        400,
        [("#/weeksOk", "weeks_over")],
    )
    made = await ask(http, admin, site, weeksOk=[*over, now], weeksPreferred=over)
    assert (made.status_code, made.json()["weeksOk"]) == (201, [*over, now])
    path, first = f"/requests/{made.json()['id']}", {**admin, "If-Match": '"1"'}
    patched = await http.patch(path, json={"weeksOk": over}, headers=first)
    assert (patched.status_code, patched.json()["errors"][0]["pointer"]) == (400, "#/weeksOk")
    sourced = {**BODY, "siteId": site["id"], "weeksOk": [now], "weeksPreferred": []}
    by_code = "/requests/by-source/lis/1"
    assert (await http.put(by_code, json=sourced, headers=admin)).status_code == 201
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 4, 10, tzinfo=UTC))
    assert (await http.patch(path, json={"pupils": 20}, headers=first)).status_code == 200
    same = await http.put(by_code, json=sourced, headers=admin)
    other = await http.put(by_code, json={**sourced, "weeksOk": over}, headers=admin)
    assert (same.status_code, same.headers["etag"], other.status_code) == (200, '"1"', 400)


async def test_an_unknown_region_is_refused(http: httpx.AsyncClient, key: MakeKey) -> None:
    answer = await http.get("/requests?region=zork", headers=await key("script"))
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_region")
