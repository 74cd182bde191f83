"""Reliability of companies and schools: a word for all, figures for themselves and their region; and appeals."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.accounts.guards import Anyone, MatchReader, PeopleReader, RegionSide, Sides
from api.companies.rules import CompanySiteNotFound
from api.kit import paging
from api.kit.db import Db
from api.kit.errors import refuses
from api.kit.http import LoketRoute, json_answer, tagged
from api.kit.states import StateForbids
from api.kit.types import Id
from api.matches.models import Side
from api.matches.rules import MatchNotFound, SideNeeded
from api.reliability import service
from api.reliability.rules import AlreadyAppealed, AppealNotFound, NothingToExcuse
from api.reliability.schemas import (
    AppealIn,
    AppealOut,
    AppealSearch,
    AppealsOfMatchOut,
    AppealsOut,
    BadgeOut,
    DecisionIn,
    ReliabilityOut,
)
from api.schools.rules import SchoolSiteNotFound

MINUTES = 300
router = APIRouter(tags=["reliability"], route_class=LoketRoute)


@router.get(
    "/companies/{site_id}/reliability",
    summary="How well a company keeps its word",
    response_model=ReliabilityOut,
    responses=refuses(CompanySiteNotFound),
)
async def read_company_reliability(request: Request, db: Db, who: PeopleReader, site_id: Id) -> Response:
    """For the company itself and the site's region: answered in time, kept, cancelled, missed, as the log of its
    matches tells now, with every match that counts.
    """
    return json_answer(await service.read(db, who, Side.COMPANY, site_id))


@router.get(
    "/schools/{site_id}/reliability",
    summary="How well a school keeps its word",
    response_model=ReliabilityOut,
    responses=refuses(SchoolSiteNotFound),
)
async def read_school_reliability(request: Request, db: Db, who: PeopleReader, site_id: Id) -> Response:
    """For the school itself and the site's region; by the same rules as for companies."""
    return json_answer(await service.read(db, who, Side.SCHOOL, site_id))


@router.get(
    "/companies/{site_id}/badge",
    summary="A word for how well a company keeps its word",
    response_model=BadgeOut,
    responses=refuses(CompanySiteNotFound),
)
async def read_company_badge(request: Request, db: Db, who: Anyone, site_id: Id) -> Response:
    """Of the company with all its sites; null before there are three matches to tell from."""
    return tagged(request, json_answer(await service.badge(db, Side.COMPANY, site_id)), MINUTES)


@router.get(
    "/schools/{site_id}/badge",
    summary="A word for how well a school keeps its word",
    response_model=BadgeOut,
    responses=refuses(SchoolSiteNotFound),
)
async def read_school_badge(request: Request, db: Db, who: Anyone, site_id: Id) -> Response:
    """Of the school with all its sites; null before there are three matches to tell from."""
    return tagged(request, json_answer(await service.badge(db, Side.SCHOOL, site_id)), MINUTES)


@router.get(
    "/matches/{match_id}/appeals",
    summary="Appeals about a match",
    response_model=AppealsOfMatchOut,
    responses=refuses(MatchNotFound),
)
async def list_match_appeals(request: Request, db: Db, who: MatchReader, match_id: Id) -> Response:
    """One of each side at most, with what was decided; `appeal` is allowed when it counts against one's own side."""
    return json_answer(await service.of_match(db, who, match_id))


@router.post(
    "/matches/{match_id}/appeals",
    status_code=201,
    summary="Ask that a match does not count",
    response_model=AppealsOfMatchOut,
    responses=refuses(MatchNotFound, SideNeeded, NothingToExcuse, AlreadyAppealed),
)
async def create_appeal(request: Request, db: Db, who: Sides, match_id: Id, body: AppealIn) -> Response:
    """By the side that it counts against, once: for what was beyond them. Their region's coordinator decides."""
    return json_answer(await service.appeal(db, who, match_id, body), 201)


@router.get("/appeals", summary="Appeals", response_model=AppealsOut, responses=refuses(paging.UnknownCursor))
async def list_appeals(
    request: Request, db: Db, who: RegionSide, search: Annotated[AppealSearch, Query()]
) -> Response:
    """Those of sides in one's region, newest first."""
    return paging.page_answer(request, *await service.search(db, who, search))


@router.post(
    "/appeals/{appeal_id}/decide",
    summary="Decide on an appeal",
    response_model=AppealOut,
    responses=refuses(AppealNotFound, StateForbids),
)
async def decide_appeal(request: Request, db: Db, who: RegionSide, appeal_id: Id, body: DecisionIn) -> Response:
    """Excuses the side or does not, with a reason, once. It is in the log of the match, and the side is told."""
    return json_answer(await service.decide(db, who, appeal_id, body))
