"""When somebody can, how often somebody may be asked, and who may say what: decided without a database."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from api.accounts.roles import Role
from api.accounts.rules import VISITOR
from api.kit.errors import Forbidden, PeriodReversed
from api.kit.states import StateForbids
from api.professionals import rules
from tests.actors import holding

COMPANY, OTHER = UUID(int=1), UUID(int=2)
AMSTERDAM_SUMMER, AMSTERDAM_WINTER = timezone(timedelta(hours=2)), timezone(timedelta(hours=1))


def somebody(*windows: tuple[int, str, str], off: tuple[date, ...] = (), state: str = "active") -> dict[str, Any]:
    named = [{"weekday": day, "from": first, "to": last} for day, first, last in windows]
    return {"availability": named, "weeks_off": list(off), "state": state}


def on(day: str, starts: str, ends: str, zone: timezone = AMSTERDAM_WINTER) -> tuple[datetime, datetime]:
    return (
        datetime.fromisoformat(f"{day}T{starts}").replace(tzinfo=zone),
        datetime.fromisoformat(f"{day}T{ends}").replace(tzinfo=zone),
    )


# 2027-01-12 is a Tuesday.
TUESDAYS = somebody((2, "09:00", "12:30"))


@pytest.mark.parametrize(
    ("day", "starts", "ends", "can"),
    [
        ("2027-01-12", "09:00", "12:30", True),
        ("2027-01-12", "08:59", "10:00", False),
        ("2027-01-12", "11:00", "12:31", False),
        ("2027-01-12", "12:30", "13:00", False),
        ("2027-01-13", "09:00", "10:00", False),
    ],
)
def test_the_hours_of_a_weekday(day: str, starts: str, ends: str, can: bool) -> None:
    assert rules.available(TUESDAYS, *on(day, starts, ends)) is can


def test_the_clock_is_that_of_the_netherlands_in_winter_and_in_summer() -> None:
    winter, summer = datetime(2027, 1, 12, 8, tzinfo=UTC), datetime(2027, 7, 6, 7, tzinfo=UTC)
    hour = timedelta(hours=1)
    assert [rules.available(TUESDAYS, at, at + hour) for at in (winter, winter - hour)] == [True, False]
    assert [rules.available(TUESDAYS, at, at + hour) for at in (summer, summer - hour)] == [True, False]
    # Nine o'clock in Amsterdam is the evening before in Los Angeles: still a Tuesday here.
    elsewhere = winter.astimezone(timezone(timedelta(hours=-9)))
    assert (elsewhere.day, rules.available(TUESDAYS, elsewhere, elsewhere + hour)) == (11, True)


def test_the_day_that_summer_ends_in_between() -> None:
    """From 01:30 to 02:30 is two hours on that Sunday; it is a Sunday all the same."""
    first, last = datetime(2026, 10, 24, 23, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert not rules.available(somebody(), first, last)


def test_windows_that_touch_or_overlap_are_one() -> None:
    lesson = on("2027-01-12", "11:00", "14:00")
    assert rules.available(somebody((2, "12:30", "15:00"), (2, "09:00", "12:30")), *lesson)
    assert rules.available(somebody((2, "09:00", "13:00"), (2, "12:00", "15:00")), *lesson)
    assert not rules.available(somebody((2, "09:00", "12:30"), (2, "12:45", "15:00")), *lesson)
    assert not rules.available(somebody((2, "09:00", "12:30"), (3, "12:30", "15:00")), *lesson)


def test_without_windows_every_hour_of_a_weekday_will_do() -> None:
    days = ["2027-01-15", "2027-01-16", "2027-01-17", "2027-01-18"]
    assert [rules.available(somebody(), *on(day, "20:00", "21:00")) for day in days] == [True, False, False, True]


def test_a_week_off_is_off_whatever_the_day() -> None:
    off = somebody(off=(date(2027, 1, 11),))
    days = ["2027-01-08", "2027-01-11", "2027-01-15", "2027-01-18"]
    assert [rules.available(off, *on(day, "09:00", "10:00")) for day in days] == [True, False, False, True]


def test_nothing_over_midnight_nor_backwards() -> None:
    starts, _ = on("2027-01-12", "23:00", "23:30")
    assert rules.available(somebody(), starts, starts + timedelta(minutes=59))
    assert not rules.available(somebody(), starts, starts + timedelta(hours=1))
    assert not rules.available(somebody(), starts, starts)
    assert not rules.available(somebody(), starts, starts - timedelta(hours=1))


@pytest.mark.parametrize("state", ["paused", "left"])
def test_who_is_not_active_cannot(state: str) -> None:
    assert not rules.available(somebody(state=state), *on("2027-01-12", "09:00", "10:00"))


@pytest.mark.parametrize(
    ("cap", "asked", "may"), [(2, 0, True), (2, 1, True), (2, 2, False), (2, 3, False), (None, 999, True)]
)
def test_one_more_than_the_limit_is_refused(cap: int | None, asked: int, may: bool) -> None:
    assert rules.may_be_asked(cap, asked) is may
    if may:
        rules.check_cap(cap, asked)
        return
    with pytest.raises(rules.CapReached) as refused:
        rules.check_cap(cap, asked)
    assert (refused.value.status, refused.value.code) == (409, "cap_reached")
    assert refused.value.members == {"capPerMonth": cap}


def test_a_window_ends_after_it_begins() -> None:
    right = {"weekday": 1, "from": "09:00", "to": "09:01"}
    rules.check_windows([right])
    for ends in ("09:00", "08:59"):
        with pytest.raises(PeriodReversed) as refused:
            rules.check_windows([right, {**right, "to": ends}])
        assert [error["pointer"] for error in refused.value.errors] == ["#/availability/1/to"]


def test_who_has_an_account_gives_consent_there() -> None:
    actor = holding(Role.COMPANY_COORDINATOR, organisation=COMPANY)
    rules.check_consent(actor, None, True)
    rules.check_consent(actor, actor.id, True)
    rules.check_consent(actor, OTHER, False)
    with pytest.raises(rules.ConsentIsPersonal):
        rules.check_consent(actor, OTHER, True)


@pytest.mark.parametrize(
    ("actor", "own", "others"),
    [
        (holding(Role.COMPANY_COORDINATOR, organisation=COMPANY), True, True),
        (holding(Role.PROFESSIONAL, organisation=COMPANY), True, False),
        (holding(Role.PROFESSIONAL, organisation=OTHER), False, False),
        (holding(Role.COMPANY_COORDINATOR, organisation=OTHER), False, False),
        (holding(Role.REGIONAL_COORDINATOR, region="friesland"), True, True),
        (holding(Role.REGIONAL_COORDINATOR, region="drenthe"), False, False),
        (holding(Role.TEACHER, organisation=COMPANY), False, False),
        (VISITOR, False, False),
    ],
)
def test_who_may_add_whom(actor: Any, own: bool, others: bool) -> None:
    company = {"id": COMPANY, "regions": ["friesland", "groningen"]}
    for account, may in ((actor.id, own), (None, others), (OTHER, others)):
        if may:
            rules.check_may_add(actor, company, account)
        else:
            with pytest.raises(Forbidden):
                rules.check_may_add(actor, company, account)


def test_a_company_without_a_site_is_no_regions() -> None:
    company: dict[str, Any] = {"id": COMPANY, "regions": []}
    assert not rules.looks_after(holding(Role.REGIONAL_COORDINATOR, region="friesland"), company)
    assert rules.looks_after(holding(Role.REGIONAL_COORDINATOR), company)


def test_the_states() -> None:
    led = {
        (state, verb): rules.next_state(state, verb).value
        for state in ("active", "paused", "left")
        for verb in ("pause", "resume", "leave")
        if state in rules.ACTIONS[verb]
    }
    assert led == {
        ("active", "pause"): "paused",
        ("active", "leave"): "left",
        ("paused", "resume"): "active",
        ("paused", "leave"): "left",
    }
    with pytest.raises(StateForbids):
        rules.next_state("left", "resume")
