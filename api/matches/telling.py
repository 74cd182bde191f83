"""Who is told of which step."""

from uuid import UUID

from api.kit.db import Connection
from api.matches.life import Event


async def tell(db: Connection, match_id: UUID, event: Event) -> None:
    """Placeholder until letters exist."""
