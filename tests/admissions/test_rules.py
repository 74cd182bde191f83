"""What an application must say, and what its states allow."""

import pytest

from api.admissions import rules
from api.admissions.models import ApplicationState
from api.admissions.schemas import APPLICATION
from api.kit.errors import InvalidInput
from api.kit.states import Actions, StateForbids

COMPANY = {"kvk": "12345678", "organisation_name": "X", "postcode": "5611AB", "place": "Eindhoven"}


@pytest.mark.parametrize(
    ("kind", "given", "pointers"),
    [
        ("school", {"site_id": 1}, []),
        ("school", {"site_code": 1}, []),
        ("school", {}, ["#/siteCode"]),
        ("school", {"site_id": 1, "site_code": 1}, ["#/siteId"]),
        (
            "school",
            {"site_id": 1, "organisation_name": "X", "region_code": "y"},
            ["#/organisationName", "#/regionCode"],
        ),
        ("company", COMPANY, []),
        ("company", {**COMPANY, "website": "x", "region_code": "y"}, []),
        ("company", {**COMPANY, "site_id": 1}, ["#/siteId"]),
        ("company", {}, ["#/kvk", "#/organisationName", "#/postcode", "#/place"]),
    ],
)
def test_each_kind_says_its_own(kind: str, given: dict[str, object], pointers: list[str]) -> None:
    if not pointers:
        rules.check_fields(kind, given)
        return
    with pytest.raises(InvalidInput) as refused:
        rules.check_fields(kind, given)
    assert [error["pointer"] for error in refused.value.errors] == pointers


ALLOWED = {
    "applied": ["verify", "admit", "reject", "waitlist"],
    "verified": ["admit", "reject", "waitlist"],
    "waitlisted": ["admit", "reject"],
    "admitted": [],
    "rejected": [],
    "withdrawn": [],
}


def _allowed(state: str, actions: Actions) -> list[str]:
    return [action for action, sources in actions.items() if state in sources]


@pytest.mark.parametrize("state", list(ApplicationState))
def test_what_each_state_allows(state: str) -> None:
    assert _allowed(state, rules.BY_COORDINATOR) == ALLOWED[state]
    assert _allowed(state, rules.BY_APPLICANT) == (["withdraw"] if ALLOWED[state] else [])
    for verb, (sources, target) in rules.ACTIONS.items():
        if state in sources:
            assert rules.next_state(state, verb) == target
        else:
            decided = state in rules.DECIDED
            with pytest.raises(rules.AlreadyDecided if decided else StateForbids):
                rules.next_state(state, verb)


def test_the_example_allows_what_the_rules_do() -> None:
    assert APPLICATION["allowedActions"] == _allowed(str(APPLICATION["state"]), rules.BY_COORDINATOR)
