"""Who may do what to a match, and when; pure. Each check has one refusal."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from api.accounts.rules import COMPANY_ROLES, SCHOOL_ROLES, Actor
from api.kit.clock import LOCAL
from api.kit.errors import FieldError, Forbidden, NotFound, Refusal
from api.kit.states import StateForbids
from api.matches.life import Life, Moment
from api.matches.models import KEPT, PLANNED, WAITING, MatchState, Side
from api.regions.rules import OrganisationPaused
from api.requests.rules import Calendar
from api.slots.rules import held_until

RESPOND_DAYS = 7
REMIND_DAYS = 3
CLOSE_AFTER = timedelta(days=28)
MOMENTS = 3
SIDES = (Side.SCHOOL, Side.COMPANY)
SCHOOL_ALONE = frozenset({"lesson-after"})
# What a proposal needs both sides there for; who is left may still say no, or take it back.
NEEDS_BOTH = frozenset({"accept", "propose-slots"})
ACTIONS = (
    "accept", "decline", "propose-slots", "withdraw", "reschedule", "cancel", "mark-delivered", "mark-no-show",
    "lesson-after", "feedback",
)  # fmt: skip


class MatchNotFound(NotFound):
    """There is no such match, or it is not the actor's."""

    code, title = "match_not_found", "There is no match with this id that you may see."


class Full(Refusal):
    """The week, the school year, the company or the slot has no place left; `what` says which."""

    status, code, title = 409, "full", "There is no place left then."


class SideNeeded(Refusal):
    """The actor may act for both sides, or for neither of those that can do this now."""

    status, code, title = 409, "side_needed", "Say for which side you do this."


class WeekUnsuitable(Refusal):
    """The week is over, a holiday of the school, not asked, or not offered."""

    status, code, title = 409, "week_unsuitable", "In this week it cannot be."


class MomentUnknown(Refusal):
    """The slot is not one of this activity's that is open, or the moment is none of those proposed."""

    status, code, title = 409, "moment_unknown", "This moment is not one to choose from."


class MomentNeeded(Refusal):
    """Several moments were proposed: one of them has to be chosen."""

    status, code, title = 409, "moment_needed", "Choose one of the moments that were proposed."


class NotYet(Refusal):
    """It has not taken place yet."""

    status, code, title = 409, "not_yet", "This can be said once it has begun."


class RequestNotOpen(Refusal):
    """The request is not one that still looks for something."""

    status, code, title = 409, "request_not_open", "This request does not look for anything now."


class ActivityNotOffered(Refusal):
    """The activity is not published, or its company pauses."""

    status, code, title = 409, "activity_not_offered", "This activity is not offered now."


class DayUnsuitable(Refusal):
    """The school asks for other days of the week."""

    status, code, title = 409, "day_unsuitable", "The school does not ask for this day of the week."


class AlreadyProposed(Refusal):
    """The same request and activity are already in a match that waits or is planned."""

    status, code, title = 409, "already_proposed", "This request and this activity are already in a match."


class AlreadyMatched(Refusal):
    """The request has a confirmed match."""

    status, code, title = 409, "already_matched", "This request already has its match."


class ProfessionalBusy(Refusal):
    """The professional is somewhere else at that time."""

    status, code, title = 409, "professional_busy", "This person is planned elsewhere at that time."


class CannotReplace(Refusal):
    """What is to be replaced is not a cancelled match of this request that is still without a replacement."""

    status, code, title = 409, "cannot_replace", "This match is not one that can be replaced."


class LessonReasonNeeded(Refusal):
    """The lesson after is left out, and no note says why."""

    status, code, title = 409, "lesson_reason_needed", "Say in a note why the lesson after is left out."


def sides_of(actor: Actor, match: Mapping[str, Any]) -> frozenset[Side]:
    """The sides that the actor may act for: their own, and as a coordinator those in their region."""
    school = match["school_id"] in actor.schools(*SCHOOL_ROLES) or actor.reaches(match["school_region"])
    company = match["company_id"] in actor.companies(*COMPANY_ROLES) or actor.reaches(match["company_region"])
    return frozenset(side for side, held in zip(SIDES, (school, company), strict=True) if held)


