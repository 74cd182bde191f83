"""Three questions to a class: opened and closed by its school, answered without a name, shown as counts."""

from fastapi import APIRouter, Request
from pydantic_core import to_json
from starlette.responses import Response

from api.accounts.guards import Anyone, ClassAsker, PeopleReader
from api.kit import idempotency
from api.kit.db import Db
from api.kit.errors import refuses
from api.kit.http import LoketRoute, json_answer
from api.kit.states import StateForbids
from api.kit.types import Id
from api.matches.rules import MatchNotFound
from api.polls import service
from api.polls.rules import AnswersIncomplete, ClassPollClosed, ClassPollFull, ClassPollNotFound, ClassTooSmall, Stage
from api.polls.schemas import (
    ClassAnswersIn,
    ClassCode,
    ClassPollAddressOut,
    ClassPollIn,
    ClassPollOut,
    ClassPollsOut,
    ClassQuestionsOut,
    CountedOut,
)

router = APIRouter(tags=["matches"], route_class=LoketRoute)
# Requests under it are written in no log: the time of one would be the time of somebody's answer.
CLASS_POLLS = "/v1/class-polls/"


@router.get(
    "/matches/{match_id}/class-polls",
    summary="What a class said before and after",
    response_model=ClassPollsOut,
    responses=refuses(MatchNotFound),
)
async def list_class_polls(db: Db, who: PeopleReader, match_id: Id) -> Response:
    """Counts alone, from ten answers on, and only once nobody can answer any more."""
    return json_answer(await service.read(db, who, match_id))


@router.post(
    "/matches/{match_id}/class-polls",
    status_code=201,
    summary="Ask a class three questions",
    response_model=ClassPollAddressOut,
    responses=refuses(MatchNotFound, StateForbids, ClassTooSmall),
)
async def open_class_poll(request: Request, db: Db, who: ClassAsker, match_id: Id, body: ClassPollIn) -> Response:
    """Makes the code to show to the class; it is in this answer and never shown again. While it is open, a new one
    takes its place.
    """
    kept, shown = await service.open_poll(db, who, match_id, body.stage)
    idempotency.keep_instead(request, to_json(kept).decode())
    return json_answer(to_json(shown), 201)


@router.post(
    "/matches/{match_id}/class-polls/{stage}/close",
    summary="Close the questions to a class",
    response_model=ClassPollOut,
    responses=refuses(MatchNotFound, StateForbids),
)
async def close_class_poll(db: Db, who: ClassAsker, match_id: Id, stage: Stage) -> Response:
    """For good: what came until now is shown, when ten or more answered."""
    return json_answer(to_json(await service.close(db, who, match_id, stage)))


@router.post(
    "/class-polls/by-code",
    summary="What a class is asked",
    response_model=ClassQuestionsOut,
    responses=refuses(ClassPollNotFound, ClassPollClosed, ClassPollFull),
)
async def read_class_poll_by_code(db: Db, _: Anyone, body: ClassCode) -> Response:
    """For the page that the class opens. The code travels in the body, so that no log has it in a path."""
    return json_answer(to_json(await service.by_code(db, body.code)))


@router.post(
    "/class-polls/answers",
    summary="Answer as one of a class",
    response_model=CountedOut,
    responses=refuses(ClassPollNotFound, ClassPollClosed, ClassPollFull, AnswersIncomplete),
)
async def answer_class_poll(db: Db, _: Anyone, body: ClassAnswersIn) -> Response:
    """Counts grow by one, and nothing else is kept: no answer, no time, no address, no cookie, no row in a log.

    So nothing tells a second answer of the same pupil from another's; there are at most as many as the class has
    pupils.
    """
    await service.answer(db, body)
    return json_answer(to_json({"counted": True}))
