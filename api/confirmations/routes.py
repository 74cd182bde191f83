"""A confirmed match on paper."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.accounts.guards import MatchReader
from api.confirmations import service
from api.kit.db import Db
from api.kit.errors import refuses
from api.kit.http import LoketRoute, language_of
from api.kit.states import StateForbids
from api.kit.types import Id
from api.matches.rules import MatchNotFound
from api.papers.answers import SHOWN, Pdf, pdf_answer

router = APIRouter(tags=["matches"], route_class=LoketRoute)


@router.get(
    "/matches/{match_id}/confirmation",
    summary="The confirmation of a match as PDF",
    response_class=Pdf,
    responses={**SHOWN, **refuses(MatchNotFound, StateForbids)},
)
async def read_confirmation(request: Request, db: Db, who: MatchReader, match_id: Id) -> Response:
    """Who, what, when, whom to reach, and a code that leads to the appointment; in Dutch, or by Accept-Language."""
    lang = language_of(request)
    return pdf_answer(request, await service.confirmation(db, who, match_id, lang), lang, "techniekloket")
