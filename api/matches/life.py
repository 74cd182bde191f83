"""What a match is, told by its events: pure. `replay(events)` is the one definition of every state.

Each event carries in `facts` what its step settled (deadlines, the moment, whether a place is held), so that
replaying needs no clock and no table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from api.matches.models import PLANNED, RELEASED, MatchState, Side

Facts = Mapping[str, Any]
EventType = Literal[
    "proposed", "moments_proposed", "accepted", "declined", "withdrawn", "expired", "superseded", "hold_lapsed",
    "cancelled", "replaced_by", "delivered", "no_show", "lesson_after", "feedback", "evaluated", "closed", "reminded",
    "appealed", "excused", "appeal_refused", "moved_online", "moved_back", "called_off",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    type: EventType
    side: Side
    at: datetime
    facts: Facts = field(default_factory=dict)
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """When: a slot of the activity or a time that somebody named; without both, the week alone."""

    week: date
    slot_id: UUID | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def wire(self) -> dict[str, Any]:
        return {
            "week": self.week.isoformat(),
            "slotId": str(self.slot_id) if self.slot_id else None,
            "startsAt": self.starts_at.isoformat() if self.starts_at else None,
            "endsAt": self.ends_at.isoformat() if self.ends_at else None,
        }


def moment_of(facts: Facts) -> Moment:
    """Of what `wire` gave."""
    return Moment(
        date.fromisoformat(facts["week"]),
        UUID(facts["slotId"]) if facts["slotId"] else None,
        datetime.fromisoformat(facts["startsAt"]) if facts["startsAt"] else None,
        datetime.fromisoformat(facts["endsAt"]) if facts["endsAt"] else None,
    )


@dataclass(frozen=True, slots=True)
class Life:
    """A match as its events tell it."""

    state: MatchState
    proposed_by: Side
    school_yes: bool
    company_yes: bool
    moment: Moment
    moments: tuple[Moment, ...] = ()
    moments_by: Side | None = None
    professional_id: UUID | None = None
    holds: bool = False
    held_until: datetime | None = None
    respond_by: datetime | None = None
    remind_at: datetime | None = None
    lesson_after: str | None = None
    feedback_by: frozenset[Side] = frozenset()
    reason: str | None = None
    replaced_by_id: UUID | None = None
    switched_online: bool = False

    def said_yes(self, side: Side) -> bool:
        return self.school_yes if side is Side.SCHOOL else self.company_yes

    @property
    def waits_for(self) -> frozenset[Side]:
        """The sides whose answer is awaited."""
        if self.state is MatchState.RESCHEDULE_PROPOSED:
            return frozenset({Side.SCHOOL, Side.COMPANY} - {self.moments_by})
        if self.respond_by is None:
            return frozenset()
        return frozenset(side for side in (Side.SCHOOL, Side.COMPANY) if not self.said_yes(side))


def _instant(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _deadline(facts: Facts) -> dict[str, Any]:
    return {"respond_by": _instant(facts.get("respondBy")), "remind_at": _instant(facts.get("remindAt"))}


def _hold(facts: Facts) -> dict[str, Any]:
    return {"holds": facts["holds"], "held_until": _instant(facts.get("heldUntil"))}


_SETTLED: dict[str, Any] = {"respond_by": None, "remind_at": None, "held_until": None}
_NO_MOMENTS: dict[str, Any] = {"moments": (), "moments_by": None}
_BY_SIDE = {
    "declined": {Side.SCHOOL: MatchState.DECLINED_BY_SCHOOL, Side.COMPANY: MatchState.DECLINED_BY_COMPANY},
    "cancelled": {Side.SCHOOL: MatchState.CANCELLED_BY_SCHOOL, Side.COMPANY: MatchState.CANCELLED_BY_COMPANY},
    "no_show": {Side.SCHOOL: MatchState.NO_SHOW_SCHOOL, Side.COMPANY: MatchState.NO_SHOW_COMPANY},
}
_ENDS = {
    "withdrawn": MatchState.WITHDRAWN,
    "expired": MatchState.EXPIRED,
    "superseded": MatchState.REPLACED,
    "called_off": MatchState.CANCELLED_BY_REGION,
}
_GOES_ON = {
    "delivered": MatchState.DELIVERED,
    "evaluated": MatchState.EVALUATED,
    "closed": MatchState.CLOSED,
}


def begun(event: Event) -> Life:
    """The match that a `proposed` event makes."""
    facts = event.facts
    return Life(
        state=MatchState.PROPOSED,
        proposed_by=event.side,
        school_yes=event.side is Side.SCHOOL,
        company_yes=event.side is Side.COMPANY,
        moment=moment_of(facts["moment"]),
        moments=tuple(map(moment_of, facts["moments"])),
        moments_by=event.side if facts["moments"] else None,
        professional_id=UUID(facts["professionalId"]) if facts["professionalId"] else None,
        **_hold(facts),
        **_deadline(facts),
    )


def _accepted(life: Life, event: Event) -> Life:
    """One more yes; the second one confirms, and a moved moment holds when the other side takes it."""
    facts = event.facts
    chosen = moment_of(facts["moment"])
    professional = UUID(facts["professionalId"]) if facts["professionalId"] else life.professional_id
    life = replace(life, moment=chosen, professional_id=professional, **_NO_MOMENTS)
    school = life.school_yes or event.side is Side.SCHOOL
    company = life.company_yes or event.side is Side.COMPANY
    if school and company:
        return replace(
            life, state=MatchState.CONFIRMED, school_yes=True, company_yes=True, **(_SETTLED | {"holds": True})
        )
    state = MatchState.ACCEPTED_SCHOOL if school else MatchState.ACCEPTED_COMPANY
    return replace(life, state=state, school_yes=school, company_yes=company, **_hold(facts), **_deadline(facts))


def _moments_proposed(life: Life, event: Event) -> Life:
    """Other moments: in a proposal they are their proposer's yes alone; in a plan they wait beside it."""
    moments: dict[str, Any] = {"moments": tuple(map(moment_of, event.facts["moments"])), "moments_by": event.side}
    if life.state in PLANNED:
        return replace(life, state=MatchState.RESCHEDULE_PROPOSED, **moments, **_deadline(event.facts))
    return replace(
        life,
        state=MatchState.PROPOSED,
        school_yes=event.side is Side.SCHOOL,
        company_yes=event.side is Side.COMPANY,
        **moments,
        **_hold(event.facts),
        **_deadline(event.facts),
    )


