"""Vocabularies, public."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api.accounts.guards import Anyone
from api.kit.db import Db
from api.kit.errors import refuses
from api.kit.http import LoketRoute, json_answer, tagged
from api.vocabularies import queries, service
from api.vocabularies.rules import UnknownScheme
from api.vocabularies.schemas import SchemeOut, SchemesOut

router = APIRouter(tags=["vocabularies"], route_class=LoketRoute)
Name = Annotated[str, Path(pattern="^[a-z][a-z-]{0,40}$")]
HOUR = 3600  # a vocabulary changes with a release


@router.get("/vocabularies", summary="Every vocabulary with its concepts", response_model=SchemesOut)
async def list_vocabularies(request: Request, db: Db, _: Anyone) -> Response:
    """Codes with labels per language; codes stay, labels may change."""
    return tagged(request, json_answer(await queries.schemes(db)), HOUR)


@router.get(
    "/vocabularies/{scheme}",
    summary="One vocabulary",
    response_model=SchemeOut,
    responses=refuses(UnknownScheme),
)
async def read_vocabulary(request: Request, db: Db, _: Anyone, scheme: Name) -> Response:
    """The concepts of one scheme, in the order in which people see them."""
    return tagged(request, json_answer(await service.read_scheme(db, scheme)), HOUR)
