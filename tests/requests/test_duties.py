"""Is it still meant? Old requests are asked about, and end when nobody says so."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from api.kit import clock
from api.kit.db import Connection, as_house, only
from api.notices import letters
from api.requests import duties
from tests.people import mails, person
from tests.requests.test_life import NOW, act
from tests.requests.test_routes import Headers, admin, ask, site

__all__ = ["admin", "site"]
MONTH, FORTNIGHT = timedelta(days=30), timedelta(days=14)


@pytest.fixture(autouse=True)
def before_the_weeks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


async def attend(db: Connection, now: datetime) -> int:
    """How many requests the daily duty had to look at."""
    async with as_house(db):
        due = await duties.due(db, now)
        for request_id in due:
            await duties.attend(db, request_id, now)
    return len(due)


async def school_id(db: Connection, site: dict[str, Any]) -> Any:
    return (await only(db, "SELECT school_id FROM school_site WHERE id = %(id)s", {"id": site["id"]}))["school_id"]


async def test_a_month_without_a_word_and_the_asker_is_asked(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any], db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = await school_id(db, site)
    teacher = dict(await person(db, "docent@example.org", "teacher", school_id=school))
    await person(db, "coordinator@example.org", "school_coordinator", school_id=school)
    made = (await ask(http, teacher, site)).json()
    draft = (await ask(http, teacher, site, state="draft")).json()
    path = f"/requests/{made['id']}"
    assert await attend(db, NOW + MONTH - timedelta(seconds=1)) == 0
    assert await attend(db, NOW + MONTH) == 1
    asked = (await http.get(path, headers=teacher)).json()
    assert (asked["state"], asked["confirmBy"], asked["allowedActions"]) == (
        "needs_confirmation", "2027-01-07T09:00:00.000000Z", ["edit", "withdraw", "confirm"],
    )  # fmt: skip
    assert await mails(db, "docent@example.org") == [
        (
            "still_meant",
            {
                "request": made["title"],
                "school": "Voorbeeldcollege",
                "until": "7 jan. 2027",
                "weeks": "",
                "link": "http://localhost:8000/mijn/vragen",
            },
        )
    ]
    assert await mails(db, "coordinator@example.org") == []
    found = (await http.get(f"/match-suggestions?requestId={made['id']}", headers=teacher)).json()
    assert found["reason"]["code"] == "not_open"
    assert await attend(db, NOW + MONTH + FORTNIGHT - timedelta(seconds=1)) == 0  # asked once, not each day
    monkeypatch.setattr(clock, "now", lambda: NOW + MONTH + FORTNIGHT - timedelta(seconds=1))
    assert (await act(http, teacher, made, "confirm")).json()["state"] == "open"
    assert await attend(db, NOW + MONTH + FORTNIGHT) == 0
    assert (await http.get(f"/requests/{draft['id']}", headers=teacher)).json()["state"] == "draft"


async def test_without_an_answer_it_expires_and_may_be_opened_again(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any], db: Connection
) -> None:
    made = (await ask(http, admin, site)).json()
    assert (await attend(db, NOW + MONTH), await attend(db, NOW + MONTH + FORTNIGHT)) == (1, 1)
    expired = (await http.get(f"/requests/{made['id']}", headers=admin)).json()
    assert (expired["state"], expired["confirmBy"]) == ("expired", None)
    assert (await act(http, admin, made, "reopen")).json()["openedAt"] == made["openedAt"]


async def test_when_the_weeks_are_over_new_ones_are_asked_at_once(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any], db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher = dict(await person(db, "docent@example.org", "teacher", school_id=await school_id(db, site)))
    made = (await ask(http, teacher, site, weeksOk=["2026-11-23"], weeksPreferred=[])).json()
    path = f"/requests/{made['id']}"
    sunday, monday = datetime(2026, 11, 29, 22, 59, tzinfo=UTC), datetime(2026, 11, 29, 23, tzinfo=UTC)
    assert (await attend(db, sunday), await attend(db, monday)) == (0, 1)
    ((_, told),) = await mails(db, "docent@example.org")
    assert told["weeks"] == "over"
    assert "Kies nieuwe weken" in letters.write("still_meant", "nl", told).text
    monkeypatch.setattr(clock, "now", lambda: monday)
    refused = await act(http, teacher, made, "confirm")
    assert (refused.status_code, refused.json()["code"]) == (409, "weeks_over")
    tag = (await http.get(path, headers=teacher)).headers["etag"]
    mended = await http.patch(path, json={"weeksOk": ["2027-01-11"]}, headers={**teacher, "If-Match": tag})
    assert mended.status_code == 200, mended.text
    assert (await act(http, teacher, made, "confirm")).json()["state"] == "open"
    assert await attend(db, monday) == 0


async def test_a_region_sets_after_how_many_days_it_asks(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any], db: Connection
) -> None:
    await ask(http, admin, site)
    await db.execute("""UPDATE region SET settings = '{"confirm_days": 10}' WHERE code = 'zuidoost-brabant'""")
    assert (await attend(db, NOW + timedelta(days=9)), await attend(db, NOW + timedelta(days=10))) == (0, 1)


@pytest.mark.parametrize("left", [True, False])
async def test_when_the_asker_left_or_is_a_system_the_schools_coordinator_is_asked(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any], db: Connection, left: bool
) -> None:
    school = await school_id(db, site)
    await person(db, "coordinator@example.org", "school_coordinator", school_id=school)
    teacher = dict(await person(db, "docent@example.org", "teacher", school_id=school))
    await ask(http, teacher if left else admin, site)
    await db.execute("UPDATE membership SET ends_at = now() WHERE role = 'teacher'")
    await attend(db, NOW + MONTH)
    assert (len(await mails(db, "docent@example.org")), len(await mails(db, "coordinator@example.org"))) == (0, 1)


@pytest.mark.parametrize("state", ["draft", "proposed", "matched", "fulfilled", "withdrawn", "expired", "retired"])
async def test_nothing_else_grows_old(
    http: httpx.AsyncClient, admin: Headers, site: dict[str, Any], db: Connection, state: str
) -> None:
    await ask(http, admin, site)
    await db.execute("UPDATE school_request SET state = %(state)s", {"state": state})
    assert await attend(db, datetime(2029, 1, 1, tzinfo=UTC)) == 0
