"""The verbs of a round: find, lock, check, write, tell."""

import asyncio
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from pydantic_core import to_json

from api.accounts.rules import Actor
from api.kit import audit, clock, paging, queue
from api.kit.db import Connection
from api.kit.errors import FieldError, Forbidden, Refusal
from api.kit.http import Versions
from api.kit.settings import settings
from api.kit.states import StateForbids
from api.matches import calendars
from api.matches import service as matches
from api.matches.proposing import propose
from api.matches.rules import RequestNotOpen
from api.matches.schemas import MatchIn
from api.regions import service as regions
from api.rounds import entries, exports, families, mending, queries, region_queries, rules, snapshot
from api.rounds.schemas import ProposalDecisionIn, RoundIn, RoundPatch, RoundSearch
from api.vocabularies.shipped import vocabulary
from api.webhooks import sending as webhooks

SOLVE = "solve_round"
Bodies = tuple[list[str], str | None]


async def search(db: Connection, who: Actor, wanted: RoundSearch) -> tuple[list[str], str | None, int | None]:
    """Bodies, cursor and count of a page of rounds."""
    await regions.check_region(db, wanted.region)
    values = {
        "region": wanted.region,
        "state": wanted.state,
        "kind": wanted.kind,
        "parent": wanted.parent,
        **paging.by_id(wanted),
        **queries.visible_to(who),
    }
    bodies, cursor = paging.cut(await queries.page(db, values), wanted.page_size, "id")
    return bodies, cursor, await queries.count(db, values) if wanted.count else None


async def read(db: Connection, who: Actor, round_id: UUID) -> dict[str, Any]:
    """The row with its `version` and `body`."""
    row = await queries.a_round(db, who, round_id)
    if row is None:
        raise rules.RoundNotFound()
    return row


async def file(db: Connection, who: Actor, round_id: UUID, name: str) -> str:
    """One of `queries.FILES`, to the byte: what anybody needs to replay a round."""
    row = await queries.file(db, who, round_id, name)
    if row is None:
        raise rules.RoundNotFound()
    if row["text"] is None:
        raise rules.NothingToOpen()
    text: str = row["text"]
    return text


async def _check_owned(db: Connection, who: Actor, round_id: UUID) -> None:
    """What stands in a round is its coordinators', also when it was published."""
    if not (await read(db, who, round_id))["owned"]:
        raise rules.RoundNotFound()


async def outcomes(db: Connection, who: Actor, round_id: UUID, query: str, wanted: paging.Slice) -> Bodies:
    """Bodies and cursor of a page of proposals, or of what got nothing; for coordinators."""
    await _check_owned(db, who, round_id)
    values = {"round": round_id, **paging.by_id(wanted)}
    return paging.cut(await queries.outcomes(db, query, values), wanted.page_size, "id")


async def plan(db: Connection, who: Actor, round_id: UUID) -> str:
    """All proposals as CSV."""
    await _check_owned(db, who, round_id)
    everything = {"round": round_id, "after_id": None, "limit": None}
    found = await queries.outcomes(db, queries.PAIRS, everything)
    return exports.plan(row["body"] for row in found)


async def agenda(db: Connection, who: Actor, round_id: UUID) -> str:
    """iCalendar of what came of a published round, as far as it is not over."""
    row = await read(db, who, round_id)
    if not row["owned"]:
        raise rules.RoundNotFound()
    if row["state"] not in rules.PUBLIC:
        raise StateForbids()
    page = f"{settings().public_url}/mijn/afspraken"
    found = await queries.outcomes(db, queries.APPOINTMENTS, {"round": round_id})
    events = [calendars.event_of({**match, "link": f"{page}/{match['id']}"}) for match in found]
    return calendars.calendar(events, name=row["name"])


