"""Professionals as they cross the wire. No address: a message goes through the service."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.kit.schemas import Wire, example, patch_example
from api.kit.types import UNIQUE, WEEKS, WHOLE, Date, Id, Line, Paragraphs, Words
from api.regions.schemas import NearSearch
from api.vocabularies.schemas import Language, Level, Mode, Subject, Theme

State = Literal["active", "paused", "left"]
WINDOW = {"weekday": 2, "from": "09:00", "to": "12:30"}
BODY = {
    "displayName": "Gastdocent windenergie",
    "function": "Ontwerper van wieken",
    "bio": "Ik laat zien hoe een idee een windmolen wordt.",
    "subjects": ["natuurkunde", "techniek"],
    "themes": ["energy"],
    "levels": ["havo", "vwo"],
    "languages": ["nl"],
    "modes": ["at_school", "online"],
    "travelKm": 25,
    "availability": [WINDOW],
    "weeksOff": ["2027-02-15"],
    "capPerMonth": 2,
    "vogValidUntil": "2028-06-30",
}
COMPANY = {
    "id": "0199d5a4-7c1e-7000-8000-000000000012",
    "name": "Zuidwind Energie (voorbeeld)",
    "place": "Eindhoven",
}
PROFESSIONAL = {
    "id": "0199d5a4-7c1e-7000-8000-000000000061",
    "company": COMPANY,
    **BODY,
    "distanceKm": 2.1,
    "accountId": None,
    "consentAt": "2026-11-24T09:00:00Z",
    "lastAskedAt": None,
    "state": "active",
    "allowedActions": ["edit", "pause", "leave"],
    "updatedAt": "2026-11-24T09:00:00Z",
}
HOUR = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
Function = Annotated[Line | None, Field(description="what somebody does at the company")]
Subjects = Annotated[list[Subject], Field(max_length=30), *UNIQUE]
Themes = Annotated[list[Theme], Field(max_length=20), *UNIQUE]
Levels = Annotated[list[Level], Field(max_length=40), *UNIQUE]
Languages = Annotated[list[Language], Field(max_length=10), *UNIQUE]
Modes = Annotated[list[Mode], Field(max_length=4), *UNIQUE]
Km = Annotated[int, Field(ge=0, le=500), WHOLE]
Cap = Annotated[int | None, Field(ge=1, le=50, description="how often one wants to be asked; null: no limit"), WHOLE]
VogDate = Annotated[Date | None, Field(description="the last day of the certificate; the certificate is not kept")]
AccountId = Annotated[Id | None, Field(description="the person's own account, which holds a role at the company")]
Weeks = Annotated[list[Date], Field(max_length=63), *WEEKS]


class WeekHours(Wire):
    """Hours of a weekday, 1 is Monday, on the clock in the Netherlands."""

    model_config = example(WINDOW)

    weekday: Annotated[int, Field(ge=1, le=5), WHOLE]
    from_: Annotated[str, Field(alias="from", pattern=HOUR)]
    to: Annotated[str, Field(pattern=HOUR)]


Windows = Annotated[list[WeekHours], Field(max_length=20, description="empty: any hour from Monday to Friday")]


class EmployerRef(Wire):
    """The company, and where it is."""

    id: UUID
    name: str
    place: str | None


class ProfessionalOut(Wire):
    """What is null for a school or a colleague is for the person and for who coordinates the company alone:
    from `availability` on.
    """

    model_config = example(PROFESSIONAL)

    id: UUID
    company: EmployerRef
    display_name: str
    function: str | None
    bio: str
    subjects: list[str]
    themes: list[str]
    levels: list[str]
    languages: list[str]
    modes: list[str]
    travel_km: int
    distance_km: float | None
    state: State
    allowed_actions: list[str]
    updated_at: AwareDatetime
    availability: list[WeekHours] | None
    weeks_off: list[Date] | None
    cap_per_month: int | None
    vog_valid_until: Annotated[Date | None, Field(json_schema_extra={"format": "date"})]
    account_id: UUID | None
    consent_at: AwareDatetime | None
    last_asked_at: AwareDatetime | None


class ProfessionalsOut(Wire):
    model_config = example({"items": [PROFESSIONAL], "nextCursor": None, "count": 1})

    items: list[ProfessionalOut]
    next_cursor: str | None
    count: int | None = None


class ProfessionalSearch(NearSearch):
    """By name, or by the distance of the company's nearest site when `near` is given."""

    q: Annotated[Words | None, Field(description="words of name, function, text and company")] = None
    company: Annotated[Id | None, Field(description="a company, not one of its sites")] = None
    subject: Subject | None = None
    level: Annotated[Level | None, Field(description="the level, one below or above it")] = None
    state: Annotated[State | None, Field(description="without it all but who left")] = None
    mine: Annotated[bool, Field(description="one's own profiles alone")] = False


class NewProfessional(Wire):
    """Somebody of a company. `consent` says that the person agrees to be shown to schools."""

    model_config = example({"companyId": COMPANY["id"], "accountId": None, **BODY, "consent": True})

    company_id: Id
    account_id: AccountId = None
    display_name: Line
    function: Function = None
    bio: Paragraphs = ""
    subjects: Subjects = []
    themes: Themes = []
    levels: Levels = []
    languages: Languages = []
    modes: Modes = []
    travel_km: Km = 25
    availability: Windows = []
    weeks_off: Weeks = []
    cap_per_month: Cap = None
    vog_valid_until: VogDate = None
    consent: bool = False


class ProfessionalPatch(Wire):
    """The fields to change; the others stay. Another account takes the consent away."""

    model_config = patch_example({"capPerMonth": 3, "weeksOff": ["2027-02-15"], "availability": [WINDOW]})

    account_id: AccountId = None
    display_name: Line = ""
    function: Function = None
    bio: Paragraphs = ""
    subjects: Subjects = []
    themes: Themes = []
    levels: Levels = []
    languages: Languages = []
    modes: Modes = []
    travel_km: Km = 0
    availability: Windows = []
    weeks_off: Weeks = []
    cap_per_month: Cap = None
    vog_valid_until: VogDate = None
    consent: bool = False
