"""Who sleeps is listed, asked, and answers by one click; what an answer does is the organisation's own verb."""

from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import DictRow
from pydantic_core import to_json

from api.accounts.rules import Actor, Membership, digest, new_token
from api.dormancy import queries, rules
from api.dormancy.rules import Answer
from api.dormancy.schemas import SleeperSearch
from api.kit import audit, clock, limits, paging
from api.kit.clock import LOCAL
from api.kit.db import Connection, as_house
from api.kit.settings import settings
from api.notices import service as notices
from api.notices.models import Template
from api.notices.rules import Notice, day_said
from api.organisations import queries as organisations
from api.organisations import service as organisation
from api.organisations.rules import allowed_actions
from api.regions import service as regions


async def search(db: Connection, who: Actor, wanted: SleeperSearch) -> tuple[list[str], str | None, int | None]:
    """Bodies, cursor and count of a page of those in the actor's regions."""
    await regions.check_region(db, wanted.region)
    after = paging.decode(wanted.cursor, (str, str))
    values = {
        "now": clock.now(),
        "region": wanted.region,
        "after_at": paging.cursor_time(after[0]) if after else None,
        "after_id": paging.cursor_id(after[1]) if after else None,
        "limit": wanted.page_size + 1,
        **queries.visible_to(who),
    }
    found = [{**row, "body": _body(who, row)} for row in await queries.page(db, values)]
    bodies, cursor = paging.cut(found, wanted.page_size, "last_active", "id")
    return bodies, cursor, await queries.count(db, values) if wanted.count else None


def _body(who: Actor, row: DictRow) -> str:
    body = {
        "id": row["id"],
        **_said(row),
        "regions": sorted(row["regions"]),
        "lastActiveAt": row["last_active"],
        "askedAt": row["asked"],
        "allowedActions": allowed_actions(who, organisation.place_of(row)),
    }
    return to_json(body).decode()


def _said(row: DictRow) -> dict[str, Any]:
    return {"kind": row["kind"], "name": row["name"], "state": row["participation"]}


async def due(db: Connection, now: datetime) -> list[UUID]:
    """The organisations that are to be asked whether they are still there."""
    return [row["id"] for row in await queries.to_ask(db, now)]


async def ask(db: Connection, organisation_id: UUID, now: datetime) -> None:
    """Mails its coordinators a link each; a second worker, or a second time, finds nothing to do."""
    await organisations.organisation(db, organisation_id, lock=True)
    for row in await queries.to_ask(db, now, organisation_id):
        for reader in await queries.keepers(db, organisation_id):
            token = new_token()
            values = {
                "school": organisation_id if row["kind"] == "school" else None,
                "company": organisation_id if row["kind"] == "company" else None,
                "account": reader["id"],
                "hash": digest(token),
                "now": now,
                "expires": now + rules.LINK_LASTS,
            }
            await db.execute(queries.INSERT.encode(), values)
            told = {
                "organisation": row["name"],
                "since": day_said(row["last_active_at"].astimezone(LOCAL).date(), reader["locale"]),
                "until": day_said((now + rules.LINK_LASTS).astimezone(LOCAL).date(), reader["locale"]),
                "link": f"{settings().public_url}/nog-actief#{token}",
            }
            await notices.tell(db, Notice(Template.DORMANT, reader["email"], reader["locale"], told, reader["id"]))


async def by_link(db: Connection, token: str, origin: str) -> DictRow:
    """The open question that the mailed link is for."""
    await limits.spend(db, f"dormancy from {origin}", rules.LOOKS_FROM_ONE_PLACE)
    async with as_house(db):
        row = await queries.by_link(db, digest(token), clock.now())
    if row is None:
        raise rules.QuestionNotFound()
    return row


async def look(db: Connection, token: str, origin: str) -> bytes:
    """What is asked, as JSON; nothing changes."""
    audit.nothing_written()
    row = await by_link(db, token, origin)
    return to_json({**_said(row), "lastActiveAt": row["last_active"]})


async def answer(db: Connection, token: str, said: Answer, origin: str) -> bytes:
    """Settles the question for everybody who was asked; who was asked does what they may do themselves."""
    row = await by_link(db, token, origin)
    audit.concerns(region=min(row["regions"], default=None), actor=row["account_id"])
    async with as_house(db):
        await organisations.organisation(db, row["id"], lock=True)
        if await queries.by_link(db, digest(token), clock.now()) is None:  # somebody was first
            raise rules.QuestionNotFound()
        settled = {"answer": said, "now": clock.now(), "organisation": row["id"]}
        await db.execute(queries.SETTLE.encode(), settled)
        verb = rules.VERBS[said]
        if verb is not None:
            await organisation.act(db, _keeper(row), row["id"], verb)
        now = await organisation.found(db, row["id"])
    return to_json(_said(now))


def _keeper(row: DictRow) -> Actor:
    """Who was asked, with the role by which they were."""
    school, company = (row["id"], None) if row["kind"] == "school" else (None, row["id"])
    held = Membership(rules.keeper_of(row["kind"]), None, school, company)
    return Actor(row["account_id"], "person", (held,))
