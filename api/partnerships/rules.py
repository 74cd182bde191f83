"""Who may agree on a partnership and end it, and what its years come to; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from api.accounts.roles import Role
from api.accounts.rules import Actor
from api.kit.clock import school_year
from api.kit.errors import Forbidden, NotFound, Refusal
from api.kit.states import StateForbids
from api.matches.models import Side
from api.regions.rules import check_takes_part

# Of what the sides are told: the first yes of two, both, the end of it, a no to the proposal.
Event = Literal["proposed", "accepted", "agreed", "ended", "refused"]


class PartnershipNotFound(NotFound):
    """There is no such partnership, or it is not the actor's."""

    code, title = "partnership_not_found", "There is no partnership with this id that you may see."


class AlreadyPartners(Refusal):
    """The two have a partnership that is proposed or active."""

    status, code, title = 409, "already_partners", "These two already have a partnership, or a proposal for one."


class NotAdmitted(Refusal):
    """The school or company is known here, and does not take part yet."""

    status, code, title = 409, "not_admitted", "This organisation has not been admitted yet."


@dataclass(frozen=True, slots=True)
class Year:
    """A school year by the calendar year it begins in; `is_gap`: it is over, and nothing took place."""

    begins: int
    activities: int
    pupils: int
    is_gap: bool

    @property
    def label(self) -> str:
        return f"{self.begins}-{self.begins + 1}"


def check_both_take_part(row: Mapping[str, Any]) -> None:
    """Nobody goes on for years with who is not there: not yet, for a while, or no more."""
    for participation in (row["school_takes_part"], row["company_takes_part"]):
        check_takes_part(participation)
        if participation == "none":
            raise NotAdmitted()


def told_sides(event: Event, sides: frozenset[Side]) -> list[Side]:
    """Whose mail a step is: who did not take it. An agreement that is there now is told to both."""
    return [side for side in (Side.SCHOOL, Side.COMPANY) if event == "agreed" or side not in sides]


def kept_sides(actor: Actor, row: Mapping[str, Any]) -> frozenset[Side]:
    """The sides that the actor signs for: their coordinators do, and nobody for them."""
    school = row["school_id"] in actor.schools(Role.SCHOOL_COORDINATOR)
    company = row["company_id"] in actor.companies(Role.COMPANY_COORDINATOR)
    return frozenset(side for side, held in ((Side.SCHOOL, school), (Side.COMPANY, company)) if held)


def proposes_as(sides: frozenset[Side], coordinated: bool) -> Side:
    """One's own side; a region's coordinator proposes to both. Who keeps both begins with the school's yes."""
    if Side.SCHOOL in sides:
        return Side.SCHOOL
    if sides:
        return Side.COMPANY
    if coordinated:
        return Side.COORDINATOR
    raise Forbidden()


def awaited(row: Mapping[str, Any]) -> frozenset[Side]:
    """The sides whose yes a proposal waits for."""
    if row["state"] != "proposed":
        return frozenset()
    return frozenset(
        side for side, said in ((Side.SCHOOL, row["school_yes"]), (Side.COMPANY, row["company_yes"])) if not said
    )


def accepts_for(row: Mapping[str, Any], sides: frozenset[Side]) -> frozenset[Side]:
    """The yeses that the actor adds."""
    if not sides:
        raise Forbidden()
    if not sides & awaited(row):
        raise StateForbids()
    return sides & awaited(row)


def check_can_end(row: Mapping[str, Any], sides: frozenset[Side], coordinated: bool) -> None:
    if not sides and not coordinated:
        raise Forbidden()
    if row["state"] == "ended":
        raise StateForbids()


def allowed_actions(row: Mapping[str, Any], sides: frozenset[Side], coordinated: bool) -> list[str]:
    accept = ["accept"] if sides & awaited(row) else []
    return accept + (["end"] if row["state"] != "ended" and (sides or coordinated) else [])


def timeline(started: date | None, ended: date | None, today: date, visits: Iterable[tuple[date, int]]) -> list[Year]:
    """School years from the first visit or the agreement on, until now or the end; `visits` are days and pupils.

    The year in which it was agreed is no gap: it had no whole year.
    """
    by_year: dict[int, list[int]] = {}
    for day, pupils in visits:
        by_year.setdefault(school_year(day), []).append(pupils)
    known = [*by_year, *([school_year(started)] if started else [])]
    if not known:
        return []
    begun = school_year(started) if started else None
    last = max(school_year(ended or today), *by_year) if by_year else school_year(ended or today)
    return [
        Year(
            begins=year,
            activities=len(by_year.get(year, ())),
            pupils=sum(by_year.get(year, ())),
            is_gap=year not in by_year and year != begun and year < school_year(today),
        )
        for year in range(min(known), last + 1)
    ]
