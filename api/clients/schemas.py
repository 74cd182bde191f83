"""API clients as they cross the wire. A key is in the answer that makes it, and in no other."""

from typing import Annotated, Literal, get_args
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from api.accounts.roles import Role
from api.kit.paging import Page
from api.kit.schemas import Wire, example, patch_example
from api.kit.types import UNIQUE, WHOLE, Line

Scope = Literal["read:public", "read:region", "write:activities", "write:requests", "act:matches", "import:*"]
ALL_SCOPES = get_args(Scope)
RegionCode = Annotated[str, StringConstraints(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Scopes = Annotated[list[Scope], Field(min_length=1, max_length=len(ALL_SCOPES)), *UNIQUE]
Rate = Annotated[int, Field(ge=1, le=10_000, description="requests per minute, over all servers together"), WHOLE]
CLIENT = {
    "id": "0199d5a4-7c1e-7000-8000-000000000051",
    "name": "Portaal van de regio",
    "role": "portal",
    "scopes": ["read:public", "read:region"],
    "regionCodes": ["friesland"],
    "ratePerMinute": 600,
    "keyPrefix": "lk_x7Rt2a",
    "formerKeyUntil": None,
    "state": "active",
    "createdAt": "2026-11-24T09:00:00Z",
    "lastUsedAt": "2026-11-24T10:00:00Z",
    "revokedAt": None,
    "allowedActions": ["edit", "rotate", "revoke"],
}


class NewClient(Wire):
    model_config = example(
        {
            "name": "Portaal van de regio",
            "role": "portal",
            "scopes": ["read:public", "read:region"],
            "regionCodes": ["friesland"],
            "ratePerMinute": 600,
        }
    )

    name: Line
    role: Literal["portal", "script"]
    scopes: Scopes
    region_codes: Annotated[list[RegionCode], Field(min_length=1, max_length=60), *UNIQUE]
    rate_per_minute: Rate = 600


class ClientPatch(Wire):
    """The fields to change; the others stay. Regions and role stay for good: make another client for those."""

    model_config = patch_example({"name": "Portaal van de regio", "scopes": ["read:public"], "ratePerMinute": 300})

    name: Line = ""
    scopes: Scopes = []
    rate_per_minute: Rate = 600


class Rotation(Wire):
    model_config = example({"keepFormerHours": 24})

    keep_former_hours: Annotated[
        int, Field(ge=0, le=168, description="how long the key before it still works; 0: no longer"), WHOLE
    ] = 24


class ClientOut(Wire):
    """`keyPrefix` is how the key begins; null for keys that are older than it."""

    model_config = example(CLIENT)

    id: UUID
    name: str
    role: Role
    scopes: list[str]
    region_codes: list[str]
    rate_per_minute: int
    key_prefix: str | None
    former_key_until: AwareDatetime | None
    state: Literal["active", "revoked"]
    created_at: AwareDatetime
    last_used_at: AwareDatetime | None
    revoked_at: AwareDatetime | None
    allowed_actions: list[str]


class ClientWithKeyOut(ClientOut):
    """The only answer that shows the key. A repeat by Idempotency-Key has null: it is kept nowhere."""

    model_config = example({**CLIENT, "key": "lk_x7Rt2aQ0c3mB1yW8hV5nJ4dK9sL6fP2gZ_eT7uX0iA"})

    key: str | None


class ClientSearch(Page):
    state: Literal["active", "revoked"] | None = None


class ClientsOut(Wire):
    model_config = example({"items": [CLIENT], "nextCursor": None})

    items: list[ClientOut]
    next_cursor: str | None
    count: int | None = None
