"""Regions, municipalities and holidays as they cross the wire."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.kit.paging import Page
from api.kit.schemas import Location, MunicipalityRef, Params, Wire, example
from api.kit.types import Date, Words
from api.regions.rules import NEAR

REGION = {
    "code": "friesland",
    "name": "Friesland",
    "kind": "labour_market",
    "validFrom": 2024,
    "brand": {"hue": 240, "chroma": 0.1, "popHue": 20},
    "location": {"lat": 53.11, "lon": 5.84, "precision": "municipality"},
}
MUNICIPALITY = {
    "code": "GM0772",
    "name": "Eindhoven",
    "province": "provincie-noord-brabant",
    "region": "zuidoost-brabant",
    "holidayRegion": "zuid",
    "location": {"lat": 51.445, "lon": 5.466, "precision": "municipality"},
}
HOLIDAY = {
    "schoolYear": "2025-2026",
    "name": "Kerstvakantie",
    "holidayRegion": "noord",
    "startDate": "2025-12-20",
    "endDate": "2026-01-04",
    "compulsory": True,
}
SHAPE = {
    "type": "Feature",
    "properties": {"code": "friesland", "name": "Friesland"},
    "geometry": {"type": "Polygon", "coordinates": [[[5, 53], [6, 53], [6, 52.8], [5, 53]]]},
}
PLACE = {
    "name": "Sneek",
    "label": "Sneek (Súdwest-Fryslân)",
    "kind": "place",
    "exact": True,
    "municipality": {"code": "GM1900", "name": "Súdwest-Fryslân"},
    "region": "friesland",
    "location": {"lat": 53.0307, "lon": 5.6593, "precision": "municipality"},
}
Text = Words
RegionCode = Annotated[str, Field(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]


class Brand(Wire):
    hue: float
    chroma: float
    pop_hue: float


class RegionOut(Wire):
    model_config = example(REGION)

    code: str
    name: str
    kind: Literal["labour_market", "province"]
    valid_from: int
    brand: Brand | None
    location: Location | None


class RegionsOut(Wire):
    model_config = example({"items": [REGION], "nextCursor": None})

    items: list[RegionOut]
    next_cursor: str | None


class ShapeOut(Wire):
    """A GeoJSON feature."""

    model_config = example(SHAPE)

    type: Literal["Feature"]
    properties: dict[str, str]
    geometry: dict[str, Any] | None


class ShapesOut(Wire):
    """A GeoJSON feature collection."""

    model_config = example({"type": "FeatureCollection", "features": [SHAPE]})

    type: Literal["FeatureCollection"]
    features: list[ShapeOut]


class PlaceOut(Wire):
    """`exact` when it is called just so; `label` tells two of the same name apart and finds this one again."""

    model_config = example(PLACE)

    name: str
    label: str
    kind: Literal["municipality", "place", "postcode"]
    exact: bool
    municipality: MunicipalityRef | None
    region: str | None
    location: Location | None


class PlacesOut(Wire):
    model_config = example({"items": [PLACE], "nextCursor": None})

    items: list[PlaceOut]
    next_cursor: str | None


class MunicipalityOut(Wire):
    model_config = example(MUNICIPALITY)

    code: str
    name: str
    province: str | None
    region: str | None
    holiday_region: str | None
    location: Location | None


class MunicipalitiesOut(Wire):
    model_config = example({"items": [MUNICIPALITY], "nextCursor": None})

    items: list[MunicipalityOut]
    next_cursor: str | None
    count: int | None = None


class HolidayOut(Wire):
    model_config = example(HOLIDAY)

    school_year: str
    name: str
    holiday_region: str
    start_date: Date
    end_date: Date
    compulsory: bool


class HolidaysOut(Wire):
    model_config = example({"items": [HOLIDAY], "nextCursor": None})

    items: list[HolidayOut]
    next_cursor: str | None


class RegionSearch(Params):
    kind: Literal["labour_market", "province"] | None = None


class ShapeSearch(Params):
    kind: Literal["labour_market", "province"] = "labour_market"


class PlaceSearch(Params):
    q: Annotated[Text, Field(description="a name, the beginning of one, or a postcode")]
    limit: Annotated[int, Field(ge=1, le=50)] = 8


class MunicipalitySearch(Page):
    q: Annotated[Text, Field(description="the beginning of a name or of a word in it")] | None = None
    region: RegionCode | None = None


class HolidaySearch(Params):
    holiday_region: Annotated[Text, Field(description="noord, midden or zuid")] | None = None
    from_: Annotated[Date | None, Field(alias="from", description="ends on or after")] = None
    to: Annotated[Date | None, Field(description="starts on or before")] = None


class NearSearch(Page):
    """Lists that can be ordered by distance."""

    near: Annotated[
        str | None, Field(pattern=NEAR, max_length=60, description="lat,lon or a postcode such as 5611 AB")
    ] = None
    within_km: Annotated[int | None, Field(ge=1, le=500, description="only with near")] = None
    region: Annotated[RegionCode | None, Field(description="a region's code")] = None


class SiteSearch(NearSearch):
    """Lists of sites."""

    state: Annotated[Literal["active", "retired"], Field(description="retired: gone from its register")] = "active"
    municipality: Annotated[str | None, Field(pattern="^[A-Z]{2}[0-9]{4}$", description="a municipality's code")] = (
        None
    )
    takes_part: Annotated[bool, Field(description="only of organisations that take part at present")] = False
