"""The clock, the one thing besides the outside world that a test may replace."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/Amsterdam")
AUGUST = 8
FIRST_MONDAY = date(1970, 1, 5)
# So many weeks, from the first of them, fit in the bits of one mask.
MAX_SPAN = 63
_STANDS: ContextVar[datetime | None] = ContextVar("stands", default=None)


def now() -> datetime:
    return _STANDS.get() or datetime.now(UTC)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """For what is told of the past: the demo. Until it ends, this task's clock stands still at a moment."""
    before = _STANDS.set(moment)
    try:
        yield
    finally:
        _STANDS.reset(before)


def today() -> date:
    return now().astimezone(LOCAL).date()


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def this_week() -> date:
    return monday_of(today())


def school_year(day: date) -> int:
    """The calendar year in which the school year of a day begins, on the first of August."""
    return day.year if day.month >= AUGUST else day.year - 1


def week_number(monday: date) -> int:
    """Whole weeks since Monday 1970-01-05."""
    return (monday - FIRST_MONDAY).days // 7


def week_start(number: int) -> date:
    return FIRST_MONDAY + timedelta(weeks=number)


def in_one_span(weeks: Collection[date]) -> bool:
    """Whether the weeks lie close enough together for one mask."""
    return not weeks or week_number(max(weeks)) - week_number(min(weeks)) < MAX_SPAN
