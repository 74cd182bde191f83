"""Applications over HTTP: made and withdrawn without an account, decided by the region, seen by nobody else."""

import asyncio
from typing import Any

import httpx
import psycopg
import pytest
from psycopg.rows import dict_row

from api.admissions import rules
from api.admissions.schemas import ApplicationOut, ApplicationReceived
from api.kit.db import Connection, one, rows
from api.kit.limits import Limit
from tests.conftest import Live, MakeKey
from tests.people import Headers, log, mails, person, roles_of, token_for

HOME, ABROAD = "GM0772", "GM0080"
CONTACT = {
    "contactName": "Dé Caan",
    "contactEmail": "Decaan@Home.nl",
    "motivation": "Wij willen meedoen.",
    "locale": "nl",
    "consent": True,
}
SCHOOL = {"kind": "school", "siteCode": {"scheme": "duo", "value": "00AA00"}, **CONTACT}
COMPANY = {
    "kind": "company",
    "kvk": "12345678",
    "organisationName": "Zuidwind",
    "postcode": "5611 AB",
    "place": "Eindhoven",
    "website": "https://zuidwind.example",
    "regionCode": "zuidoost-brabant",
    **CONTACT,
    "contactEmail": "baas@zuidwind.nl",
}


@pytest.fixture
async def admin(key: MakeKey) -> Headers:
    return await key("script")


@pytest.fixture
async def home(http: httpx.AsyncClient, admin: Headers) -> dict[str, Any]:
    """A school in Eindhoven that does not take part yet."""
    address = {"street": "Lesplein 1", "postcode": "5611AB", "place": "Eindhoven", "municipalityCode": HOME}
    body = {"name": "Voorbeeldcollege", "address": address, "website": "https://voorbeeld.example"}
    made: dict[str, Any] = (await http.put("/schools/by-source/duo/00AA00", json=body, headers=admin)).json()
    return made


@pytest.fixture
async def region(db: Connection) -> Headers:
    return await person(db, "regio@home.nl", "regional_coordinator", region_code="zuidoost-brabant")


@pytest.fixture
async def friesland(db: Connection) -> Headers:
    return await person(db, "regio@friesland.nl", "regional_coordinator", region_code="friesland")


async def apply(http: httpx.AsyncClient, body: dict[str, Any], **changes: Any) -> httpx.Response:
    return await http.post("/applications", json={**body, **changes})


async def act(
    http: httpx.AsyncClient, who: Headers, application: httpx.Response, verb: str, note: str | None = None
) -> httpx.Response:
    path = f"/applications/{application.json()['id']}/{verb}"
    return await http.post(path, json={} if note is None else {"note": note}, headers=who)


async def test_a_school_from_the_register_to_signing_in(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any], region: Headers
) -> None:
    made = await apply(http, SCHOOL)
    assert made.status_code == 201, made.text
    ApplicationReceived.model_validate_json(made.content)
    assert (made.json()["region"], made.json()["organisationName"]) == ("zuidoost-brabant", "Voorbeeldcollege")
    [(template, values)] = await mails(db, "decaan@home.nl")
    assert (template, values["organisation"]) == ("application_received", "Voorbeeldcollege")
    assert values["link"].startswith("http://localhost:8000/aanmelding#")
    read = await http.get(f"/applications/{made.json()['id']}", headers=region)
    told = ApplicationOut.model_validate_json(read.content).model_dump(mode="json", by_alias=True)
    assert told == read.json()
    assert read.json()["organisation"] == {
        "name": "Voorbeeldcollege",
        "siteId": home["id"],
        "code": {"scheme": "duo", "value": "00AA00"},
        "kvk": None,
        "street": "Lesplein 1",
        "postcode": "5611AB",
        "place": "Eindhoven",
        "website": "https://voorbeeld.example",
    }
    assert read.json()["contact"] == {"name": "Dé Caan", "email": "decaan@home.nl"}
    verified = await act(http, region, made, "verify", "Gebeld, klopt.")
    assert (verified.json()["state"], verified.json()["allowedActions"]) == (
        "verified",
        ["admit", "reject", "waitlist"],
    )
    assert len(await mails(db, "decaan@home.nl")) == 1
    admitted = await act(http, region, made, "admit", "Welkom!")
    assert (admitted.status_code, admitted.json()["state"], admitted.json()["allowedActions"]) == (
        200,
        "admitted",
        [],
    )
    assert (await mails(db, "decaan@home.nl"))[-1] == (
        "application_decided",
        {
            "organisation": "Voorbeeldcollege",
            "decision": "admitted",
            "note": "Welkom!",
            "link": "http://localhost:8000/inloggen",
        },
    )
    assert await roles_of(db, "decaan@home.nl") == ["school_coordinator"]
    assert (await http.get(f"/organisations/{home['school']['id']}")).json()["state"] == "active"
    account = await one(db, "SELECT name, locale FROM account WHERE email = 'decaan@home.nl'", {})
    assert account == {"name": "Dé Caan", "locale": "nl"}
    for verb in ("admit", "reject", "verify", "waitlist"):
        again = await act(http, region, made, verb)
        assert (again.status_code, again.json()["code"]) == (409, "already_decided")
    assert await log(db) == [
        ("put_school", 201),
        ("create_application", 201),
        ("read_application", 200),
        ("act_on_application", 200),
        ("act_on_application", 200),
    ]
    regions = await rows(db, "SELECT DISTINCT region_code FROM audit_entry WHERE operation <> 'put_school'", {})
    assert regions == [{"region_code": "zuidoost-brabant"}]


