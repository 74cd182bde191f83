"""Requests: states, who may do what, and checks that need more than one field."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from api.accounts.rules import SCHOOL_ROLES, Actor
from api.kit import states
from api.kit.clock import in_one_span
from api.kit.errors import FieldError, Forbidden, InvalidInput, NotFound, PeriodReversed, Refusal, WeeksSpan
from api.kit.states import Actions
from api.requests.models import RequestState

RESPOND_DAYS = 7
CONFIRM_DAYS = 30
# How long the asker has to say that a request is still meant.
CONFIRM_WITHIN = timedelta(days=14)


class RequestNotFound(NotFound):
    """There is no such request, or it is not the actor's."""

    code, title = "request_not_found", "There is no request with this id that you may see."


class SchoolSiteUnknown(NotFound):
    """The body names a school site that does not exist."""

    code, title = "school_site_unknown", "The school site that you name does not exist."


class SchoolSiteRetired(Refusal):
    """The school site is gone from its register."""

    status, code, title = 409, "school_site_retired", "The school site is retired; nothing can be asked for it."


class RequestClosed(Refusal):
    """A withdrawn request changes no more."""

    status, code, title = 409, "request_closed", "This request is closed."


class WeeksOver(Refusal):
    """What has no week to come would never be answered."""

    status, code, title = 409, "weeks_over", "All its weeks are over; choose others first."


_EDITABLE = frozenset({
    RequestState.DRAFT, RequestState.OPEN, RequestState.NEEDS_CONFIRMATION, RequestState.RETIRED,
})  # fmt: skip
# Which states an action leaves from.
ACTIONS: Actions = {
    "edit": _EDITABLE,
    "withdraw": _EDITABLE | {RequestState.EXPIRED},
    "open": frozenset({RequestState.DRAFT}),
    "confirm": frozenset({RequestState.NEEDS_CONFIRMATION}),
    "reopen": frozenset({RequestState.EXPIRED}),
}
# Whoever can be found: what a match may be made for.
ANSWERABLE = frozenset({RequestState.OPEN, RequestState.PROPOSED})


def owns(actor: Actor, region_code: str | None, school_id: UUID | None) -> bool:
    """Whether the request is the actor's: of its school, or in its region."""
    return school_id in actor.schools(*SCHOOL_ROLES) or actor.reaches(region_code)


def check_owned(actor: Actor, of: Mapping[str, Any]) -> None:
    """`of` is a request or the site that asks."""
    if not owns(actor, of["region_code"], of["school_id"]):
        raise Forbidden()


def check_site(site_state: str) -> None:
    """Nothing is asked for a retired site."""
    if site_state == "retired":
        raise SchoolSiteRetired()


def check_allowed(state: str, action: str) -> None:
    if state == RequestState.WITHDRAWN:
        raise RequestClosed()
    states.check_allowed(ACTIONS, state, action)


def respond_by(now: datetime, settings: dict[str, object]) -> datetime:
    """When the asker hears something at the latest; a region sets its own number of days."""
    days = settings.get("respond_days", RESPOND_DAYS)
    return now + timedelta(days=days if isinstance(days, int) else RESPOND_DAYS)


def begun(now: datetime, state: str) -> dict[str, datetime | None]:
    """The moments of a new request: what is open waits from now on, a draft does not wait."""
    since = None if state == RequestState.DRAFT else now
    return {"opened_at": since, "confirmed_at": since}


def check_looks_on(weeks_ok: Sequence[date], this_week: date) -> None:
    if max(weeks_ok) < this_week:
        raise WeeksOver()


@dataclass(frozen=True, slots=True)
class Calendar:
    """The weeks that count for a school: from this one on, and none in which it has a holiday; `free` are the first
    and last days of its holidays.
    """

    this_week: date
    holidays: frozenset[date] = frozenset()
    free: tuple[tuple[date, date], ...] = ()

    def is_free(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.free)

    def open(self, weeks: Iterable[date]) -> frozenset[date]:
        return frozenset(week for week in weeks if week >= self.this_week and week not in self.holidays)


def holiday_weeks(free: Iterable[tuple[date, date]]) -> frozenset[date]:
    """The weeks of which all five school days are in one holiday, given as its first and last free day."""
    found = set()
    for first, last in free:
        week = first + timedelta(days=-first.weekday() % 7)
        while week + timedelta(days=4) <= last:
            found.add(week)
            week += timedelta(weeks=1)
    return frozenset(found)


def check_weeks(weeks_ok: Sequence[date], calendar: Calendar) -> None:
    """Within 63 weeks of each other, none in a school holiday, and not all of them over.

    Weeks that are over may stand beside others, so that what was sent before can be sent again; they do not count.
    """
    faults = [
        FieldError(f"#/weeksOk/{place}", "week_in_holiday", "this school has a holiday then")
        for place, week in enumerate(weeks_ok)
        if week in calendar.holidays
    ]
    if max(weeks_ok) < calendar.this_week:
        faults.append(FieldError("#/weeksOk", "weeks_over", "one of the weeks is this one or a later one"))
    if faults:
        raise InvalidInput(*faults)
    if not in_one_span(weeks_ok):
        raise WeeksSpan(FieldError("#/weeksOk", "weeks_span", "weeks lie within 63 weeks of each other"))


def check_year(year: int, of_level: Sequence[int]) -> None:
    """The class is in a year that its level has; a level of which no years are known has any."""
    if of_level and year not in of_level:
        told = f"this level has the years {', '.join(map(str, of_level))}"
        raise InvalidInput(FieldError("#/year", "year_outside_level", told))


def accepted(weeks_ok: Sequence[date], weeks_preferred: Sequence[date]) -> list[date]:
    """A preferred week is an accepted one too."""
    return sorted({*weeks_ok, *weeks_preferred})


def check_windows(windows: Sequence[tuple[int, int]]) -> None:
    """First and last lesson hour of each: a window ends in the hour it begins in, or later."""
    for place, (first, last) in enumerate(windows):
        if last < first:
            raise PeriodReversed(FieldError(f"#/windows/{place}", "window_reversed", "it ends before it begins"))
