"""Activities: states, who may do what, and the derived numbers of a row."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from api.accounts.rules import COMPANY_ROLES, Actor
from api.activities.models import ActivityState
from api.kit.clock import in_one_span, week_number
from api.kit.errors import FieldError, Forbidden, NotFound, Refusal, WeeksSpan
from api.kit.states import Actions, check_allowed
from api.vocabularies.rules import Vocabulary


class ActivityNotFound(NotFound):
    """There is no such activity, or it is not published and not the actor's."""

    code, title = "activity_not_found", "There is no activity with this id that you may see."


class CompanySiteUnknown(NotFound):
    """The body names a company site that does not exist."""

    code, title = "company_site_unknown", "The company site that you name does not exist."


class CompanySiteRetired(Refusal):
    """The company site is gone from its register."""

    status, code, title = 409, "company_site_retired", "The company site is retired; nothing can be offered there."


class VirtualAlternativeUnknown(NotFound):
    """What is offered to who cannot come is no online activity that the actor may see."""

    code, title = "virtual_alternative_unknown", "There is no online activity with this id that you may see."


class CapacityOrder(Refusal):
    """More in one week than in the whole year."""

    status, code, title = 409, "capacity_order", "A week cannot hold more than the year."


class WeeksNeeded(Refusal):
    """What is offered in no week to come fits nobody."""

    status, code, title = 409, "weeks_needed", "Choose weeks to come first: without them it fits nobody."


_KEPT = frozenset(ActivityState) - {ActivityState.ARCHIVED}
# Which states an action leaves from.
ACTIONS: Actions = {
    "edit": _KEPT,
    "publish": frozenset({ActivityState.DRAFT, ActivityState.PAUSED}),
    "pause": frozenset({ActivityState.PUBLISHED}),
    "archive": _KEPT,
}
LEADS_TO: Mapping[str, ActivityState] = {
    "publish": ActivityState.PUBLISHED,
    "pause": ActivityState.PAUSED,
    "archive": ActivityState.ARCHIVED,
}


def owns(actor: Actor, region_code: str | None, company_id: UUID | None) -> bool:
    """Whether the activity is the actor's to change: of its company, or in its region."""
    return company_id in actor.companies(*COMPANY_ROLES) or actor.reaches(region_code)


def check_owned(actor: Actor, of: Mapping[str, Any]) -> None:
    """`of` is an activity or the site that one is offered at."""
    if not owns(actor, of["region_code"], of["company_id"]):
        raise Forbidden()


def check_site(site_state: str) -> None:
    """Nothing is offered at a retired site."""
    if site_state == "retired":
        raise CompanySiteRetired()


def next_state(state: str, verb: str, site_state: str) -> ActivityState:
    """The state after the action; refused when this state does not know it, or publishing where nobody works."""
    check_allowed(ACTIONS, state, verb)
    if verb == "publish":
        check_site(site_state)
    return LEADS_TO[verb]


def check_editable(state: str) -> None:
    check_allowed(ACTIONS, state, "edit")


def check_weeks(weeks: Sequence[date]) -> None:
    """Weeks lie within 63 weeks of each other."""
    if not in_one_span(weeks):
        raise WeeksSpan(FieldError("#/weeks", "weeks_span", "weeks lie within 63 weeks of each other"))


def check_offered(weeks: Sequence[date], this_week: date) -> None:
    """What is shown to schools can be in a week to come; a draft need not."""
    if not weeks or max(weeks) < this_week:
        raise WeeksNeeded(FieldError("#/weeks", "weeks_needed", "one of the weeks is this one or a later one"))


def check_still_offered(activity: Mapping[str, Any], weeks: Sequence[date], this_week: date) -> None:
    """What is shown to schools, or is as soon as its company is back, keeps a week to come when its weeks change."""
    is_shown = activity["state"] == "published" or activity["paused_with_company"]
    if is_shown and sorted(weeks) != activity["weeks"]:
        check_offered(weeks, this_week)


def check_capacity(week: int, year: int) -> None:
    if week > year:
        raise CapacityOrder(FieldError("#/capacityWeek", "capacity_order", "more than capacityYear"))


class NeedsUnmet(Refusal):
    """What the class needs is not at the place of the visit, as its company tells."""

    status, code, title = 409, "needs_unmet", "The place does not have what this class needs."


Needs = Mapping[str, Mapping[str, Any]]


def _access(activity: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Of a visit to the company's own place; what may be at school or online needs none."""
    return (activity["access"] or {}) if set(activity["modes"]) == {"at_company"} else None


def unmet(needs: Iterable[str], activity: Mapping[str, Any], of_need: Needs) -> list[str]:
    """The needs of which the access of a visit does not say that they are met: what nobody proposes by itself.

    Reads `modes` and `access`. An age that is not told is no limit.
    """
    access = _access(activity)
    if access is None:
        return []
    return [need for need in needs if not _met(access.get(of_need[need]["access"]), of_need[need])]


def denied(needs: Iterable[str], activity: Mapping[str, Any], of_need: Needs) -> list[str]:
    """Of those the ones of which it says that they are not met; the others can be asked for."""
    access = _access(activity) or {}
    return [need for need in unmet(needs, activity, of_need) if access.get(of_need[need]["access"]) is not None]


def check_needs(needs: Iterable[str], activity: Mapping[str, Any], of_need: Needs) -> None:
    """Each need that is not met is named by its code; what is offered instead is told by the suggestions."""
    if lacking := denied(needs, activity, of_need):
        raise NeedsUnmet(*(FieldError("#/activityId", need, "not met at the place") for need in lacking))


def _met(value: Any, about: Mapping[str, Any]) -> bool:
    return value is None or value <= about["atMost"] if "atMost" in about else value is True


def week_bits(weeks: Iterable[date]) -> tuple[int, int]:
    """(number of the first week, mask in which bit k is the k-th week after it); (0, 0) without weeks."""
    numbers = {week_number(week) for week in weeks}
    if not numbers:
        return 0, 0
    first = min(numbers)
    return first, sum(1 << (number - first) for number in numbers)


def derived(row: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, int]:
    """The masks and week numbers that belong to a row's codes and weeks."""
    first_week, week_mask = week_bits(row["weeks"])
    return {
        "level_mask": vocabulary.mask("levels", row["levels"]),
        "year_mask": sum(1 << year for year in set(row["years"])),
        "subject_mask": vocabulary.mask("subjects", row["subjects"]),
        "theme_mask": vocabulary.mask("themes", row["themes"]),
        "language_mask": vocabulary.mask("languages", row["languages"]),
        "first_week": first_week,
        "week_mask": week_mask,
    }
