"""Applications as they cross the wire."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from api.accounts.schemas import Locale, Token
from api.kit.paging import Page
from api.kit.schemas import SourceCode, Wire, example
from api.kit.types import Code, Email, ExternalId, Id, Line, Paragraphs, Scheme, Url, Words, told_as_paragraphs

Kind = Literal["school", "company"]
State = Literal["applied", "verified", "waitlisted", "admitted", "rejected", "withdrawn"]
Kvk = Annotated[str, StringConstraints(pattern="^[0-9]{8}$")]
Postcode = Annotated[str, StringConstraints(pattern=r"^[0-9]{4} ?[A-Z]{2}$")]
CONTACT = {"name": "A. Voorbeeld", "email": "decaan@school.example"}
APPLICATION = {
    "id": "0199d5a4-7c1e-7000-8000-000000000051",
    "kind": "school",
    "state": "applied",
    "region": "twente",
    "organisation": {
        "name": "Het Stedelijk College Zuid",
        "siteId": "0199d5a4-7c1e-7000-8000-000000000001",
        "code": {"scheme": "duo", "value": "00AH07"},
        "kvk": None,
        "street": "Tiemeister 20",
        "place": "Enschede",
        "website": None,
    },
    "contact": CONTACT,
    "motivation": "Onze derde klassen willen techniek in het echt zien.",
    "locale": "nl",
    "note": None,
    "createdAt": "2026-11-24T09:00:00Z",
    "decidedAt": None,
    "allowedActions": ["verify", "admit", "reject", "waitlist"],
}
TOKEN = "ZXhhbXBsZS1vZi1hLXRva2VuLW9mLWEtbWFpbA"  # noqa: S105


def _given(consent: bool) -> bool:
    if not consent:
        raise PydanticCustomError("consent_needed", "without consent nothing is kept")
    return consent


class SiteCode(Wire):
    """A site's code in a register."""

    scheme: Scheme
    value: ExternalId


class ApplicationIn(Wire):
    """A school names its site, by `siteCode` or `siteId`, and the register says the rest; a company gives `kvk`,
    `organisationName`, `postcode` and `place`.
    """

    model_config = example(
        {
            "kind": "school",
            "siteCode": {"scheme": "duo", "value": "00AH07"},
            "contactName": "A. Voorbeeld",
            "contactEmail": "decaan@school.example",
            "motivation": "Onze derde klassen willen techniek in het echt zien.",
            "locale": "nl",
            "consent": True,
        },
    )

    kind: Kind
    site_code: SiteCode | None = None
    site_id: Id | None = None
    kvk: Kvk | None = None
    organisation_name: Line | None = None
    postcode: Postcode | None = None
    place: Line | None = None
    website: Url | None = None
    region_code: Annotated[Code | None, Field(description="that of the postcode; of a school that of its site")] = (
        None
    )
    contact_name: Line
    contact_email: Email
    motivation: Paragraphs = ""
    locale: Locale = "nl"
    consent: Annotated[
        bool,
        AfterValidator(_given),
        WithJsonSchema({"const": True, "description": "to keeping the contact's name and address for this"}),
    ]


class Applicant(Wire):
    name: str
    site_id: UUID | None
    code: SourceCode | None
    kvk: str | None
    street: str | None
    # As in other addresses: the national linter takes the word in an example for an operation.
    postcode: Annotated[str | None, Field(examples=["7541WG"])] = None
    place: str | None
    website: str | None


class Contact(Wire):
    name: str | None
    email: str | None


class ApplicationOut(Wire):
    model_config = example(APPLICATION)

    id: UUID
    kind: Kind
    state: State
    region: str
    organisation: Applicant
    contact: Contact
    motivation: str
    locale: Locale
    note: Annotated[str | None, Field(description="what the coordinator wrote")]
    created_at: AwareDatetime
    decided_at: AwareDatetime | None
    allowed_actions: list[str]


class ApplicationsOut(Wire):
    model_config = example({"items": [APPLICATION], "nextCursor": None})

    items: list[ApplicationOut]
    next_cursor: str | None
    count: int | None = None


class ApplicationReceived(Wire):
    """The link to read and withdraw it is in the mail."""

    model_config = example(
        {
            "id": APPLICATION["id"],
            "kind": "school",
            "state": "applied",
            "region": "twente",
            "organisationName": "Het Stedelijk College Zuid",
        }
    )

    id: UUID
    kind: Kind
    state: State
    region: str
    organisation_name: str


class ApplicationSearch(Page):
    """The queue, oldest first."""

    state: State | None = None
    region: Code | None = None
    q: Annotated[Words | None, Field(description="words of the name, or a KvK number")] = None


class ApplicationLink(Wire):
    model_config = example({"token": TOKEN})

    token: Token


class Decision(Wire):
    """A note for who applied; it goes along with the mail of the decision."""

    model_config = example({"note": "Welkom! Ik bel je deze week."})

    note: Annotated[Paragraphs, StringConstraints(max_length=2000), told_as_paragraphs(2000)] | None = None
