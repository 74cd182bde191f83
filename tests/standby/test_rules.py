"""In which weeks somebody stands by, and which place comes first."""

from datetime import UTC, date, datetime

import pytest

from api.kit.errors import Refusal
from api.kit.states import StateForbids
from api.requests.rules import Calendar
from api.standby import rules

WEEKS = [date(2027, 1, 11), date(2027, 1, 18), date(2027, 1, 25)]
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_weeks_are_those_of_both_that_are_to_come() -> None:
    calendar = Calendar(date(2027, 1, 12), frozenset({WEEKS[2]}))
    assert rules.common([], WEEKS, WEEKS, calendar) == [WEEKS[1]]
    assert rules.common([WEEKS[1]], WEEKS, WEEKS, Calendar(WEEKS[0])) == [WEEKS[1]]
    assert rules.common([date(2027, 2, 1)], WEEKS, WEEKS, Calendar(WEEKS[0])) == []


@pytest.mark.parametrize(
    ("weeks", "full", "refused"),
    [([], WEEKS, rules.NoWeekInCommon), (WEEKS, WEEKS[:2], rules.PlaceLeft)],
)
def test_nobody_waits_where_there_is_a_place(weeks: list[date], full: list[date], refused: type[Refusal]) -> None:
    with pytest.raises(refused):
        rules.check_full(weeks, full)
    rules.check_full(WEEKS, [*WEEKS, date(2027, 2, 1)])


def test_the_week_that_is_liked_comes_first() -> None:
    assert rules.in_order(WEEKS, [WEEKS[2]], []) == [WEEKS[2], WEEKS[0], WEEKS[1]]
    assert rules.in_order(WEEKS, [WEEKS[2]], [WEEKS[2]]) == WEEKS[:2]


def test_an_offer_is_taken_in_time_or_passed() -> None:
    rules.check_offer({"state": "offered", "held_until": NOW}, "pass", NOW)
    with pytest.raises(rules.OfferOver):
        rules.check_offer({"state": "offered", "held_until": NOW}, "accept", NOW)
    for action in ("accept", "pass"):
        with pytest.raises(StateForbids):
            rules.check_offer({"state": "waitlisted", "held_until": None}, action, NOW)
