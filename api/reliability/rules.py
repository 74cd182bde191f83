"""How well a side keeps its word, told by the log of its matches alone: pure. Each match counts once for a side.

What counts is how it ended for them: kept, cancelled, missed; or, when it was never planned, whether they answered in
time. A match weighs half as much for every year that passed, and nothing after three; what is excused does not count.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from typing import Any, Literal
from uuid import UUID

from api.accounts.rules import COMPANY_ROLES, SCHOOL_ROLES, Actor
from api.kit.errors import FieldError, Forbidden, NotFound, Refusal
from api.kit.states import StateForbids
from api.matches.life import Event, Life, after, begun
from api.matches.models import PLANNED, Side
from api.matches.rules import SIDES, SideNeeded

Kind = Literal["kept", "cancelled_early", "cancelled_late", "no_show", "answered", "unanswered"]
Badge = Literal["steady", "fair", "uneven"]
WINDOW = timedelta(days=3 * 365)
HALF_LIFE = timedelta(days=365)
EARLY_HOURS = 7 * 24
# One-sided, 95 %: so far below what was seen may the truth lie.
Z = 1.645
LEAST = 3
# From which lower bound a word fits, the best first.
BADGES: tuple[tuple[Badge, float], ...] = (("steady", 0.8), ("fair", 0.5), ("uneven", 0.0))
CREDIT: Mapping[Kind, float] = {
    "kept": 1.0, "answered": 1.0, "cancelled_early": 0.5, "cancelled_late": 0.0, "no_show": 0.0, "unanswered": 0.0,
}  # fmt: skip
ANSWERS = frozenset({"accepted", "declined", "moments_proposed", "cancelled"})
DECISIONS = {"excused": "excused", "appeal_refused": "refused"}


class AppealNotFound(NotFound):
    """There is no such appeal, or it is another region's."""

    code, title = "appeal_not_found", "There is no appeal with this id that you may see."


class NothingToExcuse(Refusal):
    """The match does not count against this side."""

    status, code, title = 409, "nothing_to_excuse", "This appointment does not count against you."


class AlreadyAppealed(Refusal):
    """An excuse was asked before; it is asked once for each side."""

    status, code, title = 409, "already_appealed", "This was asked before; it is asked once."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a match came to for one side. `answered_in_time` is None for whoever was never asked."""

    match_id: UUID
    site_id: UUID
    at: datetime
    kind: Kind
    answered_in_time: bool | None
    excused: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of matches; `weight` and `credit` are their sums after decay, `lower_bound` is between 0 and 1."""

    n: int
    asked: int
    responded_in_time: int
    kept: int
    cancelled_early: int
    cancelled_late: int
    no_show: int
    unanswered: int
    excused: int
    weight: float
    credit: float
    lower_bound: float


def outcome(match_id: UUID, site_id: UUID, events: Sequence[Event], side: Side) -> Outcome | None:
    """Of a match's events, oldest first; None as long as there is nothing to tell of this side."""
    first, *rest = events
    life = begun(first)
    answered: bool | None = None
    ended: Kind | None = None
    at = first.at
    excused = False
    for event in rest:
        answer, ending = _answer(life, event, side), _ending(life, event, side)
        if answer is not None:
            answered = answer and answered is not False
        if ending is not None or (answer is not None and ended is None):
            at = event.at
        ended = ending or ended
        excused = excused or (event.type == "excused" and event.facts["of"] == side)
        life = after(life, event)
    kind = ended or _by_answer(answered)
    return None if kind is None else Outcome(match_id, site_id, at, kind, answered, excused)


def _by_answer(answered: bool | None) -> Kind | None:
    if answered is None:
        return None
    return "answered" if answered else "unanswered"


def _answer(life: Life, event: Event, side: Side) -> bool | None:
    """Whether an answer that was awaited came in time; None when this event is neither answer nor the end of waiting.

    Whatever the other side does first takes the question away: nothing was missed. Nor was it where a side was away,
    so that nobody could say yes.
    """
    if side not in life.waits_for:
        return None
    if event.type == "expired":
        return None if "away" in event.facts else False
    if event.side is side and event.type in ANSWERS:
        return life.respond_by is None or event.at <= life.respond_by
    return None


