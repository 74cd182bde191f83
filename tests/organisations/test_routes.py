"""Organisations, roles and invitations over HTTP, with what others may not."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.companies.conduct import CODE
from api.kit.db import Connection, rows
from api.organisations import service
from api.organisations.schemas import InvitationOut, MemberOut, OrganisationOut
from tests.conftest import MakeKey
from tests.people import Headers, log, mails, membership_of, person, roles_of, token_for

HOME, ABROAD = "GM0772", "GM0080"
BOARD = "41234"


@pytest.fixture
async def admin(key: MakeKey) -> Headers:
    return await key("script")


async def school(http: httpx.AsyncClient, db: Connection, admin: Headers, code: str, where: str) -> dict[str, Any]:
    body = {"name": f"School {code}", "address": {"municipalityCode": where}, "levels": ["havo"]}
    made = await http.put(f"/schools/by-source/duo/{code}", json=body, headers=admin)
    await db.execute("UPDATE school SET participation = 'active', board_code = %s", (BOARD,))
    found: dict[str, Any] = made.json()
    return found


async def company(http: httpx.AsyncClient, admin: Headers, code: str, where: str) -> dict[str, Any]:
    body = {"name": f"Bedrijf {code}", "address": {"municipalityCode": where}}
    found: dict[str, Any] = (await http.put(f"/companies/by-source/t/{code}", json=body, headers=admin)).json()
    return found


@pytest.fixture
async def home(http: httpx.AsyncClient, db: Connection, admin: Headers) -> dict[str, Any]:
    """A school in Eindhoven."""
    return await school(http, db, admin, "00AA00", HOME)


@pytest.fixture
async def abroad(http: httpx.AsyncClient, db: Connection, admin: Headers) -> dict[str, Any]:
    """Another school, in Leeuwarden."""
    return await school(http, db, admin, "11BB00", ABROAD)


@pytest.fixture
async def decaan(db: Connection, home: dict[str, Any]) -> Headers:
    return await person(db, "decaan@home.nl", "school_coordinator", school_id=home["school"]["id"])


@pytest.fixture
async def region(db: Connection) -> Headers:
    return await person(db, "regio@home.nl", "regional_coordinator", region_code="zuidoost-brabant")


@pytest.fixture
async def friesland(db: Connection) -> Headers:
    return await person(db, "regio@friesland.nl", "regional_coordinator", region_code="friesland")


async def invite(http: httpx.AsyncClient, who: Headers, role: str, email: str, **place: Any) -> httpx.Response:
    return await http.post("/invitations", json={"role": role, "email": email, **place}, headers=who)


async def accept(http: httpx.AsyncClient, db: Connection, email: str, who: Headers | None = None) -> httpx.Response:
    body = {"token": await token_for(db, email), "name": "Nieuw Hier"}
    answer = await http.post("/invitations/accept", json=body, headers=who)
    http.cookies.clear()
    return answer


# Taking part


async def test_one_organisation_in_full(http: httpx.AsyncClient, home: dict[str, Any], decaan: Headers) -> None:
    path = f"/organisations/{home['school']['id']}"
    seen = await http.get(path)
    told = OrganisationOut.model_validate_json(seen.content).model_dump(mode="json", by_alias=True)
    assert told == seen.json()
    assert (seen.json()["state"], seen.json()["allowedActions"]) == ("active", [])
    site = {"id": home["id"], "name": "School 00AA00", "place": None, "street": None, "region": "zuidoost-brabant"}
    assert seen.json()["sites"] == [site]
    assert (await http.get(path, headers=decaan)).json()["allowedActions"] == ["pause", "leave", "invite"]
    assert (await http.get(path, headers={"If-None-Match": seen.headers["etag"]})).status_code == 304
    assert (await http.get(f"/organisations/{uuid4()}")).json()["code"] == "organisation_not_found"


async def test_a_pause_hides_offers_and_a_return_shows_exactly_those(
    http: httpx.AsyncClient, db: Connection, admin: Headers, region: Headers
) -> None:
    site = await company(http, admin, "c1", HOME)
    organisation = site["company"]["id"]
    boss = await person(db, "baas@c1.nl", "company_coordinator", company_id=organisation)
    code = f"/organisations/{organisation}/code-of-conduct"
    await http.post(code, json={"version": CODE["version"]}, headers=boss)
    offer: dict[str, Any] = {
        "companySiteId": site["id"], "title": "Lassen", "kind": "guest_lesson", "subjects": ["techniek"],
        "levels": ["havo"], "years": [3], "modes": ["at_school"], "languages": ["nl"], "weeks": ["2027-01-11"],
        "maxGroup": 30, "radiusKm": 30, "capacityYear": 4,
    }  # fmt: skip
    made = {
        state: (await http.post("/activities", json={**offer, "state": state}, headers=boss)).json()["id"]
        for state in ("published", "draft")
    }
    own_pause = (await http.post("/activities", json={**offer, "state": "published"}, headers=boss)).json()["id"]
    await http.post(f"/activities/{own_pause}/pause", headers=boss)
    paused = await http.post(f"/organisations/{organisation}/pause", headers=boss)
    assert (paused.status_code, paused.json()["state"]) == (200, "paused")
    assert paused.json()["allowedActions"] == ["resume", "leave", "invite"]
    assert (await http.get("/activities?count=true")).json()["count"] == 0
    hidden = (await http.get(f"/activities/{made['published']}", headers=boss)).json()
    assert (hidden["state"], hidden["allowedActions"]) == ("paused", ["edit", "archive"])
    for refused in (
        await http.post(f"/activities/{made['published']}/publish", headers=boss),
        await http.post("/activities", json={**offer, "state": "published"}, headers=boss),
    ):
        assert (refused.status_code, refused.json()["code"]) == (409, "organisation_paused")
    fed = {key: value for key, value in offer.items() if key != "companySiteId"} | {"companyScheme": "t"}
    put = await http.put("/activities/by-source/t/a1", json={**fed, "companyValue": "c1"}, headers=admin)
    assert (put.status_code, put.json()["state"]) == (201, "paused")
    assert (await http.post(f"/organisations/{organisation}/resume", headers=region)).json()["state"] == "active"
    states = await rows(db, "SELECT id, state FROM activity ORDER BY id", {})
    assert {str(row["id"]): row["state"] for row in states} == {
        made["published"]: "published",
        made["draft"]: "draft",
        own_pause: "paused",
        put.json()["id"]: "published",
    }
    assert (await http.post(f"/organisations/{organisation}/resume", headers=boss)).json()["code"] == "state_forbids"


async def test_a_paused_school_asks_nothing_new_and_is_not_offered(
    http: httpx.AsyncClient, db: Connection, admin: Headers, home: dict[str, Any], decaan: Headers
) -> None:
    asked = {
        "siteId": home["id"], "title": "Gastles", "goal": "profile_choice", "kinds": ["guest_lesson"],
        "subjects": ["techniek"], "level": "havo", "year": 3, "pupils": 20, "languages": ["nl"], "maxKm": 30,
        "onlineOk": True, "weeksOk": ["2027-01-11"],
    }  # fmt: skip
    before = await http.post("/requests", json=asked, headers=decaan)
    site = await company(http, admin, "c1", HOME)
    offer = {
        "companySiteId": site["id"], "title": "Lassen", "kind": "guest_lesson", "subjects": ["techniek"],
        "levels": ["havo"], "years": [3], "modes": ["at_school"], "languages": ["nl"], "weeks": ["2027-01-11"],
        "maxGroup": 30, "radiusKm": 30, "capacityYear": 4, "state": "published",
    }  # fmt: skip
    activity = (await http.post("/activities", json=offer, headers=admin)).json()["id"]
    suggestions = f"/match-suggestions?activityId={activity}"
    assert len((await http.get(suggestions, headers=admin)).json()["items"]) == 1
    await http.post(f"/organisations/{home['school']['id']}/pause", headers=decaan)
    after = await http.post("/requests", json=asked, headers=decaan)
    assert (before.status_code, after.status_code, after.json()["code"]) == (201, 409, "organisation_paused")
    assert (await http.get(f"/requests/{before.json()['id']}", headers=decaan)).json()["state"] == "open"
    assert (await http.get(suggestions, headers=admin)).json()["items"] == []


async def test_leaving_ends_all_roles_and_tells_everybody(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any], decaan: Headers, region: Headers
) -> None:
    organisation = home["school"]["id"]
    teacher = await person(db, "docent@home.nl", "teacher", school_id=organisation)
    await invite(http, decaan, "teacher", "later@home.nl", organisationId=organisation)
    left = await http.post(f"/organisations/{organisation}/leave", headers=decaan)
    assert (left.status_code, left.json()["state"]) == (200, "left")
    assert [await roles_of(db, email) for email in ("decaan@home.nl", "docent@home.nl")] == [[], []]
    told = ("membership_ended", {"organisation": "School 00AA00"})
    assert [await mails(db, email) for email in ("decaan@home.nl", "docent@home.nl")] == [[told], [told]]
    assert (await http.get("/requests", headers=teacher)).status_code == 403
    assert (await accept(http, db, "later@home.nl")).json()["code"] == "invitation_refused"
    held = await rows(db, "SELECT count(*) AS n FROM membership WHERE school_id = %(id)s", {"id": organisation})
    assert held == [{"n": 2}]
    assert (await http.post(f"/organisations/{organisation}/archive", headers=region)).json()["state"] == "archived"


async def test_only_who_keeps_it_steers_an_organisation(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any], abroad: dict[str, Any], decaan: Headers
) -> None:
    organisation, path = home["school"]["id"], f"/organisations/{home['school']['id']}/pause"
    others = [
        (await person(db, "d@abroad.nl", "school_coordinator", school_id=abroad["school"]["id"]), 403),
        (await person(db, "r@abroad.nl", "regional_coordinator", region_code="friesland"), 403),
        (await person(db, "t@home.nl", "teacher", school_id=organisation), 403),
        (await person(db, "a@platform.nl", "platform_admin"), 403),
        (await person(db, "nobody@home.nl"), 403),
        ({}, 401),
    ]
    assert [(await http.post(path, headers=who)).status_code for who, _ in others] == [status for _, status in others]
    await db.execute("UPDATE school_site SET region_code = 'friesland' WHERE id = %s", (home["id"],))
    assert (await http.post(path, headers=others[1][0])).status_code == 200  # rights move along with the site


# Roles


async def test_who_sees_whose_names_and_addresses(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any], abroad: dict[str, Any], decaan: Headers,
    region: Headers, friesland: Headers,
) -> None:  # fmt: skip
    await person(db, "docent@home.nl", "teacher", school_id=home["school"]["id"])
    await person(db, "docent@abroad.nl", "teacher", school_id=abroad["school"]["id"])
    await person(db, "bestuur@home.nl", "school_coordinator", board_code=BOARD)
    gone = await person(db, "weg@home.nl", "school_coordinator", school_id=home["school"]["id"])
    await db.execute("UPDATE membership SET ends_at = now() WHERE id = %s", (await membership_of(db, "weg@home.nl"),))
    admin = await person(db, "a@platform.nl", "platform_admin")
    board = await person(db, "bestuur@home.nl")

    async def seen(who: Headers, query: str = "") -> set[str]:
        answer = await http.get(f"/memberships?pageSize=50{query}", headers=who)
        assert answer.status_code == 200, answer.text
        items = [MemberOut.model_validate(item, strict=False) for item in answer.json()["items"]]
        return {str(item.account.email) for item in items}

    at_home, at_abroad = {"decaan@home.nl", "docent@home.nl"}, {"docent@abroad.nl"}
    assert await seen(decaan) == at_home
    assert await seen(region) == at_home | {"regio@home.nl"}
    assert await seen(friesland) == at_abroad | {"regio@friesland.nl"}
    assert await seen(board) == at_home | at_abroad | {"bestuur@home.nl"}
    assert await seen(admin) == {"regio@home.nl", "regio@friesland.nl", "a@platform.nl"}
    assert await seen(region, f"&organisation={home['school']['id']}") == at_home
    assert await seen(region, f"&organisation={abroad['school']['id']}") == set()
    assert await seen(region, "&region=friesland") == set()
    assert (await http.get("/memberships", headers=gone)).status_code == 403
    assert await log(db) == [("put_school", 201)] * 2 + [("list_memberships", 200)] * 8 + [("list_memberships", 403)]


async def test_pages_of_members(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any], decaan: Headers
) -> None:
    for number in range(4):
        await person(db, f"docent{number}@home.nl", "teacher", school_id=home["school"]["id"])
    found, cursor = [], None
    while True:
        query = f"pageSize=2&count=true{f'&cursor={cursor}' if cursor else ''}"
        page = (await http.get(f"/memberships?{query}", headers=decaan)).json()
        found += [item["account"]["email"] for item in page["items"]]
        assert page["count"] == 5
        if (cursor := page["nextCursor"]) is None:
            break
    assert found == ["decaan@home.nl", *(f"docent{number}@home.nl" for number in range(4))]


async def test_a_role_is_ended_by_who_holds_it_or_who_coordinates(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any], decaan: Headers, friesland: Headers
) -> None:
    teacher = await person(db, "docent@home.nl", "teacher", school_id=home["school"]["id"])
    colleague = await person(db, "collega@home.nl", "teacher", school_id=home["school"]["id"])
    ids = {name: await membership_of(db, f"{name}@home.nl") for name in ("docent", "collega", "decaan")}

    async def end(who: Headers, name: str) -> int:
        return (await http.post(f"/memberships/{ids[name]}/end", headers=who)).status_code

    assert [await end(who, "docent") for who in (colleague, friesland, {})] == [404, 404, 401]
    assert await end(decaan, "docent") == 204
    assert await mails(db, "docent@home.nl") == [("membership_ended", {"organisation": "School 00AA00"})]
    assert await end(decaan, "docent") == 404
    assert await end(colleague, "collega") == 204
    assert await mails(db, "collega@home.nl") == []
    assert (await http.get("/requests", headers=teacher)).status_code == 403
    last = await http.post(f"/memberships/{ids['decaan']}/end", headers=decaan)
    assert (last.status_code, last.json()["code"]) == (409, "last_coordinator")
    await person(db, "tweede@home.nl", "school_coordinator", board_code=BOARD)
    assert await end(decaan, "decaan") == 204


async def test_the_last_of_a_paused_organisation_may_go(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any], decaan: Headers
) -> None:
    await http.post(f"/organisations/{home['school']['id']}/pause", headers=decaan)
    mine = await membership_of(db, "decaan@home.nl")
    assert (await http.post(f"/memberships/{mine}/end", headers=decaan)).status_code == 204


async def test_handing_over_to_who_has_an_account_asks_as_any_other(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any], decaan: Headers
) -> None:
    successor = await person(db, "opvolger@home.nl")
    mine = await membership_of(db, "decaan@home.nl")
    path = f"/memberships/{mine}/hand-over"
    itself = await http.post(path, json={"email": "decaan@home.nl"}, headers=decaan)
    assert itself.json()["code"] == "already_member"
    asked = await http.post(path, json={"email": "opvolger@home.nl"}, headers=decaan)
    assert (asked.status_code, asked.json()) == (200, {"state": "invited"})
    assert [await roles_of(db, email) for email in ("decaan@home.nl", "opvolger@home.nl")] == [
        ["school_coordinator"],
        [],
    ]
    assert [template for template, _ in await mails(db, "opvolger@home.nl")] == ["invitation"]
    assert (await accept(http, db, "opvolger@home.nl", successor)).status_code == 201
    assert await roles_of(db, "decaan@home.nl") == []
    assert await roles_of(db, "opvolger@home.nl") == ["school_coordinator"]
    told = [("handed_over", {"organisation": "School 00AA00", "successor": "Opvolger"})]
    assert await mails(db, "decaan@home.nl") == told
    assert (await http.post(path, json={"email": "x@home.nl"}, headers=decaan)).status_code == 404


async def test_a_hand_over_ends_with_the_role(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any], decaan: Headers
) -> None:
    await person(db, "tweede@home.nl", "school_coordinator", school_id=home["school"]["id"])
    mine = await membership_of(db, "decaan@home.nl")
    await http.post(f"/memberships/{mine}/hand-over", json={"email": "nieuw@home.nl"}, headers=decaan)
    token = await token_for(db, "nieuw@home.nl")
    await db.execute("UPDATE membership SET ends_at = now() WHERE id = %s", (mine,))
    refused = await http.post("/invitations/accept", json={"token": token, "name": "X"})
    assert (refused.status_code, refused.json()["code"]) == (401, "invitation_refused")
    assert await roles_of(db, "nieuw@home.nl") == []


async def test_what_somebody_gave_ends_with_the_right_to_give_it(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any], decaan: Headers, region: Headers
) -> None:
    organisation = home["school"]["id"]
    await person(db, "tweede@home.nl", "school_coordinator", school_id=organisation)
    await person(db, "regio2@home.nl", "regional_coordinator", region_code="zuidoost-brabant")
    mine, regional = [await membership_of(db, f"{name}@home.nl") for name in ("decaan", "regio")]
    await invite(http, decaan, "teacher", "a@home.nl", organisationId=organisation)
    await http.post(f"/memberships/{mine}/hand-over", json={"email": "b@home.nl"}, headers=decaan)
    await invite(http, region, "school_coordinator", "c@home.nl", organisationId=organisation)
    await invite(http, region, "event_manager", "d@home.nl", regionCode="zuidoost-brabant")

    async def states() -> list[str]:
        listed = await rows(db, "SELECT withdrawn_at IS NULL AS open FROM invitation ORDER BY email", {})
        return ["open" if row["open"] else "withdrawn" for row in listed]

    assert (await http.post(f"/memberships/{mine}/end", headers=decaan)).status_code == 204
    assert await states() == ["withdrawn", "withdrawn", "open", "open"]
    assert (await http.post(f"/memberships/{regional}/end", headers=region)).status_code == 204
    assert await states() == ["withdrawn"] * 4
    assert (await accept(http, db, "c@home.nl")).json()["code"] == "invitation_refused"


async def test_one_site_in_a_region_is_no_authority_over_the_rest(
    http: httpx.AsyncClient, db: Connection, admin: Headers, region: Headers
) -> None:
    site = await company(http, admin, "c1", HOME)
    there = (await company(http, admin, "c2", ABROAD))["id"]
    organisation = site["company"]["id"]
    await db.execute("UPDATE company_site SET company_id = %s WHERE id = %s", (organisation, there))
    boss = await person(db, "baas@c1.nl", "company_coordinator", company_id=organisation)
    await invite(http, boss, "professional", "gast@c1.nl", organisationId=organisation)
    held = await membership_of(db, "baas@c1.nl")

    async def answers() -> list[int]:
        made = await invite(http, region, "company_coordinator", "x@c1.nl", organisationId=organisation)
        handed = await http.post(f"/memberships/{held}/hand-over", json={"email": "y@c1.nl"}, headers=region)
        ended = await http.post(f"/memberships/{held}/end", headers=region)
        return [made.status_code, handed.status_code, ended.status_code]

    assert await answers() == [403, 404, 404]
    for path in ("/memberships", "/invitations"):
        seen = await http.get(f"{path}?organisation={organisation}", headers=region)
        assert seen.json()["items"] == []
    await db.execute("UPDATE company_site SET state = 'retired' WHERE id = %s", (there,))
    await db.execute("UPDATE company SET participation = 'active' WHERE id = %s", (organisation,))
    assert await answers() == [201, 200, 409]


@pytest.mark.parametrize(
    ("role", "place"), [("regional_coordinator", {"region_code": "friesland"}), ("platform_admin", {})]
)
async def test_a_region_and_the_platform_keep_somebody(
    http: httpx.AsyncClient, db: Connection, role: str, place: dict[str, str]
) -> None:
    last = await person(db, "laatste@x.nl", role, **place)
    path = f"/memberships/{await membership_of(db, 'laatste@x.nl')}/end"
    await db.execute("UPDATE membership SET starts_at = now() - interval '1 day'")
    for_an_hour = await person(db, "uur@x.nl", role, **place)
    await db.execute(
        "UPDATE membership SET ends_at = now() + interval '1 hour' WHERE starts_at > now() - interval '1 hour'"
    )
    refused = await http.post(path, headers=last)
    assert (refused.status_code, refused.json()["code"]) == (409, "last_coordinator")
    assert (
        await http.post(f"/memberships/{await membership_of(db, 'uur@x.nl')}/end", headers=for_an_hour)
    ).status_code == 204
    erased = await http.post("/account/erase", json={"confirm": "laatste@x.nl"}, headers=last)
    assert (erased.status_code, erased.json()["code"]) == (409, "last_coordinator")
    await person(db, "ander@x.nl", role, **place)
    assert (await http.post(path, headers=last)).status_code == 204


async def test_an_admin_does_not_become_the_regions_by_their_own_hand(
    http: httpx.AsyncClient, db: Connection, region: Headers
) -> None:
    admin = await person(db, "a@platform.nl", "platform_admin")
    place = {"regionCode": "zuidoost-brabant"}
    assert (await invite(http, admin, "regional_coordinator", "A@platform.nl", **place)).status_code == 403
    path = f"/memberships/{await membership_of(db, 'regio@home.nl')}/hand-over"
    assert (await http.post(path, json={"email": "a@platform.nl"}, headers=admin)).status_code == 403
    assert (await invite(http, region, "event_manager", "regio@home.nl", **place)).status_code == 403
    assert (await invite(http, admin, "regional_coordinator", "b@platform.nl", **place)).status_code == 201
    assert await mails(db, "a@platform.nl") == []


async def test_handing_over_by_invitation_ends_the_old_when_it_is_accepted(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any], decaan: Headers
) -> None:
    mine = await membership_of(db, "decaan@home.nl")
    asked = await http.post(f"/memberships/{mine}/hand-over", json={"email": "nieuw@home.nl"}, headers=decaan)
    assert asked.json() == {"state": "invited"}
    assert await roles_of(db, "decaan@home.nl") == ["school_coordinator"]
    assert (await accept(http, db, "nieuw@home.nl")).status_code == 201
    assert await roles_of(db, "decaan@home.nl") == []
    assert await roles_of(db, "nieuw@home.nl") == ["school_coordinator"]
    template, values = (await mails(db, "nieuw@home.nl"))[-1]
    assert (template, values["predecessor"], values["role"]) == ("taken_over", "Decaan", "schoolcoördinator")
    told = [("handed_over", {"organisation": "School 00AA00", "successor": "Nieuw Hier"})]
    assert await mails(db, "decaan@home.nl") == told


async def test_a_teacher_has_nothing_to_hand_over(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any]
) -> None:
    teacher = await person(db, "docent@home.nl", "teacher", school_id=home["school"]["id"])
    path = f"/memberships/{await membership_of(db, 'docent@home.nl')}/hand-over"
    assert (await http.post(path, json={"email": "x@home.nl"}, headers=teacher)).status_code == 403


# Invitations


async def test_an_invitation_from_mail_to_session(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any], decaan: Headers
) -> None:
    organisation = home["school"]["id"]
    made = await invite(http, decaan, "teacher", "Docent@Home.nl", organisationId=organisation)
    told = InvitationOut.model_validate_json(made.content).model_dump(mode="json", by_alias=True)
    assert (made.status_code, told.keys()) == (201, made.json().keys())
    assert (made.json()["email"], made.json()["state"], made.json()["allowedActions"]) == (
        "docent@home.nl",
        "pending",
        ["withdraw"],
    )
    [(template, values)] = await mails(db, "docent@home.nl")
    link = values.pop("link")
    assert template == "invitation"
    assert values == {"organisation": "School 00AA00", "inviter": "Decaan", "role": "docent", "days": 14}
    assert link.startswith("http://localhost:8000/uitnodiging#")
    token = link.partition("#")[2]
    seen = (await http.post("/invitations/by-link", json={"token": token})).json()
    assert (seen["role"], seen["organisation"]["id"], seen["nameNeeded"], seen["inviter"]) == (
        "teacher",
        organisation,
        True,
        "Decaan",
    )
    nameless = await http.post("/invitations/accept", json={"token": token})
    assert [error["pointer"] for error in nameless.json()["errors"]] == ["#/name"]
    accepted = await http.post("/invitations/accept", json={"token": token, "name": "N. Docent"})
    assert accepted.status_code == 201
    assert accepted.json()["account"]["memberships"][0]["role"] == "teacher"
    cookie = accepted.headers["set-cookie"]
    assert cookie.startswith("__Host-loket=")
    assert [part in cookie for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/")] == [True] * 4
    mine = {"Cookie": cookie.partition(";")[0]}
    http.cookies.clear()
    assert (await http.get("/session", headers=mine)).json()["account"]["name"] == "N. Docent"
    for path in ("/invitations/accept", "/invitations/by-link"):
        again = await http.post(path, json={"token": token, **({"name": "X"} if path.endswith("t") else {})})
        assert (again.status_code, again.json()["code"]) == (401, "invitation_refused")
    once_more = await invite(http, decaan, "teacher", "docent@home.nl", organisationId=organisation)
    assert (once_more.status_code, once_more.json()["code"]) == (409, "already_member")


async def test_the_answer_does_not_tell_who_has_an_account(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any], decaan: Headers
) -> None:
    await person(db, "bekend@x.nl")
    bodies = []
    for email in ("bekend@x.nl", "vreemd@x.nl"):
        made = (await invite(http, decaan, "teacher", email, organisationId=home["school"]["id"])).json()
        bodies.append({key: made[key] for key in made.keys() - {"id", "email", "createdAt", "expiresAt"}})
    assert bodies[0] == bodies[1]
    assert [template for template, _ in await mails(db, "bekend@x.nl")] == ["invitation"]


async def test_a_link_is_no_way_into_an_account(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any], decaan: Headers
) -> None:
    own, other = await person(db, "bekend@x.nl"), await person(db, "ander@x.nl")
    await invite(http, decaan, "teacher", "bekend@x.nl", organisationId=home["school"]["id"])
    link = {"token": await token_for(db, "bekend@x.nl")}
    needed = [(await http.post("/invitations/by-link", json=link, headers=who)).json() for who in ({}, other, own)]
    assert [told["signInNeeded"] for told in needed] == [True, True, False]
    for who in ({}, other):
        refused = await http.post("/invitations/accept", json=link, headers=who)
        assert (refused.status_code, refused.json()["code"]) == (401, "sign_in_first")
        assert "set-cookie" not in refused.headers
    assert await roles_of(db, "bekend@x.nl") == []
    accepted = await http.post("/invitations/accept", json=link, headers=own)
    assert (accepted.status_code, accepted.json()["csrfToken"]) == (201, own["X-CSRF-Token"])
    assert "set-cookie" not in accepted.headers
    assert await roles_of(db, "bekend@x.nl") == ["teacher"]
    sessions = await rows(
        db, "SELECT s.id FROM session s JOIN account a ON a.id = s.account_id WHERE a.email = 'bekend@x.nl'", {}
    )
    assert len(sessions) == 1


async def test_the_log_is_of_the_region_where_the_place_lies(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any], decaan: Headers
) -> None:
    organisation = home["school"]["id"]
    await person(db, "tweede@home.nl", "school_coordinator", school_id=organisation)
    await invite(http, decaan, "teacher", "x@home.nl", organisationId=organisation)
    await accept(http, db, "x@home.nl")
    await http.post(f"/memberships/{await membership_of(db, 'x@home.nl')}/end", headers=decaan)
    for path in ("memberships", "invitations"):
        await http.get(f"/{path}?region=friesland", headers=decaan)
    entries = await rows(db, "SELECT operation, region_code FROM audit_entry ORDER BY id", {})
    told = {row["operation"]: row["region_code"] for row in entries}
    assert (told["accept_invitation"], told["end_membership"]) == ("zuidoost-brabant", "zuidoost-brabant")
    assert "friesland" not in told.values()


async def test_a_newer_invitation_replaces_the_older(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any], decaan: Headers
) -> None:
    await invite(http, decaan, "teacher", "docent@home.nl", organisationId=home["school"]["id"])
    old = await token_for(db, "docent@home.nl")
    await invite(http, decaan, "teacher", "docent@home.nl", organisationId=home["school"]["id"])
    assert (await http.post("/invitations/accept", json={"token": old, "name": "X"})).status_code == 401
    assert (await accept(http, db, "docent@home.nl")).status_code == 201


async def test_an_invitation_ends_with_its_time_and_when_withdrawn(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any], decaan: Headers, friesland: Headers
) -> None:
    made = (await invite(http, decaan, "teacher", "a@home.nl", organisationId=home["school"]["id"])).json()
    path = f"/invitations/{made['id']}/withdraw"
    assert (await http.post(path, headers=friesland)).json()["code"] == "invitation_not_found"
    assert (await http.post(path, headers=decaan)).json()["state"] == "withdrawn"
    assert (await http.post(path, headers=decaan)).json()["code"] == "invitation_closed"
    assert (await accept(http, db, "a@home.nl")).status_code == 401
    await invite(http, decaan, "teacher", "b@home.nl", organisationId=home["school"]["id"])
    await db.execute("UPDATE invitation SET expires_at = now() WHERE email = 'b@home.nl'")
    assert (await accept(http, db, "b@home.nl")).status_code == 401
    listed = (await http.get("/invitations", headers=decaan)).json()["items"]
    assert [(item["email"], item["state"]) for item in listed] == [
        ("b@home.nl", "expired"),
        ("a@home.nl", "withdrawn"),
    ]
    assert (await http.get("/invitations?state=pending&count=true", headers=decaan)).json()["count"] == 0
    assert (await http.get("/invitations", headers=friesland)).json()["items"] == []


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        ("teacher", "home", 201),
        ("teacher", "abroad", 403),
        ("school_coordinator", "board", 403),
        ("regional_coordinator", "region", 403),
        ("platform_admin", "platform", 403),
        ("professional", "home", 400),
        ("teacher", "nowhere", 404),
        ("teacher", "two", 400),
    ],
)
async def test_what_a_school_may_not(
    http: httpx.AsyncClient, home: dict[str, Any], abroad: dict[str, Any], decaan: Headers, role: str, place: str,
    status: int,
) -> None:  # fmt: skip
    places: dict[str, dict[str, Any]] = {
        "home": {"organisationId": home["school"]["id"]},
        "abroad": {"organisationId": abroad["school"]["id"]},
        "board": {"boardCode": BOARD},
        "region": {"regionCode": "zuidoost-brabant"},
        "platform": {},
        "nowhere": {"organisationId": str(uuid4())},
        "two": {"organisationId": home["school"]["id"], "boardCode": BOARD},
    }
    assert (await invite(http, decaan, role, "x@home.nl", **places[place])).status_code == status


async def test_what_is_not_the_senders_to_say_is_refused(
    http: httpx.AsyncClient, home: dict[str, Any], decaan: Headers
) -> None:
    for extra in ({"state": "accepted"}, {"invitedBy": str(uuid4())}, {"expiresAt": "2099-01-01T00:00:00Z"}):
        answer = await invite(http, decaan, "teacher", "x@home.nl", organisationId=home["school"]["id"], **extra)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "unknown_field")


async def test_a_region_brings_in_the_first_coordinator_and_the_school_takes_part(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any], region: Headers
) -> None:
    await db.execute("UPDATE school SET participation = 'none'")
    await invite(http, region, "school_coordinator", "eerste@home.nl", organisationId=home["school"]["id"])
    assert (await accept(http, db, "eerste@home.nl")).status_code == 201
    assert (await http.get(f"/organisations/{home['school']['id']}")).json()["state"] == "active"


async def test_a_board_is_kept_by_its_own(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any], abroad: dict[str, Any], region: Headers
) -> None:
    board = await person(db, "bestuur@home.nl", "school_coordinator", board_code=BOARD)
    assert (await invite(http, board, "school_coordinator", "b@home.nl", boardCode=BOARD)).status_code == 201
    assert (await invite(http, region, "school_coordinator", "c@home.nl", boardCode=BOARD)).status_code == 403
    assert (await accept(http, db, "b@home.nl")).status_code == 201
    mine = await membership_of(db, "bestuur@home.nl")
    assert (await http.post(f"/memberships/{mine}/end", headers=board)).status_code == 204


async def test_break_glass_lasts_an_hour_and_stands_in_the_regions_log(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any], decaan: Headers, key: MakeKey
) -> None:
    admin = await person(db, "a@platform.nl", "platform_admin")
    body = {"regionCode": "zuidoost-brabant", "reason": "outage", "reference": "2026-118"}
    assert [(await http.post("/break-glass", json=body, headers=who)).status_code for who in (decaan, {})] == [
        403,
        401,
    ]
    assert (await http.post("/break-glass", json=body, headers=await key("platform_admin"))).status_code == 403
    for words in ({"reason": "Noor is ziek"}, {"reference": "noor de wit"}, {"reference": "2026-118\n"}):
        assert (await http.post("/break-glass", json={**body, **words}, headers=admin)).status_code == 400
    unknown = await http.post("/break-glass", json={**body, "regionCode": "nergens"}, headers=admin)
    assert unknown.json()["code"] == "unknown_region"
    assert (await http.get("/applications", headers=admin)).status_code == 403
    made = await http.post("/break-glass", json=body, headers=admin)
    assert (made.status_code, made.json()["region"]["code"]) == (201, "zuidoost-brabant")
    assert made.json()["endsAt"] is not None
    assert (await http.get("/applications", headers=admin)).status_code == 200
    entries = await rows(
        db,
        "SELECT subject, region_code FROM audit_entry WHERE operation = 'break_glass' AND outcome = 201",
        {},
    )
    assert entries == [
        {"subject": f"/v1/memberships/{made.json()['id']}: outage 2026-118", "region_code": "zuidoost-brabant"}
    ]
    await db.execute(RAN_OUT, {"id": made.json()["id"]})
    assert (await http.get("/applications", headers=admin)).status_code == 403


RAN_OUT = """UPDATE membership SET starts_at = now() - interval '2 hours', ends_at = now() - interval '1 hour'
    WHERE id = %(id)s"""


async def test_what_the_break_glass_gave_ends_with_it(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any], abroad: dict[str, Any], decaan: Headers
) -> None:
    admin = await person(db, "a@platform.nl", "platform_admin")
    body = {"regionCode": "zuidoost-brabant", "reason": "outage", "reference": "2026-118"}
    made = await http.post("/break-glass", json=body, headers=admin)
    at_school, region = {"organisationId": home["school"]["id"]}, {"regionCode": "zuidoost-brabant"}
    for who, role, email, place in (
        (admin, "school_coordinator", "erbij@home.nl", at_school),
        (admin, "event_manager", "feest@home.nl", region),
        (admin, "regional_coordinator", "elders@home.nl", {"regionCode": "friesland"}),
        (decaan, "teacher", "docent@home.nl", at_school),
    ):
        assert (await invite(http, who, role, email, **place)).status_code == 201
    assert await service.withdraw_lapsed(db) == 0
    await db.execute(RAN_OUT, {"id": made.json()["id"]})
    await db.execute("UPDATE invitation SET created_at = now() - interval '90 minutes'")
    assert (await invite(http, admin, "regional_coordinator", "later@home.nl", **region)).status_code == 201
    assert (await service.withdraw_lapsed(db), await service.withdraw_lapsed(db)) == (2, 0)
    still_open = await rows(db, "SELECT email FROM invitation WHERE withdrawn_at IS NULL ORDER BY email", {})
    assert [row["email"] for row in still_open] == ["docent@home.nl", "elders@home.nl", "later@home.nl"]


async def test_a_page_of_anothers_making_writes_nothing(
    http: httpx.AsyncClient, home: dict[str, Any], decaan: Headers
) -> None:
    bare = {"Cookie": decaan["Cookie"]}
    body = {"role": "teacher", "email": "x@home.nl", "organisationId": home["school"]["id"]}
    assert (await http.post("/invitations", json=body, headers=bare)).json()["code"] == "csrf_refused"


async def test_a_write_with_a_key_is_done_once(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any], decaan: Headers
) -> None:
    body = {"role": "teacher", "email": "x@home.nl", "organisationId": home["school"]["id"]}
    keyed = {**decaan, "Idempotency-Key": "7a1e0c52-1111-4222-8333-444455556666"}
    answers = [await http.post("/invitations", json=body, headers=keyed) for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert len(await mails(db, "x@home.nl")) == 1


async def test_every_write_has_its_row_in_the_log(
    http: httpx.AsyncClient, db: Connection, home: dict[str, Any], decaan: Headers
) -> None:
    await invite(http, decaan, "teacher", "x@home.nl", organisationId=home["school"]["id"])
    await http.get("/invitations", headers=decaan)
    await http.post("/invitations/by-link", json={"token": await token_for(db, "x@home.nl")})
    await accept(http, db, "x@home.nl")
    await http.post(f"/organisations/{home['school']['id']}/pause", headers=decaan)
    await http.post(f"/organisations/{home['school']['id']}/pause", headers=decaan)
    assert await log(db) == [
        ("put_school", 201),
        ("create_invitation", 201),
        ("list_invitations", 200),
        ("accept_invitation", 201),
        ("act_on_organisation", 200),
    ]


async def test_what_a_retired_site_offers_does_not_come_back_with_its_company(
    http: httpx.AsyncClient, db: Connection, admin: Headers, region: Headers
) -> None:
    site = await company(http, admin, "c1", HOME)
    offer = {
        "companySiteId": site["id"], "title": "Lassen", "kind": "guest_lesson", "subjects": ["techniek"],
        "levels": ["havo"], "years": [3], "modes": ["at_school"], "languages": ["nl"], "weeks": ["2027-01-11"],
        "maxGroup": 30, "radiusKm": 30, "capacityYear": 4, "state": "published",
    }  # fmt: skip
    made = (await http.post("/activities", json=offer, headers=admin)).json()["id"]
    verbs = f"/organisations/{site['company']['id']}"

    async def state() -> str:
        return str((await http.get(f"/activities/{made}", headers=admin)).json()["state"])

    async def site_becomes(now: str) -> None:
        await db.execute("UPDATE company_site SET state = %s WHERE id = %s", (now, site["id"]))

    await http.post(f"{verbs}/pause", headers=region)
    boss = await person(db, "baas@c1.nl", "company_coordinator", company_id=site["company"]["id"])
    await site_becomes("retired")
    await http.post(f"{verbs}/resume", headers=boss)
    assert await state() == "retired"
    await http.post(f"{verbs}/pause", headers=boss)
    await site_becomes("active")
    assert await state() == "paused"
    await http.post(f"{verbs}/resume", headers=boss)
    assert await state() == "published"
