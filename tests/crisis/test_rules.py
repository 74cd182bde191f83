"""Where a match can go on when nobody can visit."""

from datetime import UTC, datetime
from typing import Any

import pytest

from api.crisis import rules
from api.crisis.rules import Mode, Outcome
from api.matches.models import Side

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
MATCH: dict[str, Any] = {
    "state": "confirmed", "switched_online": False, "modes": ["at_school"], "fallback_mode": None, "online_ok": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({}, Outcome.REMATCHES),
        ({"fallback_mode": "online"}, Outcome.CONVERTS),
        ({"fallback_mode": "online", "online_ok": False}, Outcome.REMATCHES),
        ({"fallback_mode": "at_company"}, Outcome.REMATCHES),
        ({"modes": ["at_school", "online"]}, Outcome.CONVERTS),
        ({"modes": ["at_school", "online"], "online_ok": False}, Outcome.CONVERTS),
        ({"modes": ["at_company", "at_school"], "online_ok": False}, Outcome.REMATCHES),
        ({"modes": ["hybrid"]}, Outcome.CONVERTS),
        ({"modes": ["online"], "online_ok": False}, Outcome.SURVIVES),
        ({"modes": []}, Outcome.REMATCHES),
        ({"switched_online": True}, Outcome.SURVIVES),
    ],
)
def test_online(fields: dict[str, Any], outcome: Outcome) -> None:
    assert rules.outcome(Mode.ONLINE, MATCH | fields) is outcome


@pytest.mark.parametrize(("switched", "outcome"), [(True, Outcome.CONVERTS), (False, Outcome.SURVIVES)])
def test_back(switched: bool, outcome: Outcome) -> None:
    assert rules.outcome(Mode.PHYSICAL, MATCH | {"switched_online": switched}) is outcome


def test_what_survives_has_no_event() -> None:
    assert rules.event(Mode.PHYSICAL, MATCH, NOW) is None


@pytest.mark.parametrize(("state", "planned"), [("confirmed", True), ("proposed", False)])
def test_what_is_called_off_tells_whether_it_stood_in_agendas(state: str, planned: bool) -> None:
    event = rules.event(Mode.ONLINE, MATCH | {"state": state}, NOW)
    assert event is not None
    assert (event.type, event.side, event.facts) == ("called_off", Side.COORDINATOR, {"planned": planned})
