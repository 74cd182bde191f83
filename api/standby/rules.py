"""Who may stand by for what, and in which weeks; pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from api.kit.errors import FieldError, NotFound, Refusal
from api.kit.states import Actions, StateForbids, check_allowed
from api.requests.rules import ANSWERABLE, Calendar
from api.standby.models import StandbyState

ACTIONS: Actions = {
    "accept": frozenset({StandbyState.OFFERED}),
    "pass": frozenset({StandbyState.OFFERED}),
    "cancel": frozenset({StandbyState.WAITLISTED}),
}
# A request in one of these looks no more, and will not by itself.
OVER = ("fulfilled", "withdrawn", "expired", "retired", "draft")


class StandbyNotFound(NotFound):
    """There is no such place in a line, or it is not the actor's."""

    code, title = "standby_not_found", "There is no standby with this id that you may see."


class PlaceLeft(Refusal):
    """In one of the weeks there is a place: it can be asked for at once."""

    status, code, title = 409, "place_left", "There is a place left: ask for it at once."


class NoWeekInCommon(Refusal):
    """None of the weeks is asked, offered, to come, and no holiday of the school."""

    status, code, title = 409, "no_week_in_common", "There is no week that is both asked and offered."


class AlreadyWaiting(Refusal):
    """The request stands by for this activity already."""

    status, code, title = 409, "already_waiting", "This request stands by for this activity already."


class OfferOver(Refusal):
    """The place was held for as long as it is held, and goes to the next."""

    status, code, title = 409, "standby_offer_over", "The place is not held for you any more."


def check_looks(state: str) -> None:
    if state not in ANSWERABLE:
        raise StateForbids()


def common(weeks: Iterable[date], asked: Sequence[date], offered: Sequence[date], calendar: Calendar) -> list[date]:
    """The weeks that count for whoever stands by, the earliest first; none named: all that are asked."""
    named = set(weeks) or set(asked)
    return sorted(calendar.open(named & set(asked) & set(offered)))


def check_full(weeks: Sequence[date], full: Iterable[date]) -> None:
    """Nobody waits where there is a place."""
    if not weeks:
        raise NoWeekInCommon(FieldError("#/weeks", "no_week_in_common", "a week that is asked and offered"))
    if set(weeks) - set(full):
        raise PlaceLeft(FieldError("#/weeks", "place_left", "in one of these weeks there is a place"))


def in_order(weeks: Sequence[date], preferred: Iterable[date], full: Iterable[date]) -> list[date]:
    """The weeks with a place, those that the school likes best first."""
    liked, gone = set(preferred), set(full)
    return sorted((week for week in weeks if week not in gone), key=lambda week: (week not in liked, week))


def check_offer(row: Mapping[str, Any], action: str, now: datetime) -> None:
    check_allowed(ACTIONS, row["state"], action)
    if action == "accept" and row["held_until"] <= now:
        raise OfferOver()
