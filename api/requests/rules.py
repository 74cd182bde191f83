"""Requests: states, who may do what, and checks that need more than one field."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from api.accounts.rules import SCHOOL_ROLES, Actor
from api.kit.clock import week_number
from api.kit.errors import FieldError, Forbidden, InvalidInput, NotFound, Refusal, WeeksSpan
from api.kit.states import Actions
from api.requests.models import RequestState

MAX_SPAN = 63
RESPOND_DAYS = 7


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


# Which states an action leaves from.
ACTIONS: Actions = {
    "edit": frozenset({RequestState.OPEN, RequestState.RETIRED}),
    "withdraw": frozenset({RequestState.OPEN, RequestState.RETIRED}),
}


def owns(actor: Actor, region_code: str | None, school_id: UUID | None) -> bool:
    """Whether the request is the actor's: of its school, or in its region."""
    return (actor.role in SCHOOL_ROLES and actor.belongs_to(school_id)) or actor.reaches(region_code)


def check_owned(actor: Actor, of: Mapping[str, Any]) -> None:
    """`of` is a request or the site that asks."""
    if not owns(actor, of["region_code"], of["school_id"]):
        raise Forbidden()


def check_site(site_state: str) -> None:
    """Nothing is asked for a retired site."""
    if site_state == "retired":
        raise SchoolSiteRetired()


def check_allowed(state: str, action: str) -> None:
    if state not in ACTIONS[action]:
        raise RequestClosed()


def respond_by(now: datetime, settings: dict[str, object]) -> datetime:
    """When the asker hears something at the latest; a region sets its own number of days."""
    days = settings.get("respond_days", RESPOND_DAYS)
    return now + timedelta(days=days if isinstance(days, int) else RESPOND_DAYS)


def is_free(week: date, free: Sequence[tuple[date, date]]) -> bool:
    """Whether all five school days of the week are in one holiday."""
    return any(first <= week and week + timedelta(days=4) <= last for first, last in free)


def check_weeks(weeks_ok: Sequence[date], free: Sequence[tuple[date, date]]) -> None:
    """Within 63 weeks of each other, and not in a school holiday."""
    faults = [
        FieldError(f"#/weeksOk/{place}", "week_in_holiday", "this school has a holiday then")
        for place, week in enumerate(weeks_ok)
        if is_free(week, free)
    ]
    if faults:
        raise InvalidInput(*faults)
    if week_number(max(weeks_ok)) - week_number(min(weeks_ok)) >= MAX_SPAN:
        raise WeeksSpan(FieldError("#/weeksOk", "weeks_span", "weeks lie within 63 weeks of each other"))


def accepted(weeks_ok: Sequence[date], weeks_preferred: Sequence[date]) -> list[date]:
    """A preferred week is an accepted one too."""
    return sorted({*weeks_ok, *weeks_preferred})
