"""Which steps of a match portals and scripts are told of: by webhook, as ids alone."""

from uuid import UUID

from api.kit.db import Connection, only
from api.matches.life import Event
from api.matches.models import MatchState
from api.webhooks import sending
from api.webhooks.rules import TYPES, EventType

ABOUT = "SELECT request_id, activity_id, school_region, company_region, state FROM match WHERE id = %(id)s"


async def announce(db: Connection, match_id: UUID, event: Event) -> None:
    """Written with the step; the receiver reads the match with its own key."""
    name = f"match.{event.type}"
    if name not in TYPES:
        return
    match = await only(db, ABOUT, {"id": match_id})
    confirms = event.type == "accepted" and match["state"] == MatchState.CONFIRMED
    kind: EventType = "match.confirmed" if confirms else name
    ids = {"matchId": match_id, "requestId": match["request_id"], "activityId": match["activity_id"]}
    data = {key: str(value) for key, value in ids.items()}
    await sending.tell(db, kind, (match["school_region"], match["company_region"]), data)
