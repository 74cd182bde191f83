"""Whom the weekly letter goes to, and whether there is anything to tell; pure.

Who looks after a school, a company or a region gets it without asking: what waits for their side is theirs to see to,
and the mail about each match goes to whoever acts in it. It then holds what waits and what is coming, and no more.
Everybody else gets no mail that they did not ask for. Who asks for it hears also of what is new and what happened.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from api.accounts.roles import Role
from api.kit.clock import LOCAL
from api.kit.errors import NotFound
from api.kit.limits import Limit
from api.notices.rules import Locale, day_said

KEEPERS = (Role.SCHOOL_COORDINATOR, Role.COMPANY_COORDINATOR, Role.REGIONAL_COORDINATOR)
READERS = (*KEEPERS, Role.TEACHER, Role.PROFESSIONAL)
LINES = 5
# Requests and offers of one's own that are looked at for what is new.
LOOKED_AT = 5
LOOKED_AT_EACH = 20
NEWS_DAYS = 7
LINKS_WORK = timedelta(weeks=60)
LOOKS_FROM_ONE_PLACE = Limit(300, 300)


class SubscriptionNotFound(NotFound):
    """The link was never mailed, or is older than a year."""

    code, title = "subscription_not_found", "This link to unsubscribe does not work, or no longer."


def is_weekly(chosen: bool | None, roles: set[str]) -> bool:
    """Whether a person gets the letter: as they chose, else as their role needs."""
    return any(role in roles for role in KEEPERS) if chosen is None else chosen


def gets_it(chosen: bool | None, roles: set[str]) -> bool:
    """Whether a letter goes out to them: with a role that has something to hear."""
    return is_weekly(chosen, roles) and any(role in roles for role in READERS)


def allowed_actions(chosen: bool | None, weekly: bool) -> list[str]:
    """Asking is of use also to who gets it by their role: the letter then tells what is new too."""
    return [*([] if chosen else ["subscribe"]), *(["unsubscribe"] if weekly else [])]


def listed(lines: list[str], total: int) -> str:
    """Some lines, and how many more there are."""
    more = total - len(lines)
    return "\n".join([*(f"- {line}" for line in lines), *([f"  + {more}"] if more > 0 else [])])


def appointment(row: Mapping[str, Any], locale: Locale) -> str:
    """What, who, and when, as one line."""
    return f"{row['activity_title']}: {row['school_name']}, {row['company_name']} ({_when(row, locale)})"


def _when(row: Mapping[str, Any], locale: Locale) -> str:
    starts_at: datetime | None = row["starts_at"]
    if starts_at is not None:
        local = starts_at.astimezone(LOCAL)
        return f"{day_said(local.date(), locale)}, {local:%H:%M}"
    week: date = row["week"]
    return f"week {week.isocalendar().week}"


def is_worth_a_letter(told: Mapping[str, str | int]) -> bool:
    return any(told.values())
