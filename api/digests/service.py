"""The weekly letter: written by the worker at most once for a person and week, and unsubscribed by one click."""

import json
from datetime import datetime
from uuid import UUID

from api.accounts.rules import Actor, actor_of, digest, new_token
from api.digests import queries, rules, telling
from api.kit import audit, clock, limits
from api.kit.db import Connection, as_house
from api.kit.settings import settings
from api.notices import service as notices
from api.notices.models import Template
from api.notices.rules import Notice

UNSUBSCRIPTIONS = "/v1/unsubscriptions/"


async def read(db: Connection, who: Actor) -> str:
    """Whether the person gets the letter, and whether they said so."""
    assert who.id is not None
    async with as_house(db):
        found = await queries.reader(db, who.id)
    assert found is not None
    chosen = found["chosen"]
    weekly = rules.is_weekly(chosen, {held["role"] for held in found["memberships"]})
    return json.dumps(
        {
            "state": "weekly" if weekly else "off",
            "chosen": chosen is not None,
            "allowedActions": rules.allowed_actions(chosen, weekly),
        }
    )


async def choose(db: Connection, who: Actor, wanted: bool) -> str:
    """Asks for the letter, or for no letter any more; saying it again changes nothing."""
    assert who.id is not None
    await queries.choose(db, who.id, wanted, clock.now())
    return await read(db, who)


async def unsubscribe(db: Connection, token: str, origin: str) -> str:
    """No letter any more to whom this one went, now or already."""
    await limits.spend(db, f"unsubscribe from {origin}", rules.LOOKS_FROM_ONE_PLACE)
    async with as_house(db):
        account_id = await queries.by_link(db, digest(token))
        if account_id is None:
            raise rules.SubscriptionNotFound()
        audit.concerns(subject=UNSUBSCRIPTIONS, actor=account_id)
        await queries.choose(db, account_id, False, clock.now())
    return '{"state": "off"}'


async def due(db: Connection, now: datetime) -> list[UUID]:
    """Who gets a letter and has not had this week's settled."""
    return await queries.due(db, clock.monday_of(now.astimezone(clock.LOCAL).date()))


async def write(db: Connection, account_id: UUID, now: datetime) -> None:
    """This week's letter, or that there is nothing to tell; a second worker, or a second time, finds it settled.

    The week, its link and the mail are one transaction: who is killed leaves none of them, or all.
    """
    week, token = clock.monday_of(now.astimezone(clock.LOCAL).date()), new_token()
    found = await queries.reader(db, account_id)
    if found is None or not rules.gets_it(found["chosen"], {held["role"] for held in found["memberships"]}):
        return  # unsubscribed, or without a role, since it was found to be due
    if not await queries.settle(db, account_id, week, digest(token)):
        return
    who = actor_of({"session": None, "scopes": [], "home": None, **found, "id": str(found["id"])}, "person")
    told = await telling.needed(db, who, found["locale"])
    news = await telling.news(db, who) if found["chosen"] else {}
    values = {"account": account_id, "week": week, "before": week - rules.LINKS_WORK}
    await db.execute(queries.FORGET.encode(), values)
    if not rules.is_worth_a_letter({**told, **news}):
        await db.execute(queries.NOTHING_TOLD.encode(), values)
        return
    links: telling.Told = {
        "week": week.isocalendar().week,
        "link": settings().public_url + ("/regio" if _keeps_region(who) else "/mijn/afspraken"),
        "unsubscribe": f"{settings().public_url}/afmelden#{token}",
        "one_click": f"{settings().public_url}{UNSUBSCRIPTIONS}{token}",
    }
    empty: telling.Told = {"offered": "", "asked": "", "agreed": 0, "held": 0, "fell": 0}
    notice = Notice(Template.DIGEST, found["email"], found["locale"], {**empty, **told, **news, **links}, account_id)
    await notices.tell(db, notice)


def _keeps_region(who: Actor) -> bool:
    return bool(who.regions())
