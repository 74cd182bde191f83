"""What a region asks and offers, as a file."""

import json
from datetime import date
from typing import Any

import pytest

from api.matching.rounds.instance import read
from api.rounds import snapshot
from api.rounds.rules import in_force

WEEKS = [date(2027, 1, 11), date(2027, 1, 18), date(2027, 1, 25)]
TERMS = {
    "name": "R",
    "school_year": 2026,
    "seed": "00",
    "policy": "reach",
    "side_rules": ["siteWeek"],
    "weights": None,
    "rural_km": 0,
}
NEEDS: dict[str, dict[str, Any]] = {
    "wheelchair": {"access": "wheelchair"},
    "age_12": {"access": "minAge", "atMost": 12},
}
PLACE = {"scheme": "t", "value": "X", "name": "X", "lat": 51.4, "lon": 5.5}


def asked(**more: Any) -> dict[str, Any]:
    return {
        "id": 1, "scheme": None, "value": None, "site": "t:X", "level": "havo", "year": 3, "subjects": ["physics"],
        "themes": [], "kinds": ["guest_lesson"], "pupils": 20, "languages": ["nl"], "max_km": 30, "online_ok": False,
        "weeks_ok": frozenset(WEEKS), "weeks_preferred": frozenset(), "needs": [], **more,
    }  # fmt: skip


def offered(**more: Any) -> dict[str, Any]:
    return {
        "id": 2, "scheme": "t", "value": "A", "company": "t:X", "kind": "company_visit", "levels": ["havo"],
        "years": [3], "subjects": ["physics"], "themes": [], "languages": ["nl"], "max_group": 30, "radius_km": 30,
        "online": False, "capacity_week": 3, "left_year": 5, "left_in": {}, "weeks": WEEKS, "modes": ["at_company"],
        "access": None, **more,
    }  # fmt: skip


def made(
    request: dict[str, Any],
    offer: dict[str, Any],
    site: dict[str, Any] | None = None,
    terms: dict[str, Any] | None = None,
) -> dict[str, Any]:
    site = {**PLACE, "prior": 2, "first": False, "around": 5, **(site or {})}
    region = snapshot.Region([site], [{**PLACE, "left_year": None}], [request], [offer])
    whole = snapshot.instance({**TERMS, **(terms or {})}, region, NEEDS, WEEKS[1])
    read(snapshot.text_of(whole).encode())
    return whole


def test_it_is_an_instance_that_names_things_by_their_codes() -> None:
    whole = made(asked(), offered())
    assert [whole["requests"][0]["id"], whole["offers"][0]["id"], whole["sites"][0]["id"]] == ["1", "t:A", "t:X"]
    assert (whole["seed"], whole["sideRules"], whole["sites"][0]["priorMatches"]) == ("00", ["siteWeek"], 2)


@pytest.mark.parametrize(
    ("left_in", "weeks", "weekly"),
    [
        ({}, WEEKS[1:], 3),
        ({"2027-01-18": 0}, WEEKS[2:], 3),
        ({"2027-01-18": 1}, WEEKS[1:], 1),
        ({"2027-01-18": 0, "2027-01-25": 0}, [], 3),
    ],
)
def test_no_more_is_offered_than_there_is(left_in: dict[str, int], weeks: list[date], weekly: int) -> None:
    (offer,) = made(asked(), offered(left_in=left_in))["offers"]
    assert (offer["weeks"], offer["capacityWeek"]) == ([week.isoformat() for week in weeks], weekly)


@pytest.mark.parametrize(
    ("around", "rural_km", "max_km"), [(5, 0, 30), (4, 0, 30), (5, 20, 30), (4, 20, 50), (0, 100, 130)]
)
def test_kilometres_more_are_for_sites_with_few_around_them(around: int, rural_km: int, max_km: int) -> None:
    (request,) = made(asked(), offered(), {"around": around}, {"rural_km": rural_km})["requests"]
    assert request["maxKm"] == max_km


@pytest.mark.parametrize("first", [True, False])
def test_a_site_that_comes_first_says_so(first: bool) -> None:
    (site,) = made(asked(), offered(), {"first": first})["sites"]
    assert site.get("priority", False) is first


@pytest.mark.parametrize(
    ("needs", "access", "modes", "forbidden"),
    [
        (["wheelchair"], {"wheelchair": True}, ["at_company"], False),
        (["wheelchair"], {"wheelchair": False}, ["at_company"], True),
        (["wheelchair"], None, ["at_company"], True),
        (["wheelchair"], None, ["at_school"], False),
        (["wheelchair"], None, ["at_company", "online"], False),
        (["age_12"], {"minAge": 12}, ["at_company"], False),
        (["age_12"], {"minAge": 14}, ["at_company"], True),
        (["age_12"], {}, ["at_company"], False),
        ([], {"wheelchair": False}, ["at_company"], False),
    ],
)
def test_a_visit_that_a_class_cannot_make_is_forbidden(
    needs: list[str], access: dict[str, Any] | None, modes: list[str], forbidden: bool
) -> None:
    forbids = made(asked(needs=needs), offered(access=access, modes=modes))["forbids"]
    assert [row["reason"] for row in forbids] == (["needs"] if forbidden else [])


def test_decisions_come_on_top_of_what_was_frozen() -> None:
    frozen = snapshot.text_of(made(asked(needs=["wheelchair"]), offered()))
    pair = {"request": "1", "offer": "t:A"}
    decided = json.loads(snapshot.decided(frozen, [{**pair, "week": "2027-01-18"}], [pair]))
    assert (len(decided["pins"]), [row.get("reason") for row in decided["forbids"]]) == (1, ["needs", None])


def test_the_last_decision_counts() -> None:
    def said(decision: str, request: str, activity: str) -> dict[str, str]:
        return {"decision": decision, "request_id": request, "activity_id": activity}

    decisions = [
        said("pin", "r1", "a1"), said("pin", "r1", "a2"), said("forbid", "r1", "a1"), said("forbid", "r2", "a1"),
        said("release", "r2", "a1"), said("accept", "r3", "a1"), said("accept", "r1", "a2"),
    ]  # fmt: skip
    assert in_force(decisions) == [said("pin", "r1", "a2"), said("forbid", "r1", "a1")]
