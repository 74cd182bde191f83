"""Reliability as arithmetic: what a log says of a side, and how far one may conclude from it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from api.matches.life import Event, EventType
from api.matches.models import Side
from api.reliability import rules
from api.reliability.rules import Kind, Outcome, badge, figures, lower_bound

NOW = datetime(2027, 6, 1, 9, tzinfo=UTC)
BEGIN = datetime(2027, 1, 4, 9, tzinfo=UTC)
ID = UUID(int=1)
MOMENT = {"week": "2027-01-18", "slotId": None, "startsAt": None, "endsAt": None}
TRIALS = st.integers(1, 2000)
KINDS: list[Kind] = ["kept", "cancelled_early", "cancelled_late", "no_show", "answered", "unanswered"]

Step = tuple[float, EventType, Side, dict[str, Any]]


def told(*steps: Step, by: Side = Side.SCHOOL) -> list[Event]:
    """A log: proposed by a side, then (days after, kind, side, facts); an answer is awaited for seven days."""
    waits: dict[str, Any] = {"moment": MOMENT, "moments": [], "professionalId": None, "holds": True}

    def until(at: datetime) -> dict[str, Any]:
        return {**waits, "respondBy": (at + timedelta(days=7)).isoformat()}

    events = [Event("proposed", by, BEGIN, until(BEGIN))]
    for days, kind, side, facts in steps:
        at = BEGIN + timedelta(days=days)
        more = until(at) if kind in ("accepted", "moments_proposed") else {}
        moments = {"moments": [MOMENT]} if kind == "moments_proposed" else {}
        events.append(Event(kind, side, at, {**more, **moments, **facts}))
    return events


YES: Step = (1, "accepted", Side.COMPANY, {})
SCHOOL, COMPANY, HOUSE = Side.SCHOOL, Side.COMPANY, Side.HOUSE
LOGS: list[tuple[str, list[Event], tuple[Kind | None, bool | None], tuple[Kind | None, bool | None]]] = [
    ("waits", told(), (None, None), (None, None)),
    ("kept", told(YES, (20, "delivered", SCHOOL, {})), ("kept", None), ("kept", True)),
    ("no", told((1, "declined", COMPANY, {})), (None, None), ("answered", True)),
    ("silence", told((7, "expired", HOUSE, {})), (None, None), ("unanswered", False)),
    ("silence as the other was away", told((7, "expired", HOUSE, {"away": "school"})), (None, None), (None, None)),
    ("late yes", told((8, "accepted", COMPANY, {})), (None, None), ("unanswered", False)),
    ("taken back", told((1, "withdrawn", SCHOOL, {})), (None, None), (None, None)),
    ("early", told(YES, (2, "cancelled", SCHOOL, {"leadHours": 168})), ("cancelled_early", None), ("answered", True)),
    ("late", told(YES, (2, "cancelled", SCHOOL, {"leadHours": 167})), ("cancelled_late", None), ("answered", True)),
    ("missed", told(YES, (15, "no_show", SCHOOL, {"of": "company"})), ("kept", None), ("no_show", True)),
    (
        "other moments",
        told((1, "moments_proposed", COMPANY, {}), (2, "accepted", SCHOOL, {}), (20, "delivered", COMPANY, {})),
        ("kept", True), ("kept", True),
    ),
    (
        "a wish to move that nobody answers leaves the plan",
        told(YES, (2, "moments_proposed", SCHOOL, {}), (9, "expired", HOUSE, {}), (20, "delivered", SCHOOL, {})),
        ("kept", None), ("kept", False),
    ),
    (
        "a coordinator's proposal that one side answers",
        told((1, "accepted", COMPANY, {}), (8, "expired", HOUSE, {}), by=Side.COORDINATOR),
        ("unanswered", False), ("answered", True),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "log", "school", "company"), LOGS, ids=[log[0] for log in LOGS])
def test_a_log_tells_both_sides(name: str, log: list[Event], school: Any, company: Any) -> None:
    for side, expected in ((Side.SCHOOL, school), (Side.COMPANY, company)):
        found = rules.outcome(ID, ID, log, side)
        assert (found and found.kind, found.answered_in_time if found else None) == expected


def test_what_is_excused_is_so_for_one_side() -> None:
    log = told((7, "expired", HOUSE, {}), by=Side.COORDINATOR)
    log.append(Event("excused", Side.COORDINATOR, NOW, {"of": "school"}))
    found = [rules.outcome(ID, ID, log, side) for side in (Side.SCHOOL, Side.COMPANY)]
    assert [one.excused for one in found if one] == [True, False]


def one(kind: Kind, days: float = 0, excused: bool = False) -> Outcome:
    return Outcome(ID, ID, NOW - timedelta(days=days), kind, None, excused)


def test_one_of_one_does_not_outrank_48_of_50() -> None:
    assert lower_bound(1, 1) < lower_bound(48, 50)
    few, many = figures([one("kept")], NOW), figures([one("kept")] * 48 + [one("no_show")] * 2, NOW)
    assert few.lower_bound < many.lower_bound
    assert (badge(few), badge(many)) == (None, "steady")


@given(TRIALS, st.data())
def test_the_bound_lies_below_what_was_seen(trials: int, data: st.DataObject) -> None:
    good = data.draw(st.integers(0, trials))
    bound = lower_bound(good, trials)
    assert 0 <= bound <= good / trials
    assert (bound == 0) == (good == 0)


@given(st.floats(0, 500), st.floats(0, 500), st.floats(0.001, 10))
def test_a_kept_promise_raises_it_and_a_broken_one_lowers_it(good: float, bad: float, more: float) -> None:
    assume(good + bad > 0.001)
    bound = lower_bound(good, good + bad)
    assert lower_bound(good + more, good + bad + more) >= bound - 1e-12
    assert lower_bound(good, good + bad + more) <= bound + 1e-12


@given(st.floats(0, 1), st.floats(0.01, 500), st.floats(1.01, 100))
def test_of_equal_shares_more_evidence_stands_higher(share: float, trials: float, times: float) -> None:
    assert lower_bound(share * trials * times, trials * times) >= lower_bound(share * trials, trials) - 1e-12


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.floats(0, 2000), st.booleans()), max_size=30))
def test_counts_are_those_of_the_outcomes(outcomes: list[tuple[Kind, float, bool]]) -> None:
    made = [one(*each) for each in outcomes]
    found = figures(made, NOW)
    total = found.kept + found.cancelled_early + found.cancelled_late + found.no_show + found.unanswered
    answered = sum(kind == "answered" and not excused and days <= 1095 for kind, days, excused in outcomes)
    assert found.n == total + answered
    assert found.n + found.excused == sum(days <= 1095 for _, days, _ in outcomes)
    assert 0 <= found.credit <= found.weight + 1e-9
    assert found.weight <= found.n


def test_what_is_excused_or_long_ago_changes_nothing() -> None:
    recent = [one("kept"), one("kept", 30), one("cancelled_early", 60)]
    plain = figures(recent, NOW)
    with_more = figures([*recent, one("no_show", 1, excused=True), one("no_show", 1096)], NOW)
    assert (with_more.n, with_more.lower_bound, with_more.excused) == (plain.n, plain.lower_bound, 1)


def test_a_year_ago_weighs_half() -> None:
    assert [rules.weight(one("kept", days), NOW) for days in (0, 365, 730, 1096)] == [1, 0.5, 0.25, 0]


@pytest.mark.parametrize(
    ("kept", "missed", "word"),
    [(2, 0, None), (3, 0, "fair"), (10, 0, "fair"), (11, 0, "steady"), (2, 1, "uneven"), (0, 3, "uneven")],
)
def test_a_word_needs_three_matches(kept: int, missed: int, word: str | None) -> None:
    assert badge(figures([one("kept")] * kept + [one("no_show")] * missed, NOW)) == word
