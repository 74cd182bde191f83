"""Requests as they cross the wire. No pupil is named: a count, a level, a year, needs."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.kit.paging import Page
from api.kit.schemas import MunicipalityRef, Params, SourceCode, Wire, example, patch_example
from api.kit.types import UNIQUE, WEEKS, WHOLE, Date, ExternalId, Id, Line, Paragraphs, Scheme
from api.regions.schemas import RegionCode
from api.vocabularies.schemas import Goal, Kind, Language, Level, Need, Subject, Theme

BODY = {
    "title": "Gastles energie voor 3 havo",
    "topic": "elektriciteit",
    "goal": "subject_enrichment",
    "kinds": ["guest_lesson", "workshop"],
    "subjects": ["natuurkunde"],
    "level": "havo",
    "year": 3,
    "themes": ["energy"],
    "pupils": 28,
    "staff": 2,
    "languages": ["nl"],
    "maxKm": 30,
    "onlineOk": True,
    "weeksOk": ["2027-01-11", "2027-01-18"],
    "weeksPreferred": ["2027-01-18"],
    "windows": [{"weekday": 2, "fromHour": 3, "toHour": 5}],
    "needs": [],
    "embed": {"before": "Leerlingen meten een stroomkring.", "after": "Ze rekenen na wat de gast vertelde."},
}
REQUEST = {
    "id": "0199d5a4-7c1e-7000-8000-000000000031",
    "code": None,
    "site": {"id": "0199d5a4-7c1e-7000-8000-000000000001", "name": "Voorbeeldcollege", "place": "Best"},
    **BODY,
    "region": "zuidoost-brabant",
    "state": "open",
    "respondBy": "2026-12-01T09:00:00Z",
    "openedAt": "2026-11-24T09:00:00Z",
    "confirmedAt": "2026-11-24T09:00:00Z",
    "confirmBy": None,
    "allowedActions": ["edit", "withdraw"],
    "updatedAt": "2026-11-24T09:00:00Z",
}
State = Literal[
    "draft", "open", "proposed", "matched", "fulfilled", "needs_confirmation", "expired", "withdrawn", "retired"
]
Kinds = Annotated[list[Kind], Field(min_length=1, max_length=3, description="in order of preference"), *UNIQUE]
Subjects = Annotated[list[Subject], Field(min_length=1, max_length=10), *UNIQUE]
Themes = Annotated[list[Theme], Field(max_length=10), *UNIQUE]
Languages = Annotated[list[Language], Field(min_length=1, max_length=5), *UNIQUE]
Weeks = Annotated[list[Date], Field(min_length=1, max_length=63), *WEEKS]
Preferred = Annotated[list[Date], Field(max_length=63), *WEEKS]
Needs = Annotated[list[Need], Field(max_length=20), *UNIQUE]
Year = Annotated[int, Field(ge=1, le=12), WHOLE]
Pupils = Annotated[int, Field(ge=1, le=1000, description="how many; never who"), WHOLE]
Km = Annotated[int, Field(ge=0, le=500), WHOLE]
Staff = Annotated[int, Field(ge=0, le=50, description="how many grown-ups come along"), WHOLE]
LessonHour = Annotated[int, Field(ge=1, le=12), WHOLE]


class Window(Wire):
    """Lesson hours of a school day that suit: the first and the last."""

    weekday: Annotated[int, Field(ge=1, le=5, description="1 is Monday"), WHOLE]
    from_hour: LessonHour
    to_hour: LessonHour


Windows = Annotated[list[Window], Field(max_length=20)]


class Embed(Wire):
    """The lesson before and the lesson after, so that it is part of the subject."""

    before: Paragraphs = ""
    after: Paragraphs = ""


class SiteRef(Wire):
    id: UUID
    name: str
    place: str | None


class RequestOut(Wire):
    model_config = example(REQUEST)

    id: UUID
    code: SourceCode | None
    site: SiteRef
    title: str
    topic: str | None
    goal: str
    kinds: list[str]
    subjects: list[str]
    level: str
    year: int
    themes: list[str]
    pupils: int
    staff: int | None
    languages: list[str]
    max_km: int
    online_ok: bool
    weeks_ok: list[Date]
    weeks_preferred: list[Date]
    windows: list[Window]
    needs: list[str]
    embed: Embed | None
    region: str | None
    state: State
    respond_by: AwareDatetime
    opened_at: Annotated[AwareDatetime | None, Field(description="the waiting time begins; kept when re-opened")]
    confirmed_at: AwareDatetime | None
    confirm_by: Annotated[AwareDatetime | None, Field(description="it expires then, unless it is confirmed")]
    allowed_actions: list[str]
    updated_at: AwareDatetime


class RequestsOut(Wire):
    model_config = example({"items": [REQUEST], "nextCursor": None})

    items: list[RequestOut]
    next_cursor: str | None
    count: int | None = None


class RequestSearch(Page):
    state: State | None = None
    region: RegionCode | None = None
    level: Level | None = None
    subject: Subject | None = None
    site: Annotated[Id | None, Field(description="a school site")] = None


class DemandSearch(Params):
    group_by: Annotated[
        str,
        Field(
            pattern=r"^(subject|level|municipality)(,(subject|level|municipality)){0,2}$",
            description="subject, level, municipality: those that matter, with commas between them",
        ),
    ] = "subject,level,municipality"
    region: RegionCode | None = None

    def groups(self) -> list[str]:
        return list(dict.fromkeys(self.group_by.split(",")))


class Demand(Wire):
    """Open requests of a group; a request counts for each of its subjects."""

    subject: str | None = None
    level: str | None = None
    municipality: MunicipalityRef | None = None
    requests: int
    pupils: int


class DemandOut(Wire):
    model_config = example(
        {
            "items": [
                {
                    "subject": "natuurkunde",
                    "level": "havo",
                    "municipality": {"code": "GM0772", "name": "Eindhoven"},
                    "requests": 3,
                    "pupils": 81,
                }
            ]
        }
    )

    items: list[Demand]


class RequestFields(Wire):
    """What is asked. Weeks are Mondays."""

    title: Line
    topic: Line | None = None
    goal: Goal
    kinds: Kinds
    subjects: Subjects
    level: Level
    year: Year
    themes: Themes = []
    pupils: Pupils
    staff: Staff | None = None
    languages: Languages
    max_km: Km
    online_ok: bool = False
    weeks_ok: Weeks
    weeks_preferred: Preferred = []
    windows: Windows = []
    needs: Needs = []
    embed: Embed | None = None


class RequestIn(RequestFields):
    model_config = example({"siteId": "0199d5a4-7c1e-7000-8000-000000000001", **BODY})

    site_id: Id
    state: Literal["draft", "open"] = "open"


class SourcedRequest(RequestFields):
    """The school site by its code or its id."""

    model_config = example({"siteScheme": "duo", "siteValue": "00AH07", **BODY})

    site_scheme: Scheme | None = None
    site_value: ExternalId | None = None
    site_id: Id | None = None


class RequestPatch(Wire):
    """The fields to change; the others stay."""

    model_config = patch_example({"pupils": 30})

    title: Line = ""
    topic: Line | None = None
    goal: Goal = ""
    kinds: Kinds = []
    subjects: Subjects = []
    level: Level = ""
    year: Year = 1
    themes: Themes = []
    pupils: Pupils = 1
    staff: Staff | None = None
    languages: Languages = []
    max_km: Km = 0
    online_ok: bool = False
    weeks_ok: Weeks = []
    weeks_preferred: Preferred = []
    windows: Windows = []
    needs: Needs = []
    embed: Embed | None = None


class DraftIn(Wire):
    """A request that is still being written: everything may be absent, and a date names its week."""

    model_config = example({key: BODY[key] for key in ("kinds", "level", "year", "subjects", "themes")})

    site_id: Id | None = None
    title: Annotated[str, Field(max_length=200)] | None = None
    goal: Goal | None = None
    kinds: Annotated[list[Kind], Field(max_length=3), *UNIQUE] = []
    subjects: Annotated[list[Subject], Field(max_length=10), *UNIQUE] = []
    level: Level | None = None
    year: Year | None = None
    themes: Themes = []
    pupils: Pupils | None = None
    languages: Annotated[list[Language], Field(max_length=5), *UNIQUE] = []
    max_km: Km | None = None
    online_ok: bool = False
    weeks_ok: Preferred = []
    weeks_preferred: Preferred = []
    needs: Needs = []
