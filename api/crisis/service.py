"""A region goes online, or back: every match that is still to come, at once."""

from collections import Counter
from typing import Any

from pydantic_core import to_json

from api.accounts.rules import Actor
from api.crisis import queries, rules
from api.crisis.rules import Mode, Outcome
from api.kit import audit, clock
from api.kit.db import Connection
from api.kit.errors import Forbidden
from api.matches.steps import step
from api.regions import queries as regions
from api.regions.rules import UnknownRegion


async def switch(db: Connection, who: Actor, region: str, mode: Mode, dry_run: bool) -> bytes:
    """What becomes of each match, as JSON; with `dry_run` nothing does. A second time there is nothing left to do."""
    if not await regions.has_region(db, region):
        raise UnknownRegion()
    if not who.reaches(region):
        raise Forbidden()
    audit.concerns(region=region)
    if dry_run:
        audit.nothing_written()
        found = await queries.to_come(db, who, region)
    else:
        found = await queries.locked(db, who, region)
    items = [_item(mode, row) for row in found]
    if not dry_run:
        now = clock.now()
        for row in found:
            event = rules.event(mode, row, now)
            if event is not None:
                await step(db, row, event, who)
    counts = Counter(item["outcome"] for item in items)
    told = {outcome.value: counts[outcome] for outcome in Outcome}
    return to_json({"region": region, "mode": mode, "dryRun": dry_run, **told, "items": items})


def _item(mode: Mode, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "matchId": row["id"],
        "outcome": rules.outcome(mode, row),
        "state": row["state"],
        "request": row["request_title"],
        "activity": row["activity_title"],
        "school": row["school_name"],
        "company": row["company_name"],
        "week": row["week"],
        "startsAt": row["begins"],
    }
