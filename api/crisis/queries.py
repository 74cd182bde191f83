"""The matches of a region that are still to come, each with what decides where it can go on."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from psycopg.rows import DictRow

from api.accounts.rules import Actor
from api.kit import clock
from api.kit.db import Connection, rows, utc
from api.kit.states import among
from api.matches.models import PLANNED, WAITING
from api.matches.queries import OWNED, lock_requests, visible_to

# Those of one activity together, and activities in one order, as places are given back in it.
TO_COME = f"""SELECT m.*, r.title AS request_title, r.online_ok, a.title AS activity_title, a.modes, a.fallback_mode,
        a.company_name, s.name AS school_name, {utc("m.starts_at")} AS begins
    FROM match m JOIN school_request r ON r.id = m.request_id JOIN activity a ON a.id = m.activity_id
    JOIN school_site s ON s.id = m.school_site_id
    WHERE {OWNED} AND (m.school_region = %(region)s OR m.company_region = %(region)s)
      AND m.state IN {among(WAITING | PLANNED)}
      AND (m.starts_at > %(now)s OR (m.starts_at IS NULL AND m.week >= %(this_week)s))
      AND (%(requests)s::uuid[] IS NULL OR m.request_id = ANY (%(requests)s))
    ORDER BY m.company_site_id, m.activity_id, m.id"""


async def to_come(
    db: Connection, who: Actor, region: str, requests: Collection[UUID] | None = None, lock: bool = False
) -> list[DictRow]:
    """Rows of matches with `modes`, `fallback_mode`, `online_ok` and names; of all requests, or of these."""
    values: dict[str, Any] = {
        "region": region,
        "now": clock.now(),
        "this_week": clock.this_week(),
        "requests": None if requests is None else list(requests),
        **visible_to(who),
    }
    return await rows(db, f"{TO_COME} FOR UPDATE OF m" if lock else TO_COME, values)


async def locked(db: Connection, who: Actor, region: str) -> list[DictRow]:
    """Those that are there now, with all their requests locked, in one order, before the first match is."""
    requests = {row["request_id"] for row in await to_come(db, who, region)}
    await lock_requests(db, requests)
    return await to_come(db, who, region, requests, lock=True)
