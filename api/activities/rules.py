"""Activities: states, who may do what, and the derived numbers of a row."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from api.accounts.rules import COMPANY_ROLES, Actor
from api.activities.models import ActivityState
from api.kit.clock import week_number
from api.kit.errors import FieldError, NotFound, Refusal, WeeksSpan
from api.vocabularies.rules import Vocabulary

MAX_SPAN = 63


class ActivityNotFound(NotFound):
    """There is no such activity, or it is not published and not the actor's."""

    code, title = "activity_not_found", "There is no activity with this id that you may see."


class CompanySiteUnknown(NotFound):
    """The body names a company site that does not exist."""

    code, title = "company_site_unknown", "The company site that you name does not exist."


class StateForbids(Refusal):
    """An activity in this state does not know this action."""

    status, code, title = 409, "state_forbids", "In its present state this cannot be done."


class CapacityOrder(Refusal):
    """More in one week than in the whole year."""

    status, code, title = 409, "capacity_order", "A week cannot hold more than the year."


# Which states an action leaves from, and the state that it leads to.
ACTIONS: Mapping[str, tuple[frozenset[str], ActivityState]] = {
    "publish": (frozenset({ActivityState.DRAFT, ActivityState.PAUSED}), ActivityState.PUBLISHED),
    "pause": (frozenset({ActivityState.PUBLISHED}), ActivityState.PAUSED),
    "archive": (
        frozenset({ActivityState.DRAFT, ActivityState.PUBLISHED, ActivityState.PAUSED}),
        ActivityState.ARCHIVED,
    ),
}


def owns(actor: Actor, region_code: str | None, company_id: UUID | None) -> bool:
    """Whether the activity is the actor's to change: of its company, or in its region."""
    own = actor.role in COMPANY_ROLES and actor.belongs_to(company_id)
    return own or actor.reaches(region_code)


def allowed_actions(state: str) -> list[str]:
    """What its owner may do in this state."""
    verbs = [verb for verb, (sources, _) in ACTIONS.items() if state in sources]
    return verbs if state == ActivityState.ARCHIVED else ["edit", *verbs]


def next_state(state: str, verb: str) -> ActivityState:
    """The state after the action; refused when this state does not know it."""
    sources, target = ACTIONS[verb]
    if state not in sources:
        raise StateForbids()
    return target


def check_editable(state: str) -> None:
    if state == ActivityState.ARCHIVED:
        raise StateForbids()


def check_weeks(weeks: Sequence[date]) -> None:
    """Weeks lie within 63 weeks of each other."""
    if weeks and week_number(max(weeks)) - week_number(min(weeks)) >= MAX_SPAN:
        raise WeeksSpan(FieldError("#/weeks", "weeks_span", "weeks lie within 63 weeks of each other"))


def check_capacity(week: int, year: int) -> None:
    if week > year:
        raise CapacityOrder(FieldError("#/capacityWeek", "capacity_order", "more than capacityYear"))


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
