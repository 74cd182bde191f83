"""One's own appointments in one's own calendar, at an address that is the key."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from icalendar import Calendar

from api.accounts.rules import digest
from api.calendars.schemas import CalendarAddressOut, CalendarFeedOut
from api.kit.db import only, rows
from tests.matches.conftest import World
from tests.people import Headers, mails, person

SPRING, AUTUMN = ["2027-03-22", "2027-03-29"], ["2027-10-25", "2027-11-01"]
UNKNOWN = "/calendars/" + "x" * 43


async def address(world: World, who: Headers) -> str:
    """The path of a new calendar."""
    answer = await world.http.post("/account/calendar", headers=who)
    made = CalendarAddressOut.model_validate_json(answer.content)
    assert (answer.status_code, made.state) == (201, "active")
    assert made.url is not None
    return "/calendars/" + made.url.rpartition("/")[2]


async def events(world: World, path: str) -> list[Any]:
    """As a calendar program reads them: with no cookie."""
    world.http.cookies.clear()
    answer = await world.http.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    read: Any = Calendar.from_ical(answer.text)
    assert "method" not in read
    found: list[Any] = read.walk("VEVENT")
    return found


async def confirmed(world: World, week: str, at: tuple[str, str] | None = None, **offer: Any) -> dict[str, Any]:
    request = await world.asks(weeksOk=[week])
    match = await world.proposes(request, await world.offers(weeks=[week], **offer), moments=[{"week": week}])
    when = {"at": {"startsAt": at[0], "endsAt": at[1]}} if at else {}
    return await world.does("accept", match, world.company, **when)


async def test_the_address_is_shown_once_and_kept_as_its_digest(world: World) -> None:
    before = await world.reads("/account/calendar", world.teacher)
    assert before == {"state": "none", "createdAt": None, "allowedActions": ["create"]}
    headers = {**world.teacher, "Idempotency-Key": "een-adres"}
    first = (await world.http.post("/account/calendar", headers=headers)).json()
    again = (await world.http.post("/account/calendar", headers=headers)).json()
    token = first["url"].rpartition("/")[2]
    assert again == {**first, "url": None}
    row = await only(world.db, "SELECT token_hash, (SELECT count(*) FROM calendar_feed) AS n FROM calendar_feed", {})
    assert (bytes(row["token_hash"]), row["n"]) == (digest(token), 1)
    answer = await world.http.get("/account/calendar", headers=world.teacher)
    assert CalendarFeedOut.model_validate_json(answer.content).allowed_actions == ["create", "revoke"]
    kept = await rows(world.db, "SELECT e.subject FROM audit_entry e", {})
    assert [row["subject"] for row in kept if token in row["subject"]] == []


async def test_it_holds_what_the_mail_held(world: World) -> None:
    path = await address(world, world.teacher)
    match = await confirmed(world, "2027-01-18", ("2027-01-19T10:00", "2027-01-19T11:30"))
    sent = [values for _, values in await mails(world.db, "docent@example.org") if "calendar" in values]
    mailed: Any = Calendar.from_ical(sent[-1]["calendar"]).walk("VEVENT")[0]
    (event,) = await events(world, path)
    assert event.to_ical() == mailed.to_ical()
    assert (str(event["uid"]), str(event["status"])) == (f"{match['id']}@techniekloket", "CONFIRMED")
    await world.does("cancel", match, world.company, reason="illness")
    (gone,) = await events(world, path)
    assert (gone["uid"], str(gone["status"])) == (event["uid"], "CANCELLED")
    assert int(gone["sequence"]) > int(event["sequence"])


async def test_it_holds_ones_own_alone_and_only_what_was_agreed(world: World) -> None:
    colleague = await person(world.db, "collega@example.org", "teacher", school_id=world.school_id)
    paths = {name: await address(world, who) for name, who in
             {"teacher": world.teacher, "company": world.company, "colleague": colleague}.items()}  # fmt: skip
    await world.proposes(await world.asks(), await world.offers())
    declined = await world.proposes(await world.asks(), await world.offers())
    await world.does("decline", declined, world.company, reason="no_time")
    assert [len(await events(world, path)) for path in paths.values()] == [0, 0, 0]
    await confirmed(world, "2027-01-25")
    assert [len(await events(world, path)) for path in paths.values()] == [1, 1, 0]


async def test_whoever_comes_has_it_in_the_calendar_as_long_as_the_role_lasts(world: World) -> None:
    guest = await person(world.db, "gast@example.org", "professional", company_id=world.company_id)
    account = (await world.reads("/account", guest))["id"]
    profile = {"companyId": str(world.company_id), "displayName": "Gast", "accountId": account}
    professional = await world.done("POST", "/professionals", profile, guest, 201)
    path = await address(world, guest)
    match = await world.proposes(await world.asks(), await world.offers())
    await world.does("accept", match, world.company, professionalId=professional["id"])
    assert len(await events(world, path)) == 1
    await world.db.execute("UPDATE membership SET ends_at = now() WHERE role = 'professional'")
    assert await events(world, path) == []


async def test_a_new_address_ends_the_one_before_and_a_revoked_one_is_gone(world: World) -> None:
    first = await address(world, world.teacher)
    second = await address(world, world.teacher)
    gone = await world.http.get(first)
    assert (gone.status_code, gone.json()["code"]) == (404, "calendar_not_found")
    assert (await world.http.get(second)).status_code == 200
    revoked = await world.done("POST", "/account/calendar/revoke", None, world.teacher)
    assert (revoked["state"], revoked["allowedActions"]) == ("none", ["create"])
    assert [(await world.http.get(path)).status_code for path in (second, UNKNOWN)] == [404, 404]
    again = await world.http.post("/account/calendar/revoke", headers=world.teacher)
    assert (again.status_code, again.json()["code"]) == (409, "state_forbids")
    assert (await world.http.get("/calendars/kort")).status_code == 400


async def test_who_was_erased_has_no_calendar(world: World) -> None:
    path = await address(world, world.teacher)
    erased = await world.http.post("/account/erase", json={"confirm": "docent@example.org"}, headers=world.teacher)
    assert (erased.status_code, (await world.http.get(path)).status_code) == (204, 404)


async def test_what_did_not_change_is_not_sent_again(world: World) -> None:
    path = await address(world, world.teacher)
    empty = await world.http.get(path)
    same = await world.http.get(path, headers={"If-None-Match": empty.headers["ETag"]})
    assert (same.status_code, same.content, same.headers["cache-control"]) == (304, b"", "private, no-cache")
    await confirmed(world, "2027-01-18")
    full = await world.http.get(path, headers={"If-None-Match": empty.headers["ETag"]})
    assert (full.status_code, full.headers["cache-control"]) == (200, "private, no-cache")
    assert full.headers["ETag"] != empty.headers["ETag"]


@pytest.mark.parametrize(
    ("week", "local", "instant", "offset"),
    [
        (SPRING[0], "2027-03-26T10:00", datetime(2027, 3, 26, 9, tzinfo=UTC), 1),
        (SPRING[1], "2027-03-30T10:00", datetime(2027, 3, 30, 8, tzinfo=UTC), 2),
        (AUTUMN[0], "2027-10-29T10:00", datetime(2027, 10, 29, 8, tzinfo=UTC), 2),
        (AUTUMN[1], "2027-11-02T10:00", datetime(2027, 11, 2, 9, tzinfo=UTC), 1),
    ],
)
async def test_around_the_days_on_which_the_clock_moves(
    world: World, week: str, local: str, instant: datetime, offset: int
) -> None:
    """28 March and 31 October 2027: the same hour on the clock is another one of the day."""
    path = await address(world, world.teacher)
    await confirmed(world, week, (local, local.replace("T10", "T11")))
    (event,) = await events(world, path)
    starts_at = event["dtstart"].dt
    assert (starts_at, starts_at.hour, starts_at.utcoffset().seconds // 3600) == (instant, 10, offset)
    assert (event["dtend"].dt - starts_at).seconds == 3600
    calendar: Any = Calendar.from_ical((await world.http.get(path)).text)
    (zone,) = calendar.walk("VTIMEZONE")
    assert (str(zone["tzid"]), event["dtstart"].params["TZID"]) == ("Europe/Amsterdam",) * 2
    made = zone.to_tz(lookup_tzid=False)
    assert instant.astimezone(made).replace(tzinfo=None) == datetime.fromisoformat(local)


async def test_a_week_alone_is_five_days_in_which_nobody_is_busy(world: World) -> None:
    path = await address(world, world.teacher)
    await confirmed(world, "2027-01-18")
    (event,) = await events(world, path)
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2027, 1, 18), date(2027, 1, 23))
    assert str(event["transp"]) == "TRANSPARENT"


async def test_the_address_is_not_in_the_servers_log(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    path = await address(world, world.teacher)
    capsys.readouterr()
    await world.http.get(path)
    logged = capsys.readouterr().out
    assert ('"path": "/v1/calendars/"' in logged, path.rpartition("/")[2] in logged) == (True, False)
