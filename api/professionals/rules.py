"""Professionals: who may do what with whom, when somebody can, and how often somebody may be asked."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from api.accounts.roles import Role
from api.accounts.rules import COMPANY_ROLES, SCHOOL_ROLES, Actor
from api.kit.clock import LOCAL, monday_of
from api.kit.errors import FieldError, Forbidden, NotFound, PeriodReversed, Refusal
from api.kit.states import Actions, check_allowed
from api.professionals.models import ProfessionalState


class ProfessionalNotFound(NotFound):
    """There is nobody with this id, or not for this actor."""

    code, title = "professional_not_found", "There is no professional with this id that you may see."


class CompanyUnknown(NotFound):
    """The body names a company that does not exist."""

    code, title = "company_unknown", "The company that you name does not exist."


class AccountWithoutRole(Refusal):
    """A profile belongs to an account that holds a role at the company."""

    status, code, title = 409, "account_without_role", "This account holds no role at this company."


class ProfileExists(Refusal):
    """A person has one profile at a company."""

    status, code, title = 409, "profile_exists", "This account has a profile at this company already."


class ConsentIsPersonal(Forbidden):
    """Who has an account gives consent there, and nobody else can."""

    code, title = "consent_is_personal", "Consent is given by the person whose profile it is."


class CapReached(Refusal):
    """As often as the professional wants to be asked in a month."""

    status, code, title = 409, "cap_reached", "This professional has been asked as often as they want this month."


_HERE = frozenset({ProfessionalState.ACTIVE, ProfessionalState.PAUSED})
# Which states an action leaves from.
ACTIONS: Actions = {
    "edit": _HERE,
    "pause": frozenset({ProfessionalState.ACTIVE}),
    "resume": frozenset({ProfessionalState.PAUSED}),
    "leave": _HERE,
}
LEADS_TO: Mapping[str, ProfessionalState] = {
    "pause": ProfessionalState.PAUSED,
    "resume": ProfessionalState.ACTIVE,
    "leave": ProfessionalState.LEFT,
}


def is_school_side(actor: Actor) -> bool:
    return actor.has(*SCHOOL_ROLES)


def looks_after(actor: Actor, company: Mapping[str, Any]) -> bool:
    """Whether the actor coordinates the company or a region where it has a site; `company` has `id`, `regions`."""
    return company["id"] in actor.companies(Role.COMPANY_COORDINATOR) or any(
        actor.reaches(region) for region in company["regions"] or [None]
    )


def check_may_add(actor: Actor, company: Mapping[str, Any], account_id: UUID | None) -> None:
    """Whoever looks after the company adds anybody; who holds a role there, a profile of their own."""
    own = account_id is not None and account_id == actor.id and company["id"] in actor.companies(*COMPANY_ROLES)
    if not own and not looks_after(actor, company):
        raise Forbidden()


def check_may_link(actor: Actor, company: Mapping[str, Any]) -> None:
    """Whose profile it is, is for who looks after the company to say."""
    if not looks_after(actor, company):
        raise Forbidden()


def check_consent(actor: Actor, account_id: UUID | None, consent: bool | None) -> None:
    """Without an account the coordinator says that the person agreed. Anybody who may change it takes it back."""
    if consent and account_id is not None and account_id != actor.id:
        raise ConsentIsPersonal(FieldError("#/consent", "consent_is_personal", "the person gives it"))


def next_state(state: str, verb: str) -> ProfessionalState:
    """The state after the action; refused when this state does not know it."""
    check_allowed(ACTIONS, state, verb)
    return LEADS_TO[verb]


def check_windows(windows: Iterable[Mapping[str, Any]]) -> None:
    """Each window, `{weekday, from, to}`, ends after it begins."""
    for place, window in enumerate(windows):
        if window["to"] <= window["from"]:
            pointer = f"#/availability/{place}/to"
            raise PeriodReversed(FieldError(pointer, "period_reversed", "this lies before `from`"))


def available(professional: Mapping[str, Any], starts_at: datetime, ends_at: datetime) -> bool:
    """Whether an active professional can from one moment, with its offset, to a later one of the same day.

    Weekdays, hours and weeks off are those of the clock in the Netherlands. Windows that touch or overlap count as
    one. Without windows every hour from Monday to Friday will do. Reads `state`, `availability`, `weeks_off`.
    """
    starts, ends = starts_at.astimezone(LOCAL), ends_at.astimezone(LOCAL)
    day = starts.date()
    if professional["state"] != ProfessionalState.ACTIVE or ends_at <= starts_at or ends.date() != day:
        return False
    if day.isoweekday() > 5 or monday_of(day) in professional["weeks_off"]:
        return False
    windows = professional["availability"]
    return not windows or _covers(windows, day.isoweekday(), starts.time(), ends.time())


def available_in(professional: Mapping[str, Any], week: date) -> bool:
    """Whether an active professional is there in a week of which the hour is still to be settled."""
    return professional["state"] == ProfessionalState.ACTIVE and week not in professional["weeks_off"]


def _covers(windows: Iterable[Mapping[str, Any]], weekday: int, starts: time, ends: time) -> bool:
    hours = sorted(
        (time.fromisoformat(window["from"]), time.fromisoformat(window["to"]))
        for window in windows
        if window["weekday"] == weekday
    )
    reached = starts
    for opens, closes in hours:
        if opens <= reached:
            reached = max(reached, closes)
    return reached >= ends


def may_be_asked(cap_per_month: int | None, asked_this_month: int) -> bool:
    """Whether one more is within the limit; None is no limit."""
    return cap_per_month is None or asked_this_month < cap_per_month


def check_cap(cap_per_month: int | None, asked_this_month: int) -> None:
    """For who asks: the limit's own number stands in the answer."""
    if not may_be_asked(cap_per_month, asked_this_month):
        raise CapReached(members={"capPerMonth": cap_per_month})
