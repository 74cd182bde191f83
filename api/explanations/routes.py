"""The reasons of a round: what else there was, and why somebody got what they got."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.accounts.guards import Anyone, PeopleReader, RegionSide
from api.activities.rules import ActivityNotFound
from api.explanations import service
from api.explanations.schemas import ActivityExplanationsOut, AlternativesOut, MatchRulesOut, RequestExplanationsOut
from api.kit.db import Db
from api.kit.errors import Unavailable, refuses
from api.kit.http import LoketRoute, json_answer, tagged
from api.kit.states import StateForbids
from api.kit.types import Id
from api.requests.rules import RequestNotFound
from api.rounds import rules

router = APIRouter(tags=["match rounds"], route_class=LoketRoute)


@router.get(
    "/match-rounds/{round_id}/proposals/{proposal_id}/alternatives",
    summary="What a proposal could be swapped for",
    response_model=AlternativesOut,
    responses=refuses(rules.ProposalNotFound, StateForbids, Unavailable),
)
async def list_alternatives(db: Db, who: RegionSide, round_id: Id, proposal_id: Id) -> Response:
    """The best five, each with what the round would be with it pinned: found by solving again, within 20 seconds."""
    return json_answer(await service.alternatives(db, who, round_id, proposal_id))


@router.get(
    "/requests/{request_id}/round-explanations",
    summary="Why a request got what it got in match rounds",
    response_model=RequestExplanationsOut,
    responses=refuses(RequestNotFound),
)
async def explain_request(db: Db, who: PeopleReader, request_id: Id) -> Response:
    """Of the five newest published rounds that it was in. Of others there are numbers and no names."""
    return json_answer(await service.of_request(db, who, request_id))


@router.get(
    "/activities/{activity_id}/round-explanations",
    summary="What match rounds brought an activity",
    response_model=ActivityExplanationsOut,
    responses=refuses(ActivityNotFound),
)
async def explain_activity(db: Db, who: PeopleReader, activity_id: Id) -> Response:
    """Of the five newest published rounds of its region: who came, how many it fitted, what would bring more."""
    return json_answer(await service.of_activity(db, who, activity_id))


@router.get("/match-rules", summary="The numbers that rounds go by", response_model=MatchRulesOut)
async def read_match_rules(request: Request, who: Anyone) -> Response:
    """The weights of the parts, the limits and the policies, as the solver has them."""
    return tagged(request, json_answer(service.rules_in_force()), 0)
