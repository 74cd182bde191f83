"""On which days a schedule makes a round; pure."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from api.kit.errors import FieldError, NotFound, Refusal
from api.kit.states import Actions

ACTIONS: Actions = {"change": frozenset({"active", "stopped"}), "stop": frozenset({"active"})}
Row = Mapping[str, Any]


class ScheduleNotFound(NotFound):
    """There is no such schedule, or it is another region's."""

    code, title = "schedule_not_found", "There is no schedule with this id that you may see."


class AlreadyScheduled(Refusal):
    """A region has one schedule, which can be changed."""

    status, code, title = 409, "already_scheduled", "This region has a schedule already: change that."


class EndsFirst(Refusal):
    """The schedule would end before it begins."""

    status, code, title = 409, "schedule_ends_first", "It has to end after it begins."


def check_order(starts_on: date, ends_on: date | None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise EndsFirst(FieldError("#/endsOn", "schedule_ends_first", "not before startsOn"))


def _first(row: Row) -> date:
    """The first day with this weekday."""
    first: date = row["starts_on"] + timedelta(days=(row["weekday"] - row["starts_on"].isoweekday()) % 7)
    return first


def _counts(row: Row, day: date) -> bool:
    """Whether a day with the right weekday and distance is within the schedule, and not made yet."""
    made_on = row["made_on"]
    return (
        day >= max(row["starts_on"], row["set_on"])
        and (row["ends_on"] is None or day <= row["ends_on"])
        and (made_on is None or day > made_on)
    )


def due_on(row: Row, today: date) -> date | None:
    """The last planned day up to today, unless its round was made: days that were missed before it are left out.

    `row` is an active schedule with `made_on`, the day of its newest round.
    """
    step = timedelta(weeks=row["every_weeks"])
    steps = (today - _first(row)) // step
    day = _first(row) + steps * step
    return day if steps >= 0 and _counts(row, day) else None


def next_on(row: Row, today: date) -> date | None:
    """The first planned day from today on whose round was not made; None when there is none, or it was stopped."""
    if row["state"] != "active":
        return None
    step = timedelta(weeks=row["every_weeks"])
    soonest = max(today, row["set_on"], row["made_on"] + timedelta(days=1) if row["made_on"] else today)
    steps = max(0, -((_first(row) - soonest) // step))
    day = _first(row) + steps * step
    return day if _counts(row, day) else None
