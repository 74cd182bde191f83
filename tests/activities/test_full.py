"""Everything that an activity says; whom its link is shown to; and the code of conduct before a company publishes."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from api.companies.conduct import CODE
from api.kit.db import Connection, only, rows
from tests.activities.test_routes import BODY, Headers, admin, sites
from tests.conftest import MakeKey
from tests.people import person

__all__ = ["admin", "sites"]
LINK = "https://meet.example.org/kanarie"
FULL: dict[str, Any] = {
    "fallbackMode": "online",
    "preparation": "Vertel wat de klas al weet.\nLees de kaart.",
    "followUp": "Reken na.",
    "virtualUrl": LINK,
    "programme": "STO",
    "access": {
        "minAge": 14, "maxGroup": 12, "ppe": ["helmet", "goggles"], "idRequired": True, "photoBan": True,
        "wheelchair": False, "hearingLoop": True, "lowStimulus": False, "stairs": True, "publicTransport": True,
        "transport": "Bus 12 stopt voor de deur",
    },
}  # fmt: skip


async def make(http: httpx.AsyncClient, headers: Headers, site: dict[str, Any], **body: Any) -> httpx.Response:
    return await http.post("/activities", json={**BODY, "companySiteId": site["id"], **body}, headers=headers)


async def company_of(db: Connection, site: dict[str, Any]) -> UUID:
    row = await only(db, "SELECT company_id FROM company_site WHERE id = %(id)s", {"id": site["id"]})
    found: UUID = row["company_id"]
    return found


async def test_everything_that_may_be_said_is_kept(
    http: httpx.AsyncClient, admin: Headers, sites: dict[str, Any]
) -> None:
    made = (await make(http, admin, sites["eindhoven"], **FULL)).json()
    assert {name: made[name] for name in FULL} == FULL
    first = {**admin, "If-Match": '"1"'}
    change = {"fallbackMode": None, "preparation": "", "followUp": "", "virtualUrl": None, "programme": None}
    patched = (await http.patch(f"/activities/{made['id']}", json=change, headers=first)).json()
    assert {name: patched[name] for name in FULL} == {**change, "access": FULL["access"]}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"fallbackMode": "telepathy"}, "#/fallbackMode"),
        ({"virtualUrl": "javascript:alert(1)"}, "#/virtualUrl"),
        ({"programme": ""}, "#/programme"),
        ({"access": {"ppe": ["cape"]}}, "#/access/ppe/0"),
        ({"access": {"ppe": ["helmet", "helmet"]}}, "#/access/ppe"),
        ({"access": {"maxGroup": 0}}, "#/access/maxGroup"),
        ({"access": {"stairs": "no"}}, "#/access/stairs"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(
    http: httpx.AsyncClient, admin: Headers, sites: dict[str, Any], body: dict[str, Any], pointer: str
) -> None:
    refused = await make(http, admin, sites["eindhoven"], **body)
    assert (refused.status_code, [error["pointer"] for error in refused.json()["errors"]]) == (400, [pointer])


async def test_a_file_or_an_empty_field_does_not_erase_them(
    http: httpx.AsyncClient, admin: Headers, sites: dict[str, Any]
) -> None:
    sent = {**BODY, "companyScheme": "t", "companyValue": "eindhoven"}
    path = "/activities/by-source/t/1"
    made = (await http.put(path, json={**sent, **FULL}, headers=admin)).json()
    again = await http.put(path, json={**sent, "title": "Anders"}, headers=admin)
    assert (again.json()["title"], {name: again.json()[name] for name in FULL}) == ("Anders", FULL)
    assert made["id"] == again.json()["id"]


async def test_the_link_is_shown_to_its_owner_alone_and_in_no_list(
    http: httpx.AsyncClient, admin: Headers, sites: dict[str, Any], key: MakeKey, db: Connection
) -> None:
    site = sites["eindhoven"]
    made = (await make(http, admin, site, state="published", **FULL)).json()
    company = await company_of(db, site)
    path = f"/activities/{made['id']}"
    lists = ["/activities?facets=true", "/activities?q=windmolen", "/activities?near=51.44,5.47&sort=distance"]
    lists += ["/activities?sort=date", f"/match-suggestions?activityId={made['id']}"]
    draft = {"kinds": ["guest_lesson"], "subjects": ["natuurkunde"], "level": "havo", "year": 3}
    owners = [
        await key("professional", organisation=company),
        await key("company_coordinator", organisation=company),
        await key("regional_coordinator", region="zuidoost-brabant"),
        admin,
    ]
    strangers: list[Headers] = [{}, await key("portal", region="friesland"), await key("data_specialist")]
    strangers += [await key("teacher", organisation=UUID(int=5)), await key("professional", organisation=UUID(int=6))]
    for headers in owners:
        assert (await http.get(path, headers=headers)).json()["virtualUrl"] == LINK
    for headers in strangers:
        told = await http.get(path, headers=headers)
        assert (told.status_code, told.json()["virtualUrl"], "kanarie" in told.text) == (200, None, False)
    for headers in [*owners, *strangers]:
        for listed in lists:
            assert "kanarie" not in (await http.get(listed, headers=headers)).text
        suggested = await http.post("/match-suggestions", json=draft, headers=headers)
        assert (suggested.status_code, "kanarie" in suggested.text) == (200, False)
    assert "virtual_url" not in (await rows(db, "SELECT * FROM published_activity", {}))[0]


async def test_an_alternative_is_another_online_activity(
    http: httpx.AsyncClient, admin: Headers, sites: dict[str, Any]
) -> None:
    site = sites["eindhoven"]
    visit = (await make(http, admin, site)).json()
    online = (await make(http, admin, site, kind="virtual_visit", modes=["online"])).json()
    instead = {"access": {"virtualAlternativeId": online["id"]}}
    made = await make(http, admin, site, **instead)
    assert (made.status_code, made.json()["access"]) == (201, instead["access"])
    for other in (visit["id"], "00000000-0000-0000-0000-000000000000"):
        refused = await make(http, admin, site, access={"virtualAlternativeId": other})
        assert (refused.status_code, refused.json()["code"], refused.json()["errors"][0]["pointer"]) == (
            404, "virtual_alternative_unknown", "#/access/virtualAlternativeId",
        )  # fmt: skip
    any_version = {**admin, "If-Match": "*"}
    itself = await http.patch(f"/activities/{online['id']}", json=instead, headers=any_version)
    assert (itself.status_code, itself.json()["code"]) == (404, "virtual_alternative_unknown")


async def test_ones_own_are_listed_in_every_state(
    http: httpx.AsyncClient, admin: Headers, sites: dict[str, Any], key: MakeKey, db: Connection
) -> None:
    made = [(await make(http, admin, sites["eindhoven"], state=state)).json() for state in ("draft", "published")]
    await make(http, admin, sites["leeuwarden"])
    ours = await key("professional", organisation=await company_of(db, sites["eindhoven"]))

    async def listed(query: str, who: Headers) -> list[str]:
        items = (await http.get(f"/activities?{query}", headers=who)).json()["items"]
        return [item["id"] for item in items]

    newest = [made[1]["id"], made[0]["id"]]
    assert await listed("mine=true", ours) == newest
    assert await listed("mine=true&state=published", ours) == newest[:1]
    assert await listed("mine=true&state=draft&q=windmolen", ours) == newest[1:]
    for stranger in (admin, {}, await key("teacher", organisation=UUID(int=8))):
        assert await listed("mine=true", stranger) == []


async def test_a_companys_own_people_publish_once_the_code_is_accepted(
    http: httpx.AsyncClient, admin: Headers, sites: dict[str, Any], key: MakeKey, db: Connection
) -> None:
    site = sites["eindhoven"]
    company = await company_of(db, site)
    boss = dict(await person(db, "baas@example.org", "company_coordinator", company_id=company))
    professional = await key("professional", organisation=company)
    draft = (await make(http, boss, site)).json()["id"]
    path, code = f"/activities/{draft}/publish", f"/organisations/{company}/code-of-conduct"
    sourced = {**BODY, "companySiteId": site["id"]}
    attempts = [
        await http.post(path, headers=boss),
        await http.post(path, headers=professional),
        await make(http, boss, site, state="published"),
        await http.put("/activities/by-source/t/new", json=sourced, headers=professional),
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in attempts} == {(409, "code_of_conduct_required")}
    assert (await http.get(code, headers=boss)).json() == {
        "current": CODE["version"], "accepted": None, "allowedActions": ["accept"],
    }  # fmt: skip
    for headers, status in ((professional, 403), (admin, 403), ({}, 401)):
        assert (await http.post(code, json={"version": CODE["version"]}, headers=headers)).status_code == status
    outdated = await http.post(code, json={"version": "2020-01"}, headers=boss)
    assert (outdated.status_code, outdated.json()["code"]) == (409, "code_outdated")
    accepted = await http.post(code, json={"version": CODE["version"]}, headers=boss)
    assert (accepted.status_code, accepted.json()["allowedActions"]) == (200, [])
    again = await http.post(code, json={"version": CODE["version"]}, headers=boss)
    assert again.json() == accepted.json()
    assert (await http.get(code, headers=professional)).json() == accepted.json()
    kept = await only(
        db,
        """SELECT a.version, p.email FROM code_acceptance a JOIN account p ON p.id = a.actor_id
           WHERE a.company_id = %(id)s""",
        {"id": company},
    )
    assert kept == {"version": CODE["version"], "email": "baas@example.org"}
    assert (await http.post(path, headers=boss)).json()["state"] == "published"


async def test_its_region_scripts_and_files_are_not_stopped(
    http: httpx.AsyncClient, admin: Headers, sites: dict[str, Any], key: MakeKey
) -> None:
    region = await key("regional_coordinator", region="zuidoost-brabant")
    for headers in (admin, region, await key("portal", region="zuidoost-brabant")):
        assert (await make(http, headers, sites["eindhoven"], state="published")).status_code == 201


async def test_another_companys_code_is_not_there(
    http: httpx.AsyncClient, admin: Headers, sites: dict[str, Any], key: MakeKey, db: Connection
) -> None:
    code = f"/organisations/{await company_of(db, sites['eindhoven'])}/code-of-conduct"
    stranger = await key("company_coordinator", organisation=UUID(int=7))
    answers = [
        await http.get(code, headers=stranger),
        await http.get(code, headers=await key("regional_coordinator", region="friesland")),
        await http.post(code, json={"version": CODE["version"]}, headers=stranger),
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, "company_not_found")}
    ours = await http.get(code, headers=await key("regional_coordinator", region="zuidoost-brabant"))
    assert (ours.status_code, ours.json()["allowedActions"]) == (200, [])


async def test_the_code_is_there_in_both_languages(http: httpx.AsyncClient) -> None:
    answer = await http.get("/code-of-conduct")
    assert (answer.status_code, answer.json()) == (200, CODE)
    for text in (CODE["title"], *(article[part] for article in CODE["articles"] for part in ("title", "text"))):
        assert set(text) == {"nl", "en"}
    again = await http.get("/code-of-conduct", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
