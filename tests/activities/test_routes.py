"""Activities over HTTP: found by words, facets, place and weeks; made, changed, published and put away."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.activities.schemas import ActivitiesOut, ActivityOut
from api.companies.conduct import CODE
from api.kit import clock
from api.kit.db import Connection, rows
from tests.conftest import Live, MakeKey
from tests.counting import counted
from tests.importing import send

Headers = dict[str, str]
BODY: dict[str, Any] = {
    "title": "Bouw een windmolen",
    "summary": "Elk groepje ontwerpt wieken.",
    "kind": "guest_lesson",
    "subjects": ["natuurkunde"],
    "levels": ["havo"],
    "years": [3],
    "themes": ["energy"],
    "modes": ["at_school"],
    "languages": ["nl"],
    "weeks": ["2027-01-11", "2027-01-18"],
    "maxGroup": 30,
    "radiusKm": 30,
    "capacityYear": 5,
}
PLACES = {
    "eindhoven": {"address": {"municipalityCode": "GM0772"}, "location": {"lat": 51.44, "lon": 5.47}},
    "leeuwarden": {"address": {"municipalityCode": "GM0080"}, "location": {"lat": 53.20, "lon": 5.79}},
    "nowhere": {},
}


@pytest.fixture
async def admin(key: MakeKey) -> Headers:
    return await key("script")


@pytest.fixture
async def sites(http: httpx.AsyncClient, admin: Headers) -> dict[str, dict[str, Any]]:
    """A company with one site per place."""
    made = {}
    for place, where in PLACES.items():
        body = {"name": f"Bedrijf {place} (voorbeeld)", "sectors": ["energy"], **where}
        made[place] = (await http.put(f"/companies/by-source/t/{place}", json=body, headers=admin)).json()
    return made


async def put(http: httpx.AsyncClient, headers: Headers, value: str, at: str = "eindhoven", **body: Any) -> str:
    """Its id."""
    sent = {**BODY, "companyScheme": "t", "companyValue": at, **body}
    answer = await http.put(f"/activities/by-source/t/{value}", json=sent, headers=headers)
    assert answer.status_code in (200, 201), answer.text
    made: str = answer.json()["id"]
    return made


async def titles(http: httpx.AsyncClient, query: str, headers: Headers | None = None) -> list[str]:
    answer = await http.get(f"/activities?{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    return [item.title for item in ActivitiesOut.model_validate_json(answer.content).items]


@pytest.fixture
async def shelf(http: httpx.AsyncClient, admin: Headers, sites: dict[str, Any], db: Connection) -> None:
    await put(http, admin, "wind")
    visit = {"title": "Bezoek aan de haven van Súdwest", "summary": "Schepen en energie", "kind": "company_visit"}
    await put(http, admin, "haven", "leeuwarden", **visit, levels=["vwo"], themes=["water"], weeks=["2027-03-01"])
    online = {"title": "Robots op afstand", "modes": ["online"], "languages": ["en"]}
    await put(http, admin, "robot", "nowhere", **online, subjects=["techniek"], years=[1, 2], levels=["vmbo-tl"])
    # As rows of an import may be: public without weeks.
    await db.execute("UPDATE activity SET weeks = '{}', first_week = 0, week_mask = 0 WHERE value = 'robot'")
    draft = {"title": "Nog in de maak", "state": "draft"}
    await put(http, admin, "maak", **draft)


WIND, HAVEN, ROBOT = "Bouw een windmolen", "Bezoek aan de haven van Súdwest", "Robots op afstand"


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [ROBOT, HAVEN, WIND]),
        ("q=bezoeken", [HAVEN]),
        ("q=Sudwest", [HAVEN]),
        ("q=S%C3%9ADWEST", [HAVEN]),
        ("q=windmolens", [WIND]),
        ("q=wind", [WIND]),
        ("q=schip", []),
        ("q=schepen%20haven", [HAVEN]),
        ("q=leeuwarden", [HAVEN]),
        ("q=%26%7C!():*'%5C", [ROBOT, HAVEN, WIND]),
        ("q=de", [ROBOT, HAVEN, WIND]),
        ("kind=company_visit", [HAVEN]),
        ("kind=company_visit&kind=guest_lesson", [ROBOT, HAVEN, WIND]),
        ("kind=company_visit&level=havo", []),
        ("subject=techniek", [ROBOT]),
        ("level=vmbo", [ROBOT]),
        ("year=1", [ROBOT]),
        ("theme=water", [HAVEN]),
        ("sector=energy", [ROBOT, HAVEN, WIND]),
        ("mode=online", [ROBOT]),
        ("language=en", [ROBOT]),
        ("region=friesland", [HAVEN]),
        ("from=2027-02-01", [HAVEN]),
        ("to=2027-02-01", [WIND]),
        ("near=51.44,5.47&withinKm=20", [WIND]),
        ("near=51.44,5.47&sort=distance", [WIND, HAVEN]),
        ("near=53.2,5.8&sort=distance", [HAVEN, WIND]),
        ("near=5611&withinKm=20", [WIND]),
        ("q=hav", [HAVEN, WIND]),
        ("q=havo", [WIND]),
        ("q=gastles", [ROBOT, WIND]),
        ("q=lessen", [ROBOT, WIND]),
        ("q=guest", [ROBOT, WIND]),
        ("q=natuurkunde", [HAVEN, WIND]),
        ("q=Physics%20windmolen", [WIND]),
        ("q=water%20schepen", [HAVEN]),
        ("q=lessen%20haven", []),
        ("level=gymnasium", [HAVEN]),
        ("level=atheneum&level=havo", [HAVEN, WIND]),
        ("q=de%20windmolen", [WIND]),
        ("sort=date", [WIND, HAVEN, ROBOT]),
        ("state=draft", []),
    ],
)
async def test_activities_are_found(http: httpx.AsyncClient, query: str, found: list[str]) -> None:
    assert await titles(http, query) == found
    if "sort=distance" not in query:
        assert (await http.get(f"/activities?count=true&{query}")).json()["count"] == len(found)


@pytest.mark.usefixtures("shelf")
async def test_words_of_the_title_come_first(http: httpx.AsyncClient, admin: Headers) -> None:
    await put(http, admin, "later", title="Later gemaakt", summary="Over een windmolen op zee")
    assert await titles(http, "q=windmolen") == [WIND, "Later gemaakt"]


@pytest.mark.usefixtures("shelf")
async def test_facets_count_what_is_found(http: httpx.AsyncClient) -> None:
    facets = (await http.get("/activities?facets=true")).json()["facets"]
    assert facets["kind"] == {"guest_lesson": 2, "company_visit": 1}
    assert facets["level"] == {"havo": 1, "vmbo-tl": 1, "vwo": 1}
    assert facets["theme"] == {"energy": 2, "water": 1}
    assert facets["mode"] == {"at_school": 2, "online": 1}
    assert (await http.get("/activities?facets=true&q=onvindbaar")).json()["facets"] == {}


@pytest.mark.parametrize("query", ["", "q=windmolen", "sort=date", "near=51.44,5.47&sort=distance"])
async def test_pages_hold_every_activity_once(
    http: httpx.AsyncClient, admin: Headers, sites: dict[str, Any], query: str
) -> None:
    made = [await put(http, admin, f"n{n}", title="Windmolen" if n % 2 else "Anders") for n in range(4)]
    made += [await put(http, admin, f"m{n}", summary="bij een windmolen") for n in range(3)]
    expected = {id for n, id in enumerate(made) if query != "q=windmolen" or n not in (0, 2)}
    seen: list[str] = []
    path: str | None = f"/activities?pageSize=2&{query}"
    while path is not None:
        answer = await http.get(path)
        seen += [item["id"] for item in answer.json()["items"]]
        path = answer.links["next"]["url"].removeprefix("/v1") if "next" in answer.links else None
    assert (len(seen), set(seen)) == (len(expected), expected)


@pytest.mark.usefixtures("shelf")
async def test_a_page_takes_one_statement_whatever_its_length(http: httpx.AsyncClient, db: Connection) -> None:
    for query in ("pageSize=1", "pageSize=200"):
        with counted(db) as statements:
            await http.get(f"/activities?{query}")
        assert len(statements) == 1


async def test_one_activity_in_full(http: httpx.AsyncClient, admin: Headers, sites: dict[str, Any]) -> None:
    access = {"minAge": 12, "wheelchair": True, "note": "Neem oordoppen mee"}
    body = {**BODY, "companySiteId": sites["eindhoven"]["id"], "durationMinutes": 100, "access": access}
    made = await http.post("/activities", json={**body, "state": "published"}, headers=admin)
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    answer = await http.get(made.headers["location"].removeprefix("/v1"))
    out = ActivityOut.model_validate_json(answer.content).model_dump(mode="json", by_alias=True)
    read = answer.json()
    assert out.keys() == read.keys()
    assert {key: read[key] for key in BODY} == BODY
    assert (read["access"], read["code"], read["durationMinutes"], read["placesLeft"]) == (access, None, 100, 5)
    assert read["location"] == {"lat": 51.44, "lon": 5.47, "precision": "exact"}
    assert read["region"] == "zuidoost-brabant"
    known = await http.get(f"/activities/{read['id']}", headers={"If-None-Match": answer.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")


async def test_an_activity_follows_its_site(http: httpx.AsyncClient, admin: Headers, sites: dict[str, Any]) -> None:
    made = await put(http, admin, "1")
    moved = {"name": "Nieuwe naam (voorbeeld)", "sectors": ["water"], **PLACES["leeuwarden"]}
    assert (await http.put("/companies/by-source/t/eindhoven", json=moved, headers=admin)).status_code == 200
    read = (await http.get(f"/activities/{made}")).json()
    assert (read["company"]["name"], read["region"], read["sectors"]) == (
        "Nieuwe naam (voorbeeld)",
        "friesland",
        ["water"],
    )
    assert len(await titles(http, "q=nieuwe&region=friesland&near=53.2,5.79&withinKm=5")) == 1


async def test_states_and_what_they_allow(http: httpx.AsyncClient, admin: Headers, sites: dict[str, Any]) -> None:
    made = await put(http, admin, "1", state="draft")
    allowed = {
        "draft": ["edit", "publish", "archive"],
        "published": ["edit", "pause", "archive"],
        "paused": ["edit", "publish", "archive"],
        "archived": [],
    }
    state = "draft"
    for verb, after in [
        ("publish", "published"),
        ("pause", "paused"),
        ("publish", "published"),
        ("archive", "archived"),
    ]:
        for other in {"publish", "pause", "archive"} - set(allowed[state]):
            refused = await http.post(f"/activities/{made}/{other}", headers=admin)
            assert (refused.status_code, refused.json()["code"]) == (409, "state_forbids")
        moved = await http.post(f"/activities/{made}/{verb}", headers=admin)
        state = after
        assert (moved.json()["state"], moved.json()["allowedActions"]) == (state, allowed[state])
        assert (await http.get(f"/activities/{made}")).status_code == (200 if state == "published" else 404)
    edit = await http.patch(f"/activities/{made}", json={"title": "Te laat"}, headers={**admin, "If-Match": '"5"'})
    assert (edit.status_code, edit.json()["code"]) == (409, "state_forbids")
    assert (await http.post(f"/activities/{made}/delete", headers=admin)).status_code == 400


async def test_whose_activity_it_is(
    http: httpx.AsyncClient, db: Connection, admin: Headers, key: MakeKey, sites: dict[str, Any]
) -> None:
    made = await put(http, admin, "1", state="draft")
    company = sites["eindhoven"]["company"]["id"]
    accepted = {"company": company, "version": CODE["version"]}
    await db.execute(
        "INSERT INTO code_acceptance (company_id, version, actor_id) VALUES (%(company)s, %(version)s, uuidv7())",
        accepted,
    )
    actors: list[tuple[Headers, bool]] = [
        (await key("professional", organisation=company), True),
        (await key("company_coordinator", organisation=company), True),
        (await key("regional_coordinator", region="zuidoost-brabant"), True),
        (await key("portal", region="zuidoost-brabant"), True),
        (await key("company_coordinator", organisation=uuid4()), False),
        (await key("regional_coordinator", region="friesland"), False),
        (await key("teacher", organisation=company), False),
        (await key("data_specialist", region="zuidoost-brabant"), False),
    ]
    for headers, own in actors:
        assert (await http.get(f"/activities/{made}", headers=headers)).status_code == (200 if own else 404)
        assert bool(await titles(http, "state=draft", headers)) is own
    await http.post(f"/activities/{made}/publish", headers=admin)
    for headers, own in actors:
        read = await http.get(f"/activities/{made}", headers=headers)
        assert bool(read.json()["allowedActions"]) is own
        sent = {**headers, "If-Match": read.headers["etag"]}
        changed = await http.patch(f"/activities/{made}", json={"maxGroup": 30}, headers=sent)
        assert changed.status_code == (200 if own else 403)
        new = {**BODY, "companySiteId": sites["eindhoven"]["id"]}
        put_answer = await http.put(f"/activities/by-source/t/{uuid4()}", json=new, headers=headers)
        assert put_answer.status_code == (201 if own else 403)


async def test_nobody_moves_anothers_activity_to_the_own_site(
    http: httpx.AsyncClient, admin: Headers, key: MakeKey, sites: dict[str, Any]
) -> None:
    made = await put(http, admin, "1")
    ours = await key("portal", region="friesland")
    taken = {**BODY, "title": "Gekaapt", "companyScheme": "t", "companyValue": "leeuwarden"}
    assert (await http.put("/activities/by-source/t/1", json=taken, headers=ours)).status_code == 403
    new = {**BODY, "companySiteId": sites["eindhoven"]["id"]}
    assert (await http.post("/activities", json=new, headers=ours)).status_code == 403
    assert (await http.get(f"/activities/{made}")).json()["title"] == BODY["title"]


async def test_a_patch_changes_what_it_names_and_needs_the_etag(
    http: httpx.AsyncClient, admin: Headers, sites: dict[str, Any]
) -> None:
    made = await put(http, admin, "1", durationMinutes=50)
    before = (await http.get(f"/activities/{made}")).json()
    bare = await http.patch(f"/activities/{made}", json={"maxGroup": 12}, headers=admin)
    assert (bare.status_code, bare.json()["code"]) == (428, "version_required")
    first = {**admin, "If-Match": '"1"'}
    answers = [
        await http.patch(f"/activities/{made}", json={"levels": [level]}, headers=first)
        for level in ("vwo", "havo", "vmbo-tl")
    ]
    assert [answer.status_code for answer in answers] == [200, 412, 412]
    after = (await http.get(f"/activities/{made}")).json()
    changed = {name for name in after if after[name] != before[name]}
    assert (changed, after["levels"]) == ({"levels"}, ["vwo"])  # one transaction, one now(): updatedAt stays
    assert await titles(http, "level=vwo") == [BODY["title"]]
    assert await titles(http, "level=havo") == []
    emptied = await http.patch(
        f"/activities/{made}", json={"durationMinutes": None, "themes": []}, headers={**admin, "If-Match": '"2"'}
    )
    assert (emptied.json()["durationMinutes"], emptied.json()["themes"]) == (None, [])
    same = await http.patch(f"/activities/{made}", json={"themes": []}, headers={**admin, "If-Match": '"3"'})
    assert same.headers["etag"] == '"3"'


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({"title": ""}, 400, "#/title"),
        ({"title": "a\u2028b"}, 400, "#/title"),
        ({"kind": "magic"}, 400, "#/kind"),
        ({"subjects": []}, 400, "#/subjects"),
        ({"subjects": ["natuurkunde", "natuurkunde"]}, 400, "#/subjects"),
        ({"levels": ["hovo"]}, 400, "#/levels/0"),
        ({"years": [0]}, 400, "#/years/0"),
        ({"years": [True]}, 400, "#/years/0"),
        ({"weeks": ["2027-13-01"]}, 400, "#/weeks/0"),
        ({"weeks": ["2027-01-04", "2028-04-03"]}, 409, "#/weeks"),
        ({"maxGroup": "30"}, 400, "#/maxGroup"),
        ({"maxGroup": 1e400}, 400, "#/maxGroup"),
        ({"capacityYear": 0}, 400, "#/capacityYear"),
        ({"access": {"minAge": 99}}, 400, "#/access/minAge"),
        ({"state": "archived"}, 400, "#/state"),
        ({"region": "friesland"}, 400, "#/region"),
        ({"id": str(uuid4())}, 400, "#/id"),
        ({"companySiteId": str(uuid4())}, 404, "#/companySiteId"),
    ],
)
async def test_what_is_not_accepted_is_named_and_changes_nothing(
    http: httpx.AsyncClient, admin: Headers, sites: dict[str, Any], db: Connection,
    body: dict[str, Any], status: int, pointer: str,
) -> None:  # fmt: skip
    sent = {**BODY, "companySiteId": sites["eindhoven"]["id"], **body}
    if body.get("maxGroup") == 1e400:
        content = httpx.Request("POST", "http://loket", json={**sent, "maxGroup": 0}).content.replace(
            b":0,", b":1e400,"
        )
        answer = await http.post(
            "/activities", content=content, headers={**admin, "Content-Type": "application/json"}
        )
    else:
        answer = await http.post("/activities", json=sent, headers=admin)
    assert (answer.status_code, [e["pointer"] for e in answer.json()["errors"]]) == (status, [pointer])
    assert await rows(db, "SELECT 1 FROM activity", {}) == []


@pytest.mark.parametrize(
    ("query", "status", "key"),
    [
        ("sort=distance", 409, "near"),
        ("near=nergens", 400, "near"),
        ("near=0001", 404, "near"),
        ("near=91,5", 400, "near"),
        ("pageSize=0", 400, "pageSize"),
        ("cursor=bm9uc2Vuc2U", 404, "cursor"),
        ("level=hovo", 400, "level"),
        ("kleur=rood", 400, "kleur"),
        ("q=a&q=b", 400, "q"),
        ("from=gisteren", 400, "from"),
    ],
)
async def test_a_search_that_is_not_understood_names_the_key(
    http: httpx.AsyncClient, query: str, status: int, key: str
) -> None:
    answer = await http.get(f"/activities?{query}")
    faults = answer.json()["errors"]
    assert (answer.status_code, [fault["pointer"].split("/")[1] for fault in faults]) == (status, [key])


async def test_a_repeat_with_the_same_key_makes_nothing_new(
    http: httpx.AsyncClient, admin: Headers, key: MakeKey, sites: dict[str, Any]
) -> None:
    body = {**BODY, "companySiteId": sites["eindhoven"]["id"], "state": "published"}
    first = await http.post("/activities", json=body, headers={**admin, "Idempotency-Key": "een"})
    again = await http.post("/activities", json=body, headers={**admin, "Idempotency-Key": "een"})
    assert (again.status_code, again.content, again.headers["location"]) == (
        201,
        first.content,
        first.headers["location"],
    )
    assert again.headers["idempotency-replayed"] == "true"
    other = await http.post("/activities", json={**body, "maxGroup": 9}, headers={**admin, "Idempotency-Key": "een"})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    typed = await http.post(
        "/activities",
        json=body,
        headers={**admin, "Idempotency-Key": "een", "Content-Type": "application/json; charset=utf-8"},
    )
    assert (typed.status_code, typed.json()["code"]) == (409, "idempotency_key_reused")
    refused = await http.post(
        "/activities", json={**body, "maxGroup": 0}, headers={**admin, "Idempotency-Key": "twee"}
    )
    mended = await http.post("/activities", json=body, headers={**admin, "Idempotency-Key": "twee"})
    assert (refused.status_code, mended.status_code) == (400, 201)
    mine = await http.post("/activities", json=body, headers={**await key("script"), "Idempotency-Key": "een"})
    assert "idempotency-replayed" not in mine.headers
    assert len(await titles(http, "")) == 3


def test_twins_that_meet_make_one_activity(live: Live) -> None:
    """Twenty at once over real connections: one is carried out, the others wait and get its answer."""
    key = {"Authorization": f"Bearer {live.key('script')}"}
    site = httpx.put(f"{live.url}/v1/companies/by-source/t/1", json={"name": "Een (voorbeeld)"}, headers=key).json()
    body = {**BODY, "companySiteId": site["id"], "state": "published"}

    async def race() -> list[httpx.Response]:
        async with httpx.AsyncClient(base_url=live.url, headers={**key, "Idempotency-Key": "t"}, timeout=30) as http:
            return await asyncio.gather(*(http.post("/v1/activities", json=body) for _ in range(20)))

    answers = asyncio.run(race())
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert httpx.get(f"{live.url}/v1/activities?count=true").json()["count"] == 1


def test_of_writers_that_meet_one_wins(live: Live) -> None:
    key = {"Authorization": f"Bearer {live.key('script')}"}
    with httpx.Client(base_url=f"{live.url}/v1", headers=key) as http:
        http.put("/companies/by-source/t/1", json={"name": "Een (voorbeeld)"})
        sent = {**BODY, "companyScheme": "t", "companyValue": "1"}
        made = http.put("/activities/by-source/t/race", json=sent)
        etag, path = made.headers["etag"], f"/v1/activities/{made.json()['id']}"

    async def race() -> list[int]:
        async with httpx.AsyncClient(base_url=live.url, headers={**key, "If-Match": etag}, timeout=30) as http:
            return [
                answer.status_code
                for answer in await asyncio.gather(*(http.patch(path, json={"maxGroup": n}) for n in range(1, 13)))
            ]

    statuses = asyncio.run(race())
    assert sorted(statuses) == [200, *[412] * 11]


async def test_the_order_by_date_starts_this_week(
    http: httpx.AsyncClient, admin: Headers, sites: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(http, admin, "past", title="Voorbij", weeks=["2027-01-04"])
    await put(http, admin, "both", title="Ook later", weeks=["2027-01-04", "2027-02-01"])
    await put(http, admin, "now", title="Deze week", weeks=["2027-01-11"])
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 1, 13, 10, tzinfo=UTC))
    assert await titles(http, "sort=date") == ["Deze week", "Ook later", "Voorbij"]


async def test_by_code_a_known_activity_keeps_its_state(
    http: httpx.AsyncClient, admin: Headers, sites: dict[str, Any]
) -> None:
    made = await put(http, admin, "1", state="draft")
    path, sent = "/activities/by-source/t/1", {**BODY, "companyScheme": "t", "companyValue": "eindhoven"}
    for verb, state in [("", "draft"), ("publish", "published"), ("pause", "paused")]:
        if verb:
            await http.post(f"/activities/{made}/{verb}", headers=admin)
        answer = await http.put(path, json={**sent, "title": f"Titel {state}"}, headers=admin)
        assert (answer.status_code, answer.json()["state"], answer.json()["title"]) == (200, state, f"Titel {state}")
    archived = await http.post(f"/activities/{made}/archive", headers=admin)
    late = await http.put(path, json={**sent, "title": "Te laat"}, headers=admin)
    assert (late.status_code, late.json()["code"]) == (409, "state_forbids")
    assert (await http.get(f"/activities/{made}", headers=admin)).content == archived.content


async def test_by_code_a_version_that_was_read_is_checked_even_when_nothing_is_there(
    http: httpx.AsyncClient, admin: Headers, sites: dict[str, Any]
) -> None:
    sent = {**BODY, "companyScheme": "t", "companyValue": "eindhoven"}
    answer = await http.put("/activities/by-source/t/1", json=sent, headers={**admin, "If-Match": '"7"'})
    assert (answer.status_code, answer.json()["code"]) == (412, "version_mismatch")
    assert await titles(http, "") == []


def test_a_code_that_two_regions_write_at_once_is_the_first_ones(live: Live) -> None:
    """Over real connections: who comes second is refused, and twins are told that it is known."""
    admin = {"Authorization": f"Bearer {live.key('script')}"}
    regions = {"eindhoven": "zuidoost-brabant", "leeuwarden": "friesland"}
    keys = {place: {"Authorization": f"Bearer {live.key('portal', region)}"} for place, region in regions.items()}
    for place in regions:
        body = {"name": f"Bedrijf {place} (voorbeeld)", **PLACES[place]}
        httpx.put(f"{live.url}/v1/companies/by-source/t/{place}", json=body, headers=admin)

    async def race(code: str) -> dict[str, list[int]]:
        async with httpx.AsyncClient(base_url=live.url, timeout=30) as http:

            async def put(place: str) -> int:
                sent = {**BODY, "companyScheme": "t", "companyValue": place}
                path = f"/v1/activities/by-source/t/{code}"
                return (await http.put(path, json=sent, headers=keys[place])).status_code

            places = [*regions] * 4
            found = await asyncio.gather(*map(put, places))
        return {name: sorted(s for p, s in zip(places, found, strict=True) if p == name) for name in regions}

    for code in range(10):
        statuses = asyncio.run(race(f"race-{code}"))
        assert sorted(statuses.values()) == [[200, 200, 200, 201], [403] * 4]


HEADER = "scheme,externalId,name,kvk,sbi,sectors,sizeClass,url,street,postcode,place,lat,lon,capacityYear\n"
OFFERED = "scheme,externalId,companyScheme,companyExternalId,title,kind,subjects,levels,years,modes,languages,"
OFFERED += "maxGroup,radiusKm,capacityWeek,capacityYear,weeks\n"


async def _retire(http: httpx.AsyncClient, headers: Headers) -> None:
    """A full register in which only the site in Leeuwarden and one that is nowhere are left."""
    left = (
        "t,leeuwarden,Bedrijf leeuwarden (voorbeeld),,,,,,,,,,,\nt,nowhere,Bedrijf nowhere (voorbeeld),,,,,,,,,,,\n"
    )
    await send(http, headers, "companies", HEADER + left, retire="true")


async def test_what_a_retired_site_offers_is_out_of_sight_until_it_is_back(
    http: httpx.AsyncClient, admin: Headers, sites: dict[str, Any], db: Connection
) -> None:
    ids = {
        state: await put(http, admin, state, state="draft") for state in ("draft", "published", "paused", "archived")
    }
    elsewhere = await put(http, admin, "elsewhere", "leeuwarden")
    for state, verbs in {"published": ["publish"], "paused": ["publish", "pause"], "archived": ["archive"]}.items():
        for verb in verbs:
            await http.post(f"/activities/{ids[state]}/{verb}", headers=admin)

    async def states() -> dict[str, tuple[str, list[str]]]:
        read = {name: (await http.get(f"/activities/{id_}", headers=admin)).json() for name, id_ in ids.items()}
        return {name: (one["state"], one["allowedActions"]) for name, one in read.items()}

    before = await states()
    await _retire(http, admin)
    assert await states() == {
        "draft": ("draft", ["edit", "archive"]),
        "published": ("retired", ["edit", "archive"]),
        "paused": ("paused", ["edit", "archive"]),
        "archived": ("archived", []),
    }
    assert [item["id"] for item in (await http.get("/activities")).json()["items"]] == [elsewhere]
    assert (await http.get(f"/activities/{ids['published']}")).status_code == 404
    found = (await http.post("/match-suggestions", json={"kinds": ["guest_lesson"]})).json()["items"]
    assert [item["activity"]["id"] for item in found] == [elsewhere]
    sent = {**BODY, "companySiteId": sites["eindhoven"]["id"]}
    refused = [
        await http.post("/activities", json=sent, headers=admin),
        await http.put("/activities/by-source/t/new", json=sent, headers=admin),
        await http.put("/activities/by-source/t/published", json=sent, headers=admin),
        await http.post(f"/activities/{ids['draft']}/publish", headers=admin),
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in refused} == {(409, "company_site_retired")}
    row = "t,{},t,eindhoven,Uit een bestand,guest_lesson,natuurkunde,havo,3,at_school,nl,30,30,1,5,2027-01-11\n"
    await send(http, admin, "activities", OFFERED + row.format("imported"))
    assert [item["id"] for item in (await http.get("/activities")).json()["items"]] == [elsewhere]
    back = {"name": "Bedrijf eindhoven (voorbeeld)"}
    assert (await http.put("/companies/by-source/t/eindhoven", json=back, headers=admin)).status_code == 200
    assert await states() == before
    assert set(await titles(http, "")) == {BODY["title"], "Uit een bestand"}


async def test_an_activity_that_moves_from_a_retired_site_is_published_again(
    http: httpx.AsyncClient, admin: Headers, sites: dict[str, Any]
) -> None:
    made = await put(http, admin, "1")
    await _retire(http, admin)
    assert (await http.get(f"/activities/{made}", headers=admin)).json()["state"] == "retired"
    assert await put(http, admin, "1", "leeuwarden") == made
    assert (await http.get(f"/activities/{made}")).json()["state"] == "published"


async def test_an_import_keeps_what_was_decided(
    http: httpx.AsyncClient, admin: Headers, sites: dict[str, Any], db: Connection
) -> None:
    for name, verbs in {"published": [], "paused": ["pause"], "archived": ["archive"]}.items():
        made = await put(http, admin, name)
        for verb in verbs:
            await http.post(f"/activities/{made}/{verb}", headers=admin)
    row = "t,{},t,eindhoven,Uit een bestand,guest_lesson,natuurkunde,havo,3,at_school,nl,30,30,1,5,2027-01-11\n"
    lines = "".join(row.format(name) for name in ("published", "paused", "archived"))
    await send(http, admin, "activities", OFFERED + lines)
    found = await rows(db, "SELECT value, state, title FROM activity ORDER BY value", {})
    assert [tuple(one.values()) for one in found] == [
        ("archived", "archived", BODY["title"]),
        ("paused", "paused", "Uit een bestand"),
        ("published", "published", "Uit een bestand"),
    ]


@pytest.mark.parametrize(
    ("query", "status", "pointer", "code"),
    [
        ("withinKm=20", 409, "#/withinKm", "place_needed"),
        ("sort=distance", 409, "#/near", "place_needed"),
        ("region=zork", 404, "#/region", "unknown_region"),
        ("from=2027-02-01&to=2027-01-31", 409, "#/to", "period_reversed"),
    ],
)
async def test_a_search_that_cannot_mean_anything_is_refused(
    http: httpx.AsyncClient, query: str, status: int, pointer: str, code: str
) -> None:
    answer = await http.get(f"/activities?{query}")
    assert answer.status_code == status
    assert [(e["in"], e["pointer"], e["code"]) for e in answer.json()["errors"]] == [("query", pointer, code)]


async def test_a_period_of_one_day_is_one(http: httpx.AsyncClient) -> None:
    assert await titles(http, "from=2027-02-01&to=2027-02-01&region=friesland") == []


async def test_a_week_holds_no_more_than_the_year(
    http: httpx.AsyncClient, admin: Headers, sites: dict[str, dict[str, Any]]
) -> None:
    body = {**BODY, "companySiteId": sites["eindhoven"]["id"], "capacityWeek": 6, "capacityYear": 5}
    sourced = {**body, "companySiteId": None, "companyScheme": "t", "companyValue": "eindhoven"}
    made = await http.post("/activities", json={**body, "capacityWeek": 5}, headers=admin)
    assert made.status_code == 201
    changed = {**admin, "If-Match": made.headers["etag"]}
    for answer in (
        await http.post("/activities", json=body, headers=admin),
        await http.put("/activities/by-source/t/much", json=sourced, headers=admin),
        await http.patch(f"/activities/{made.json()['id']}", json={"capacityYear": 4}, headers=changed),
    ):
        assert answer.status_code == 409, answer.text
        assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [("#/capacityWeek", "capacity_order")]
