"""What one gave to classes, and a certificate of it."""

from typing import Any

from api.accounts import queries as accounts
from api.accounts.rules import Actor
from api.contributions import queries, rules
from api.kit import clock
from api.kit.db import Connection, as_house
from api.kit.http import Language
from api.kit.settings import settings
from api.papers import press
from api.polls import service as polls


async def read(db: Connection, who: Actor) -> list[dict[str, Any]]:
    """By school year, the newest first."""
    assert who.id is not None
    async with as_house(db):
        return await queries.given(db, who.id, polls.questions(), clock.now())


async def certificate(db: Connection, who: Actor, school_year: str, lang: Language) -> bytes:
    """PDF of one school year; refused when nothing took place in it."""
    assert who.id is not None
    year = next((one for one in await read(db, who) if one["schoolYear"] == school_year), None)
    if year is None:
        raise rules.ContributionNotFound()
    known = await accounts.person(db, who.id)
    name = known["name"] if known else None
    # Of a day, so that what did not change is the same sheet.
    made_at = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    link = f"{settings().public_url}/mijn/inzet"
    return await press.pdf(rules.certificate(year, name, link, made_at, lang), made_at)
