"""Suggestions. A draft needs no account; saved requests are seen by their school and region alone."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.accounts.guards import Anyone
from api.activities.rules import ActivityNotFound
from api.kit import audit
from api.kit.db import Db
from api.kit.errors import FieldError, refuses
from api.kit.http import LoketRoute, json_answer
from api.requests.rules import RequestNotFound, SchoolSiteUnknown
from api.requests.schemas import DraftIn
from api.suggestions import service
from api.suggestions.rules import OneOfTwo
from api.suggestions.schemas import DraftSearch, SuggestionSearch, SuggestionsOut

router = APIRouter(tags=["suggestions"], route_class=LoketRoute)


@router.get(
    "/match-suggestions",
    summary="What fits a request, or whom an activity fits",
    response_model=SuggestionsOut,
    responses=refuses(OneOfTwo, RequestNotFound, ActivityNotFound),
)
async def list_suggestions(db: Db, who: Anyone, search: Annotated[SuggestionSearch, Query()]) -> Response:
    """Best first; each with its parts, which add up to the score, and the facts behind them.

    Only weeks that are not over and not in the school's holidays. For an activity: the open requests of one's own
    school or region, and for the company that offers it all open ones, without their codes.
    """
    if search.request_id is not None and search.activity_id is None:
        return json_answer(await service.for_request(db, who, search.request_id, search.limit))
    if search.activity_id is not None and search.request_id is None:
        return json_answer(await service.for_activity(db, who, search.activity_id, search.limit))
    raise OneOfTwo(FieldError("#/requestId", "one_of_two", "either this or activityId", "query"))


@router.post(
    "/match-suggestions",
    summary="What fits a draft",
    response_model=SuggestionsOut,
    responses=refuses(SchoolSiteUnknown, ActivityNotFound),
)
async def suggest_for_draft(db: Db, who: Anyone, draft: DraftIn, search: Annotated[DraftSearch, Query()]) -> Response:
    """As for a request, while it is still being written; nothing is kept."""
    audit.nothing_written()
    if search.activity_id is not None:
        return json_answer(await service.for_draft_and_activity(db, who, draft, search.activity_id))
    return json_answer(await service.for_draft(db, who, draft, search.limit))
