"""On which days a schedule makes a round."""

from datetime import date, timedelta
from typing import Any

import pytest

from api.schedules.rules import EndsFirst, check_order, due_on, next_on

# A Monday.
BEGIN = date(2027, 1, 11)


def schedule(**more: Any) -> dict[str, Any]:
    """Every two weeks on Wednesday."""
    return {
        "state": "active", "every_weeks": 2, "weekday": 3, "starts_on": BEGIN, "ends_on": None,
        "set_on": date(2026, 11, 24), "made_on": None, **more,
    }  # fmt: skip


WEDNESDAYS = [date(2027, 1, 13) + timedelta(weeks=2 * n) for n in range(4)]


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2026, 12, 30), None),
        (BEGIN, None),
        (WEDNESDAYS[0], WEDNESDAYS[0]),
        (date(2027, 1, 26), WEDNESDAYS[0]),
        (WEDNESDAYS[1], WEDNESDAYS[1]),
        (date(2027, 2, 20), WEDNESDAYS[2]),
    ],
)
def test_a_day_is_due_until_the_next_one_is(today: date, due: date | None) -> None:
    assert due_on(schedule(), today) == due


def test_what_was_made_is_not_due_again() -> None:
    made = schedule(made_on=WEDNESDAYS[1])
    assert [due_on(made, day) for day in WEDNESDAYS] == [None, None, WEDNESDAYS[2], WEDNESDAYS[3]]


@pytest.mark.parametrize(
    ("set_on", "ends_on", "due"),
    [
        (WEDNESDAYS[1], WEDNESDAYS[2], [None, WEDNESDAYS[1], WEDNESDAYS[2], None]),
        (WEDNESDAYS[1] + timedelta(days=1), None, [None, None, WEDNESDAYS[2], WEDNESDAYS[3]]),
        (BEGIN, WEDNESDAYS[1] - timedelta(days=1), [WEDNESDAYS[0], None, None, None]),
    ],
)
def test_days_before_it_was_set_and_after_its_end_do_not_count(
    set_on: date, ends_on: date | None, due: list[date | None]
) -> None:
    one = schedule(set_on=set_on, ends_on=ends_on)
    assert [due_on(one, day) for day in WEDNESDAYS] == due


def test_it_begins_on_the_day_itself_when_that_is_the_weekday() -> None:
    one = schedule(weekday=1)
    assert (due_on(one, BEGIN), next_on(one, BEGIN), next_on(one, BEGIN + timedelta(days=1))) == (
        BEGIN, BEGIN, BEGIN + timedelta(weeks=2),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("more", "today", "following"),
    [
        ({}, date(2026, 11, 24), WEDNESDAYS[0]),
        ({}, WEDNESDAYS[0], WEDNESDAYS[0]),
        ({}, WEDNESDAYS[0] + timedelta(days=1), WEDNESDAYS[1]),
        ({"made_on": WEDNESDAYS[0]}, WEDNESDAYS[0], WEDNESDAYS[1]),
        ({"set_on": WEDNESDAYS[2]}, WEDNESDAYS[0], WEDNESDAYS[2]),
        ({"ends_on": WEDNESDAYS[0]}, WEDNESDAYS[0] + timedelta(days=1), None),
        ({"state": "stopped"}, BEGIN, None),
    ],
)
def test_the_next_day_is_told(more: dict[str, Any], today: date, following: date | None) -> None:
    assert next_on(schedule(**more), today) == following


def test_what_is_next_is_what_will_be_due() -> None:
    """From any day on, and whatever was made."""
    for every in (1, 2, 5):
        for made in (None, *WEDNESDAYS):
            one = schedule(every_weeks=every, made_on=made, ends_on=date(2027, 3, 1))
            for today in (BEGIN + timedelta(days=n) for n in range(60)):
                following = next_on(one, today)
                days = (today + timedelta(days=n) for n in range(60))
                assert following == next((day for day in days if due_on(one, day) == day), None)


def test_it_ends_after_it_begins() -> None:
    check_order(BEGIN, BEGIN)
    with pytest.raises(EndsFirst):
        check_order(BEGIN, BEGIN - timedelta(days=1))
