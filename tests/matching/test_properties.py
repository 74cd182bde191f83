import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import cast

import pytest
from hypothesis import given

from api.matching.model import Offer, Place, Request, distance_km, km_between
from api.matching.near import Relax, near_miss, relaxed
from api.matching.scores import broken, fit
from tests.matching.strategies import WEEKS, drafts, offers

ASKED = Request(
    kinds=("guest_lesson", "workshop"),
    level="havo",
    year=3,
    subjects=frozenset({"natuurkunde", "wiskunde", "techniek"}),
    themes=frozenset({"energy"}),
    languages=frozenset({"nl"}),
    pupils=28,
    place=Place(51.441, 5.478),
    max_km=30,
    online_ok=False,
    weeks_ok=frozenset(WEEKS[2:6]),
    weeks_preferred=frozenset(WEEKS[4:5]),
)
OFFERED = Offer(
    kind="workshop",
    levels=frozenset({"havo", "vwo"}),
    years=frozenset({3, 4}),
    subjects=frozenset({"natuurkunde", "techniek"}),
    themes=frozenset({"energy", "climate"}),
    languages=frozenset({"nl"}),
    max_group=32,
    radius_km=25,
    online=False,
    weeks=frozenset(WEEKS[3:9]),
    place=Place(51.4, 5.6),
)


def test_a_score_worked_out_by_hand() -> None:
    assert ASKED.place is not None
    assert OFFERED.place is not None
    assert round(distance_km(ASKED.place, OFFERED.place) * 10) == 96
    found = fit(ASKED, OFFERED)
    assert found is not None
    assert found.week == WEEKS[4]
    # type 600, subject 666, theme 1000, distance 1000 - 96000 // 250 = 616, group 875, date 1000
    assert found.score == (25 * 600 + 20 * 666 + 20 * 1000 + 15 * 616 + 10 * 875 + 10 * 1000) // 10
    assert [(part.name, part.of) for part in found.parts] == [
        ("type", 2500),
        ("subject", 2000),
        ("theme", 2000),
        ("distance", 1500),
        ("group", 1000),
        ("date", 1000),
    ]
    facts = {part.name: part.fact for part in found.parts}
    assert facts["distance"] == {"km": 9.6, "limitKm": 25, "online": False}
    assert facts["subject"] == {
        "common": ["natuurkunde", "techniek"],
        "asked": ["natuurkunde", "techniek", "wiskunde"],
    }


def test_each_limit_alone() -> None:
    cases = {
        "type": replace(OFFERED, kind="contest"),
        "level": replace(OFFERED, levels=frozenset({"vwo"})),
        "year": replace(OFFERED, years=frozenset({5})),
        "subject": replace(OFFERED, subjects=frozenset({"kunst"})),
        "language": replace(OFFERED, languages=frozenset({"en"})),
        "groupSize": replace(OFFERED, max_group=20),
        "weeks": replace(OFFERED, weeks=frozenset(WEEKS[8:])),
        "distance": replace(OFFERED, place=Place(51.4, 6.2)),
    }
    found = {name: broken(ASKED, offer, km_between(ASKED, offer)) for name, offer in cases.items()}
    assert found == {name: (name,) for name in cases}


def test_the_step_for_distance_names_whose_it_is() -> None:
    far = replace(OFFERED, radius_km=60, place=Place(51.441, 5.95))
    miss = near_miss(ASKED, far)
    assert miss.relax is not None
    assert (miss.relax.field, miss.relax.from_, miss.relax.to) == ("maxKm", 30, 33)
    short = replace(OFFERED, radius_km=5)
    theirs = near_miss(ASKED, short).relax
    assert theirs is not None
    assert (theirs.field, theirs.from_, theirs.to) == ("radiusKm", 5, 10)


@given(drafts, offers)
def test_parts_add_up_to_the_score(request: Request, offer: Offer) -> None:
    found = fit(request, offer)
    if found is None:
        return
    assert sum(part.points for part in found.parts) == found.score
    assert 0 <= found.score <= 10_000
    assert all(0 <= part.points <= part.of for part in found.parts)
    assert found.week in offer.weeks


@given(drafts, offers)
def test_it_fits_exactly_when_no_limit_is_broken(request: Request, offer: Offer) -> None:
    assert (fit(request, offer) is None) == bool(broken(request, offer, km_between(request, offer)))


@given(drafts, offers)
def test_a_step_that_is_promised_works(request: Request, offer: Offer) -> None:
    miss = near_miss(request, offer)
    limits = broken(request, offer, km_between(request, offer))
    assert miss.broken == limits
    if miss.relax is None:
        nowhere = limits == ("distance",) and offer.place is None
        never = limits == ("weeks",) and not offer.weeks
        assert len(limits) != 1 or nowhere or never
        return
    after_request, after_offer = relaxed(request, offer, miss.relax)
    assert fit(after_request, after_offer) is not None


