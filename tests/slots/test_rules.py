"""Local times over the days that the clock changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.slots import rules

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MINUTES = st.integers(0, 5 * 366 * 24 * 60).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n))


def code(text: str) -> str:
    with pytest.raises(rules.TimeUnsuitable) as refused:
        rules.instant(text, AMSTERDAM, "startsAt")
    (error,) = refused.value.errors
    assert error["pointer"] == "#/startsAt"
    return str(error["code"])


def test_a_local_time_of_winter_and_of_summer() -> None:
    assert rules.instant("2027-01-19T10:00", AMSTERDAM, "at") == datetime(2027, 1, 19, 9, tzinfo=UTC)
    assert rules.instant("2027-06-15T10:00", AMSTERDAM, "at") == datetime(2027, 6, 15, 8, tzinfo=UTC)


def test_what_the_clock_skips_or_repeats_or_never_shows_is_refused() -> None:
    assert code("2027-03-28T02:30") == "time_skipped"
    assert code("2027-10-31T02:30") == "time_repeated"
    assert code("2027-02-29T10:00") == "time_unknown"


def test_an_offset_says_which_of_two() -> None:
    early, late = (rules.instant(f"2027-10-31T02:30{offset}", AMSTERDAM, "at") for offset in ("+02:00", "+01:00"))
    assert late - early == timedelta(hours=1)


@given(MINUTES)
def test_a_moment_told_in_local_time_is_that_moment_or_one_of_two(moment: datetime) -> None:
    local = moment.astimezone(AMSTERDAM)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    if twice:
        assert code(f"{local:%Y-%m-%dT%H:%M}") == "time_repeated"
    else:
        assert rules.instant(f"{local:%Y-%m-%dT%H:%M}", AMSTERDAM, "startsAt") == moment
    assert rules.instant(local.isoformat(timespec="minutes"), AMSTERDAM, "at") == moment


@pytest.mark.parametrize("name", ["", "Europe/Eindhoven", "../../etc/passwd", "europe/amsterdam ", "\x00"])
def test_a_zone_that_is_none_is_named(name: str) -> None:
    with pytest.raises(rules.TimeUnsuitable) as refused:
        rules.zone_of(name, "moments/0/timeZone")
    assert [(error["pointer"], error["code"]) for error in refused.value.errors] == [
        ("#/moments/0/timeZone", "time_zone_unknown")
    ]


def test_the_week_is_that_of_the_local_day() -> None:
    sunday_late = datetime(2027, 1, 17, 23, 30, tzinfo=UTC)
    assert str(rules.local_week(sunday_late, AMSTERDAM)) == "2027-01-18"
    assert str(rules.local_week(sunday_late, ZoneInfo("UTC"))) == "2027-01-11"
