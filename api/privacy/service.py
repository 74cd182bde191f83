"""The log, one's own data out and away, forgetting in time, consents."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from api.accounts import queries as accounts
from api.accounts.rules import Actor, digest
from api.kit import audit, clock
from api.kit.db import Connection, as_house
from api.kit.paging import by_id, cut
from api.kit.settings import settings
from api.notices import service as notices
from api.notices.models import Template
from api.notices.rules import Notice
from api.organisations import ending
from api.privacy import queries, rules
from api.privacy.rules import PURPOSES, WORDINGS, Period
from api.privacy.schemas import ConsentIn, Entries, OwnEntries

ERASED_AT_ONCE = 500
BY_HOUSE = {"actor": None, "kind": "house", "outcome": 204, "request": None}
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


def _person(account: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    email = account["email"]
    hashed = digest(email) if email else None
    return {"id": account["id"], "email": email, "name": account["name"], "hash": hashed, "now": now}


async def export(db: Connection, who: Actor) -> str:
    """Everything that is kept of who asks, as JSON."""
    assert who.id is not None
    now = clock.now()
    async with as_house(db):
        account = await accounts.locked_account(db, who.id)
        assert account is not None
        found = await queries.theirs(db, _person(account, now))
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
        rules.check_nobody_is_left_alone(await ending.left_behind(db, who.id))
        await queries.erase(db, _person(account, clock.now()))
    audit.concerns(subject=f"/v1/accounts/{who.id}")
    await notices.tell(db, Notice(Template.ERASED, account["email"], account["locale"]))


async def forget(db: Connection, period: Period, now: datetime) -> int:
    """What has been kept for as long as it may be; how many rows."""
    if period.name == "accounts":
        return await _erase_abandoned(db, period, now)
    if period.name == "open_applications":
        return await _let_go(db, period, now)
    return await queries.forget(db, period.name, period.before(now))


async def _erase_abandoned(db: Connection, period: Period, now: datetime) -> int:
    gone = await queries.abandoned(db, period.before(now), ERASED_AT_ONCE)
    entry = {**BY_HOUSE, "operation": "erase_abandoned_account", "region": None}
    for account in gone:
        await queries.erase(db, _person(account, now))
        await audit.add(db, {**entry, "subject": f"/v1/accounts/{account['id']}"})
    for account in gone:
        if account["email"] is not None:
            await notices.tell(db, Notice(Template.ERASED, account["email"], account["locale"]))
    return len(gone)


async def _let_go(db: Connection, period: Period, now: datetime) -> int:
    """Applications that nobody decided on end, and who applied is told and forgotten."""
    stale = await queries.stale_applications(db, period.before(now), ERASED_AT_ONCE)
    for row in stale:
        await queries.let_go(db, row["id"])
        entry = {**BY_HOUSE, "operation": "let_application_go", "region": row["region_code"]}
        await audit.add(db, {**entry, "subject": f"/v1/applications/{row['id']}"})
        if row["email"] is not None:
            link = f"{settings().public_url}/meedoen"
            values = {"organisation": row["organisation"], "decision": "withdrawn", "note": "", "link": link}
            await notices.tell(db, Notice(Template.APPLICATION_DECIDED, row["email"], row["locale"], values))
    return len(stale)


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