ONE_STEP: list[tuple[dict[str, object], dict[str, object], tuple[str, object, object]]] = [
    ({"kinds": ("contest",)}, {}, ("kinds", ["contest"], ["contest", "workshop"])),
    (
        {"kinds": ("contest", "company_visit", "guest_lesson")},
        {},
        ("kinds", ["contest", "company_visit", "guest_lesson"], ["contest", "company_visit", "workshop"]),
    ),
    ({"level": "vmbo-tl"}, {}, ("level", "vmbo-tl", "havo")),
    ({"year": 1}, {"years": frozenset({3, 4, 6})}, ("year", 1, 3)),
    ({"year": 6}, {"years": frozenset({1, 3, 4})}, ("year", 6, 4)),
    ({"year": 3}, {"years": frozenset({1, 2, 4})}, ("year", 3, 2)),
    ({"subjects": frozenset({"kunst"})}, {}, ("subjects", ["kunst"], ["kunst", "natuurkunde"])),
    ({"languages": frozenset({"de"})}, {}, ("languages", ["de"], ["de", "nl"])),
    ({"pupils": 90}, {}, ("pupils", 90, 32)),
    (
        {"weeks_ok": frozenset({WEEKS[0], WEEKS[11]}), "weeks_preferred": frozenset()},
        {"weeks": frozenset({WEEKS[3], WEEKS[9]})},
        ("weeksOk", [str(WEEKS[0]), str(WEEKS[11])], [str(WEEKS[0]), str(WEEKS[9]), str(WEEKS[11])]),
    ),
    ({"max_km": 4}, {}, ("maxKm", 4, 10)),
    ({}, {"radius_km": 4}, ("radiusKm", 4, 10)),
    ({"max_km": 3}, {"radius_km": 4}, ("distance", 3, 10)),
    ({"max_km": 3}, {"online": True}, ("onlineOk", False, True)),
]


@pytest.mark.parametrize(("asked", "offered", "step"), ONE_STEP)
def test_the_smallest_step_for_each_limit(
    asked: dict[str, object], offered: dict[str, object], step: tuple[str, object, object]
) -> None:
    request, offer = replace(ASKED, **asked), replace(OFFERED, **offered)  # type: ignore[arg-type]
    relax = near_miss(request, offer).relax
    assert relax is not None
    assert (relax.field, relax.from_, relax.to) == step


def _smaller(request: Request, relax: Relax) -> Iterator[Relax]:
    """The steps of the same field that ask less."""
    if relax.field in ("kinds", "subjects", "languages", "weeksOk"):
        before, after = list(cast("list[str]", relax.from_)), cast("list[str]", relax.to)
        assert len(set(after) - set(before)) == 1
        assert len(set(before) - set(after)) == (relax.field == "kinds" and len(before) == 3)
    if relax.field == "weeksOk":
        own, new = request.weeks_ok, date.fromisoformat(*{*after} - {*before})
        away = min(abs(new - week) for week in own)
        nearer = [week for week in WEEKS if min(abs(week - w) for w in own) < away]
        yield from (replace(relax, to=[*before, str(week)]) for week in nearer)
    if relax.field == "year":
        asked, years = cast("int", relax.from_), abs(cast("int", relax.to) - cast("int", relax.from_))
        yield from (replace(relax, to=n) for n in range(1, 13) if abs(n - asked) < years)
    if relax.field == "pupils":
        yield from (replace(relax, to=n) for n in range(cast("int", relax.to) + 1, cast("int", relax.from_) + 1))
    if relax.field in ("maxKm", "radiusKm", "distance"):
        yield replace(relax, to=cast("int", relax.to) - 1)


@given(drafts, offers)
def test_no_smaller_step_would_do(request: Request, offer: Offer) -> None:
    relax = near_miss(request, offer).relax
    if relax is None:
        return
    for smaller in _smaller(request, relax):
        assert fit(*relaxed(request, offer, smaller)) is None


@given(drafts, offers)
def test_the_promised_distance_is_the_smallest(request: Request, offer: Offer) -> None:
    relax = near_miss(request, offer).relax
    if relax is None or relax.field not in ("maxKm", "radiusKm", "distance"):
        return
    assert isinstance(relax.to, int)
    shorter = replace(relax, to=relax.to - 1)
    after_request, after_offer = relaxed(request, offer, shorter)
    km = km_between(after_request, after_offer)
    assert km is not None
    assert math.ceil(km) == relax.to
    assert fit(after_request, after_offer) is None
