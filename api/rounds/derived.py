"""What comes of a round: amendments, what-ifs, what fell away, and what differs; for its region's coordinators."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.accounts.guards import RegionSide
from api.kit import paging
from api.kit.db import Db
from api.kit.errors import refuses
from api.kit.http import LoketRoute, living_answer
from api.kit.states import StateForbids
from api.kit.types import Id
from api.rounds import children, rules
from api.rounds.changes import DiffOut, DiffSearch, FallenPage, ScenarioIn
from api.rounds.schemas import RoundOut
from api.rounds.service import read

router = APIRouter(tags=["match rounds"], route_class=LoketRoute)


async def _made(db: Db, who: RegionSide, round_id: Id) -> Response:
    found = await read(db, who, round_id)
    return living_answer(found["body"], found["version"], 201, f"/v1/match-rounds/{round_id}")


@router.post(
    "/match-rounds/{round_id}/amendments",
    status_code=201,
    summary="Mend a published round",
    response_model=RoundOut,
    responses=refuses(rules.RoundNotFound, StateForbids, rules.AmendmentOpen, rules.NothingFell),
)
async def create_amendment(db: Db, who: RegionSide, round_id: Id) -> Response:
    """A child round: whoever still has a match keeps it, whoever lost one or had none may get what is free.

    It is solved at once, then reviewed and published as a round is; only what is new is proposed then.
    """
    return await _made(db, who, await children.amend(db, who, round_id))


@router.post(
    "/match-rounds/{round_id}/scenarios",
    status_code=201,
    summary="Ask what would be",
    response_model=RoundOut,
    responses=refuses(
        *(rules.RoundNotFound, StateForbids, rules.NothingChanged, rules.ActivityNotInRound),
        *(rules.PublishFirst, rules.WeightsOff),
    ),
)
async def create_scenario(db: Db, who: RegionSide, round_id: Id, body: ScenarioIn) -> Response:
    """The same round with something changed. It is solved at once, and never published."""
    return await _made(db, who, await children.imagine(db, who, round_id, body))


@router.get(
    "/match-rounds/{round_id}/fallen-matches",
    summary="What fell away of a round",
    response_model=FallenPage,
    responses=refuses(rules.RoundNotFound, paging.UnknownCursor),
)
async def list_fallen(
    request: Request, db: Db, who: RegionSide, round_id: Id, search: Annotated[paging.Slice, Query()]
) -> Response:
    """Declined, called off or expired, or waiting for who offers nothing any more; its amendments' matches too."""
    return paging.page_answer(request, *await children.fallen(db, who, round_id, search))


@router.get(
    "/match-rounds/{round_id}/diff",
    summary="What differs between two rounds",
    response_model=DiffOut,
    responses=refuses(rules.RoundNotFound, rules.NothingToOpen, paging.UnknownCursor),
)
async def read_diff(
    request: Request, db: Db, who: RegionSide, round_id: Id, search: Annotated[DiffSearch, Query()]
) -> Response:
    """Request by request what is the same, changed, gained and lost, and the figures of both."""
    page, members = await children.diff(db, who, round_id, search)
    return paging.page_answer(request, *page, members=members)
