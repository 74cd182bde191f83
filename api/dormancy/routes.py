"""Organisations that nothing was heard of for a year, and the mailed question whether they are still there."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.accounts.guards import Anyone, RegionSide
from api.accounts.routes import origin_of
from api.dormancy import service
from api.dormancy.rules import QuestionNotFound
from api.dormancy.schemas import AnsweredOut, AnswerIn, QuestionLink, QuestionOut, SleeperSearch, SleepersOut
from api.kit import paging
from api.kit.db import Db
from api.kit.errors import refuses
from api.kit.http import LoketRoute, json_answer
from api.kit.limits import TooManyRequests
from api.kit.states import StateForbids
from api.regions.rules import UnknownRegion

router = APIRouter(tags=["organisations"], route_class=LoketRoute)


@router.get(
    "/organisations/dormant",
    summary="Organisations that sleep",
    response_model=SleepersOut,
    responses=refuses(UnknownRegion, paging.UnknownCursor),
)
async def list_dormant_organisations(
    request: Request, db: Db, who: RegionSide, search: Annotated[SleeperSearch, Query()]
) -> Response:
    """Those in one's region of which nothing was heard for twelve months, or as long as the region says: no request,
    no activity, no step of a match, nobody new. Who sleeps longest is first.
    """
    return paging.page_answer(request, *await service.search(db, who, search))


@router.post(
    "/dormancy-questions/by-link",
    summary="What a mailed question is about",
    response_model=QuestionOut,
    responses=refuses(QuestionNotFound, TooManyRequests),
)
async def read_dormancy_question(request: Request, db: Db, _: Anyone, body: QuestionLink) -> Response:
    """For the page that the mailed link opens; it changes nothing, whoever opens it."""
    return json_answer(await service.look(db, body.token, origin_of(request)))


@router.post(
    "/dormancy-questions/answer",
    summary="Answer whether an organisation is still there",
    response_model=AnsweredOut,
    responses=refuses(QuestionNotFound, StateForbids, TooManyRequests),
)
async def answer_dormancy_question(request: Request, db: Db, _: Anyone, body: AnswerIn) -> Response:
    """Still there, a pause, or stopping, as its coordinator could do it signed in. The link works once."""
    return json_answer(await service.answer(db, body.token, body.answer, origin_of(request)))
