"""Professionals over HTTP: who sees whom, and how much; who changes what."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from api.kit.db import Connection, only, rows
from api.professionals import service
from api.professionals.schemas import ProfessionalOut, ProfessionalsOut
from tests import hostile
from tests.conftest import MakeKey
from tests.counting import counted
from tests.people import person

Headers = Mapping[str, str]
BODY: dict[str, Any] = {
    "displayName": "Gastdocent 1",
    "function": "Lasser",
    "bio": "Ik laat zien wat vuur kan.",
    "subjects": ["techniek"],
    "themes": ["energy"],
    "levels": ["vmbo-bb"],
    "languages": ["nl"],
    "modes": ["at_school"],
    "travelKm": 20,
    "availability": [{"weekday": 2, "from": "09:00", "to": "12:30"}],
    "weeksOff": ["2027-02-15"],
    "capPerMonth": 2,
    "vogValidUntil": "2028-06-30",
}
OWN_FIELDS = (
    "availability", "weeksOff", "capPerMonth", "vogValidUntil", "accountId", "consentAt", "lastAskedAt",
)  # fmt: skip


async def company(
    db: Connection, name: str, region: str = "zuidoost-brabant", lat: float = 51.44, participation: str = "active"
) -> UUID:
    """A company with one site."""
    values = {"name": name, "region": region, "lat": lat, "participation": participation}
    made = await only(
        db,
        """WITH c AS (INSERT INTO company (scheme, value, name, participation)
               VALUES ('t', %(name)s, %(name)s, %(participation)s) RETURNING id)
           INSERT INTO company_site (company_id, scheme, value, name, place, region_code, lat, lon, precision)
           SELECT id, 't', %(name)s, %(name)s, 'Plaats', %(region)s, %(lat)s, 5.48, 'exact' FROM c
           RETURNING company_id""",
        values,
    )
    found: UUID = made["company_id"]
    return found


@pytest.fixture
async def employer(db: Connection) -> UUID:
    return await company(db, "Bedrijf")


@pytest.fixture
async def keeper(db: Connection, employer: UUID) -> Headers:
    return await person(db, "baas@bedrijf.nl", "company_coordinator", company_id=employer)


@pytest.fixture
async def teacher(db: Connection) -> Headers:
    school = await only(db, "INSERT INTO school (scheme, value, name) VALUES ('t', 'S', 'S') RETURNING id", {})
    return await person(db, "docent@school.nl", "teacher", school_id=school["id"])


async def account_of(db: Connection, email: str) -> UUID:
    row = await only(db, "SELECT id FROM account WHERE email = %(email)s", {"email": email})
    found: UUID = row["id"]
    return found


async def add(http: httpx.AsyncClient, headers: Headers, employer: UUID, **body: Any) -> httpx.Response:
    return await http.post("/professionals", json={**BODY, "companyId": str(employer), **body}, headers=headers)


async def added(http: httpx.AsyncClient, headers: Headers, employer: UUID, **body: Any) -> dict[str, Any]:
    answer = await add(http, headers, employer, **body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def names(http: httpx.AsyncClient, headers: Headers, query: str = "") -> list[str]:
    answer = await http.get(f"/professionals?{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    ProfessionalsOut.model_validate_json(answer.content)
    return [item["displayName"] for item in answer.json()["items"]]


async def patch(
    http: httpx.AsyncClient, headers: Headers, made: dict[str, Any], body: dict[str, Any], tag: str = "*"
) -> httpx.Response:
    return await http.patch(f"/professionals/{made['id']}", json=body, headers={**headers, "If-Match": tag})


async def verb(http: httpx.AsyncClient, headers: Headers, made: dict[str, Any], what: str) -> httpx.Response:
    return await http.post(f"/professionals/{made['id']}/{what}", headers=headers)


async def test_one_in_full(http: httpx.AsyncClient, keeper: Headers, employer: UUID) -> None:
    made = await add(http, keeper, employer, consent=True)
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    read = await http.get(made.headers["location"].removeprefix("/v1"), headers=keeper)
    assert read.content == made.content
    out = ProfessionalOut.model_validate_json(read.content)
    told = read.json()
    assert out.model_dump(mode="json", by_alias=True).keys() == told.keys()
    assert {name: told[name] for name in BODY} == BODY
    assert told["company"] == {"id": str(employer), "name": "Bedrijf", "place": "Plaats"}
    assert (told["state"], told["allowedActions"]) == ("active", ["edit", "pause", "leave"])
    assert told["consentAt"] is not None
    known = await http.get(f"/professionals/{told['id']}", headers={**keeper, "If-None-Match": read.headers["etag"]})
    assert known.status_code == 304


async def test_a_name_is_enough(http: httpx.AsyncClient, keeper: Headers, employer: UUID) -> None:
    answer = await http.post("/professionals", json={"companyId": str(employer), "displayName": "X"}, headers=keeper)
    told = answer.json()
    assert (answer.status_code, told["travelKm"], told["availability"], told["consentAt"]) == (201, 25, [], None)


async def test_windows_stand_in_order_and_days_off_for_their_week(
    http: httpx.AsyncClient, keeper: Headers, employer: UUID
) -> None:
    late, early = {"weekday": 4, "from": "13:00", "to": "15:00"}, {"weekday": 1, "from": "08:30", "to": "10:00"}
    made = await added(http, keeper, employer, availability=[late, early], weeksOff=["2027-02-17", "2027-02-18"])
    assert (made["availability"], made["weeksOff"]) == ([early, late], ["2027-02-15"])


async def test_a_school_sees_the_card_of_who_agreed_and_no_more(
    http: httpx.AsyncClient, db: Connection, keeper: Headers, employer: UUID, teacher: Headers
) -> None:
    shown = await added(http, keeper, employer, consent=True)
    hidden = await added(http, keeper, employer, displayName="Gastdocent 2")
    assert await names(http, teacher) == ["Gastdocent 1"]
    card = (await http.get(f"/professionals/{shown['id']}", headers=teacher)).json()
    assert {name: card[name] for name in OWN_FIELDS} == dict.fromkeys(OWN_FIELDS)
    assert (card["displayName"], card["subjects"], card["allowedActions"]) == ("Gastdocent 1", ["techniek"], [])
    answer = await http.get(f"/professionals/{hidden['id']}", headers=teacher)
    assert (answer.status_code, answer.json()["code"]) == (404, "professional_not_found")
    for method, path, body in (("PATCH", "", {"travelKm": 1}), ("POST", "/pause", None)):
        refused = await http.request(
            method, f"/professionals/{shown['id']}{path}", json=body, headers={**teacher, "If-Match": "*"}
        )
        assert refused.status_code == 403
    await verb(http, keeper, shown, "pause")
    assert await names(http, teacher) == []
    await verb(http, keeper, shown, "resume")
    assert await names(http, teacher) == ["Gastdocent 1"]
    await db.execute("UPDATE company SET participation = 'paused'")
    assert await names(http, teacher) == []


async def test_nobodys_address_is_told(
    http: httpx.AsyncClient, db: Connection, keeper: Headers, employer: UUID, teacher: Headers
) -> None:
    own = await person(db, "kanarie@bedrijf.nl", "professional", company_id=employer)
    account = await account_of(db, "kanarie@bedrijf.nl")
    await added(http, own, employer, accountId=str(account), consent=True)
    told = [(await http.get("/professionals", headers=headers)) for headers in (keeper, teacher, own)]
    assert [len(answer.json()["items"]) for answer in told] == [1, 1, 1]
    assert [answer for answer in told if "@" in answer.text] == []


async def test_visitors_keys_of_portals_and_other_companies_see_nobody(
    http: httpx.AsyncClient, db: Connection, keeper: Headers, employer: UUID, key: MakeKey
) -> None:
    made = await added(http, keeper, employer, consent=True)
    other = await person(db, "ander@bedrijf.nl", "company_coordinator", company_id=await company(db, "Ander bedrijf"))
    http.cookies.clear()
    assert (await http.get("/professionals")).status_code == 401
    assert (await http.get(f"/professionals/{made['id']}")).status_code == 401
    for role in ("portal", "script"):
        assert (await http.get("/professionals", headers=await key(role, "zuidoost-brabant"))).status_code == 403
    assert await names(http, other) == []
    assert (await http.get(f"/professionals/{made['id']}", headers=other)).status_code == 404


async def test_a_colleague_sees_the_card_of_everybody(
    http: httpx.AsyncClient, db: Connection, keeper: Headers, employer: UUID
) -> None:
    made = await added(http, keeper, employer)
    colleague = await person(db, "collega@bedrijf.nl", "professional", company_id=employer)
    card = (await http.get(f"/professionals/{made['id']}", headers=colleague)).json()
    assert (card["displayName"], card["vogValidUntil"], card["allowedActions"]) == ("Gastdocent 1", None, [])
    assert (await patch(http, colleague, made, {"travelKm": 1})).status_code == 403
    assert (await add(http, colleague, employer)).status_code == 403


async def test_a_coordinator_of_a_region_where_the_company_has_a_site(
    http: httpx.AsyncClient, db: Connection, keeper: Headers, employer: UUID
) -> None:
    made = await added(http, keeper, employer)
    here = await person(db, "hier@regio.nl", "regional_coordinator", region_code="zuidoost-brabant")
    there = await person(db, "daar@regio.nl", "regional_coordinator", region_code="friesland")
    assert (await names(http, here), await names(http, there)) == (["Gastdocent 1"], [])
    assert (await patch(http, here, made, {"capPerMonth": None})).json()["capPerMonth"] is None
    assert (await patch(http, there, made, {"capPerMonth": 1})).status_code == 404
    assert (await add(http, there, employer)).status_code == 403
    await company_site(db, employer, "friesland")
    assert await names(http, there) == ["Gastdocent 1"]


async def company_site(db: Connection, employer: UUID, region: str) -> None:
    await db.execute(
        """INSERT INTO company_site (company_id, scheme, value, name, region_code)
           VALUES (%(id)s, 't', 'tweede', 'Tweede', %(region)s)""",
        {"id": employer, "region": region},
    )


async def test_ones_own_profile(http: httpx.AsyncClient, db: Connection, keeper: Headers, employer: UUID) -> None:
    own = await person(db, "ik@bedrijf.nl", "professional", company_id=employer)
    account = str(await account_of(db, "ik@bedrijf.nl"))
    made = await added(http, own, employer, accountId=account, consent=True)
    assert (made["accountId"], made["consentAt"] is not None) == (account, True)
    assert await names(http, own, "mine=true") == ["Gastdocent 1"]
    assert await names(http, keeper, "mine=true") == []
    twice = await add(http, own, employer, accountId=account)
    assert (twice.status_code, twice.json()["code"]) == (409, "profile_exists")
    assert (await patch(http, own, made, {"capPerMonth": 4, "consent": False})).json()["consentAt"] is None
    refused = await patch(http, keeper, made, {"consent": True})
    assert (refused.status_code, refused.json()["code"]) == (403, "consent_is_personal")
    assert (await patch(http, keeper, made, {"capPerMonth": 3})).json()["capPerMonth"] == 3
    assert (await patch(http, own, made, {"accountId": None})).status_code == 403
    assert (await verb(http, own, made, "pause")).json()["state"] == "paused"
    assert (await verb(http, own, made, "leave")).json()["allowedActions"] == []
    assert (await patch(http, own, made, {"capPerMonth": 4})).json()["code"] == "state_forbids"
    again = await added(http, own, employer, accountId=account)
    assert again["id"] != made["id"]


async def test_consent_given_twice_keeps_its_moment(http: httpx.AsyncClient, keeper: Headers, employer: UUID) -> None:
    made = await added(http, keeper, employer, consent=True)
    again = await patch(http, keeper, made, {"consent": True})
    assert (again.json()["consentAt"], again.headers["etag"]) == (made["consentAt"], '"1"')


async def test_another_account_takes_the_consent_away(
    http: httpx.AsyncClient, db: Connection, keeper: Headers, employer: UUID
) -> None:
    made = await added(http, keeper, employer, consent=True)
    await person(db, "ik@bedrijf.nl", "professional", company_id=employer)
    stranger = await person(db, "vreemd@bedrijf.nl")
    assert stranger
    for email, status in (("vreemd@bedrijf.nl", 409), ("ik@bedrijf.nl", 200)):
        answer = await patch(http, keeper, made, {"accountId": str(await account_of(db, email))})
        assert answer.status_code == status, answer.text
    assert answer.json()["consentAt"] is None
    unknown = await add(http, keeper, employer, accountId=str(uuid4()))
    assert (unknown.status_code, unknown.json()["code"]) == (409, "account_without_role")


async def test_who_loses_the_role_is_shown_no_more(
    http: httpx.AsyncClient, db: Connection, employer: UUID, keeper: Headers, teacher: Headers
) -> None:
    own = await person(db, "ik@bedrijf.nl", "professional", company_id=employer)
    account = await account_of(db, "ik@bedrijf.nl")
    made = await added(http, own, employer, accountId=str(account), consent=True)
    held = await only(db, "SELECT id FROM membership WHERE account_id = %(id)s", {"id": account})
    assert (await http.post(f"/memberships/{held['id']}/end", headers=keeper)).status_code == 204
    assert await names(http, teacher) == []
    assert (await http.get(f"/professionals/{made['id']}", headers=keeper)).json()["state"] == "left"
    assert (await patch(http, own, made, {"travelKm": 1})).status_code == 403


async def test_a_role_of_two_that_ends_leaves_the_profile(
    http: httpx.AsyncClient, db: Connection, employer: UUID, keeper: Headers
) -> None:
    own = await person(db, "ik@bedrijf.nl", "professional", company_id=employer)
    await person(db, "ik@bedrijf.nl", "company_coordinator", company_id=employer)
    made = await added(http, own, employer, accountId=str(await account_of(db, "ik@bedrijf.nl")))
    await db.execute("UPDATE membership SET ends_at = now() WHERE role = 'professional'")
    assert (await http.get(f"/professionals/{made['id']}", headers=keeper)).json()["state"] == "active"


async def test_a_change_needs_the_version_that_was_read(
    http: httpx.AsyncClient, keeper: Headers, employer: UUID
) -> None:
    made = await added(http, keeper, employer)
    bare = await http.patch(f"/professionals/{made['id']}", json={"travelKm": 1}, headers=keeper)
    assert bare.status_code == 428
    first, late = [await patch(http, keeper, made, {"travelKm": km}, '"1"') for km in (1, 2)]
    assert (first.status_code, late.status_code, late.json()["code"]) == (200, 412, "version_mismatch")
    same = await patch(http, keeper, made, {"travelKm": 1}, '"2"')
    assert same.headers["etag"] == '"2"'


async def test_the_same_key_adds_once(http: httpx.AsyncClient, keeper: Headers, employer: UUID) -> None:
    twins = [await add(http, {**keeper, "Idempotency-Key": "een"}, employer) for _ in range(2)]
    assert twins[0].content == twins[1].content
    assert await names(http, keeper) == ["Gastdocent 1"]


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({"displayName": " "}, 400, "#/displayName"),
        ({"displayName": None}, 400, "#/displayName"),
        ({"subjects": ["toveren"]}, 400, "#/subjects/0"),
        ({"levels": ["havo", "havo"]}, 400, "#/levels"),
        ({"travelKm": 501}, 400, "#/travelKm"),
        ({"capPerMonth": 0}, 400, "#/capPerMonth"),
        ({"capPerMonth": 51}, 400, "#/capPerMonth"),
        ({"vogValidUntil": "2028-02-30"}, 400, "#/vogValidUntil"),
        ({"vog": "scan.pdf"}, 400, "#/vog"),
        ({"email": "ik@bedrijf.nl"}, 400, "#/email"),
        ({"availability": [{"weekday": 6, "from": "09:00", "to": "10:00"}]}, 400, "#/availability/0/weekday"),
        ({"availability": [{"weekday": 1, "from": "9:00", "to": "10:00"}]}, 400, "#/availability/0/from"),
        ({"availability": [{"weekday": 1, "from": "09:00", "to": "24:00"}]}, 400, "#/availability/0/to"),
        ({"availability": [{"weekday": 1, "from": "09:00", "to": "09:00"}]}, 409, "#/availability/0/to"),
        ({"availability": [{"weekday": 1, "from": "09:00", "to": "10:00"}] * 21}, 400, "#/availability"),
        ({"companyId": str(uuid4())}, 404, "#/companyId"),
        ({"state": "left"}, 400, "#/state"),
        ({"lastAskedAt": "2026-01-01T00:00:00Z"}, 400, "#/lastAskedAt"),
    ],
)
async def test_what_is_refused(
    http: httpx.AsyncClient, keeper: Headers, employer: UUID, body: dict[str, Any], status: int, pointer: str
) -> None:
    answer = await add(http, keeper, employer, **body)
    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (status, [pointer])


async def test_hostile_values_of_who_may_write(http: httpx.AsyncClient, keeper: Headers, employer: UUID) -> None:
    made = await added(http, keeper, employer)
    headers = {**keeper, "Content-Type": "application/json", "If-Match": "*"}
    for field in [*BODY, "companyId", "accountId", "consent"]:
        for value in hostile.VALUES:
            sent = hostile.body({**BODY, "companyId": str(employer), field: value})
            answer = await http.post("/professionals", content=sent, headers=headers)
            assert answer.status_code < 500, (field, str(value)[:40], answer.text)
            answer = await http.patch(
                f"/professionals/{made['id']}", content=hostile.body({field: value}), headers=headers
            )
            assert answer.status_code < 500, (field, str(value)[:40], answer.text)


async def test_hostile_searches(http: httpx.AsyncClient, keeper: Headers) -> None:
    for name in ("q", "company", "subject", "level", "near", "withinKm", "region", "state", "mine", "cursor"):
        for value in hostile.TEXTS:
            url = httpx.URL("http://loket/v1/professionals", params={name: value.encode("utf-8", "surrogatepass")})
            answer = await http.get(url, headers=keeper)
            assert answer.status_code < 500, (name, value[:40], answer.text)


async def test_searching(http: httpx.AsyncClient, db: Connection, teacher: Headers) -> None:
    near, far = await company(db, "Dichtbij"), await company(db, "Verweg", "friesland", lat=53.2)
    staff = await person(db, "allen@bedrijf.nl", "company_coordinator", company_id=near)
    await person(db, "allen@bedrijf.nl", "company_coordinator", company_id=far)
    for place, name, body in (
        (near, "Ábel", {"subjects": ["natuurkunde"], "levels": ["havo"]}),
        (near, "Bo", {"subjects": [], "levels": [], "function": "Tekenaar"}),
        (far, "Cas", {"subjects": ["techniek"], "levels": ["vwo"], "bio": "Over water en wind"}),
    ):
        await added(http, staff, place, **{"displayName": name, "consent": True, **body})
    found = {
        query: await names(http, teacher, query)
        for query in (
            "", f"company={near}", "subject=natuurkunde", "level=vwo", "level=vmbo-bb", "q=wind%20verweg",
            "q=TEKENAAR", "q=abel", "q=zwart", "region=friesland", "near=53.2,5.48", "near=53.2,5.48&withinKm=10",
            "state=left",
        )
    }  # fmt: skip
    assert found == {
        "": ["Ábel", "Bo", "Cas"],
        f"company={near}": ["Ábel", "Bo"],
        "subject=natuurkunde": ["Ábel", "Bo"],
        "level=vwo": ["Bo", "Cas"],
        "level=vmbo-bb": ["Bo"],
        "q=wind%20verweg": ["Cas"],
        "q=TEKENAAR": ["Bo"],
        "q=abel": ["Ábel"],
        "q=zwart": [],
        "region=friesland": ["Cas"],
        "near=53.2,5.48": ["Cas", "Ábel", "Bo"],
        "near=53.2,5.48&withinKm=10": ["Cas"],
        "state=left": [],
    }


async def test_pages_go_on_by_name_and_by_distance(http: httpx.AsyncClient, keeper: Headers, employer: UUID) -> None:
    for number in range(5):
        await added(http, keeper, employer, displayName=f"Gastdocent {number}")
    for order in ("", "near=51.44,5.48&"):
        seen, cursor = [], ""
        for size in (2, 2, 1):
            answer = await http.get(f"/professionals?{order}count=true&pageSize=2{cursor}", headers=keeper)
            page = answer.json()
            assert (len(page["items"]), page["count"]) == (size, 5)
            seen += [item["displayName"] for item in page["items"]]
            cursor = f"&cursor={page['nextCursor']}"
        assert page["nextCursor"] is None
        assert sorted(seen) == [f"Gastdocent {number}" for number in range(5)]


async def test_a_list_of_one_or_many_takes_as_many_statements(
    http: httpx.AsyncClient, db: Connection, keeper: Headers, employer: UUID
) -> None:
    taken = []
    for number in range(3):
        await added(http, keeper, employer, displayName=f"Gastdocent {number}")
        if number != 1:
            with counted(db) as statements:
                assert len(await names(http, keeper)) == number + 1
            taken.append(len(statements))
    assert taken[0] == taken[1]


async def test_the_view_is_a_wall_of_its_own(
    http: httpx.AsyncClient, db: Connection, keeper: Headers, employer: UUID, teacher: Headers
) -> None:
    """As SQL in the service's role, on behalf of a teacher and of nobody."""
    await added(http, keeper, employer, consent=True)
    await added(http, keeper, employer, displayName="Gastdocent 2")
    await db.execute("SET ROLE loket_app")
    assert await rows(db, "SELECT 1 FROM seen_professional", {}) == []
    token = teacher["Cookie"].partition("=")[2]
    await db.execute("SELECT loket_enter('person', sha256(convert_to(%(token)s, 'UTF8')))", {"token": token})
    seen = await rows(db, "SELECT display_name, vog_valid_until, account_id, weeks_off FROM seen_professional", {})
    assert [tuple(row.values()) for row in seen] == [("Gastdocent 1", None, None, None)]
    assert await rows(db, "SELECT 1 FROM professional", {}) == []
    assert (await db.execute("UPDATE professional SET display_name = 'Gekaapt'")).rowcount == 0
    await db.execute("SELECT loket_leave(); RESET ROLE")
    assert len(await rows(db, "SELECT 1 FROM professional", {})) == 2


