"""People, sessions and signing in, as they cross the wire."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from api.kit.schemas import Params, Wire, example, patch_example
from api.kit.types import Email, Id, Line

Locale = Literal["nl", "en"]
ACCOUNT_ID = "0199d5a4-7c1e-7000-8000-000000000041"
ACCOUNT = {"id": ACCOUNT_ID, "email": "docent@school.example", "name": "A. Voorbeeld", "locale": "nl"}
MEMBERSHIP = {
    "id": "0199d5a4-7c1e-7000-8000-000000000042",
    "role": "teacher",
    "organisation": {"id": "0199d5a4-7c1e-7000-8000-000000000010", "kind": "school", "name": "Voorbeeldschool"},
    "region": None,
    "startsAt": "2026-11-24T09:00:00Z",
}
Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{20,100}$")]


class SignInWish(Wire):
    model_config = example({"email": "docent@school.example", "locale": "nl"})

    email: Email
    locale: Locale = "nl"


class SignInAttemptOut(Wire):
    """The same for everybody, whether there is an account or not."""

    model_config = example({"id": "0199d5a4-7c1e-7000-8000-000000000043", "expiresAt": "2026-11-24T09:15:00Z"})

    id: UUID
    expires_at: AwareDatetime


def _having(*names: str) -> dict[str, Any]:
    """JSON Schema: of the ways to sign in the one with these fields, and no other's."""
    others = {"token", "attemptId", "code"} - set(names)
    fields = {**{name: {"type": "string"} for name in names}, **{name: {"type": "null"} for name in sorted(others)}}
    return {"required": list(names), "properties": fields}


class SignIn(Wire):
    """The mailed link's token, or the attempt with its code."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"attemptId": "0199d5a4-7c1e-7000-8000-000000000043", "code": "K7QF-3M9X"}],
            "oneOf": [_having("token"), _having("attemptId", "code")],
        }
    )

    token: Token | None = None
    attempt_id: Id | None = None
    code: Annotated[str, StringConstraints(max_length=20, strip_whitespace=True, to_upper=True)] | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> "SignIn":
        if (self.token is None) == (self.attempt_id is None) or (self.attempt_id is None) != (self.code is None):
            raise PydanticCustomError("token_or_code", "either token, or attemptId with code")
        return self


class OidcStart(Params):
    return_to: Annotated[
        str | None, Field(max_length=500, description="a path of this site; anything else is the home page")
    ] = None


class OidcWay(Wire):
    name: str


class SignInMethodsOut(Wire):
    model_config = example({"mail": True, "oidc": {"name": "SURFconext"}})

    mail: bool
    oidc: OidcWay | None


class OrganisationRef(Wire):
    id: UUID
    kind: Literal["school", "company", "board"]
    name: str


class RegionRef(Wire):
    code: str
    name: str


class MembershipOut(Wire):
    model_config = example(MEMBERSHIP)

    id: UUID
    role: str
    organisation: OrganisationRef | None
    region: RegionRef | None
    starts_at: AwareDatetime


class AccountOut(Wire):
    model_config = example({**ACCOUNT, "memberships": [MEMBERSHIP]})

    id: UUID
    email: str
    name: str | None
    locale: Locale
    memberships: list[MembershipOut]


class AccountPatch(Wire):
    """The fields to change; the others stay."""

    model_config = patch_example({"name": "A. Voorbeeld", "locale": "en"})

    name: Line = ""
    locale: Locale = "nl"


class SessionOut(Wire):
    """Who is signed in; without anybody both are null."""

    model_config = example({"account": {**ACCOUNT, "memberships": [MEMBERSHIP]}, "csrfToken": "5f2c"})

    account: AccountOut | None
    csrf_token: Annotated[str | None, Field(description="sent along with every write as X-CSRF-Token")]


class RoleRow(Wire):
    operation: str
    label: dict[str, str]
    reach: Annotated[dict[str, str], Field(description="by role: -, own, region or all")]


class RolesOut(Wire):
    model_config = example(
        {
            "items": [
                {
                    "operation": "create_activity",
                    "label": {"nl": "Een activiteit maken", "en": "Make an activity"},
                    "reach": {"visitor": "-", "company_coordinator": "own", "regional_coordinator": "region"},
                }
            ]
        }
    )

    items: list[RoleRow]


class KnownSession(Wire):
    id: UUID
    device: str
    created_at: AwareDatetime
    seen_at: AwareDatetime
    expires_at: AwareDatetime
    current: bool


class SessionsOut(Wire):
    model_config = example(
        {
            "items": [
                {
                    "id": "0199d5a4-7c1e-7000-8000-000000000044",
                    "device": "Firefox, Linux",
                    "createdAt": "2026-11-24T09:00:00Z",
                    "seenAt": "2026-11-24T10:00:00Z",
                    "expiresAt": "2026-12-24T09:00:00Z",
                    "current": True,
                }
            ]
        }
    )

    items: list[KnownSession]
