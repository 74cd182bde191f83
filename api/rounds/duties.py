"""What fell away of a published round is mended by itself: an amendment, which waits for its review.

Whoever coordinates is told of what was made by itself, when it can be looked at.
"""

from datetime import datetime, timedelta
from uuid import UUID

from api.kit.clock import LOCAL, school_year
from api.kit.db import Connection, execute, one, rows
from api.kit.settings import settings
from api.notices import service as notices
from api.notices.models import Template
from api.notices.rules import Notice
from api.rounds import children, families, queries

# So many at once, or fewer that wait for so long: every amendment asks for a coordinator's look.
ENOUGH = 3
LONGEST = timedelta(days=1)


async def due(db: Connection, now: datetime) -> list[UUID]:
    """Published rounds of this school year or a later one of which enough fell away since they were last amended."""
    found = [
        row["id"] for row in await rows(db, families.DUE, {"school_year": school_year(now.astimezone(LOCAL).date())})
    ]
    return [round_id for round_id in found if await _is_enough(db, round_id, now)]


async def _is_enough(db: Connection, round_id: UUID, now: datetime) -> bool:
    many, first = await families.newly_fallen(db, round_id)
    return many >= ENOUGH or (first is not None and first <= now - LONGEST)


async def attend(db: Connection, round_id: UUID, now: datetime) -> None:
    """Makes the amendment; a second worker, or a second time, finds nothing to do."""
    row = await one(db, families.HELD_BY_NOBODY, {"id": round_id})
    if row is None or await families.has_open_amendment(db, round_id) or not await _is_enough(db, round_id, now):
        return
    await tell_when_ready(db, await children.mend(db, row, None))


async def tell_when_ready(db: Connection, round_id: UUID) -> None:
    """Of a round that nobody asked for."""
    await execute(db, queries.TELLS, {"id": round_id, "tells": True})


async def ready(db: Connection, now: datetime) -> list[UUID]:
    """The rounds that were made by themselves and wait to be looked at, and nobody was told."""
    return [row["id"] for row in await rows(db, queries.TO_TELL, {})]


async def tell(db: Connection, round_id: UUID, now: datetime) -> None:
    """Mails the region's coordinators, once."""
    row = await one(db, queries.ABOUT, {"id": round_id})
    if row is None:
        return
    figures = row["figures"] or {}
    values: dict[str, str | int] = {
        "kind": row["kind"],
        "round": row["name"],
        "region": row["region"],
        "failed": "failed" if row["state"] == "failed" else "",
        "asked": figures.get("asked", 0),
        "served": figures.get("served", 0),
        "link": f"{settings().public_url}/regio/rondes/{round_id}",
    }
    for reader in await rows(db, queries.COORDINATORS, {"region": row["region_code"]}):
        await notices.tell(db, Notice(Template.ROUND_READY, reader["email"], reader["locale"], values, reader["id"]))
    await execute(db, queries.TELLS, {"id": round_id, "tells": False})
