"""School sites as they cross the wire."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.kit.schemas import Address, AddressIn, Location, Parent, PointIn, SourceCode, Wire, example
from api.kit.types import UNIQUE, Code, Line, Url, Words
from api.regions.schemas import SiteSearch
from api.vocabularies.schemas import Level

SITE = {
    "id": "0199d5a4-7c1e-7000-8000-000000000001",
    "code": {"scheme": "duo", "value": "00AH07"},
    "name": "Het Stedelijk College Zuid",
    "school": {
        "id": "0199d5a4-7c1e-7000-8000-000000000002",
        "code": {"scheme": "duo", "value": "00AH"},
        "name": "Het Stedelijk",
    },
    "address": {
        "street": "Tiemeister 20",
        "place": "Enschede",
        "municipality": {"code": "GM0153", "name": "Enschede"},
    },
    "levels": ["vmbo-tl", "havo", "vwo"],
    "region": "twente",
    "holidayRegion": "noord",
    "website": None,
    "location": {"lat": 52.20244, "lon": 6.89778, "precision": "exact"},
    "distanceKm": 3.4,
    "state": "active",
    "allowedActions": [],
    "updatedAt": "2026-11-24T09:00:00Z",
}


class SchoolRef(Wire):
    id: UUID
    code: SourceCode
    name: str


class SchoolSiteOut(Wire):
    model_config = example(SITE)

    id: UUID
    code: SourceCode
    name: str
    school: SchoolRef
    address: Address
    levels: list[str]
    region: str | None
    holiday_region: str | None
    website: str | None
    location: Location | None
    distance_km: float | None = None
    state: Literal["active", "retired"]
    allowed_actions: list[str]
    updated_at: AwareDatetime


class SchoolSitesOut(Wire):
    model_config = example({"items": [SITE], "nextCursor": None})

    items: list[SchoolSiteOut]
    next_cursor: str | None
    count: int | None = None
    facets: dict[str, dict[str, int]] | None = None


class SchoolSearch(SiteSearch):
    q: Annotated[Words | None, Field(description="words of name, place, street, or a code")] = None
    level: Annotated[Level | None, Field(description="this level, or one below it")] = None
    facets: Annotated[
        bool, Field(description="also count, per level, the active sites of the region, or of all regions")
    ] = False


class SchoolSiteIn(Wire):
    """What a register knows of a site; what is absent is kept as it is."""

    model_config = example(
        {
            "name": "Voorbeeldcollege Noord",
            "address": {"street": "Lesplein 1", "place": "Leeuwarden", "municipalityCode": "GM0080"},
            "levels": ["havo", "vwo"],
            "location": {"lat": 53.2, "lon": 5.79},
            "website": "https://voorbeeld.example",
        }
    )

    name: Line
    address: AddressIn = AddressIn()
    levels: Annotated[list[Level], Field(max_length=40), *UNIQUE] = []
    location: PointIn | None = None
    holiday_region: Code | None = None
    website: Url | None = None
    school: Parent | None = None
