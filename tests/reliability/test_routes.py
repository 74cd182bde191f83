"""Reliability over HTTP: figures for one's own, a word for all, and an excuse that a coordinator may grant."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.kit import clock
from api.kit.db import only, rows
from tests.matches.conftest import WEEKS, World, before_the_weeks, world
from tests.people import Headers, log, person

__all__ = ["before_the_weeks", "world"]
TEXT = "De weg was die ochtend afgesloten."


async def cancelled(world: World, by: str = "company") -> dict[str, Any]:
    """A planned match that a side cancels a day before its week."""
    match = await world.proposes(await world.asks(), await world.offers())
    match = await world.does("accept", match, world.company)
    return await world.does("cancel", match, getattr(world, "teacher" if by == "school" else by), reason="transport")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day before the first week that is asked."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 1, 17, 9, tzinfo=UTC))


async def appeal(world: World, match: dict[str, Any], who: Headers, **more: Any) -> tuple[int, dict[str, Any]]:
    answer = await world.http.post(f"/matches/{match['id']}/appeals", json={"text": TEXT, **more}, headers=who)
    return answer.status_code, answer.json()


async def decide(world: World, appeal_id: str, decision: str, who: Headers) -> tuple[int, dict[str, Any]]:
    body = {"decision": decision, "reason": "Dat is zo."}
    answer = await world.http.post(f"/appeals/{appeal_id}/decide", json=body, headers=who)
    return answer.status_code, answer.json()


def of_company(world: World) -> str:
    return f"/companies/{world.company_site['id']}/reliability"


@pytest.mark.usefixtures("later")
async def test_every_match_that_counts_is_named_with_its_weight(world: World) -> None:
    match = await cancelled(world)
    told = await world.reads(of_company(world), world.company)
    assert told["counted"] == [
        {
            "matchId": match["id"], "siteId": world.company_site["id"], "title": "Wie komt er?",
            "at": "2027-01-17T09:00:00Z", "outcome": "cancelled_late", "answeredInTime": True, "credit": 0.0,
            "weight": 1.0, "excused": False,
        }
    ]  # fmt: skip
    assert (told["whole"], told["here"]["n"], told["badge"]) == (
        {
            "n": 1, "asked": 1, "respondedInTime": 1, "kept": 0, "cancelledEarly": 0, "cancelledLate": 1,
            "noShow": 0, "unanswered": 0, "excused": 0, "weight": 1.0, "credit": 0.0, "lowerBound": 0.0,
        }, 1, None,
    )  # fmt: skip
    school = await world.reads(f"/schools/{world.site['id']}/reliability", world.teacher)
    assert (school["whole"]["n"], school["counted"]) == (0, [])


async def test_figures_are_for_ones_own_and_the_region(world: World) -> None:
    elsewhere = await person(world.db, "ver@example.org", "regional_coordinator", region_code="friesland")
    for path, own, other in (
        (of_company(world), world.company, world.teacher),
        (f"/schools/{world.site['id']}/reliability", world.teacher, world.company),
    ):
        answers = [
            (await world.http.get(path, headers=who)).status_code
            for who in (own, world.coordinator, other, elsewhere, world.script, {})
        ]
        assert answers == [200, 200, 403, 403, 403, 401]
    missing = "/companies/0199d5a4-7c1e-7000-8000-000000000011"
    for what in ("reliability", "badge"):
        answer = await world.http.get(f"{missing}/{what}", headers=world.coordinator)
        assert (answer.status_code, answer.json()["code"]) == (404, "company_site_not_found")


async def test_everybody_sees_a_word_from_three_matches_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    offer = await world.offers(capacityWeek=9, capacityYear=9)
    seen = []
    for _ in range(3):
        match = await world.proposes(await world.asks(), offer)
        await world.does("decline", match, world.company, reason="no_time")
        answer = await world.http.get(f"/companies/{world.company_site['id']}/badge")
        seen.append(answer.json()["badge"])
    assert seen == [None, None, "fair"]
    again = await world.http.get(
        f"/companies/{world.company_site['id']}/badge", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304
    assert (await world.http.get(f"/schools/{world.site['id']}/badge")).json() == {"badge": None}


@pytest.mark.usefixtures("later")
async def test_what_is_excused_counts_no_more(world: World) -> None:
    match = await cancelled(world)
    path = f"/matches/{match['id']}/appeals"
    assert (await world.reads(path, world.company))["allowedActions"] == ["appeal"]
    assert (await world.reads(path, world.teacher))["allowedActions"] == []
    status, told = await appeal(world, match, world.company)
    (asked,) = told["items"]
    assert (status, told["allowedActions"], asked["text"], asked["state"]) == (201, [], TEXT, "open")
    listed = await world.reads("/appeals?state=open&count=true", world.coordinator)
    assert listed == {"items": [{**asked, "allowedActions": ["decide"]}], "nextCursor": None, "count": 1}
    status, decided = await decide(world, asked["id"], "excuse", world.coordinator)
    assert (status, decided["state"], decided["reason"], decided["allowedActions"]) == (
        200,
        "excused",
        "Dat is zo.",
        [],
    )
    figures = await world.reads(of_company(world), world.company)
    assert (figures["whole"]["n"], figures["whole"]["excused"], figures["counted"][0]["weight"]) == (0, 1, 0.0)
    events = [
        event["type"] for event in (await world.reads(f"/matches/{match['id']}/events", world.teacher))["items"]
    ]
    assert events[-2:] == ["appealed", "excused"]
    assert (await world.reads(f"/matches/{match['id']}", world.company))["state"] == "cancelled_by_company"
    kept = await log(world.db)
    assert (("create_appeal", 201) in kept, ("decide_appeal", 200) in kept) == (True, True)
    mailed = """SELECT "values" ->> 'event' AS event FROM outbox_message WHERE to_address = 'bedrijf@example.org'"""
    assert "excused" in [mail["event"] for mail in await rows(world.db, mailed, {})]


@pytest.mark.usefixtures("later")
async def test_what_is_refused_goes_on_counting(world: World) -> None:
    match = await cancelled(world, "school")
    _, told = await appeal(world, match, world.teacher)
    status, decided = await decide(world, told["items"][0]["id"], "refuse", world.coordinator)
    assert (status, decided["state"]) == (200, "refused")
    figures = await world.reads(f"/schools/{world.site['id']}/reliability", world.teacher)
    assert (figures["whole"]["cancelledLate"], figures["whole"]["excused"]) == (1, 0)
    status, fault = await decide(world, told["items"][0]["id"], "excuse", world.coordinator)
    assert (status, fault["code"]) == (409, "state_forbids")
    assert (await world.reads("/appeals?state=open", world.coordinator))["items"] == []
    assert len((await world.reads("/appeals?state=refused", world.coordinator))["items"]) == 1


@pytest.mark.usefixtures("later")
async def test_only_whom_it_counts_against_asks_and_once(world: World) -> None:
    match = await cancelled(world)
    status, fault = await appeal(world, match, world.teacher)
    assert (status, fault["code"]) == (409, "nothing_to_excuse")
    for who, named in ((world.coordinator, {}), (world.script, {}), (world.teacher, {"side": "company"})):
        assert (await appeal(world, match, who, **named))[0] == 403
    stranger = await person(world.db, "vreemd@example.org", "regional_coordinator", region_code="friesland")
    assert (await world.http.get(f"/matches/{match['id']}/appeals", headers=stranger)).status_code == 404
    outsider = await person(world.db, "buiten@example.org", "teacher", school_id=await _other_school(world))
    status, fault = await appeal(world, match, outsider)
    assert (status, fault["code"]) == (404, "match_not_found")
    assert (await appeal(world, match, world.company))[0] == 201
    status, fault = await appeal(world, match, world.company)
    assert (status, fault["code"]) == (409, "already_appealed")
    listed = (await world.reads("/appeals", world.coordinator))["items"]
    status, fault = await decide(world, listed[0]["id"], "excuse", stranger)
    assert (status, fault["code"]) == (404, "appeal_not_found")
    assert (await decide(world, listed[0]["id"], "excuse", world.company))[0] == 403


async def _other_school(world: World) -> Any:
    made = await only(world.db, "INSERT INTO school (scheme, value, name) VALUES ('t', 'X', 'X') RETURNING id", {})
    return made["id"]


async def test_who_belongs_to_both_sides_says_which(world: World) -> None:
    await world.db.execute(
        """INSERT INTO membership (account_id, role, company_id)
           SELECT id, 'professional', %s FROM account WHERE email = 'docent@example.org'""",
        [world.company_id],
    )
    match = await world.proposes(await world.asks(), await world.offers(), side="school")
    match = await world.does("accept", match, world.company)
    await world.does("cancel", match, world.company, reason="illness")
    status, fault = await appeal(world, match, world.teacher)
    assert (status, fault["code"]) == (409, "side_needed")
    assert (await appeal(world, match, world.teacher, side="company"))[0] == 201


async def test_a_plan_that_stands_counts_for_nobody(world: World) -> None:
    match = await world.proposes(await world.asks(), await world.offers())
    match = await world.does("accept", match, world.company)
    assert clock.now() + timedelta(days=40) < datetime.fromisoformat(f"{WEEKS[1]}T00:00+00:00")
    for who in (world.teacher, world.company):
        assert (await appeal(world, match, who))[1]["code"] == "nothing_to_excuse"
