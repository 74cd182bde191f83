"""What befell the demo's appointments, one in every state: of the school and the company that people play."""

from dataclasses import dataclass
from typing import Any, Literal

Who = Literal["teacher", "company_coordinator", "regional_coordinator"]
TEACHER: Who = "teacher"
COMPANY: Who = "company_coordinator"
REGION: Who = "regional_coordinator"


@dataclass(frozen=True, slots=True)
class Turn:
    """Who did what; `day` counts from today, of what is over from the Monday of its week. `weeks` are places in
    the weeks that the activity has.
    """

    day: int
    who: Who
    verb: str
    told: dict[str, Any] | None = None
    weeks: tuple[int, ...] = ()
    names_somebody: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """A request and its appointment. `over`: so many school weeks ago it was to be; else it is still to come."""

    proposed: Turn
    then: tuple[Turn, ...] = ()
    over: int | None = None


def _proposed(day: int, who: Who, week: int, note: str | None = None) -> Turn:
    return Turn(day, who, "propose", {"note": note} if note else None, (week,))


def _kept(over: int, *then: Turn) -> Story:
    return Story(_proposed(-20, TEACHER, 0), (Turn(-18, COMPANY, "accept", names_somebody=True), *then), over)


STORIES = (
    Story(_proposed(-1, TEACHER, 1, "Kan het in het lokaal natuurkunde?")),
    Story(_proposed(-5, COMPANY, 2, "We komen graag langs.")),
    Story(_proposed(-3, TEACHER, 3), (Turn(-1, COMPANY, "propose-slots", weeks=(2, 4)),)),
    Story(_proposed(-2, REGION, 3)),
    Story(_proposed(-9, TEACHER, 1), (Turn(-8, COMPANY, "accept", names_somebody=True),)),
    Story(
        _proposed(-12, TEACHER, 2),
        (Turn(-11, COMPANY, "accept"), Turn(-1, TEACHER, "reschedule", {"note": "Er is dan toch een toets."}, (4,))),
    ),
    Story(_proposed(-6, TEACHER, 1), (Turn(-5, COMPANY, "decline", {"reason": "no_time"}),)),
    Story(
        _proposed(-16, TEACHER, 2),
        (Turn(-14, COMPANY, "accept"), Turn(-2, COMPANY, "cancel", {"reason": "illness"})),
    ),
    Story(_proposed(-15, TEACHER, 3), (Turn(-8, TEACHER, "wait"),)),
    _kept(1, Turn(5, COMPANY, "mark-delivered")),
    _kept(
        2,
        Turn(5, TEACHER, "mark-delivered"),
        Turn(6, TEACHER, "lesson-after", {"lesson": "done"}),
        Turn(6, TEACHER, "feedback", {"score": 5, "wouldRepeat": True}),
        Turn(6, COMPANY, "feedback", {"score": 4, "wouldRepeat": True}),
    ),
    _kept(3, Turn(5, TEACHER, "mark-no-show")),
)
PAST_WEEKS = max(story.over or 0 for story in STORIES)
