"""A calendar of one's own appointments: its address is made, replaced and revoked; whoever knows it reads it."""

import json
from datetime import timedelta

from api.accounts.rules import Actor, digest, new_token
from api.calendars import queries
from api.calendars.rules import CalendarNotFound
from api.kit import clock
from api.kit.db import Connection, as_house
from api.kit.settings import settings
from api.kit.states import StateForbids
from api.matches import calendars

KEPT_WEEKS = 60
NAMES = {"nl": "Techniekloket: mijn afspraken", "en": "Techniekloket: my appointments"}


async def read(db: Connection, who: Actor) -> str:
    """Whether there is an address."""
    assert who.id is not None
    return await queries.feed(db, who.id)


async def create(db: Connection, who: Actor) -> tuple[str, str]:
    """The body without and with the new address; the one before stops with the commit."""
    assert who.id is not None
    token = new_token()
    await queries.save(db, {"account": who.id, "hash": digest(token), "now": clock.now()})
    body = await queries.feed(db, who.id)
    return with_url(body, None), with_url(body, f"{settings().public_url}/v1/calendars/{token}")


async def revoke(db: Connection, who: Actor) -> str:
    assert who.id is not None
    if not await queries.remove(db, who.id):
        raise StateForbids()
    return await queries.feed(db, who.id)


async def calendar(db: Connection, token: str) -> str:
    """iCalendar text: what was agreed of whoever has this address, and what of it was called off."""
    async with as_house(db):
        owner = await queries.owner(db, digest(token))
        if owner is None:
            raise CalendarNotFound()
        since = clock.this_week() - timedelta(weeks=KEPT_WEEKS)
        found = await queries.appointments(db, owner["id"], since)
    page = f"{settings().public_url}/mijn/afspraken"
    events = [calendars.event_of({**row, "link": f"{page}/{row['id']}"}) for row in found]
    return calendars.calendar(events, name=NAMES[owner["locale"]])


def with_url(body: str, url: str | None) -> str:
    return f'{body[:-1]}, "url": {json.dumps(url)}}}'