async def test_a_company_that_is_not_known_is_made_where_its_postcode_lies(
    http: httpx.AsyncClient, db: Connection, region: Headers
) -> None:
    made = await apply(http, COMPANY)
    assert made.status_code == 201, made.text
    assert (await act(http, region, made, "admit")).status_code == 200
    [site] = (await http.get("/companies?q=zuidwind")).json()["items"]
    assert site["code"] == {"scheme": "kvk", "value": "12345678"}
    assert (site["company"]["kvk"], site["company"]["url"]) == ("12345678", "https://zuidwind.example")
    assert (site["region"], site["address"]["postcode"], site["address"]["place"]) == (
        "zuidoost-brabant",
        "5611AB",
        "Eindhoven",
    )
    assert site["location"] is not None
    assert await roles_of(db, "baas@zuidwind.nl") == ["company_coordinator"]


async def test_a_company_that_left_comes_back_as_itself(
    http: httpx.AsyncClient, db: Connection, admin: Headers, region: Headers
) -> None:
    body = {"name": "Zuidwind", "kvk": "12345678", "address": {"municipalityCode": HOME}}
    site = (await http.put("/companies/by-source/t/z1", json=body, headers=admin)).json()
    known = await apply(http, COMPANY)
    assert (known.status_code, known.json()["code"]) == (409, "already_known")
    assert known.json()["see"] == f"http://localhost:8000/bedrijven/{site['id']}"
    await db.execute("UPDATE company SET participation = 'left'")
    made = await apply(http, COMPANY)
    await act(http, region, made, "admit")
    assert (await http.get("/companies?count=true")).json()["count"] == 1
    assert (await http.get(f"/organisations/{site['company']['id']}")).json()["state"] == "active"


async def test_a_company_that_takes_part_by_now_is_not_admitted_again(
    http: httpx.AsyncClient, db: Connection, admin: Headers, region: Headers
) -> None:
    made = await apply(http, COMPANY)
    body = {"name": "Zuidwind BV", "kvk": "12345678", "address": {"municipalityCode": HOME}}
    for value in ("z1", "z2"):
        await http.put(f"/companies/by-source/t/{value}", json=body, headers=admin)
    again = await act(http, region, made, "admit")
    assert (again.status_code, again.json()["code"]) == (409, "already_known")
    assert await roles_of(db, "baas@zuidwind.nl") == []
    assert (await http.get(f"/applications/{made.json()['id']}", headers=region)).json()["state"] == "applied"
    assert (await http.get("/companies?count=true")).json()["count"] == 2