def proposes_as(actor: Actor, match: Mapping[str, Any], named: Side | None) -> Side:
    """Whose proposal it is. A coordinator's needs both sides, unless they name the one that they speak for."""
    own = {
        Side.SCHOOL: match["school_id"] in actor.schools(*SCHOOL_ROLES),
        Side.COMPANY: match["company_id"] in actor.companies(*COMPANY_ROLES),
    }
    held = [side for side in SIDES if own[side]]
    if named is not None:
        if named not in sides_of(actor, match):
            raise Forbidden()
        return named
    if len(held) == 1:
        return held[0]
    if held:
        raise SideNeeded(FieldError("#/side", "side_needed", "school or company"))
    if not sides_of(actor, match):
        raise Forbidden()
    return Side.COORDINATOR


def may(life: Life, side: Side, begun: bool = True) -> tuple[str, ...]:
    """The actions of a side in this state, in a fixed order; `begun`: whether its moment is there."""
    waiting, planned = life.state in WAITING, life.state in PLANNED
    answers = side in life.waits_for
    known = {
        "accept": answers,
        "decline": answers,
        "propose-slots": waiting,
        "withdraw": (waiting and side is life.proposed_by)
        or (life.state is MatchState.RESCHEDULE_PROPOSED and side is life.moments_by),
        "reschedule": life.state is MatchState.CONFIRMED,
        "cancel": planned,
        "mark-delivered": planned and begun,
        "mark-no-show": planned and begun,
        "lesson-after": life.state in KEPT and life.lesson_after is None and side is Side.SCHOOL,
        "feedback": life.state in KEPT and side not in life.feedback_by,
    }
    return tuple(action for action, allowed in known.items() if allowed)


def allowed_actions(
    life: Life, sides: frozenset[Side], coordinates: bool, begun: bool, away: str | None = None
) -> list[str]:
    """Of all the sides that the actor may act for; whoever coordinates may withdraw what a coordinator proposed.
    `away`: the side of a proposal that does not take part now.
    """
    found = {action for side in sides for action in may(life, side, begun)} - (NEEDS_BOTH if away else frozenset())
    if coordinates and life.state in WAITING and life.proposed_by is Side.COORDINATOR:
        found.add("withdraw")
    return [action for action in ACTIONS if action in found]


def acts_as(life: Life, sides: frozenset[Side], action: str, named: Side | None) -> Side:
    """The side for which the actor does this; refused when they may not, or when it could be either."""
    if named is not None and named not in sides:
        raise Forbidden()
    if action in SCHOOL_ALONE and Side.SCHOOL not in sides:
        raise Forbidden()
    able = [side for side in SIDES if side in sides and action in may(life, side) and named in (None, side)]
    if not able:
        raise StateForbids()
    if len(able) > 1:
        raise SideNeeded(FieldError("#/side", "side_needed", "school or company"))
    return able[0]


def check_both_there(action: str, away: str | None) -> None:
    """Nobody agrees with a side that does not take part now, nor does that side itself."""
    if away is not None and action in NEEDS_BOTH:
        raise OrganisationPaused()


def days(settings: Mapping[str, Any], name: str, default: int) -> timedelta:
    value = settings.get(name, default)
    return timedelta(days=value if isinstance(value, int) else default)


def deadline(now: datetime, settings: Mapping[str, Any]) -> dict[str, str]:
    """Until when an answer is awaited, and when the other side is reminded of it; a region sets its own days."""
    respond_by = now + days(settings, "respond_days", RESPOND_DAYS)
    remind_at = min(now + days(settings, "remind_days", REMIND_DAYS), respond_by)
    return {"respondBy": respond_by.isoformat(), "remindAt": remind_at.isoformat()}


def hold(now: datetime, settings: Mapping[str, Any]) -> dict[str, Any]:
    """A place is held for so long while the other side decides."""
    return {"holds": True, "heldUntil": held_until(now, settings).isoformat()}


