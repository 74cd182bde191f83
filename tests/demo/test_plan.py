from datetime import date, timedelta

import pytest

from api.demo import plan
from api.demo.catalogue import INDUSTRIES, STRENGTHS
from api.professionals.schemas import NewProfessional
from api.vocabularies.shipped import vocabulary

CHRISTMAS = (date(2025, 12, 20), date(2026, 1, 4))
TOWNS = [plan.Town("GM0772", "Eindhoven", 51.44, 5.47), plan.Town("GM0820", "Nuenen", 51.47, 5.55)]


def mondays(*days: str) -> list[date]:
    return [date.fromisoformat(day) for day in days]


def test_a_year_without_known_holidays_leaves_out_the_usual_ones() -> None:
    weeks = plan.season(date(2026, 11, 25), [])
    assert weeks[0] == date(2026, 12, 7)
    assert set(mondays("2026-12-14", "2027-01-11", "2027-02-08", "2027-03-08", "2027-04-19", "2027-05-10")) <= set(
        weeks
    )
    free = mondays("2026-12-21", "2026-12-28", "2027-01-04", "2027-02-15", "2027-02-22", "2027-04-26", "2027-05-03")
    assert set(weeks).isdisjoint(free)
    assert set(plan.season(date(2026, 9, 1), [])).isdisjoint(mondays("2026-10-12", "2026-10-19", "2026-10-26"))


def test_known_holidays_take_the_place_of_the_usual_ones() -> None:
    weeks = plan.season(date(2025, 11, 10), [CHRISTMAS])
    assert set(mondays("2025-12-15", "2026-01-05", "2026-02-16", "2026-04-27")) <= set(weeks)
    assert set(weeks).isdisjoint(mondays("2025-12-22", "2025-12-29"))


def test_a_week_with_a_free_day_is_left_out() -> None:
    assert date(2025, 12, 22) not in plan.season(date(2025, 11, 10), [(date(2025, 12, 26), date(2026, 1, 4))])


def test_nothing_is_planned_in_summer() -> None:
    assert {week.month for week in plan.season(date(2027, 3, 1), [])}.isdisjoint({7, 8})


@pytest.mark.parametrize("region", STRENGTHS)
def test_companies_of_a_region_are_not_called_alike(region: str) -> None:
    made = list(plan.companies(region, TOWNS))
    names = [body["name"] for _, body, _ in made]
    assert len(names) == len(set(names)) == len(STRENGTHS[region]) + 1
    assert all(name.endswith(" (voorbeeld)") for name in names)
    assert [list(plan.companies(region, TOWNS))] == [made]


def test_years_are_those_that_the_levels_have() -> None:
    years = vocabulary().years
    weeks = [date(2027, 1, 11) + timedelta(weeks=n) for n in range(12)]
    site = plan.Site("duo", "1", ["pro", "vmbo-bb"])
    for region in STRENGTHS:
        for _, asked in plan.requests(region, [site], weeks, years):
            assert (asked["level"], asked["year"] in years("vmbo-bb")) == ("vmbo-bb", True)
    for industry in INDUSTRIES.values():
        for _, offered in plan.activities("c", industry, weeks, years):
            assert set(offered["years"]) <= {year for level in offered["levels"] for year in years(level)}


@pytest.mark.parametrize("industry", INDUSTRIES)
def test_people_of_a_company_are_named_by_it(industry: str) -> None:
    made = list(plan.professionals("c", "Bedrijf (voorbeeld)", INDUSTRIES[industry]))
    assert [body["displayName"] for body in made] == [
        f"Gastdocent {number} van Bedrijf (voorbeeld)" for number in range(1, len(made) + 1)
    ]
    assert 1 <= len(made) <= 3
    assert list(plan.professionals("c", "Bedrijf (voorbeeld)", INDUSTRIES[industry])) == made
    for body in made:
        NewProfessional.model_validate({"companyId": "0199d5a4-7c1e-7000-8000-000000000012", **body})
