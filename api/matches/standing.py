"""A place that somebody stood by for becomes a proposal: the school's own yes."""

from uuid import UUID

from api.accounts.rules import Actor
from api.kit.db import Connection
from api.matches import proposing, queries
from api.matches.models import Side
from api.matches.schemas import MatchIn
from api.standby import service as standby


async def accept(db: Connection, who: Actor, standby_id: UUID) -> UUID:
    """The place that was held for the request is the match's from now on; nobody comes between."""
    known = await standby.read(db, who, standby_id)
    await queries.lock_request(db, known["request_id"])  # before the place, as every verb does
    row = await standby.take_up(db, who, standby_id)
    told = {"requestId": row["request_id"], "activityId": row["activity_id"], "moments": [{"week": row["week"]}]}
    match_id = await proposing.propose(
        db, who, MatchIn.model_validate({**told, "side": Side.SCHOOL.value}), "standby"
    )
    await standby.confirm(db, standby_id, match_id)
    return match_id
