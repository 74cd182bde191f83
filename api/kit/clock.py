"""The clock, the one thing besides the outside world that a test may replace."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/Amsterdam")
FIRST_MONDAY = date(1970, 1, 5)


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    return now().astimezone(LOCAL).date()


def week_number(monday: date) -> int:
    """Whole weeks since Monday 1970-01-05."""
    return (monday - FIRST_MONDAY).days // 7


def week_start(number: int) -> date:
    return FIRST_MONDAY + timedelta(weeks=number)