def _ending(life: Life, event: Event, side: Side) -> Kind | None:
    """What became of a plan. Who waited in vain, or was there alone, kept their word or is not concerned."""
    if life.state not in PLANNED:
        return None
    if event.type == "delivered":
        return "kept"
    if event.type == "no_show":
        return "no_show" if event.facts["of"] == side else "kept"
    if event.type == "cancelled" and event.side is side:
        return "cancelled_early" if event.facts["leadHours"] >= EARLY_HOURS else "cancelled_late"
    return None


def weight(outcome: Outcome, now: datetime) -> float:
    """1 today, half of it a year ago; 0 for what is excused or older than the window."""
    age = max(now - outcome.at, timedelta())
    return 0.0 if outcome.excused or age > WINDOW else 0.5 ** (age / HALF_LIFE)


def lower_bound(credit: float, weight: float) -> float:
    """Wilson's: how good a side is at least, after so much credit in so many trials, which need not be whole."""
    if weight <= 0:
        return 0.0
    share, doubt = min(credit / weight, 1.0), Z * Z / weight
    spread = sqrt(doubt * (share * (1 - share) + doubt / 4))
    return max(0.0, (share + doubt / 2 - spread) / (1 + doubt))


def figures(outcomes: Iterable[Outcome], now: datetime) -> Figures:
    """Of the outcomes of one side within the window."""
    within = [one for one in outcomes if now - one.at <= WINDOW]
    counted = [one for one in within if not one.excused]
    weights = [weight(one, now) for one in counted]
    credit = sum(share * CREDIT[one.kind] for share, one in zip(weights, counted, strict=True))

    def count(kind: Kind) -> int:
        return sum(one.kind == kind for one in counted)

    return Figures(
        n=len(counted),
        asked=sum(one.answered_in_time is not None for one in counted),
        responded_in_time=sum(one.answered_in_time is True for one in counted),
        kept=count("kept"),
        cancelled_early=count("cancelled_early"),
        cancelled_late=count("cancelled_late"),
        no_show=count("no_show"),
        unanswered=count("unanswered"),
        excused=len(within) - len(counted),
        weight=sum(weights),
        credit=credit,
        lower_bound=lower_bound(credit, sum(weights)),
    )


def badge(figures: Figures) -> Badge | None:
    """A word for everybody; none before there are three matches to tell from."""
    if figures.n < LEAST:
        return None
    return next(word for word, least in BADGES if figures.lower_bound >= least)


def check_reads(actor: Actor, side: Side, site: Mapping[str, Any]) -> None:
    """Figures are for the organisation itself and the coordinator of the site's region."""
    own = actor.schools(*SCHOOL_ROLES) if side is Side.SCHOOL else actor.companies(*COMPANY_ROLES)
    if site["organisation_id"] not in own and not actor.reaches(site["region_code"]):
        raise Forbidden()


def own_sides(actor: Actor, match: Mapping[str, Any]) -> tuple[Side, ...]:
    """The sides of a match that the actor belongs to; a coordinator belongs to none."""
    own = (
        match["school_id"] in actor.schools(*SCHOOL_ROLES),
        match["company_id"] in actor.companies(*COMPANY_ROLES),
    )
    return tuple(side for side, held in zip(SIDES, own, strict=True) if held)


def appeals_as(sides: Sequence[Side], named: Side | None) -> Side:
    """The side that asks to be excused: one's own, named when one is of both."""
    if not sides or named not in (None, *sides):
        raise Forbidden()
    if named is None and len(sides) > 1:
        raise SideNeeded(FieldError("#/side", "side_needed", "school or company"))
    return named or sides[0]


def has_appealed(events: Iterable[Event], side: Side) -> bool:
    return any(event.type == "appealed" and event.facts["of"] == side for event in events)


def may_appeal(found: Outcome | None, events: Iterable[Event], side: Side) -> bool:
    return found is not None and CREDIT[found.kind] < 1 and not has_appealed(events, side)


def check_can_appeal(found: Outcome | None, events: Sequence[Event], side: Side) -> None:
    """Once for each match and side, and only when it counts against them."""
    if has_appealed(events, side):
        raise AlreadyAppealed()
    if not may_appeal(found, events, side):
        raise NothingToExcuse()


def check_open(state: str) -> None:
    if state != "open":
        raise StateForbids()
