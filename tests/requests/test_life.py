"""A request from draft to confirmation: its states, its waiting time, and everything that it says."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from api.kit import clock
from api.kit.db import Connection, only
from tests.importing import send
from tests.people import person
from tests.requests.test_routes import ASKED, BODY, Headers, admin, ask, site

__all__ = ["admin", "site"]
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
FULL: dict[str, Any] = {
    "topic": "elektriciteit",
    "staff": 2,
    "windows": [{"weekday": 2, "fromHour": 3, "toHour": 5}, {"weekday": 4, "fromHour": 1, "toHour": 1}],
    "embed": {"before": "Meten aan een stroomkring.", "after": "Narekenen."},
}


@pytest.fixture(autouse=True)
def before_the_weeks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)


async def act(http: httpx.AsyncClient, headers: Headers, made: dict[str, Any], verb: str) -> httpx.Response:
    return await http.post(f"/requests/{made['id']}/{verb}", headers=headers)


async def test_everything_that_may_be_said_is_kept(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any]
) -> None:
    made = (await ask(http, admin, site, **FULL)).json()
    assert {name: made[name] for name in FULL} == FULL
    bare = (await ask(http, admin, site)).json()
    assert [bare[name] for name in FULL] == [None, None, [], None]
    first = {**admin, "If-Match": '"1"'}
    change: dict[str, Any] = {"topic": None, "windows": [], "embed": {"before": "", "after": "Anders"}, "staff": 0}
    patched = await http.patch(f"/requests/{made['id']}", json=change, headers=first)
    assert {name: patched.json()[name] for name in FULL} == change
    same = await http.patch(f"/requests/{made['id']}", json=change, headers={**admin, "If-Match": '"2"'})
    assert same.headers["etag"] == '"2"'


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"staff": 51}, "#/staff"),
        ({"staff": -1}, "#/staff"),
        ({"topic": ""}, "#/topic"),
        ({"windows": [{"weekday": 6, "fromHour": 1, "toHour": 2}]}, "#/windows/0/weekday"),
        ({"windows": [{"weekday": 1, "fromHour": 0, "toHour": 2}]}, "#/windows/0/fromHour"),
        ({"windows": [{"weekday": 1, "fromHour": 1, "toHour": 13}]}, "#/windows/0/toHour"),
        ({"windows": [{"weekday": 1, "fromHour": 1, "toHour": 2}] * 21}, "#/windows"),
        ({"embed": {"before": "x", "during": "y"}}, "#/embed/during"),
        ({"state": "matched"}, "#/state"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any], body: dict[str, Any], pointer: str
) -> None:
    refused = await ask(http, admin, site, **body)
    assert (refused.status_code, [error["pointer"] for error in refused.json()["errors"]]) == (400, [pointer])


async def test_a_draft_waits_for_nobody_until_it_is_opened(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = (await ask(http, admin, site, state="draft")).json()
    assert (made["state"], made["openedAt"], made["confirmedAt"], made["allowedActions"]) == (
        "draft", None, None, ["edit", "withdraw", "open"],
    )  # fmt: skip
    found = await http.get(f"/match-suggestions?requestId={made['id']}", headers=admin)
    assert found.json() == {"items": [], "nearMisses": [], "reason": {"code": "not_open", "limits": []}}
    changed = await http.patch(f"/requests/{made['id']}", json={"pupils": 9}, headers={**admin, "If-Match": '"1"'})
    assert changed.status_code == 200
    later = NOW + timedelta(days=3)
    at(monkeypatch, later)
    opened = (await act(http, admin, made, "open")).json()
    assert (opened["state"], opened["openedAt"], opened["respondBy"], opened["allowedActions"]) == (
        "open", "2026-11-27T09:00:00.000000Z", "2026-12-04T09:00:00.000000Z", ["edit", "withdraw"],
    )  # fmt: skip
    again = await act(http, admin, made, "open")
    assert (again.status_code, again.json()["code"]) == (409, "state_forbids")


async def test_a_draft_whose_weeks_are_over_is_not_opened(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = (await ask(http, admin, site, state="draft")).json()
    at(monkeypatch, datetime(2027, 2, 1, 9, tzinfo=UTC))
    late = await act(http, admin, made, "open")
    assert (late.status_code, late.json()["code"]) == (409, "weeks_over")


@pytest.mark.parametrize(
    ("state", "actions"),
    [
        ("draft", ["edit", "withdraw", "open"]),
        ("open", ["edit", "withdraw"]),
        ("proposed", []),
        ("matched", []),
        ("fulfilled", []),
        ("needs_confirmation", ["edit", "withdraw", "confirm"]),
        ("expired", ["withdraw", "reopen"]),
        ("withdrawn", []),
        ("retired", ["edit", "withdraw"]),
    ],
)
async def test_each_state_knows_its_actions_and_refuses_the_others(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any], db: Connection, state: str, actions: list[str]
) -> None:
    made = (await ask(http, admin, site)).json()
    confirm_by = NOW + timedelta(days=14)
    await db.execute(
        "UPDATE school_request SET state = %(state)s, confirm_by = %(by)s", {"state": state, "by": confirm_by}
    )
    assert (await http.get(f"/requests/{made['id']}", headers=admin)).json()["allowedActions"] == actions
    done = []
    for action in ("edit", "withdraw", "open", "confirm", "reopen"):
        async with db.transaction(force_rollback=True):
            if action == "edit":
                any_version = {**admin, "If-Match": "*"}
                answer = await http.patch(f"/requests/{made['id']}", json={"pupils": 9}, headers=any_version)
            else:
                answer = await act(http, admin, made, action)
        done += [action] if answer.status_code == 200 else []
        if answer.status_code != 200:
            code = "request_closed" if state == "withdrawn" else "state_forbids"
            assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert done == actions


async def test_the_waiting_time_is_kept_when_it_is_opened_again(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any], db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = (await ask(http, admin, site)).json()
    for state, verb, days in (("needs_confirmation", "confirm", 31), ("expired", "reopen", 50)):
        await db.execute(
            "UPDATE school_request SET state = %(state)s, confirm_by = %(by)s", {"state": state, "by": NOW}
        )
        at(monkeypatch, NOW + timedelta(days=days))
        after = (await act(http, admin, made, verb)).json()
        assert (after["state"], after["openedAt"], after["confirmBy"]) == ("open", made["openedAt"], None)
        assert datetime.fromisoformat(after["confirmedAt"]) == NOW + timedelta(days=days)
        assert datetime.fromisoformat(after["respondBy"]) == NOW + timedelta(days=days + 7)


async def test_who_asked_is_kept_when_it_is_a_person(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any], db: Connection
) -> None:
    row = await only(db, "SELECT school_id FROM school_site WHERE id = %(id)s", {"id": site["id"]})
    teacher = dict(await person(db, "docent@example.org", "teacher", school_id=row["school_id"]))
    theirs = (await ask(http, teacher, site)).json()
    systems = (await ask(http, admin, site)).json()
    sourced = await http.put("/requests/by-source/t/1", json={**BODY, "siteId": site["id"]}, headers=teacher)
    found = [
        (await only(db, "SELECT created_by FROM school_request WHERE id = %(id)s", {"id": made["id"]}))["created_by"]
        for made in (theirs, systems, sourced.json())
    ]
    me = (await only(db, "SELECT id FROM account WHERE email = 'docent@example.org'", {}))["id"]
    assert found == [me, None, me]


@pytest.mark.parametrize("state", ["proposed", "matched", "fulfilled", "expired", "needs_confirmation", "draft"])
async def test_a_file_does_not_put_a_request_back_to_open(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any], db: Connection, state: str
) -> None:
    path = "/requests/by-source/lis/1"
    made = (await http.put(path, json={**BODY, **FULL, "siteId": site["id"]}, headers=admin)).json()
    await db.execute("UPDATE school_request SET state = %(state)s, confirm_by = %(by)s", {"state": state, "by": NOW})
    row = "lis,1,t,00AA00,Uit een bestand,project,workshop,techniek,havo,3,,20,nl,30,true,2027-01-11,\n"
    await send(http, admin, "requests", ASKED + row)
    after = (await http.get(f"/requests/{made['id']}", headers=admin)).json()
    may = "edit" in after["allowedActions"]
    assert (after["state"], after["title"]) == (state, "Uit een bestand" if may else BODY["title"])
    assert {name: after[name] for name in FULL} == FULL


async def test_nothing_is_opened_for_a_retired_site(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any], db: Connection
) -> None:
    made = (await ask(http, admin, site, state="draft")).json()
    await db.execute("UPDATE school_site SET state = 'retired'")
    refused = await act(http, admin, made, "open")
    assert (refused.status_code, refused.json()["code"]) == (409, "school_site_retired")
