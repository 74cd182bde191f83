"""Keys are made here and shown once."""

from collections.abc import Sequence
from uuid import UUID

from api.accounts import queries, rules
from api.accounts.models import Role
from api.accounts.rules import SCHOOL_ROLES
from api.kit.db import Connection


async def create_key(
    db: Connection, role: Role, region_codes: Sequence[str] = (), organisation_id: UUID | None = None
) -> str:
    """A key as the operator makes it: of any role, bound to regions or to a school or company."""
    key = rules.new_key()
    await queries.insert_client(
        db,
        {
            "name": f"{role.value}, made by the operator",
            "role": role.value,
            "scopes": list(rules.SCOPES),
            "regions": list(region_codes),
            "school": organisation_id if role in SCHOOL_ROLES else None,
            "company": None if role in SCHOOL_ROLES else organisation_id,
            "hash": rules.digest(key),
            "rate": rules.OPERATOR_RATE,
            "by": None,
        },
    )
    return key
