"""Keys for portals and scripts, over HTTP."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.accounts.rules import SCOPES, digest
from api.kit import clock
from api.kit.db import Connection, one
from tests.conftest import MakeKey

PORTAL = {"name": "Portaal", "role": "portal", "scopes": ["read:public", "read:region"], "regionCodes": ["friesland"]}
Make = Callable[..., Awaitable[dict[str, Any]]]


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture
async def friesland(key: MakeKey) -> dict[str, str]:
    return await key("regional_coordinator", region="friesland")


@pytest.fixture
def make(http: httpx.AsyncClient, friesland: dict[str, str]) -> Make:
    async def made(**differing: Any) -> dict[str, Any]:
        answer = await http.post("/api-clients", json={**PORTAL, **differing}, headers=friesland)
        assert answer.status_code == 201, answer.text
        body: dict[str, Any] = answer.json()
        return body

    return made


def _code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_a_key_is_shown_once_works_and_is_kept_as_its_hash(
    http: httpx.AsyncClient, db: Connection, friesland: dict[str, str], make: Make
) -> None:
    made = await make(ratePerMinute=5)
    key = made.pop("key")
    assert made["keyPrefix"] == key[:9]
    assert (made["state"], made["allowedActions"]) == ("active", ["edit", "rotate", "revoke"])
    read = await http.get(f"/api-clients/{made['id']}", headers=friesland)
    assert read.json() == made
    assert (await http.get("/requests", headers=bearer(key))).status_code == 200
    row = await one(db, "SELECT * FROM api_client WHERE id = %(id)s", {"id": made["id"]})
    assert row is not None
    assert row["key_hash"] == digest(key)
    assert key not in str(row)
    used = (await http.get(f"/api-clients/{made['id']}", headers=friesland)).json()
    assert used["lastUsedAt"] is not None


async def test_a_repeat_by_idempotency_key_makes_one_client_and_keeps_no_key(
    http: httpx.AsyncClient, db: Connection, friesland: dict[str, str]
) -> None:
    headers = {**friesland, "Idempotency-Key": "once"}
    first = await http.post("/api-clients", json=PORTAL, headers=headers)
    second = await http.post("/api-clients", json=PORTAL, headers=headers)
    key = first.json()["key"]
    assert (second.status_code, second.json()) == (201, {**first.json(), "key": None})
    kept = await one(db, "SELECT body FROM idempotency_key WHERE key = 'once'", {})
    assert kept is not None
    assert key.encode() not in kept["body"]


async def test_the_key_before_a_rotation_works_for_a_day_and_the_one_before_that_does_not(
    http: httpx.AsyncClient, friesland: dict[str, str], make: Make
) -> None:
    made = await make()
    place = f"/api-clients/{made['id']}/rotate"
    second = (await http.post(place, headers=friesland)).json()
    assert second["formerKeyUntil"] is not None
    third = (await http.post(place, json={"keepFormerHours": 168}, headers=friesland)).json()
    keys = [made["key"], second["key"], third["key"]]
    assert len(set(keys)) == 3
    seen = [(await http.get("/requests", headers=bearer(key))).status_code for key in keys]
    assert seen == [401, 200, 200]


async def test_a_former_key_ends_at_once_when_asked_and_after_its_hours(
    http: httpx.AsyncClient, friesland: dict[str, str], make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await make()
    place = f"/api-clients/{made['id']}/rotate"
    second = (await http.post(place, json={"keepFormerHours": 0}, headers=friesland)).json()
    assert second["formerKeyUntil"] is None
    assert (await http.get("/requests", headers=bearer(made["key"]))).status_code == 401
    a_day_ago = clock.now() - timedelta(hours=24, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: a_day_ago)
    await http.post(place, headers=friesland)
    assert (await http.get("/requests", headers=bearer(second["key"]))).status_code == 401


async def test_revoking_ends_both_keys_for_good(
    http: httpx.AsyncClient, friesland: dict[str, str], make: Make
) -> None:
    made = await make()
    rotated = (await http.post(f"/api-clients/{made['id']}/rotate", headers=friesland)).json()
    revoked = await http.post(f"/api-clients/{made['id']}/revoke", headers=friesland)
    assert (revoked.json()["state"], revoked.json()["allowedActions"]) == ("revoked", [])
    for key in (made["key"], rotated["key"]):
        assert _code(await http.get("/requests", headers=bearer(key))) == (401, "unauthenticated")
    for verb in ("rotate", "revoke"):
        again = await http.post(f"/api-clients/{made['id']}/{verb}", headers=friesland)
        assert _code(again) == (409, "client_revoked")


async def test_changing_needs_the_version_and_holds_from_the_next_request(
    http: httpx.AsyncClient, friesland: dict[str, str], make: Make
) -> None:
    made = await make()
    place, patch = f"/api-clients/{made['id']}", {"scopes": ["write:requests"]}
    assert (await http.get("/requests", headers=bearer(made["key"]))).status_code == 200
    assert _code(await http.patch(place, json=patch, headers=friesland)) == (428, "version_required")
    stale = await http.patch(place, json=patch, headers={**friesland, "If-Match": '"7"'})
    assert _code(stale) == (412, "version_mismatch")
    changed = await http.patch(place, json=patch, headers={**friesland, "If-Match": '"1"'})
    assert (changed.json()["scopes"], changed.json()["name"], changed.headers["etag"]) == (
        ["write:requests"],
        "Portaal",
        '"2"',
    )
    assert _code(await http.get("/requests", headers=bearer(made["key"]))) == (403, "scope_missing")


async def test_nobody_gives_more_than_they_have(
    http: httpx.AsyncClient, db: Connection, friesland: dict[str, str], make: Make
) -> None:
    async def refused(**differing: Any) -> tuple[int, str]:
        return _code(await http.post("/api-clients", json={**PORTAL, **differing}, headers=friesland))

    assert await refused(regionCodes=["friesland", "zeeland"]) == (403, "region_not_yours")
    assert await refused(regionCodes=["nergens"]) == (404, "unknown_region")
    assert await refused(regionCodes=[]) == (400, "invalid_input")
    assert await refused(scopes=["read:everything"]) == (400, "invalid_input")
    assert await refused(role="platform_admin") == (400, "invalid_input")
    await db.execute("UPDATE api_client SET scopes = '{read:public,read:region}' WHERE role = 'regional_coordinator'")
    assert await refused(scopes=["import:*"]) == (403, "scope_not_yours")
    made = await make()
    wider = await http.patch(
        f"/api-clients/{made['id']}", json={"scopes": ["import:*"]}, headers={**friesland, "If-Match": '"1"'}
    )
    assert _code(wider) == (403, "scope_not_yours")


async def test_no_field_of_the_owner_is_taken_from_a_body(
    http: httpx.AsyncClient, friesland: dict[str, str], make: Make
) -> None:
    made = await make()
    for field, value in {
        "role": "script", "regionCodes": ["zeeland"], "state": "active", "createdBy": str(uuid4()),
        "schoolId": str(uuid4()), "keyHash": "00", "usedAt": None, "version": 9,
    }.items():  # fmt: skip
        headers = {**friesland, "If-Match": '"1"'}
        patched = await http.patch(f"/api-clients/{made['id']}", json={field: value}, headers=headers)
        assert (patched.status_code, patched.json()["errors"][0]["code"]) == (400, "unknown_field")
        if field not in PORTAL:
            posted = await http.post("/api-clients", json={**PORTAL, field: value}, headers=friesland)
            assert (posted.status_code, posted.json()["errors"][0]["code"]) == (400, "unknown_field")


async def test_a_region_sees_its_own_keys_and_an_admin_sees_all(
    http: httpx.AsyncClient, key: MakeKey, friesland: dict[str, str], make: Make
) -> None:
    own = await make()
    admin = await key("platform_admin")
    other = await key("regional_coordinator", region="zeeland")
    both = {**PORTAL, "regionCodes": ["friesland", "zeeland"]}
    shared = (await http.post("/api-clients", json=both, headers=admin)).json()

    async def seen(who: dict[str, str]) -> set[str]:
        listed = (await http.get("/api-clients?pageSize=200", headers=who)).json()["items"]
        return {item["id"] for item in listed} & {own["id"], shared["id"]}

    assert await seen(friesland) == {own["id"]}
    assert await seen(other) == set()
    assert await seen(admin) == {own["id"], shared["id"]}
    for place in ("", "/rotate", "/revoke"):
        method = "GET" if not place else "POST"
        hidden = await http.request(method, f"/api-clients/{own['id']}{place}", headers=other)
        assert _code(hidden) == (404, "client_not_found")
    for role in ("script", "portal", "school_coordinator", "data_specialist"):
        assert _code(await http.get("/api-clients", headers=await key(role))) == (403, "forbidden")
    assert (await http.get("/api-clients")).status_code == 401


async def test_the_operators_keys_are_the_admins_to_revoke_and_nobodys_to_renew(
    http: httpx.AsyncClient, key: MakeKey, friesland: dict[str, str]
) -> None:
    admin, operators = await key("platform_admin"), await key("data_specialist", region="friesland")
    items = (await http.get("/api-clients?pageSize=200", headers=admin)).json()["items"]
    made = next(item for item in items if item["role"] == "data_specialist")
    assert made["allowedActions"] == ["revoke"]
    place = f"/api-clients/{made['id']}"
    assert _code(await http.get(place, headers=friesland)) == (404, "client_not_found")
    assert _code(await http.post(f"{place}/rotate", headers=admin)) == (409, "operators_key")
    assert (await http.post(f"{place}/revoke", headers=admin)).status_code == 200
    assert (await http.get("/requests", headers=operators)).status_code == 401


async def test_pages_of_one_are_all_of_them_once(
    http: httpx.AsyncClient, friesland: dict[str, str], make: Make
) -> None:
    made = [(await make(name=f"Portaal {n}"))["id"] for n in range(3)]
    await http.post(f"/api-clients/{made[0]}/revoke", headers=friesland)
    seen, cursor = [], ""
    while True:
        page = (await http.get(f"/api-clients?pageSize=1&count=true{cursor}", headers=friesland)).json()
        assert page["count"] == 3
        seen += [item["id"] for item in page["items"]]
        if page["nextCursor"] is None:
            break
        cursor = f"&cursor={page['nextCursor']}"
    assert seen == made[::-1]
    active = (await http.get("/api-clients?state=active", headers=friesland)).json()["items"]
    assert [item["id"] for item in active] == made[:0:-1]


async def test_row_level_security_alone_keeps_keys_within_their_regions(
    http: httpx.AsyncClient, db: Connection, key: MakeKey, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = await make()
    everything = {"admin": True, "everywhere": True, "own_regions": []}
    monkeypatch.setattr("api.clients.queries.visible_to", lambda who: everything)
    monkeypatch.setattr("api.clients.rules.check_regions", lambda who, codes: None)
    other = await key("regional_coordinator", region="zeeland")
    items = (await http.get("/api-clients?pageSize=200", headers=other)).json()["items"]
    assert [item for item in items if "zeeland" not in item["regionCodes"]] == []
    assert (await http.post(f"/api-clients/{own['id']}/rotate", headers=other)).status_code == 404
    assert _code(await http.post("/api-clients", json=PORTAL, headers=other)) == (403, "forbidden")


async def test_every_write_has_its_row_in_the_regions_log(
    http: httpx.AsyncClient, db: Connection, friesland: dict[str, str], make: Make
) -> None:
    made = await make()
    await http.post(f"/api-clients/{made['id']}/rotate", headers=friesland)
    await http.post(f"/api-clients/{made['id']}/revoke", headers=friesland)
    logged = await (
        await db.execute(
            "SELECT operation, region_code, outcome FROM audit_entry WHERE region_code = 'friesland' ORDER BY id"
        )
    ).fetchall()
    assert [tuple(row.values()) for row in logged] == [
        ("create_client", "friesland", 201),
        ("rotate_client", "friesland", 200),
        ("revoke_client", "friesland", 200),
    ]


# Per scope what it opens; where two are named, either does. Nothing acts on matches yet.
OPENED: dict[str, tuple[set[str], str, str]] = {
    "read a public list": ({"read:public", "read:region"}, "GET", "/activities?pageSize=1"),
    "read a public item": ({"read:public", "read:region"}, "GET", "/regions/friesland"),
    "read the region's": ({"read:region"}, "GET", "/requests"),
    "offer": ({"write:activities"}, "POST", "/activities"),
    "ask": ({"write:requests"}, "POST", "/requests"),
    "import": ({"import:*"}, "GET", "/imports"),
    "write schools": ({"import:*"}, "PUT", "/schools/by-source/t/1"),
    "write companies": ({"import:*"}, "PUT", "/companies/by-source/t/1"),
}


@pytest.mark.parametrize("scope", SCOPES)
async def test_a_scope_opens_what_it_names_and_nothing_else(http: httpx.AsyncClient, make: Make, scope: str) -> None:
    key = bearer((await make(role="script", scopes=[scope]))["key"])
    opened: set[str] = set()
    closed: set[str] = set()
    for what, (_, method, path) in OPENED.items():
        answer = await http.request(method, path, headers=key, json=None if method == "GET" else {})
        is_closed = answer.status_code == 403 and answer.json()["code"] == "scope_missing"
        (closed if is_closed else opened).add(what)
    assert opened == {what for what, (scopes, _, _) in OPENED.items() if scope in scopes}
    assert opened | closed == set(OPENED)


async def test_a_key_for_public_reading_sees_no_more_than_a_visitor(
    http: httpx.AsyncClient, key: MakeKey, make: Make
) -> None:
    script = await key("script", region="friesland")
    company = {"name": "C", "address": {"municipalityCode": "GM0080"}, "location": {"lat": 53.2, "lon": 5.79}}
    await http.put("/companies/by-source/t/1", json=company, headers=script)
    offered = {
        "title": "Concept", "summary": "Een concept.", "kind": "workshop", "levels": ["havo"], "years": [3],
        "modes": ["at_school"], "subjects": ["techniek"], "languages": ["nl"], "radiusKm": 30, "capacityYear": 5,
        "maxGroup": 30, "companyScheme": "t", "companyValue": "1", "weeks": [str(clock.this_week())],
    }  # fmt: skip
    made = await http.put("/activities/by-source/t/1", json=offered, headers=script)
    assert made.status_code == 201, made.text
    await http.post(f"/activities/{made.json()['id']}/pause", headers=script)
    seen = {}
    for scope in ("read:public", "read:region"):
        portal = bearer((await make(scopes=[scope]))["key"])
        found = await http.get("/activities?state=paused", headers=portal)
        seen[scope] = [item["title"] for item in found.json()["items"]]
    assert seen == {"read:public": [], "read:region": ["Concept"]}


async def test_every_answer_to_a_key_tells_what_is_left_and_a_spent_one_when(
    http: httpx.AsyncClient, make: Make
) -> None:
    key = bearer((await make(ratePerMinute=2))["key"])
    answers = [await http.get(path, headers=key) for path in ("/requests", f"/requests/{uuid4()}", "/requests")]
    assert [answer.status_code for answer in answers] == [200, 404, 429]
    assert [answer.headers["ratelimit"].split(";t=")[0] for answer in answers] == [
        '"default";r=1', '"default";r=0', '"default";r=0',
    ]  # fmt: skip
    assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"default";q=2;w=60'}
    assert 1 <= int(answers[2].headers["retry-after"]) <= 60
    assert "retry-after" not in answers[1].headers
