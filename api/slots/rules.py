"""When a slot may be; pure. Local times that the clock skips or repeats are refused with the reason."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from api.kit.clock import monday_of
from api.kit.errors import FieldError, NotFound, Refusal
from api.kit.states import Actions
from api.slots.models import SlotState

_OFFSET = re.compile(r"(Z|[+-]\d{2}:\d{2})$", re.ASCII)
LONGEST = timedelta(days=7)
HOLD_MINUTES = 48 * 60
ACTIONS: Actions = {"cancel": frozenset({SlotState.OPEN})}


class SlotNotFound(NotFound):
    code, title = "slot_not_found", "There is no slot with this id of this activity."


class SlotTaken(Refusal):
    """The activity already has a slot that begins then."""

    status, code, title = 409, "slot_taken", "This activity already has a slot that begins then."


class SlotOutsideWeeks(Refusal):
    """The activity is not offered in the week of the slot."""

    status, code, title = 409, "slot_outside_weeks", "The activity is not offered in that week."


class TimeUnsuitable(Refusal):
    """The time or its zone does not exist, it is there twice, is over, or ends before it begins."""

    status, code, title = 409, "time_unsuitable", "This time cannot be taken."


class SlotInUse(Refusal):
    """Places of the slot are taken: its matches come first."""

    status, code, title = 409, "slot_in_use", "Places of this slot are taken; cancel or move its matches first."


def held_until(now: datetime, settings: Mapping[str, Any]) -> datetime:
    """Until when a place is held for somebody who decides; a region sets its own minutes."""
    minutes = settings.get("hold_minutes", HOLD_MINUTES)
    return now + timedelta(minutes=minutes if isinstance(minutes, int) else HOLD_MINUTES)


def zone_of(name: str, field: str) -> ZoneInfo:
    if name not in available_timezones():
        fault = FieldError(f"#/{field}", "time_zone_unknown", "a time zone as the IANA names it is expected")
        raise TimeUnsuitable(fault)
    return ZoneInfo(name)


def instant(text: str, zone: ZoneInfo, field: str) -> datetime:
    """A time with its offset, or a local one in the zone.

    Refused: a local time that does not exist because the clock goes forward over it, and one that is there twice
    because it goes back, unless an offset says which.
    """
    try:
        named = datetime.fromisoformat(text)
        named.astimezone(zone)
    except (ValueError, OverflowError):
        raise TimeUnsuitable(FieldError(f"#/{field}", "time_unknown", "this time does not exist")) from None
    if _OFFSET.search(text):
        return named.astimezone(UTC)
    early, late = (named.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if early.utcoffset() == late.utcoffset():
        return early.astimezone(UTC)
    if early.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != named:
        raise TimeUnsuitable(FieldError(f"#/{field}", "time_skipped", "the clock goes forward over this time"))
    raise TimeUnsuitable(
        FieldError(f"#/{field}", "time_repeated", "this time is there twice: say which by its offset")
    )


def local_week(moment: datetime, zone: ZoneInfo) -> date:
    """The Monday of the moment's local day."""
    return monday_of(moment.astimezone(zone).date())


def check_order(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """It begins in the future, ends after it begins, and within a week."""
    if ends_at <= starts_at or ends_at - starts_at > LONGEST:
        raise TimeUnsuitable(FieldError("#/endsAt", "times_reversed", "it ends after it begins, within a week"))
    if starts_at <= now:
        raise TimeUnsuitable(FieldError("#/startsAt", "time_over", "it begins in the future"))
