"""When a class may be asked, and when what it said is shown."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from api.matches.life import Moment
from api.polls import rules

WEEK = Moment(date(2027, 1, 18))
HOUR = Moment(date(2027, 1, 18), None, datetime(2027, 1, 20, 9, tzinfo=UTC), datetime(2027, 1, 20, 10, tzinfo=UTC))


def test_a_visit_of_a_week_is_over_with_its_sunday() -> None:
    assert rules.ends_at(WEEK).astimezone(UTC) == datetime(2027, 1, 24, 23, tzinfo=UTC)
    assert rules.ends_at(HOUR) == HOUR.ends_at


@pytest.mark.parametrize(
    ("stage", "state", "begun", "day", "fits"),
    [
        ("before", "confirmed", False, 1, True),
        ("before", "confirmed", True, 21, False),
        ("before", "proposed", False, 1, False),
        ("after", "confirmed", False, 19, False),
        ("after", "confirmed", True, 20, True),
        ("after", "delivered", True, 30, True),
        ("after", "closed", True, 34, True),
        ("after", "closed", True, 36, False),
        ("after", "cancelled_by_school", True, 20, False),
        ("after", "no_show_company", True, 20, False),
    ],
)
def test_a_class_is_asked_around_the_visit(stage: Any, state: str, begun: bool, day: int, fits: bool) -> None:
    now = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(days=day - 1)
    assert rules.fits(stage, state, HOUR, begun, now) == fits


@pytest.mark.parametrize(
    ("closed", "days", "answers", "state"),
    [(False, 1, 0, "open"), (False, 1, 28, "closed"), (True, 1, 3, "closed"), (False, 0, 3, "closed")],
)
def test_it_is_closed_once_no_answer_can_come(closed: bool, days: int, answers: int, state: str) -> None:
    now = datetime(2027, 1, 20, tzinfo=UTC)
    poll = {"is_closed": closed, "closes_at": now + timedelta(days=days), "answers": answers, "most": 28}
    assert rules.state_of(poll, now) == state
    assert rules.state_of(None, now) == "none"


def test_a_code_has_no_signs_that_look_alike() -> None:
    codes = {rules.new_code() for _ in range(200)}
    assert (len(codes), {len(code) for code in codes}, set("".join(codes)) & set("01ilo")) == (200, {12}, set())


def test_an_address_is_drawn_as_squares() -> None:
    rows = rules.squares("https://example.org/klas#k7m2q9wx4ztp")
    assert ({len(row) for row in rows}, set("".join(rows))) == ({len(rows)}, {"0", "1"})