async def create(db: Connection, who: Actor, body: RoundIn) -> UUID:
    """A draft. Its seed is drawn now and its SHA-256 told, so that nobody can choose it later."""
    await regions.check_region(db, body.region)
    if not who.reaches(body.region):
        raise Forbidden()
    rules.check_weights(body.weights)
    seed = secrets.token_hex(32)
    audit.concerns(body.region)
    return await queries.insert(
        db,
        {
            "region": body.region,
            "name": body.name,
            "school_year": body.school_year,
            "policy": body.policy,
            "side_rules": list(body.side_rules),
            "rural_km": body.rural_km,
            "weights": body.weights,
            "auto_repair": body.auto_repair,
            "seed": seed,
            "seed_sha256": hashlib.sha256(seed.encode()).hexdigest(),
            "created_by": who.person_id,
        },
    )


async def _locked(db: Connection, who: Actor, round_id: UUID, action: str, versions: Versions) -> dict[str, Any]:
    row = await queries.locked(db, who, round_id)
    if row is None:
        raise rules.RoundNotFound()
    versions.check(row["version"])
    rules.check_action(row["kind"], row["state"], action)
    audit.concerns(row["region_code"])
    return row


async def freeze(db: Connection, who: Actor, round_id: UUID, versions: Versions) -> None:
    """Writes down what the region asks and offers at this moment, and reveals the seed."""
    row = await _locked(db, who, round_id, "freeze", versions)
    found = await region_queries.of_region(db, row["region_code"], row["school_year"])
    of = snapshot.Region(**found)
    of = replace(of, requests=[snapshot.open_weeks(asked, row["school_year"]) for asked in of.requests])
    needs = vocabulary().extras("needs")
    text = await asyncio.to_thread(snapshot.written, row, of, needs, clock.this_week())
    await entries.write(db, round_id, of.requests, of.offers)
    await queries.change(
        db,
        round_id,
        state="frozen",
        snapshot=text,
        snapshot_sha256=hashlib.sha256(text.encode()).hexdigest(),
        frozen_at=clock.now(),
    )


async def solve(db: Connection, who: Actor, round_id: UUID, versions: Versions) -> None:
    """Puts the round in the queue, with what was decided since it was frozen."""
    await _locked(db, who, round_id, "solve", versions)
    counts = rules.in_force(await queries.decisions(db, round_id))
    pins = [{**_pair_of(of), "week": of["week"].isoformat()} for of in counts if of["decision"] == "pin"]
    forbids = [_pair_of(of) for of in counts if of["decision"] == "forbid"]
    frozen = await queries.frozen(db, round_id)
    instance = await asyncio.to_thread(snapshot.decided, frozen, pins, forbids)
    await queries.change(
        db, round_id, state="queued", instance=instance, progress={}, failure=None, is_stale=False, stop_asked=False
    )
    await queue.defer(db, SOLVE, lock=SOLVE, round_id=str(round_id))


def _pair_of(decision: Mapping[str, Any]) -> dict[str, str]:
    """Without its reason and author: a published round's file is for everybody, and those are not."""
    return {"request": decision["request"], "offer": decision["offer"]}


async def change(db: Connection, who: Actor, round_id: UUID, patch: RoundPatch, versions: Versions) -> None:
    """Whether it is mended by itself; its terms stay as they were made."""
    await _locked(db, who, round_id, "change", versions)
    await queries.change(db, round_id, auto_repair=patch.auto_repair)


async def stop(db: Connection, who: Actor, round_id: UUID, versions: Versions) -> None:
    """Asks the solver to end with the best plan that it has."""
    await _locked(db, who, round_id, "stop", versions)
    await queries.change(db, round_id, stop_asked=True)


async def cancel(db: Connection, who: Actor, round_id: UUID, versions: Versions) -> None:
    await _locked(db, who, round_id, "cancel", versions)
    await queries.change(db, round_id, state="cancelled", stop_asked=True)


async def close(db: Connection, who: Actor, round_id: UUID, versions: Versions) -> None:
    await _locked(db, who, round_id, "close", versions)
    await queries.change(db, round_id, state="closed")