@pytest.mark.parametrize(("state", "site_state"), [("active", "active"), ("left", "active"), ("left", "retired")])
async def test_a_site_of_another_region_is_not_moved_by_an_admission(
    http: httpx.AsyncClient, db: Connection, admin: Headers, region: Headers, state: str, site_state: str
) -> None:
    made = await apply(http, COMPANY)
    body = {"name": "Noordwind", "kvk": "12345678", "address": {"municipalityCode": ABROAD}}
    theirs = (await http.put("/companies/by-source/kvk/12345678", json=body, headers=admin)).json()
    await db.execute("UPDATE company SET participation = %s", (state,))
    await db.execute("UPDATE company_site SET state = %s", (site_state,))
    taken = await act(http, region, made, "admit")
    assert (taken.status_code, taken.json()["code"]) == (409, "already_known")
    now = (await http.get(f"/companies/{theirs['id']}")).json()
    assert (now["name"], now["region"], now["state"]) == ("Noordwind", "friesland", site_state)
    assert await roles_of(db, "baas@zuidwind.nl") == []


async def test_a_code_that_another_company_uses_is_not_taken_over(
    http: httpx.AsyncClient, db: Connection, admin: Headers, region: Headers
) -> None:
    made = await apply(http, COMPANY)
    body = {"name": "Ander", "kvk": "87654321", "address": {"municipalityCode": HOME}}
    await http.put("/companies/by-source/kvk/12345678", json=body, headers=admin)
    assert (await act(http, region, made, "admit")).json()["code"] == "already_known"
    assert [row["name"] for row in await rows(db, "SELECT name FROM company_site", {})] == ["Ander"]


async def test_a_school_with_sites_in_two_regions_is_admitted_once(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any], admin: Headers, region: Headers, friesland: Headers
) -> None:
    body = {"name": "Noord", "address": {"municipalityCode": ABROAD}}
    north = (await http.put("/schools/by-source/duo/00AA01", json=body, headers=admin)).json()
    assert north["school"]["id"] == home["school"]["id"]
    first = await apply(http, SCHOOL)
    second = await apply(http, SCHOOL, siteCode={"scheme": "duo", "value": "00AA01"}, contactEmail="ander@noord.nl")
    assert (first.status_code, second.status_code) == (201, 201)
    assert (await act(http, region, first, "admit")).status_code == 200
    again = await act(http, friesland, second, "admit")
    assert (again.status_code, again.json()["code"]) == (409, "already_known")
    assert await roles_of(db, "ander@noord.nl") == []
    assert (await act(http, friesland, second, "reject")).status_code == 200


async def test_what_exists_is_pointed_to_and_nobody_is_named(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any]
) -> None:
    assert (await apply(http, SCHOOL)).status_code == 201
    see = f"http://localhost:8000/scholen/{home['id']}"
    by_id = {**{key: value for key, value in SCHOOL.items() if key != "siteCode"}, "siteId": home["id"]}
    for again in (await apply(http, SCHOOL, contactEmail="ander@x.nl"), await apply(http, by_id)):
        assert (again.status_code, again.json()["code"], again.json()["see"]) == (409, "already_known", see)
        assert "decaan" not in again.text.lower()
    assert await mails(db, "ander@x.nl") == []
    await db.execute("UPDATE application SET state = 'rejected'")
    await db.execute("UPDATE school SET participation = 'active'")
    assert (await apply(http, SCHOOL)).json()["see"] == see
    assert (await apply(http, COMPANY)).status_code == 201
    twin = await apply(http, COMPANY)
    assert (twin.status_code, twin.json()["see"]) == (409, None)


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("body", "changes", "pointer"),
    [
        (SCHOOL, {"siteCode": {"scheme": "duo", "value": "99ZZ99"}}, "#/siteCode"),
        (SCHOOL, {"siteCode": None, "siteId": "00000000-0000-4000-8000-000000000000"}, "#/siteId"),
        (SCHOOL, {"consent": False}, "#/consent"),
        (SCHOOL, {"consent": 1}, "#/consent"),
        (SCHOOL, {"organisationName": "Andere naam"}, "#/organisationName"),
        (SCHOOL, {"contactEmail": "a@b.nl\r\nBcc: c@d.nl"}, "#/contactEmail"),
        (SCHOOL, {"contactName": "A\nB"}, "#/contactName"),
        (SCHOOL, {"state": "admitted"}, "#/state"),
        (SCHOOL, {"region": "friesland"}, "#/region"),
        (SCHOOL, {"role": "platform_admin"}, "#/role"),
        (SCHOOL, {"decidedBy": "x"}, "#/decidedBy"),
        (COMPANY, {"kvk": "1234567"}, "#/kvk"),
        (COMPANY, {"kvk": None}, "#/kvk"),
        (COMPANY, {"postcode": "0000AA"}, "#/postcode"),
        (COMPANY, {"regionCode": "friesland"}, "#/regionCode"),
        (COMPANY, {"website": "javascript:alert(1)"}, "#/website"),
    ],
)
async def test_the_field_at_fault_is_named(
    http: httpx.AsyncClient, db: Connection, body: dict[str, Any], changes: dict[str, Any], pointer: str
) -> None:
    answer = await apply(http, body, **changes)
    assert answer.status_code == 400, answer.text
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert await rows(db, "SELECT id FROM application", {}) == []


