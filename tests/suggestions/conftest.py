from datetime import UTC, datetime

import pytest

from api.kit import clock


@pytest.fixture(autouse=True)
def before_the_weeks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The instances and the drawn worlds begin on 2026-08-31."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 8, 1, 10, tzinfo=UTC))
