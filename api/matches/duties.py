"""What time does to a match: a reminder, the end of a hold, the end of the wait. Done by the worker."""

from datetime import datetime
from uuid import UUID

from api.kit.db import Connection, one, rows
from api.matches import queries
from api.matches.life import Event
from api.matches.models import Side
from api.matches.steps import let_go, step


async def due(db: Connection, now: datetime) -> list[UUID]:
    """The matches that something is due for, the longest due first."""
    return [row["id"] for row in await rows(db, queries.TIME_IS_UP, {"now": now})]


async def attend(db: Connection, match_id: UUID, now: datetime) -> None:
    """Does what is due for one match; a second worker, or a second time, finds nothing to do."""
    known = await one(db, "SELECT request_id FROM match WHERE id = %(id)s", {"id": match_id})
    if known is None:
        return
    await queries.lock_request(db, known["request_id"])
    row = await one(db, queries.HELD_BY_NOBODY, {"id": match_id})
    if row is None:
        return
    if row["respond_by"] and row["respond_by"] <= now:
        # Who could not answer, as one of the two was away, did not miss it.
        facts = {"away": row["away_side"]} if row["away_side"] else {}
        await step(db, row, Event("expired", Side.HOUSE, now, facts), None)
        return
    if row["held_until"] and row["held_until"] <= now:
        await let_go(db, row, now)
        row = await one(db, queries.HELD_BY_NOBODY, {"id": match_id})
    if row and row["remind_at"] and row["remind_at"] <= now and row["away_side"] is None:
        await step(db, row, Event("reminded", Side.HOUSE, now), None)
