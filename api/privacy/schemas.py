"""The log, one's own data, consents and the register, as they cross the wire."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from api.kit.paging import Slice
from api.kit.schemas import Wire, example
from api.kit.types import Code, Email, Id, Instant
from api.privacy.rules import Purpose

ENTRY = {
    "id": "0199d5a4-7c1e-7000-8000-000000000091",
    "at": "2026-11-24T10:00:00.000000Z",
    "actor": {"id": "0199d5a4-7c1e-7000-8000-000000000041", "kind": "person"},
    "operation": "create_request",
    "subject": "/v1/requests",
    "region": "zuidoost-brabant",
    "outcome": 201,
    "traceId": "5f2c8a1e9d7b4c6f8e0a1b2c3d4e5f60",
}
CONSENT = {
    "id": "0199d5a4-7c1e-7000-8000-000000000092",
    "purpose": "newsletter",
    "wording": "2026-11",
    "givenAt": "2026-11-24T10:00:00.000000Z",
    "withdrawnAt": None,
    "state": "given",
    "allowedActions": ["withdraw"],
}
Operation = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,62}$")]


class OwnEntries(Slice):
    """Of one's own account."""


class Entries(OwnEntries):
    region: Code | None = None
    operation: Operation | None = None
    actor: Id | None = None
    from_: Annotated[Instant | None, Field(alias="from")] = None
    to: Instant | None = None


class ActorRef(Wire):
    id: UUID | None
    kind: Literal["visitor", "person", "client", "house"]


class AuditEntryOut(Wire):
    """`outcome` is the status of the answer; `traceId` is the answer's X-Request-Id."""

    model_config = example(ENTRY)

    id: UUID
    at: AwareDatetime
    actor: ActorRef
    operation: str
    subject: str
    region: str | None
    outcome: int
    trace_id: str | None


class AuditEntriesOut(Wire):
    model_config = example({"items": [ENTRY], "nextCursor": None})

    items: list[AuditEntryOut]
    next_cursor: str | None


class LaneOut(Wire):
    """One chain; `hash` is its end, to be noted elsewhere and compared later."""

    lane: int
    entries: int
    hash: str
    intact: bool
    broken_at: Annotated[int | None, Field(description="the first place that does not follow from the one before")]


class VerificationOut(Wire):
    model_config = example(
        {
            "intact": True,
            "entries": 1200,
            "lanes": [{"lane": 0, "entries": 75, "hash": "9f86d081", "intact": True, "brokenAt": None}],
        }
    )

    intact: bool
    entries: int
    lanes: list[LaneOut]


class Source(Wire):
    """The rows of one table; their fields are the table's columns, without secrets."""

    table: str
    rows: list[dict[str, Any]]


class ExportOut(Wire):
    model_config = example(
        {
            "exportedAt": "2026-11-24T10:00:00Z",
            "sources": [{"table": "account", "rows": [{"email": "docent@school.example", "name": "A. Voorbeeld"}]}],
        }
    )

    exported_at: AwareDatetime
    sources: list[Source]


class Erasure(Wire):
    model_config = example({"confirm": "docent@school.example"})

    confirm: Annotated[Email, Field(description="the address of your own account")]


class ConsentIn(Wire):
    model_config = example({"purpose": "newsletter", "wording": "2026-11"})

    purpose: Purpose
    wording: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}$")]


class ConsentOut(Wire):
    model_config = example(CONSENT)

    id: UUID
    purpose: Purpose
    wording: str
    given_at: AwareDatetime
    withdrawn_at: AwareDatetime | None
    state: Literal["given", "withdrawn"]
    allowed_actions: list[Literal["withdraw"]]


class Wording(Wire):
    purpose: Purpose
    wording: str


class ConsentsOut(Wire):
    """`purposes` are what may be agreed to, in the wording in force."""

    model_config = example({"items": [CONSENT], "purposes": [{"purpose": "newsletter", "wording": "2026-11"}]})

    items: list[ConsentOut]
    purposes: list[Wording]


class TextOut(Wire):
    nl: str
    en: str


class Labelled(Wire):
    code: str
    label: TextOut


class LabelledField(Wire):
    field: str
    label: TextOut


class Kept(Wire):
    days: int
    label: TextOut


class ColumnOut(Wire):
    name: str
    kind: Literal["none", "personal", "contact", "hidden", "operational"]


class Processing(Wire):
    table: str
    purpose: TextOut
    basis: Labelled
    read_by: list[Labelled]
    kept: Kept
    after_erasure: Annotated[
        Literal["nothing", "pseudonym"], Field(description="pseudonym: the account's id, without name or address")
    ]
    columns: list[ColumnOut]


class RegisterOut(Wire):
    """`without` are the tables without personal data; `freeText` the fields that take any words."""

    model_config = example(
        {
            "items": [
                {
                    "table": "consent",
                    "purpose": {"nl": "weten waar je ja op hebt gezegd", "en": "knowing what you agreed to"},
                    "basis": {"code": "consent", "label": {"nl": "jouw toestemming", "en": "your consent"}},
                    "readBy": [{"code": "self", "label": {"nl": "jijzelf", "en": "you"}}],
                    "kept": {"days": 730, "label": {"nl": "tot je het wist", "en": "until you erase it"}},
                    "afterErasure": "nothing",
                    "columns": [{"name": "purpose", "kind": "personal"}],
                }
            ],
            "without": ["region"],
            "kinds": [
                {"code": "personal", "label": {"nl": "gaat over een persoon", "en": "about a person"}},
            ],
            "ofPupils": [{"field": "pupils", "label": {"nl": "het aantal", "en": "how many"}}],
            "freeText": [{"field": "RequestIn.title", "label": {"nl": "geen namen", "en": "no names"}}],
        }
    )

    items: list[Processing]
    without: list[str]
    kinds: list[Labelled]
    of_pupils: list[LabelledField]
    free_text: list[LabelledField]
