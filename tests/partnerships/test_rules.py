"""School years of two partners: what took place, and which were a gap."""

from datetime import date

import pytest

from api.kit.clock import school_year
from api.partnerships.rules import timeline

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(("day", "year"), [(date(2026, 7, 31), 2025), (date(2026, 8, 1), 2026)])
def test_a_school_year_begins_in_august(day: date, year: int) -> None:
    assert school_year(day) == year


def years(*args: object) -> list[tuple[str, int, int, bool]]:
    return [(year.label, year.activities, year.pupils, year.is_gap) for year in timeline(*args)]  # type: ignore[arg-type]


def test_a_year_without_a_visit_is_a_gap_once_it_is_over() -> None:
    visits = [(date(2023, 10, 2), 28), (date(2024, 3, 4), 25), (date(2025, 9, 1), 30)]
    assert years(date(2023, 9, 1), None, TODAY, visits) == [
        ("2023-2024", 2, 53, False), ("2024-2025", 0, 0, True), ("2025-2026", 1, 30, False),
        ("2026-2027", 0, 0, False),
    ]  # fmt: skip


def test_what_came_before_the_agreement_is_told_too() -> None:
    assert years(date(2025, 5, 1), None, TODAY, [(date(2023, 11, 6), 20)]) == [
        ("2023-2024", 1, 20, False), ("2024-2025", 0, 0, False), ("2025-2026", 0, 0, True),
        ("2026-2027", 0, 0, False),
    ]  # fmt: skip


def test_it_stops_where_the_partnership_ended() -> None:
    assert years(date(2023, 9, 1), date(2024, 9, 1), TODAY, []) == [
        ("2023-2024", 0, 0, False), ("2024-2025", 0, 0, True),
    ]  # fmt: skip
    assert years(None, None, TODAY, []) == []
