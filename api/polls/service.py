"""A class is asked by its school, answers without a name, and what it said is shown to both sides of the match."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic_core import to_json

from api.accounts.rules import Actor, digest
from api.kit import audit, clock
from api.kit.db import Connection, as_house
from api.kit.settings import settings
from api.kit.states import StateForbids
from api.matches import queries as matches
from api.matches.rules import MatchNotFound, has_begun
from api.polls import queries, rules
from api.polls.rules import STAGES, Stage
from api.polls.schemas import ClassAnswersIn
from api.vocabularies.shipped import vocabulary

QUESTIONS, VALUES = "class-questions", "class-answers"
Row = Mapping[str, Any]


def questions() -> list[str]:
    return vocabulary().codes(QUESTIONS)


def _labels(scheme: str) -> list[dict[str, Any]]:
    known = vocabulary()
    return [{"code": code, "label": known.concept(scheme, code).label} for code in known.codes(scheme)]


async def read(db: Connection, who: Actor, match_id: UUID) -> bytes:
    """Both stages of a match that the actor sees, asked or not."""
    match = await matches.match(db, who, match_id)
    if match is None:
        raise MatchNotFound()
    async with as_house(db):
        asked = await queries.of_match(db, match_id)
        items = [await _told(db, who, match, stage, asked.get(stage)) for stage in STAGES]
    return to_json({"items": items})


def _may_ask(match: Row, stage: Stage) -> bool:
    life, now = matches.life_of(match), clock.now()
    begun = has_begun(life.moment, now, clock.this_week())
    return rules.fits(stage, life.state, life.moment, begun, now)


async def _told(db: Connection, who: Actor, match: Row, stage: Stage, poll: Row | None) -> dict[str, Any]:
    state = rules.state_of(poll, clock.now())
    few = poll is not None and poll["answers"] < rules.SHOWN_FROM
    shown = None
    if poll is not None and state == "closed" and not few:
        counts = await queries.counts(db, poll["id"])
        told = [{"question": code, "counts": counts[code]} for code in questions() if code in counts]
        shown = {"answers": poll["answers"], "questions": told}
    return {
        "stage": stage,
        "state": state,
        "closesAt": poll["closes_at"] if poll is not None else None,
        "tooFew": state == "closed" and few,
        "results": shown,
        "allowedActions": rules.actions(state, _may_ask(match, stage)) if rules.is_of_school(who, match) else [],
    }


async def _own_match(db: Connection, who: Actor, match_id: UUID) -> Row:
    match = await matches.locked(db, who, match_id)
    if match is None:
        raise MatchNotFound()
    rules.check_school(who, match)
    audit.concerns(region=match["school_region"])
    return match


async def open_poll(
    db: Connection, who: Actor, match_id: UUID, stage: Stage
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is told without and with the new address; the one before stops with the commit, its counts go on."""
    match = await _own_match(db, who, match_id)
    code = rules.new_code()
    async with as_house(db):
        poll = (await queries.of_match(db, match_id)).get(stage)
        pupils = await queries.pupils(db, match["request_id"])
        rules.check_can_open(rules.state_of(poll, clock.now()), _may_ask(match, stage), pupils)
        closes_at = rules.closes_at(matches.life_of(match).moment, stage)
        values = {"match": match_id, "stage": stage, "hash": digest(code), "most": pupils, "closes_at": closes_at}
        await queries.save(db, values, questions())
        told = await _told(db, who, match, stage, (await queries.of_match(db, match_id))[stage])
    url = f"{settings().public_url}/klas#{code}"
    none = {"code": None, "url": None, "squares": None}
    return told | none, told | {"code": code, "url": url, "squares": rules.squares(url)}


async def close(db: Connection, who: Actor, match_id: UUID, stage: Stage) -> dict[str, Any]:
    """No answer comes any more; what came is shown, when it is enough."""
    match = await _own_match(db, who, match_id)
    async with as_house(db):
        poll = (await queries.of_match(db, match_id)).get(stage)
        if rules.state_of(poll, clock.now()) != "open":
            raise StateForbids()
        await queries.close(db, match_id, stage)
        return await _told(db, who, match, stage, (await queries.of_match(db, match_id))[stage])


async def by_code(db: Connection, code: str) -> dict[str, Any]:
    """What a class is asked; nothing changes."""
    audit.nothing_written()
    async with as_house(db):
        poll = await queries.by_code(db, digest(code))
    if poll is None:
        raise rules.ClassPollNotFound()
    rules.check_takes_answers(poll, clock.now())
    asked = {"questions": _labels(QUESTIONS), "values": _labels(VALUES)}
    return {"stage": poll["stage"], "activity": poll["activity"], **asked}


async def answer(db: Connection, body: ClassAnswersIn) -> None:
    """Counts one pupil's answers, and keeps nothing else of it."""
    audit.counted_alone()
    given = {one.question: one.value for one in body.answers}
    rules.check_complete([one.question for one in body.answers], questions())
    async with as_house(db):
        poll = await queries.by_code(db, digest(body.code), lock=True)
        if poll is None:
            raise rules.ClassPollNotFound()
        rules.check_takes_answers(poll, clock.now())
        await queries.count(db, poll["id"], given)