def _ended(life: Life, event: Event, state: MatchState) -> Life:
    return replace(
        life,
        state=state,
        reason=event.reason,
        holds=life.holds and state not in RELEASED,
        replaced_by_id=UUID(event.facts["by"]) if "by" in event.facts else life.replaced_by_id,
        **_SETTLED,
        **_NO_MOMENTS,
    )


def after(life: Life, event: Event) -> Life:  # noqa: PLR0911, PLR0912 - one way out per kind of event
    """The match after one more event."""
    # A moment that was proposed for a plan and is not taken leaves the plan as it was.
    if life.state is MatchState.RESCHEDULE_PROPOSED and event.type in ("declined", "withdrawn", "expired"):
        return replace(life, state=MatchState.CONFIRMED, **_SETTLED, **_NO_MOMENTS)
    match event.type:
        case "accepted":
            return _accepted(life, event)
        case "moments_proposed":
            return _moments_proposed(life, event)
        case "declined" | "cancelled" | "no_show":
            # A no-show is told by the other side; the facts say whose it was.
            side = Side(event.facts["of"]) if event.type == "no_show" else event.side
            return _ended(life, event, _BY_SIDE[event.type][side])
        case "withdrawn" | "expired" | "superseded" | "called_off":
            return _ended(life, event, _ENDS[event.type])
        case "hold_lapsed":
            return replace(life, holds=False, held_until=None)
        case "reminded":
            return replace(life, remind_at=None)
        case "replaced_by":
            return replace(life, replaced_by_id=UUID(event.facts["by"]))
        case "moved_online" | "moved_back":
            return replace(life, switched_online=event.type == "moved_online")
        case "lesson_after":
            return replace(life, lesson_after=event.facts["lesson"])
        case "feedback":
            return replace(life, feedback_by=life.feedback_by | {event.side})
        case "appealed" | "excused" | "appeal_refused":
            return life  # told of it afterwards; what it came to stays
        case "delivered" | "evaluated" | "closed":
            return replace(life, state=_GOES_ON[event.type], **_SETTLED, **_NO_MOMENTS)
        case _:
            raise ValueError(event.type)


def replay(events: Iterable[Event]) -> Life:
    """The match that the events make, oldest first."""
    first, *rest = events
    life = begun(first)
    for event in rest:
        life = after(life, event)
    return life
