"""Regions, municipalities and holidays, public."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import JSONResponse, Response

from api.accounts.guards import Anyone
from api.kit import paging
from api.kit.db import Db
from api.kit.errors import refuses
from api.kit.http import LoketRoute, item_answer, tagged
from api.regions import queries, rules, service
from api.regions.rules import UnknownRegion
from api.regions.schemas import (
    HolidaySearch,
    HolidaysOut,
    MunicipalitiesOut,
    MunicipalitySearch,
    PlaceSearch,
    PlacesOut,
    RegionOut,
    RegionSearch,
    RegionsOut,
    ShapeOut,
    ShapeSearch,
    ShapesOut,
)

router = APIRouter(tags=["regions"], route_class=LoketRoute)
Code = Annotated[str, Path(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
DAY, HOUR, MINUTES = 86_400, 3600, 300  # regions change with a release, the rest may be imported


class GeoJson(JSONResponse):
    """GeoJSON that is text already."""

    media_type = "application/geo+json"

    def render(self, content: str) -> bytes:
        return content.encode()


@router.get("/regions", summary="The regions", response_model=RegionsOut)
async def list_regions(request: Request, db: Db, _: Anyone, search: Annotated[RegionSearch, Query()]) -> Response:
    """Labour-market regions, each a counter of its own, and provinces."""
    return tagged(request, paging.page_answer(request, await queries.regions(db, search.kind), None), HOUR)


@router.get("/regions/{code}", summary="One region", response_model=RegionOut, responses=refuses(UnknownRegion))
async def read_region(request: Request, db: Db, _: Anyone, code: Code) -> Response:
    """Name, brand and centre."""
    version, body = await service.read_region(db, code)
    return item_answer(request, body, version)


@router.get(
    "/regions/{code}/shape",
    summary="A region's outline",
    response_class=GeoJson,
    response_model=ShapeOut,
    responses=refuses(UnknownRegion),
)
async def read_region_shape(request: Request, db: Db, _: Anyone, code: Code) -> Response:
    """A simplified outline as a GeoJSON feature (CBS/Kadaster)."""
    body = (await service.read_region(db, code, shape=True))[1]
    return tagged(request, GeoJson(body), DAY)


@router.get("/region-shapes", summary="The outlines of all regions", response_class=GeoJson, response_model=ShapesOut)
async def list_region_shapes(
    request: Request, db: Db, _: Anyone, search: Annotated[ShapeSearch, Query()]
) -> Response:
    """Simplified outlines as one GeoJSON feature collection (CBS/Kadaster)."""
    return tagged(request, GeoJson(await queries.shapes(db, search.kind)), DAY)


@router.get("/places", summary="Where a place is", response_model=PlacesOut)
async def list_places(request: Request, db: Db, _: Anyone, search: Annotated[PlaceSearch, Query()]) -> Response:
    """Municipalities, places with a school, usual names and postcodes; the best first."""
    found = await queries.places(db, search.q.strip(), rules.postcode4(search.q), search.limit)
    return tagged(request, paging.page_answer(request, found, None), MINUTES)


@router.get(
    "/municipalities",
    summary="Municipalities",
    response_model=MunicipalitiesOut,
    responses=refuses(paging.UnknownCursor),
)
async def list_municipalities(
    request: Request, db: Db, _: Anyone, search: Annotated[MunicipalitySearch, Query()]
) -> Response:
    """By name; `q` is the beginning of a name or of a word in it, with or without accents."""
    after = paging.decode(search.cursor, (str, str))
    last = (str(after[0]), str(after[1])) if after else None
    found = await queries.municipalities(db, search.q, search.region, last, search.page_size + 1)
    page, more = found[: search.page_size], len(found) > search.page_size
    cursor = paging.encode((page[-1]["name"], page[-1]["code"])) if more else None
    count = await queries.municipality_count(db, search.q, search.region) if search.count else None
    return tagged(request, paging.page_answer(request, [row["body"] for row in page], cursor, count), MINUTES)


@router.get("/holidays", summary="School holidays", response_model=HolidaysOut)
async def list_holidays(request: Request, db: Db, _: Anyone, search: Annotated[HolidaySearch, Query()]) -> Response:
    """First and last free day of each school holiday, both included."""
    found = await queries.holidays(db, search.holiday_region, search.from_, search.to)
    return tagged(request, paging.page_answer(request, found, None), MINUTES)
