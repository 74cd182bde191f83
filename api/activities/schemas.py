"""Activities as they cross the wire."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.kit.schemas import Location, SourceCode, Wire, example, patch_example
from api.kit.types import UNIQUE, WEEKS, WHOLE, Date, ExternalId, Id, Line, Paragraphs, Scheme, Url, Words
from api.regions.schemas import NearSearch
from api.vocabularies.schemas import Gear, Goal, Kind, Language, Level, Mode, Sector, Subject, Theme

State = Literal["draft", "published", "paused", "archived", "retired"]
BODY = {
    "title": "Bouw een windmolen die echt stroom levert",
    "summary": "Elk groepje ontwerpt wieken en meet hoeveel stroom de molen geeft.",
    "kind": "guest_lesson",
    "goals": ["subject_enrichment"],
    "subjects": ["natuurkunde", "techniek"],
    "levels": ["havo", "vwo"],
    "years": [2, 3],
    "themes": ["energy"],
    "modes": ["at_school"],
    "languages": ["nl"],
    "weeks": ["2027-01-11", "2027-01-18"],
    "durationMinutes": 100,
    "maxGroup": 32,
    "radiusKm": 30,
    "capacityWeek": 2,
    "capacityYear": 12,
    "fallbackMode": "online",
    "preparation": "Vertel de gast wat de klas al weet.",
    "followUp": "Reken na hoeveel stroom de molen gaf.",
    "virtualUrl": None,
    "programme": None,
}
ACTIVITY = {
    "id": "0199d5a4-7c1e-7000-8000-000000000021",
    "code": {"scheme": "loket", "value": "windmolen"},
    **BODY,
    "company": {
        "id": "0199d5a4-7c1e-7000-8000-000000000011",
        "name": "Zuidwind Energie (voorbeeld)",
        "place": "Eindhoven",
    },
    "sectors": ["energy"],
    "fullWeeks": [],
    "placesLeft": 12,
    "access": None,
    "region": "zuidoost-brabant",
    "location": {"lat": 51.441, "lon": 5.478, "precision": "exact"},
    "distanceKm": 2.1,
    "state": "published",
    "allowedActions": [],
    "updatedAt": "2026-11-24T09:00:00Z",
}
Year = Annotated[int, Field(ge=1, le=12), WHOLE]


class Access(Wire):
    """What a visitor must know beforehand. What is absent is not known."""

    min_age: Annotated[int, Field(ge=4, le=18), WHOLE] | None = None
    max_group: Annotated[int, Field(ge=1, le=1000, description="at the same time"), WHOLE] | None = None
    ppe: Annotated[list[Gear], Field(max_length=20, description="safety gear to wear"), *UNIQUE] = []
    id_required: bool | None = None
    photo_ban: bool | None = None
    wheelchair: bool | None = None
    accessible_toilet: bool | None = None
    hearing_loop: bool | None = None
    sign_language: bool | None = None
    visual_support: bool | None = None
    assistance_dog: bool | None = None
    low_stimulus: bool | None = None
    plain_language: bool | None = None
    stairs: Annotated[bool | None, Field(description="there are stairs without a lift")] = None
    public_transport: bool | None = None
    coach_parking: bool | None = None
    transport: Annotated[Line | None, Field(description="how one gets there")] = None
    virtual_alternative_id: Annotated[Id | None, Field(description="an online activity for who cannot come")] = None
    protective_clothing: bool | None = None
    note: Line | None = None


class CompanyRef(Wire):
    """The company's site."""

    id: UUID
    name: str
    place: str | None


class ActivityOut(Wire):
    model_config = example(ACTIVITY)

    id: UUID
    code: SourceCode | None
    title: str
    summary: str
    kind: str
    company: CompanyRef
    sectors: list[str]
    goals: list[str]
    subjects: list[str]
    levels: list[str]
    years: list[int]
    themes: list[str]
    modes: list[str]
    languages: list[str]
    duration_minutes: int | None
    max_group: int
    radius_km: int
    weeks: list[Date]
    full_weeks: list[Date]
    capacity_week: int
    capacity_year: int
    places_left: int
    fallback_mode: str | None
    programme: str | None
    access: Access | None
    region: str | None
    location: Location | None
    distance_km: float | None = None
    state: State
    allowed_actions: list[str]
    updated_at: AwareDatetime
    preparation: Annotated[str | None, Field(description="absent in lists")] = None
    follow_up: Annotated[str | None, Field(description="absent in lists")] = None
    virtual_url: Annotated[str | None, Field(description="for its owner alone; absent in lists")] = None


class ActivitiesOut(Wire):
    model_config = example({"items": [ACTIVITY], "nextCursor": None, "count": 1})

    items: list[ActivityOut]
    next_cursor: str | None
    count: int | None = None
    facets: dict[str, dict[str, int]] | None = None