async def decide(
    db: Connection, who: Actor, round_id: UUID, items: list[ProposalDecisionIn], versions: Versions
) -> None:
    """Writes decisions down, all or none. Pins, forbids and releases count from the next solve on.

    They are about what entered the round when it was frozen; what came later is refused here.
    """
    row = await _locked(db, who, round_id, "decide", versions)
    for place, item in enumerate(items):
        pair = await _pair(db, round_id, place, item)
        if item.decision in ("pin", "forbid") and await families.is_kept(db, round_id, pair["request_id"]):
            raise rules.PairKept(FieldError(f"#/items/{place}", "pair_is_kept", "proposed before"))
        values = {**pair, "round": round_id, "decision": item.decision, "reason": item.reason}
        await queries.decide(db, {**values, "actor": who.person_id, "now": clock.now()})
    changes = {"is_stale": True} if any(item.decision != "accept" for item in items) else {}
    state = "in_review" if row["state"] == "proposed" else row["state"]
    await queries.change(db, round_id, state=state, **changes)


async def _pair(db: Connection, round_id: UUID, place: int, item: ProposalDecisionIn) -> dict[str, Any]:
    by_ids = item.request_id is not None and item.activity_id is not None
    if (item.proposal is not None) == by_ids or (by_ids and item.decision == "pin" and item.week is None):
        raise rules.PairNeeded(
            FieldError(f"#/items/{place}", "pair_needed", "a proposal, or requestId and activityId with a pin's week")
        )
    named = {
        "proposal": item.proposal,
        "request": item.request_id,
        "activity": item.activity_id,
        "week": clock.monday_of(item.week) if item.week else None,
    }
    found = await queries.pair(db, round_id, named)
    if found is None:
        raise rules.PairNotFound(FieldError(f"#/items/{place}", "pair_not_found", "not in this round"))
    return found


async def decisions(db: Connection, who: Actor, round_id: UUID) -> bytes:
    """What was decided, oldest first, with its reason."""
    await _check_owned(db, who, round_id)
    return to_json({"items": [one["body"] for one in await queries.told_decisions(db, round_id)]})


async def publish(db: Connection, who: Actor, round_id: UUID, versions: Versions) -> None:
    """Proposes every pair to both sides, in one transaction.

    What is not possible any more, because of what happened since the round was frozen, is left out and says why.
    """
    if not await queries.publishes_alone(db, round_id):
        raise rules.BeingPublished()
    row = await _locked(db, who, round_id, "publish", versions)
    rules.check_solved(row["is_stale"])
    pairs = await queries.proposals(db, round_id)
    asked = {pair["request_id"] for pair in pairs}
    still_open = await queries.open_requests(db, asked)
    in_vain: dict[UUID, UUID] = {}
    if row["kind"] == "amendment":
        await families.tell_ended(db, round_id)
        in_vain = mending.in_vain(await families.matches(db, row["parent_id"]))
    sent = 0
    for pair in pairs:
        old = in_vain.get(pair["request_id"])
        is_open = old is not None or pair["request_id"] in still_open
        match_id, refused = await _proposed(db, who, pair, old) if is_open else (None, RequestNotOpen.code)
        sent += refused is None
        await queries.became(db, pair["id"], match_id, refused)
    await queries.change(
        db, round_id, state="published", published_at=clock.now(), sent=sent, refused=len(pairs) - sent
    )
    await webhooks.tell(db, "round.published", (row["region_code"],), {"roundId": str(round_id)})


async def _proposed(
    db: Connection, who: Actor, pair: Mapping[str, Any], old: UUID | None
) -> tuple[UUID | None, str | None]:
    """The match, or the code of what stood in its way. What waits in vain for an answer makes room, if it is to."""
    body = MatchIn.model_validate(
        {
            "requestId": str(pair["request_id"]),
            "activityId": str(pair["activity_id"]),
            "moments": [{"week": pair["week"].isoformat()}],
        }
    )
    try:
        async with db.transaction():
            if old is not None:
                await matches.withdraw(db, who, old, None, None, Versions(None))
                if pair["request_id"] not in await queries.open_requests(db, [pair["request_id"]]):
                    raise RequestNotOpen()
            return await propose(db, who, body, origin="round", max_km=pair["max_km"]), None
    except Refusal as refusal:
        return None, refusal.code
