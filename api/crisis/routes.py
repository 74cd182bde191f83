"""Where a region's visits go when nobody can come."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.accounts.guards import RegionSide
from api.crisis import service
from api.crisis.rules import Mode
from api.crisis.schemas import ModeSwitchIn, ModeSwitchOut, ModeSwitchSearch
from api.kit.db import Db
from api.kit.errors import refuses
from api.kit.http import LoketRoute, json_answer
from api.regions.routes import Code
from api.regions.rules import UnknownRegion

router = APIRouter(tags=["matches"], route_class=LoketRoute)


@router.post(
    "/regions/{code}/mode-switch",
    summary="Take a region's visits online, or back",
    response_model=ModeSwitchOut,
    responses=refuses(UnknownRegion),
)
async def switch_mode(
    db: Db, who: RegionSide, code: Code, body: ModeSwitchIn, search: Annotated[ModeSwitchSearch, Query()]
) -> Response:
    """Every match that is still to come survives, is converted, or is called off and its request looks on with its
    waiting time; both sides are told. A dry run gives the same answer and does nothing.
    """
    return json_answer(await service.switch(db, who, code, Mode(body.mode), search.dry_run))
