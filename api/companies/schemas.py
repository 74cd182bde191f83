"""Company sites as they cross the wire."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.companies.conduct import CODE
from api.kit.schemas import Address, AddressIn, Location, Parent, PointIn, SourceCode, Wire, example
from api.kit.types import UNIQUE, WHOLE, Line, Url, Words
from api.regions.schemas import SiteSearch
from api.vocabularies.schemas import Sbi, Sector, SizeClass

SITE = {
    "id": "0199d5a4-7c1e-7000-8000-000000000011",
    "code": {"scheme": "loket", "value": "voorbeeld-1"},
    "name": "Zuidwind Energie (voorbeeld)",
    "company": {
        "id": "0199d5a4-7c1e-7000-8000-000000000012",
        "code": {"scheme": "loket", "value": "voorbeeld-1"},
        "name": "Zuidwind Energie (voorbeeld)",
        "kvk": None,
        "sizeClass": "small",
        "url": None,
    },
    "address": {
        "street": None,
        "place": "Eindhoven",
        "municipality": {"code": "GM0772", "name": "Eindhoven"},
    },
    "sectors": ["energy"],
    "sbi": ["35"],
    "region": "zuidoost-brabant",
    "location": {"lat": 51.441, "lon": 5.478, "precision": "postcode"},
    "capacityYear": 12,
    "distanceKm": 2.1,
    "state": "active",
    "allowedActions": [],
    "updatedAt": "2026-11-24T09:00:00Z",
}


class ParentCompany(Wire):
    id: UUID
    code: SourceCode
    name: str
    kvk: str | None
    size_class: str | None
    url: str | None


class CompanySiteOut(Wire):
    model_config = example(SITE)

    id: UUID
    code: SourceCode
    name: str
    company: ParentCompany
    address: Address
    sectors: list[str]
    sbi: list[str]
    region: str | None
    location: Location | None
    capacity_year: int | None
    distance_km: float | None = None
    state: Literal["active", "retired"]
    allowed_actions: list[str]
    updated_at: AwareDatetime


class CompanySitesOut(Wire):
    model_config = example({"items": [SITE], "nextCursor": None})

    items: list[CompanySiteOut]
    next_cursor: str | None
    count: int | None = None


class CompanySearch(SiteSearch):
    q: Annotated[Words | None, Field(description="words of name, place, street, or a code")] = None
    sector: Sector | None = None
    sbi: Sbi | None = None


class CompanySiteIn(Wire):
    """What is known of a company site; what is absent is kept as it is."""

    model_config = example(
        {
            "name": "Zuidwind Energie (voorbeeld)",
            "kvk": "00000000",
            "address": {"street": "Windlaan 1", "place": "Eindhoven", "municipalityCode": "GM0772"},
            "sectors": ["energy"],
            "sbi": ["35"],
            "sizeClass": "small",
            "url": "https://zuidwind.example",
            "capacityYear": 12,
        }
    )

    name: Line
    kvk: Annotated[str, Field(pattern="^[0-9]{8}$")] | None = None
    address: AddressIn = AddressIn()
    location: PointIn | None = None
    sectors: Annotated[list[Sector], Field(max_length=20), *UNIQUE] = []
    sbi: Annotated[list[Sbi], Field(max_length=20), *UNIQUE] = []
    size_class: SizeClass | None = None
    url: Url | None = None
    capacity_year: Annotated[int, Field(ge=0, le=100_000), WHOLE] | None = None
    company: Parent | None = None


class Texts(Wire):
    nl: str
    en: str


class Article(Wire):
    title: Texts
    text: Texts


class CodeOfConductOut(Wire):
    """The code that is in force."""

    model_config = example(CODE)

    version: str
    title: Texts
    articles: list[Article]


class CodeIn(Wire):
    """The version that was read."""

    model_config = example({"version": CODE["version"]})

    version: Annotated[str, Field(pattern=r"^20[0-9]{2}-[0-9]{2}$")]


class AcceptedCode(Wire):
    version: str
    accepted_at: AwareDatetime


class CompanyCodeOut(Wire):
    """The version in force, and the one that the company accepted last."""

    model_config = example(
        {
            "current": CODE["version"],
            "accepted": {"version": CODE["version"], "acceptedAt": "2026-11-24T09:00:00Z"},
            "allowedActions": [],
        }
    )

    current: str
    accepted: AcceptedCode | None
    allowed_actions: list[str]
