"""The log, one's own data out and away, forgetting in time, consents."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from api.accounts import queries as accounts
from api.accounts.rules import Actor, digest
from api.kit import audit, clock
from api.kit.db import Connection, as_house
from api.kit.paging import by_id, cut
from api.notices import service as notices
from api.notices.models import Template
from api.notices.rules import Notice
from api.privacy import queries, rules
from api.privacy.rules import PURPOSES, WORDINGS, Period
from api.privacy.schemas import ConsentIn, Entries, OwnEntries

ERASED_AT_ONCE = 500
Entry = tuple[list[str], str | None]


async def entries(db: Connection, who: Actor, search: Entries) -> Entry:
    wanted = {"region": search.region, "operation": search.operation, "actor": search.actor}
    times = {"from": search.from_, "to": search.to}
    return await _page(db, search, {**queries.visible_to(who), **wanted, **times})


async def own_entries(db: Connection, who: Actor, search: OwnEntries) -> Entry:
    wanted = dict.fromkeys(("region", "operation", "actor", "from", "to"))
    return await _page(db, search, {**queries.done_by(who), **wanted})


async def _page(db: Connection, page: OwnEntries, values: dict[str, Any]) -> Entry:
    return cut(await queries.entries(db, {**values, **by_id(page)}), page.page_size, "id")


async def verification(db: Connection) -> dict[str, Any]:
    """Whether each chain is what its rows say."""
    lanes = [
        {
            "lane": row["lane"],
            "entries": row["entries"],
            "hash": row["hash"],
            "intact": row["broken"] is None,
            "brokenAt": row["broken"],
        }
        for row in await queries.lanes(db)
    ]
    return {
        "intact": all(lane["intact"] for lane in lanes),
        "entries": sum(lane["entries"] for lane in lanes),
        "lanes": lanes,
    }


def _person(account_id: UUID, email: str | None, now: datetime) -> dict[str, Any]:
    return {"id": account_id, "email": email, "hash": digest(email) if email else None, "now": now}


async def export(db: Connection, who: Actor) -> str:
    """Everything that is kept of who asks, as JSON."""
    assert who.id is not None
    now = clock.now()
    async with as_house(db):
        account = await accounts.locked_account(db, who.id)
        assert account is not None
        found = await queries.theirs(db, _person(who.id, account["email"], now))
    audit.shows_contact_data()
    audit.concerns(subject=f"/v1/accounts/{who.id}")
    sources = ",".join(f'{{"table":"{table}","rows":{body}}}' for table, body in found.items())
    return f'{{"exportedAt":"{now:%Y-%m-%dT%H:%M:%SZ}","sources":[{sources}]}}'


async def erase(db: Connection, who: Actor, confirmed: str) -> None:
    """Everything of who asks, now; a last mail tells."""
    assert who.id is not None
    async with as_house(db):
        account = await accounts.locked_account(db, who.id)
        assert account is not None
        rules.check_address(confirmed, account["email"])
        rules.check_nobody_is_left_alone(await queries.left_alone(db, who.id))
        await queries.erase(db, _person(who.id, account["email"], clock.now()))
    audit.concerns(subject=f"/v1/accounts/{who.id}")
    await notices.tell(db, Notice(Template.ERASED, account["email"], account["locale"]))


async def forget(db: Connection, period: Period, now: datetime) -> int:
    """What has been kept for as long as it may be; how many rows."""
    if period.name == "accounts":
        return await _erase_abandoned(db, period, now)
    return await queries.forget(db, period.name, period.before(now))


async def _erase_abandoned(db: Connection, period: Period, now: datetime) -> int:
    gone = await queries.abandoned(db, period.before(now), ERASED_AT_ONCE)
    entry = {"actor": None, "kind": "house", "operation": "erase_abandoned_account", "region": None, "request": None}
    for account in gone:
        await queries.erase(db, _person(account["id"], account["email"], now))
        await audit.add(db, {**entry, "subject": f"/v1/accounts/{account['id']}", "outcome": 204})
    for account in gone:
        if account["email"] is not None:
            await notices.tell(db, Notice(Template.ERASED, account["email"], account["locale"]))
    return len(gone)


async def consents(db: Connection, who: Actor) -> str:
    assert who.id is not None
    items = ",".join(await queries.consents(db, who.id))
    purposes = [{"purpose": purpose, "wording": WORDINGS[purpose]} for purpose in PURPOSES]
    return f'{{"items":[{items}],"purposes":{json.dumps(purposes)}}}'


async def give(db: Connection, who: Actor, body: ConsentIn) -> dict[str, Any]:
    """`id` and `body`; given twice it is one consent."""
    rules.check_wording(body.purpose, body.wording)
    return await queries.give(
        db, {"id": who.id, "purpose": body.purpose, "wording": body.wording, "now": clock.now()}
    )


async def withdraw(db: Connection, who: Actor, consent_id: UUID) -> str:
    found = await queries.withdraw(db, {"id": who.id, "consent": consent_id, "now": clock.now()})
    if found is None:
        raise rules.ConsentNotFound()
    return found
