"""What fell away of a published round is mended by itself: an amendment, which waits for its review."""

from datetime import datetime, timedelta
from uuid import UUID

from api.kit.clock import LOCAL, school_year
from api.kit.db import Connection, one, rows
from api.rounds import children, families

# So many at once, or fewer that wait for so long: every amendment asks for a coordinator's look.
ENOUGH = 3
LONGEST = timedelta(days=1)
HELD_BY_NOBODY = """SELECT id, region_code, name, policy, side_rules, rural_km, weights, seed, seed_sha256,
        school_year, state
    FROM match_round WHERE id = %(id)s AND state = 'published' FOR UPDATE SKIP LOCKED"""


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
    row = await one(db, HELD_BY_NOBODY, {"id": round_id})
    if row is None or await families.has_open_amendment(db, round_id) or not await _is_enough(db, round_id, now):
        return
    await children.mend(db, row, None)
