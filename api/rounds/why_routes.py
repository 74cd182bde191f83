"""The reasons of a round: what else there was, and why somebody got what they got."""

from fastapi import APIRouter
from starlette.responses import Response

from api.accounts.guards import RegionSide
from api.kit.db import Db
from api.kit.errors import Unavailable, refuses
from api.kit.http import LoketRoute, json_answer
from api.kit.states import StateForbids
from api.kit.types import Id
from api.rounds import rules, why
from api.rounds.why_schemas import AlternativesOut

router = APIRouter(tags=["match rounds"], route_class=LoketRoute)


@router.get(
    "/match-rounds/{round_id}/proposals/{proposal_id}/alternatives",
    summary="What a proposal could be swapped for",
    response_model=AlternativesOut,
    responses=refuses(rules.ProposalNotFound, StateForbids, Unavailable),
)
async def list_alternatives(db: Db, who: RegionSide, round_id: Id, proposal_id: Id) -> Response:
    """The best five, each with what the round would be with it pinned: found by solving again, within 20 seconds."""
    return json_answer(await why.alternatives(db, who, round_id, proposal_id))