async def test_consent_is_needed(http: httpx.AsyncClient) -> None:
    answer = await http.post("/applications", json={k: v for k, v in COMPANY.items() if k != "consent"})
    assert [error["pointer"] for error in answer.json()["errors"]] == ["#/consent"]


@pytest.mark.usefixtures("home")
async def test_who_applied_reads_and_withdraws_by_the_link(
    http: httpx.AsyncClient, db: Connection, region: Headers
) -> None:
    made = await apply(http, SCHOOL)
    await act(http, region, made, "verify", "Alleen voor ons.")
    link = {"token": await token_for(db, "decaan@home.nl")}
    seen = (await http.post("/applications/by-link", json=link)).json()
    assert (seen["id"], seen["state"], seen["note"], seen["allowedActions"]) == (
        made.json()["id"],
        "verified",
        None,
        ["withdraw"],
    )
    gone = await http.post("/applications/by-link/withdraw", json=link)
    assert (gone.status_code, gone.json()["state"], gone.json()["allowedActions"]) == (200, "withdrawn", [])
    assert (await http.post("/applications/by-link/withdraw", json=link)).json()["code"] == "already_decided"
    assert (await http.post("/applications/by-link", json=link)).json()["state"] == "withdrawn"
    assert (await act(http, region, made, "admit")).json()["code"] == "already_decided"
    unknown = await http.post("/applications/by-link", json={"token": "x" * 43})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "application_link_unknown")
    got = await http.get("/applications/by-link")
    assert (got.status_code, got.headers["allow"]) == (405, "POST")
    assert (await apply(http, SCHOOL)).status_code == 201


@pytest.mark.usefixtures("home")
async def test_withdrawing_is_one_use_of_the_link(
    http: httpx.AsyncClient, db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "LINKS_FROM_ONE_PLACE", Limit(1, 300))
    await apply(http, SCHOOL)
    link = {"token": await token_for(db, "decaan@home.nl")}
    assert (await http.post("/applications/by-link/withdraw", json=link)).json()["state"] == "withdrawn"
    assert (await http.post("/applications/by-link", json=link)).status_code == 429


@pytest.mark.usefixtures("home")
async def test_the_waiting_list(http: httpx.AsyncClient, db: Connection, region: Headers) -> None:
    made = await apply(http, SCHOOL)
    first = await token_for(db, "decaan@home.nl")
    waits = await act(http, region, made, "waitlist", "Nu geen plek.")
    assert (waits.json()["state"], waits.json()["allowedActions"]) == ("waitlisted", ["admit", "reject"])
    assert (await act(http, region, made, "waitlist")).json()["code"] == "state_forbids"
    newest = await token_for(db, "decaan@home.nl")
    seen = (await http.post("/applications/by-link", json={"token": newest})).json()
    assert (seen["note"], seen["allowedActions"]) == ("Nu geen plek.", ["withdraw"])
    assert (await http.post("/applications/by-link", json={"token": first})).status_code == 404
    assert (await act(http, region, made, "admit")).json()["state"] == "admitted"
    assert await roles_of(db, "decaan@home.nl") == ["school_coordinator"]


@pytest.mark.usefixtures("home")
async def test_who_is_rejected_gets_no_role(http: httpx.AsyncClient, db: Connection, region: Headers) -> None:
    made = await apply(http, SCHOOL)
    await act(http, region, made, "reject", "Deze school valt onder een andere regio.")
    assert (await mails(db, "decaan@home.nl"))[-1][1]["decision"] == "rejected"
    assert await rows(db, "SELECT id FROM account WHERE email = 'decaan@home.nl'", {}) == []
    assert (await apply(http, SCHOOL)).status_code == 201