class ActivitySearch(NearSearch):
    """Facets may repeat: any of the values."""

    q: Annotated[Words | None, Field(description="words of title, summary and company")] = None
    kind: Annotated[list[Kind], Field(max_length=20)] = []
    subject: Annotated[list[Subject], Field(max_length=20)] = []
    level: Annotated[list[Level], Field(max_length=20, description="each level, one below or above it")] = []
    year: Annotated[list[Year], Field(max_length=12)] = []
    theme: Annotated[list[Theme], Field(max_length=20)] = []
    sector: Annotated[list[Sector], Field(max_length=20)] = []
    mode: Annotated[list[Mode], Field(max_length=10)] = []
    language: Annotated[list[Language], Field(max_length=10)] = []
    company: Annotated[Id | None, Field(description="a company site")] = None
    from_: Annotated[Date | None, Field(alias="from", description="has a week on or after")] = None
    to: Annotated[Date | None, Field(description="has a week on or before")] = None
    state: Annotated[
        State | None,
        Field(description="published, unless it is asked otherwise; other states show what is one's own"),
    ] = None
    mine: Annotated[bool, Field(description="those of one's own companies, in every state unless one is named")] = (
        False
    )
    sort: Literal["relevance", "distance", "date"] = "relevance"
    facets: Annotated[bool, Field(description="also count kinds, themes, levels and modes")] = False


class ActivityIn(Wire):
    """What a company offers. Weeks are Mondays."""

    model_config = example(BODY)

    title: Line
    summary: Paragraphs = ""
    kind: Kind
    goals: Annotated[list[Goal], Field(max_length=5), *UNIQUE] = []
    subjects: Annotated[list[Subject], Field(min_length=1, max_length=30), *UNIQUE]
    levels: Annotated[list[Level], Field(min_length=1, max_length=40), *UNIQUE]
    years: Annotated[list[Year], Field(min_length=1, max_length=12), *UNIQUE]
    themes: Annotated[list[Theme], Field(max_length=20), *UNIQUE] = []
    modes: Annotated[list[Mode], Field(min_length=1, max_length=4), *UNIQUE]
    languages: Annotated[list[Language], Field(min_length=1, max_length=10), *UNIQUE]
    weeks: Annotated[list[Date], Field(max_length=63), *WEEKS] = []
    duration_minutes: Annotated[int, Field(ge=1, le=100_000), WHOLE] | None = None
    max_group: Annotated[int, Field(ge=1, le=1000), WHOLE]
    radius_km: Annotated[int, Field(ge=0, le=500), WHOLE]
    capacity_week: Annotated[int, Field(ge=1, le=1000), WHOLE] = 1
    capacity_year: Annotated[int, Field(ge=1, le=10_000), WHOLE]
    fallback_mode: Annotated[Mode | None, Field(description="how it goes on when nobody can come")] = None
    preparation: Paragraphs = ""
    follow_up: Paragraphs = ""
    virtual_url: Annotated[Url | None, Field(description="shown to nobody but the company and its region")] = None
    programme: Annotated[Line | None, Field(description="under which scheme it is counted")] = None
    access: Access | None = None


class NewActivity(ActivityIn):
    model_config = example({"companySiteId": "0199d5a4-7c1e-7000-8000-000000000011", "state": "draft", **BODY})

    company_site_id: Id
    state: Literal["draft", "published"] = "draft"


class SourcedActivity(ActivityIn):
    """The company site by its code or its id."""

    model_config = example({"companyScheme": "loket", "companyValue": "voorbeeld-1", **BODY})

    company_scheme: Scheme | None = None
    company_value: ExternalId | None = None
    company_site_id: Id | None = None
    state: Literal["draft", "published"] = "published"


class ActivityPatch(Wire):
    """The fields to change; the others stay."""

    model_config = patch_example({"title": "Bouw een windmolen", "maxGroup": 30})

    title: Line = ""
    summary: Paragraphs = ""
    kind: Kind = ""
    goals: Annotated[list[Goal], Field(max_length=5), *UNIQUE] = []
    subjects: Annotated[list[Subject], Field(min_length=1, max_length=30), *UNIQUE] = []
    levels: Annotated[list[Level], Field(min_length=1, max_length=40), *UNIQUE] = []
    years: Annotated[list[Year], Field(min_length=1, max_length=12), *UNIQUE] = []
    themes: Annotated[list[Theme], Field(max_length=20), *UNIQUE] = []
    modes: Annotated[list[Mode], Field(min_length=1, max_length=4), *UNIQUE] = []
    languages: Annotated[list[Language], Field(min_length=1, max_length=10), *UNIQUE] = []
    weeks: Annotated[list[Date], Field(max_length=63), *WEEKS] = []
    duration_minutes: Annotated[int, Field(ge=1, le=100_000), WHOLE] | None = None
    max_group: Annotated[int, Field(ge=1, le=1000), WHOLE] = 1
    radius_km: Annotated[int, Field(ge=0, le=500), WHOLE] = 0
    capacity_week: Annotated[int, Field(ge=1, le=1000), WHOLE] = 1
    capacity_year: Annotated[int, Field(ge=1, le=10_000), WHOLE] = 1
    fallback_mode: Annotated[Mode | None, Field(description="how it goes on when nobody can come")] = None
    preparation: Paragraphs = ""
    follow_up: Paragraphs = ""
    virtual_url: Annotated[Url | None, Field(description="shown to nobody but the company and its region")] = None
    programme: Annotated[Line | None, Field(description="under which scheme it is counted")] = None
    access: Access | None = None
