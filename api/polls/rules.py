"""When a class is asked, who may ask it, and when what it said is shown; pure.

What is shown never changes: it is shown once no answer can come any more, and from SHOWN_FROM answers on. Figures
that grew by one would tell the last pupil's answer to whoever looks before and after it.
"""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any, Literal

import segno

from api.accounts.rules import SCHOOL_ROLES, Actor
from api.kit.clock import LOCAL
from api.kit.errors import FieldError, Forbidden, NotFound, Refusal
from api.kit.states import StateForbids
from api.matches.life import Moment
from api.matches.models import KEPT, PLANNED

Stage = Literal["before", "after"]
STAGES: tuple[Stage, ...] = ("before", "after")
SHOWN_FROM = 10
OPEN_AFTER = timedelta(days=14)
# 59 bits without signs that look alike: so many that tries need no counting by address, which would be somebody's.
SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH = 12


class ClassPollNotFound(NotFound):
    """No class was given this code, or another took its place."""

    code, title = "class_poll_not_found", "There are no questions at this code."


class AnswersIncomplete(Refusal):
    """Each of the three questions is answered once."""

    status, code, title = 409, "answers_incomplete", "Give one answer to each question."


class ClassPollClosed(Refusal):
    """The teacher closed it, its time is over, or the visit was called off."""

    status, code, title = 409, "class_poll_closed", "These questions are closed."


class ClassPollFull(Refusal):
    """As many answers came as the class has pupils."""

    status, code, title = 409, "class_poll_full", "As many answers came as the class has pupils."


class ClassTooSmall(Refusal):
    """With fewer pupils than SHOWN_FROM nothing could ever be shown."""

    status, code, title = 409, "class_too_small", "What so few pupils say cannot be shown: ten or more are needed."


def new_code() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH))


def squares(link: str) -> list[str]:
    """The link as a QR code: a row of 0 and 1 for each row of squares."""
    return ["".join("1" if dark else "0" for dark in row) for row in segno.make_qr(link, error="m").matrix]


def ends_at(moment: Moment) -> datetime:
    """When the visit is over: of a week alone, with its Sunday."""
    return moment.ends_at or datetime.combine(moment.week + timedelta(days=7), time.min, LOCAL)


def closes_at(moment: Moment, stage: Stage) -> datetime:
    return ends_at(moment) if stage == "before" else ends_at(moment) + OPEN_AFTER


def check_school(who: Actor, match: Mapping[str, Any]) -> None:
    """A class is asked by its school alone, also not by who coordinates its region."""
    if not is_of_school(who, match):
        raise Forbidden()


def is_of_school(who: Actor, match: Mapping[str, Any]) -> bool:
    return match["school_id"] in who.schools(*SCHOOL_ROLES)


def fits(stage: Stage, state: str, moment: Moment, begun: bool, now: datetime) -> bool:
    """Whether a class can be asked now: before what is planned ends, and from its beginning until two weeks after."""
    if now >= closes_at(moment, stage):
        return False
    return state in PLANNED if stage == "before" else begun and state in PLANNED | KEPT


def state_of(poll: Mapping[str, Any] | None, now: datetime) -> Literal["none", "open", "closed"]:
    """Closed once no answer can come any more."""
    if poll is None:
        return "none"
    over = poll["is_closed"] or poll["closes_at"] <= now or poll["answers"] >= poll["most"]
    return "closed" if over else "open"


def actions(state: str, may_ask: bool) -> list[str]:
    """Of the school's own people; a new address takes the place of the one before."""
    if state == "none":
        return ["open"] if may_ask else []
    return [*(["open"] if may_ask else []), "close"] if state == "open" else []


def check_can_open(state: str, may_ask: bool, pupils: int) -> None:
    if "open" not in actions(state, may_ask):
        raise StateForbids()
    if pupils < SHOWN_FROM:
        raise ClassTooSmall()


def check_takes_answers(poll: Mapping[str, Any], now: datetime) -> None:
    if poll["is_closed"] or poll["closes_at"] <= now or poll["state"] not in PLANNED | KEPT:
        raise ClassPollClosed()
    if poll["answers"] >= poll["most"]:
        raise ClassPollFull()


def check_complete(given: Iterable[str], asked: Iterable[str]) -> None:
    """Each question has one answer."""
    if sorted(given) != sorted(asked):
        raise AnswersIncomplete(FieldError("#/answers", "answers_incomplete", "one answer to each question"))