@pytest.mark.usefixtures("home")
async def test_nobody_but_the_regions_coordinators_sees_an_applicant(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any], region: Headers, friesland: Headers, key: MakeKey
) -> None:
    made = await apply(http, SCHOOL)
    path = f"/applications/{made.json()['id']}"
    others: list[tuple[Headers, int]] = [
        ({}, 401),
        (friesland, 404),
        (await person(db, "t@home.nl", "teacher", school_id=home["school"]["id"]), 403),
        (await person(db, "d@home.nl", "school_coordinator", school_id=home["school"]["id"]), 403),
        (await person(db, "a@home.nl", "platform_admin"), 403),
        (await person(db, "e@home.nl", "event_manager", region_code="zuidoost-brabant"), 403),
        (await person(db, "s@home.nl", "data_specialist"), 403),
        (await key("portal", region="zuidoost-brabant"), 403),
        (await key("script"), 403),
    ]
    for who, status in others:
        answers = [
            await http.get(path, headers=who),
            *[await http.post(f"{path}/{verb}", json={}, headers=who) for verb in ("verify", "admit", "reject")],
        ]
        assert [answer.status_code for answer in answers] == [status] * 4
        queue = await http.get("/applications", headers=who)
        assert "decaan" not in queue.text + "".join(answer.text for answer in answers)
    assert (await http.get("/applications?count=true", headers=friesland)).json()["count"] == 0
    await db.execute("UPDATE application SET region_code = 'friesland'")
    assert (await http.get(path, headers=region)).status_code == 404
    assert (await http.get(path, headers=friesland)).status_code == 200


@pytest.mark.usefixtures("home")
async def test_the_queue(http: httpx.AsyncClient, db: Connection, region: Headers) -> None:
    school, company = await apply(http, SCHOOL), await apply(http, COMPANY)
    await act(http, region, company, "verify")

    async def ids(query: str) -> list[str]:
        listed = await http.get(f"/applications?{query}", headers=region)
        assert listed.status_code == 200, listed.text
        return [item["id"] for item in listed.json()["items"]]

    one_, two = school.json()["id"], company.json()["id"]
    assert await ids("") == [one_, two]
    assert await ids("state=verified") == [two]
    assert await ids("region=friesland") == []
    assert await ids("q=zuid") == [two]
    assert await ids("q=12345678") == [two]
    assert await ids("q=%25") == [one_, two]
    page = (await http.get("/applications?pageSize=1&count=true", headers=region)).json()
    assert (len(page["items"]), page["count"]) == (1, 2)
    assert await ids(f"pageSize=1&cursor={page['nextCursor']}") == [two]


async def test_five_applications_per_address_in_a_quarter(http: httpx.AsyncClient) -> None:
    answers = [await apply(http, COMPANY, kvk=f"1234567{number}") for number in range(6)]
    assert [answer.status_code for answer in answers] == [201] * 5 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert (await apply(http, COMPANY, kvk="12345679", contactEmail="ander@x.nl")).status_code == 201


async def test_one_decision_of_two_coordinators_counts(live: Live) -> None:
    async with (
        await psycopg.AsyncConnection.connect(live.database, autocommit=True, row_factory=dict_row) as db,
        httpx.AsyncClient(base_url=f"{live.url}/v1") as client,
    ):
        both = [
            await person(db, f"{name}@region.nl", "regional_coordinator", region_code="zuidoost-brabant")
            for name in ("een", "twee")
        ]
        made = await apply(client, COMPANY)
        path = f"/applications/{made.json()['id']}"
        answers = await asyncio.gather(
            *(client.post(f"{path}/{verb}", json={}, headers=who) for who in both for verb in ("admit", "reject"))
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
        assert [template for template, _ in await mails(db, "baas@zuidwind.nl")] == [
            "application_received",
            "application_decided",
        ]


async def test_two_of_the_same_apply_once(live: Live) -> None:
    async with httpx.AsyncClient(base_url=f"{live.url}/v1") as client:
        twins = (apply(client, COMPANY, kvk="87654321", contactEmail=f"{n}@twin.nl") for n in range(6))
        answers = await asyncio.gather(*twins)
        assert sorted(answer.status_code for answer in answers) == [201, *[409] * 5]