def check_weeks(moments: Sequence[Moment], asked: Sequence[Any], offered: Sequence[Any], calendar: Calendar) -> None:
    """Every moment lies in a week that is asked, offered, not over and no holiday of the school."""
    open_weeks = calendar.open(asked)
    for place, moment in enumerate(moments):
        if moment.week not in open_weeks or moment.week not in offered:
            reason = (
                "week_in_holiday" if moment.week in calendar.holidays
                else "week_over" if moment.week < calendar.this_week
                else "week_not_asked" if moment.week not in asked
                else "week_not_offered"
            )  # fmt: skip
            raise WeekUnsuitable(FieldError(f"#/moments/{place}", reason, "another week has to be chosen"))


def check_day(moment: Moment, calendar: Calendar, asked: Collection[int], pointer: str) -> None:
    """A time is on no day off of the school; `asked` are the days of the week that it is to be on, 1 for Monday, and
    any will do where there are none.
    """
    if moment.starts_at is None:
        return
    day = moment.starts_at.astimezone(LOCAL).date()
    if calendar.is_free(day):
        raise WeekUnsuitable(FieldError(pointer, "week_in_holiday", "another day has to be chosen"))
    if asked and day.isoweekday() not in asked:
        raise DayUnsuitable(FieldError(pointer, "day_unsuitable", "another day has to be chosen"))


def days_asked(request: Mapping[str, Any], side: Side) -> set[int]:
    """The days of the week that others keep to; a school may choose another one itself."""
    return set() if side is Side.SCHOOL else {window["weekday"] for window in request["windows"]}


def chosen(life: Life, moment: int | None) -> Moment:
    """The moment that an acceptance takes: the one proposed, or one of several by its place."""
    if not life.moments:
        if moment not in (None, 0):
            raise MomentUnknown(FieldError("#/moment", "moment_unknown", "no moments were proposed"))
        return life.moment
    if moment is None:
        if len(life.moments) == 1:
            return life.moments[0]
        raise MomentNeeded(FieldError("#/moment", "moment_needed", "0 is the first of the moments"))
    if moment >= len(life.moments):
        raise MomentUnknown(FieldError("#/moment", "moment_unknown", "so many moments were not proposed"))
    return life.moments[moment]


def check_to_come(moment: Moment, now: datetime, this_week: date) -> None:
    """What is over cannot be agreed to any more."""
    if moment.starts_at <= now if moment.starts_at is not None else moment.week < this_week:
        raise WeekUnsuitable(FieldError("#/moment", "week_over", "this moment is over"))


def has_begun(moment: Moment, now: datetime, this_week: date) -> bool:
    return moment.starts_at <= now if moment.starts_at is not None else moment.week <= this_week


def check_begun(moment: Moment, now: datetime, this_week: date) -> None:
    """Whether it took place can be said from its beginning on; of a week alone, from its Monday on."""
    if not has_begun(moment, now, this_week):
        raise NotYet()


def check_left_out(lesson: str, note: str | None) -> None:
    """Given needs no more words; left out needs a reason."""
    if lesson == "waived" and not (note or "").strip():
        raise LessonReasonNeeded(FieldError("#/note", "lesson_reason_needed", "why it is left out"))


def follows(life: Life) -> Literal["evaluated", "closed"] | None:
    """What the match comes to by itself: evaluated once the lesson after is settled and one side has told how it
    was, closed when both have.
    """
    if life.lesson_after is None or not life.feedback_by:
        return None
    if life.state is MatchState.DELIVERED:
        return "evaluated"
    return "closed" if life.state is MatchState.EVALUATED and len(life.feedback_by) == len(SIDES) else None


def other(side: Side) -> Side:
    return Side.COMPANY if side is Side.SCHOOL else Side.SCHOOL


def check_request(state: str) -> None:
    if state == "matched":
        raise AlreadyMatched()
    if state not in ("open", "proposed"):
        raise RequestNotOpen()


def check_activity(state: str) -> None:
    if state != "published":
        raise ActivityNotOffered()


def check_replaces(old: Mapping[str, Any] | None, request_id: UUID) -> None:
    if (
        old is None
        or old["request_id"] != request_id
        or old["replaced_by_id"] is not None
        or not str(old["state"]).startswith(("cancelled", "no_show"))
    ):
        raise CannotReplace(FieldError("#/replaces", "cannot_replace", "a cancelled match of this request"))