async def test_whose_turn_it_is(http: httpx.AsyncClient, db: Connection, keeper: Headers, employer: UUID) -> None:
    asked = {"lang geleden": "2026-01-01", "nooit, eerst": None, "pas nog": "2026-10-01", "nooit, later": None}
    for name, at in asked.items():
        made = await added(http, keeper, employer, displayName=name)
        await db.execute(
            "UPDATE professional SET last_asked_at = %(at)s::timestamptz WHERE id = %(id)s",
            {"at": at, "id": made["id"]},
        )
    await verb(http, keeper, await added(http, keeper, employer, displayName="pauze"), "pause")
    await added(http, await person(db, "x@y.nl", "company_coordinator", company_id=(o := await company(db, "O"))), o)
    await db.execute("SET ROLE loket_app")
    turn = [row["display_name"] for row in await service.in_turn(db, employer)]
    await db.execute("RESET ROLE")
    assert turn == ["nooit, eerst", "nooit, later", "lang geleden", "pas nog"]


async def test_numbers_are_of_the_database_alone(db: Connection, employer: UUID) -> None:
    made = "INSERT INTO professional (company_id, display_name, travel_km) VALUES (%(id)s, 'X', 1) RETURNING number"
    first, second = [await only(db, made, {"id": employer}) for _ in range(2)]
    assert second["number"] > first["number"]
