"""Organisations, who holds which role there, and invitations, as they cross the wire."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from api.accounts.schemas import Locale, OrganisationRef, RegionRef, Token
from api.kit.paging import Page
from api.kit.schemas import SourceCode, Wire, example
from api.kit.types import Code, Email, ExternalId, Id, Line

Participation = Literal["none", "active", "paused", "left", "archived"]
InvitableRole = Literal[
    "teacher", "school_coordinator", "professional", "company_coordinator", "regional_coordinator", "event_manager",
    "data_specialist", "platform_admin",
]  # fmt: skip
InvitationState = Literal["pending", "accepted", "withdrawn", "expired"]
SCHOOL = {"id": "0199d5a4-7c1e-7000-8000-000000000002", "kind": "school", "name": "Het Stedelijk"}
ORGANISATION = {
    **SCHOOL,
    "code": {"scheme": "duo", "value": "00AH"},
    "state": "active",
    "sites": [
        {
            "id": "0199d5a4-7c1e-7000-8000-000000000001",
            "name": "Het Stedelijk College Zuid",
            "place": "Enschede",
            "street": "Voorbeeldstraat 1",
            "region": "twente",
        }
    ],
    "allowedActions": ["pause", "leave", "invite"],
    "updatedAt": "2026-11-24T09:00:00Z",
}
MEMBER = {
    "id": "0199d5a4-7c1e-7000-8000-000000000042",
    "role": "school_coordinator",
    "account": {
        "id": "0199d5a4-7c1e-7000-8000-000000000041",
        "name": "A. Voorbeeld",
        "email": "decaan@school.example",
    },
    "organisation": SCHOOL,
    "region": None,
    "startsAt": "2026-11-24T09:00:00Z",
    "endsAt": None,
    "state": "active",
    "allowedActions": ["end", "hand-over"],
}
INVITATION = {
    "id": "0199d5a4-7c1e-7000-8000-000000000045",
    "role": "teacher",
    "organisation": SCHOOL,
    "region": None,
    "email": "docent@school.example",
    "locale": "nl",
    "state": "pending",
    "createdAt": "2026-11-24T09:00:00Z",
    "expiresAt": "2026-12-08T09:00:00Z",
    "allowedActions": ["withdraw"],
}
TOKEN = "ZXhhbXBsZS1vZi1hLXRva2VuLW9mLWEtbWFpbA"  # noqa: S105


class SiteRef(Wire):
    id: UUID
    name: str
    place: str | None
    street: str | None
    region: str | None


class OrganisationOut(Wire):
    """A school or a company, whether it takes part, and its active sites (200 at most)."""

    model_config = example(ORGANISATION)

    id: UUID
    kind: Literal["school", "company"]
    name: str
    code: SourceCode
    state: Participation
    sites: list[SiteRef]
    allowed_actions: list[str]
    updated_at: AwareDatetime


class MemberAccount(Wire):
    id: UUID
    name: str | None
    email: str | None


class MemberOut(Wire):
    """Who holds a role; for the platform both `organisation` and `region` are null."""

    model_config = example(MEMBER)

    id: UUID
    role: str
    account: MemberAccount
    organisation: OrganisationRef | None
    region: RegionRef | None
    starts_at: AwareDatetime
    ends_at: AwareDatetime | None
    state: Literal["active", "ended"]
    allowed_actions: list[str]


class MembersOut(Wire):
    model_config = example({"items": [MEMBER], "nextCursor": None})

    items: list[MemberOut]
    next_cursor: str | None
    count: int | None = None


class HeldAt(Page):
    """All that the actor may see, or of one place."""

    organisation: Annotated[Id | None, Field(description="a school or a company")] = None
    board: Annotated[ExternalId | None, Field(description="a board's code")] = None
    region: Annotated[Code | None, Field(description="roles for the region itself")] = None


class MemberSearch(HeldAt):
    pass


class InvitationSearch(HeldAt):
    state: InvitationState | None = None


class InvitationIn(Wire):
    """A role for the person at an address: at one organisation, board or region; of the platform with none."""

    model_config = example(
        {"role": "teacher", "organisationId": SCHOOL["id"], "email": "docent@school.example", "locale": "nl"}
    )

    role: InvitableRole
    organisation_id: Id | None = None
    board_code: ExternalId | None = None
    region_code: Code | None = None
    email: Email
    locale: Locale = "nl"


class InvitationOut(Wire):
    model_config = example(INVITATION)

    id: UUID
    role: str
    organisation: OrganisationRef | None
    region: RegionRef | None
    email: str | None
    locale: Locale
    state: InvitationState
    created_at: AwareDatetime
    expires_at: AwareDatetime
    allowed_actions: list[str]


class InvitationsOut(Wire):
    model_config = example({"items": [INVITATION], "nextCursor": None})

    items: list[InvitationOut]
    next_cursor: str | None
    count: int | None = None


class InvitationLink(Wire):
    model_config = example({"token": TOKEN})

    token: Token


class InvitationLinkOut(Wire):
    """What the mail's link is for; `nameNeeded` when the address has no account with a name yet, `signInNeeded`
    when it has one that is not signed in, `inviter` null when who invites has none.
    """

    model_config = example(
        {
            "role": "teacher",
            "organisation": SCHOOL,
            "region": None,
            "inviter": "A. Voorbeeld",
            "email": "docent@school.example",
            "expiresAt": "2026-12-08T09:00:00Z",
            "nameNeeded": True,
            "signInNeeded": False,
        }
    )

    role: str
    organisation: OrganisationRef | None
    region: RegionRef | None
    inviter: str | None
    email: str
    expires_at: AwareDatetime
    name_needed: bool
    sign_in_needed: bool


class Acceptance(Wire):
    """The mailed link's token; the name is needed where there is none yet, and changes none."""

    model_config = example({"token": TOKEN, "name": "A. Voorbeeld"})

    token: Token
    name: Line | None = None


class HandOver(Wire):
    model_config = example({"email": "opvolger@school.example", "name": "B. Voorbeeld"})

    email: Email
    name: Annotated[Line | None, Field(description="of the successor, for the mails until it is known")] = None


class HandOverOut(Wire):
    """The role goes over once the invitation is accepted."""

    model_config = example({"state": "invited"})

    state: Literal["invited"]


class BreakGlass(Wire):
    """Both stand in the log for years, so neither takes free words; `reference` is the number of a report."""

    model_config = example({"regionCode": "twente", "reason": "outage", "reference": "2026-118"})

    region_code: Code
    reason: Literal["outage", "nobody_there", "misuse", "asked_by_region"]
    reference: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,12}(-[A-Z0-9]{1,12}){0,3}$")]
