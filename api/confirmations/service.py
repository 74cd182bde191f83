"""The confirmation of a match, for whoever may read it."""

import json
from uuid import UUID

from api.accounts.rules import Actor
from api.confirmations import rules
from api.kit import audit
from api.kit.db import Connection
from api.kit.http import Language
from api.kit.settings import settings
from api.matches import queries
from api.matches.rules import MatchNotFound
from api.papers import press


async def confirmation(db: Connection, who: Actor, match_id: UUID, lang: Language) -> bytes:
    """PDF; refused while the match is not agreed, or is over without having taken place."""
    row = await queries.match(db, who, match_id)
    if row is None:
        raise MatchNotFound()
    rules.check_confirmed(row["state"])
    audit.shows_contact_data()
    told_when = rules.when(row["week"], row["starts_at"], row["ends_at"], lang)
    link = f"{settings().public_url}/mijn/afspraken/{match_id}"
    return await press.pdf(rules.ticket(json.loads(row["body"]), told_when, link, lang), row["updated_at"])
