"""Keys are made here and shown once."""

from uuid import UUID

from api.accounts import queries, rules
from api.accounts.models import Role
from api.kit.db import Connection


async def create_key(
    db: Connection, role: Role, region_code: str | None = None, organisation_id: UUID | None = None
) -> str:
    key = rules.new_key()
    await queries.insert_key(
        db,
        {
            "hash": rules.key_hash(key),
            "role": role.value,
            "region": region_code,
            "organisation": organisation_id,
        },
    )
    return key
