"""What comes of a round: an amendment that mends it, a scenario that only says what would be, and what differs."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from pydantic_core import to_json

from api.accounts.rules import Actor
from api.kit import audit, clock, paging, queue
from api.kit.db import Connection, only, rows
from api.kit.errors import FieldError
from api.rounds import entries, families, mending, queries, rules, scenarios, snapshot
from api.rounds.changes import DiffSearch, ScenarioIn
from api.rounds.models import RoundKind, RoundState
from api.rounds.service import SOLVE, Bodies, read
from api.vocabularies.shipped import vocabulary

CHANGES = ("extraKm", "policy", "weights", "sideRules")


async def _parent(db: Connection, who: Actor, round_id: UUID, action: str) -> dict[str, Any]:
    row = await queries.locked(db, who, round_id)
    if row is None:
        raise rules.RoundNotFound()
    rules.check_action(row["kind"], row["state"], action)
    audit.concerns(row["region_code"])
    return row


async def amend(db: Connection, who: Actor, round_id: UUID) -> UUID:
    """A repair of what fell away, in the queue; it is reviewed and sent as a round is."""
    return await mend(db, await _parent(db, who, round_id, "amend"), who.person_id)


async def mend(db: Connection, row: Mapping[str, Any], created_by: UUID | None) -> UUID:
    """Of a round that is locked; refused while an amendment of it is open, and when nothing fell away.

    One that failed is cancelled.
    """
    await families.give_up_failed(db, row["id"])
    if await families.has_open_amendment(db, row["id"]):
        raise rules.AmendmentOpen()
    now = mending.standing(await families.matches(db, row["id"]))
    if not now.fallen:
        raise rules.NothingFell()
    made = await _mended(db, row, now, "keepPublished")
    return await _add(db, row, made, {"kind": RoundKind.AMENDMENT, "created_by": created_by})


async def _mended(db: Connection, row: Mapping[str, Any], now: mending.Standing, policy: str) -> mending.Mended:
    of = await _region(db, row, now)
    decided = rules.in_force(await rows(db, families.DECISIONS, {"round": row["id"]}))
    forbids = {(one["request_id"], one["activity_id"]) for one in decided if one["decision"] == "forbid"}
    terms = mending.Terms(row, vocabulary().extras("needs"), clock.this_week())
    return await asyncio.to_thread(mending.mended, terms, of, now, forbids, policy)


async def _region(db: Connection, row: Mapping[str, Any], now: mending.Standing) -> snapshot.Region:
    """What the round's requests and the region's offers are today, with those that matches are about."""
    known = [*now.kept, *now.fallen]
    values: dict[str, Any] = {
        "round": row["id"],
        "region": row["region_code"],
        "school_year": row["school_year"],
        "kept": [of["request_id"] for of in now.kept],
        "fallen": [of["match_id"] for of in now.fallen],
        "offers": [of["activity_id"] for of in known],
    }
    asked = [snapshot.open_weeks(of, row["school_year"]) for of in await rows(db, families.REQUESTS, values)]
    offered = await rows(db, families.OFFERS, values)
    values["sites"] = list({of["school_site_id"] for of in asked})
    values["companies"] = list({of["company_site_id"] for of in offered})
    return snapshot.Region(
        sites=await rows(db, families.SITES, values),
        companies=await rows(db, families.COMPANIES, values),
        requests=asked,
        offers=offered,
        partners=await rows(db, families.PARTNERS, values),
    )


async def _add(
    db: Connection, row: Mapping[str, Any], made: mending.Mended, more: Mapping[str, Any], name: str | None = None
) -> UUID:
    """Frozen, with its parent's seed, which nobody can choose any more, and put into the queue."""
    changes = more.get("changes") or {}
    child_id = await families.insert(
        db,
        {
            **{of: row[of] for of in ("region_code", "school_year", "rural_km", "seed", "seed_sha256")},
            "name": name or row["name"],
            "policy": changes.get("policy", row["policy"]),
            "side_rules": changes.get("sideRules", row["side_rules"]),
            "weights": changes.get("weights", row["weights"]),
            "parent": row["id"],
            "changes": None,
            **more,
            "repair": made.repair,
            "snapshot": made.text,
            "snapshot_sha256": hashlib.sha256(made.text.encode()).hexdigest(),
            "now": clock.now(),
        },
    )
    if made.of is None:
        await entries.copy(db, child_id, row["id"])
    else:
        await entries.write(db, child_id, made.of.requests, made.of.offers)
    await queue.defer(db, SOLVE, lock=SOLVE, round_id=str(child_id))
    return child_id


async def imagine(db: Connection, who: Actor, round_id: UUID, body: ScenarioIn) -> UUID:
    """The round with something changed, in the queue."""
    row = await _parent(db, who, round_id, "scenario")
    rules.check_weights(body.weights)
    given = body.model_dump(mode="json", by_alias=True, exclude_none=True)
    changes = {name: given[name] for name in CHANGES if name in given}
    if body.fairness_first:
        if (row["kind"], row["state"]) != (RoundKind.ROUND, RoundState.PUBLISHED):
            raise rules.PublishFirst(FieldError("#/fairnessFirst", "round_not_published", "of a published round"))
        now = mending.standing(await families.matches(db, round_id))
        begun = await _mended(db, row, now, "fairnessFirst")
        changes["fairnessFirst"] = True
    else:
        begun = mending.Mended(**await families.parent(db, round_id))
    if body.extra_companies:
        changes["extraCompanies"] = await _copies(db, round_id, begun.of, body)
    if not changes:
        raise rules.NothingChanged()
    text = await asyncio.to_thread(scenarios.imagined, begun.text, changes)
    more = {"kind": RoundKind.SCENARIO, "created_by": who.person_id, "changes": changes}
    return await _add(db, row, replace(begun, text=text), more, body.name)


async def _copies(
    db: Connection, round_id: UUID, of: snapshot.Region | None, body: ScenarioIn
) -> list[dict[str, Any]]:
    """With the names of the offers that are copied; they stand in the round, or in the region as it is now."""
    wanted = [extra.activity_id for extra in body.extra_companies]
    if of is None:
        names = await entries.offers(db, round_id, wanted)
    else:
        names = {row["id"]: snapshot.name_of(row) for row in of.offers if row["available"]}
    for place, activity_id in enumerate(wanted):
        if activity_id not in names:
            pointer = f"#/extraCompanies/{place}/activityId"
            raise rules.ActivityNotInRound(FieldError(pointer, "activity_not_in_round", "not in this round"))
    return [
        {"activityId": str(extra.activity_id), "offer": names[extra.activity_id], "places": extra.places}
        for extra in body.extra_companies
    ]


async def _check_solved(db: Connection, who: Actor, round_id: UUID) -> dict[str, Any]:
    """Its figures; a round that is the reader's own, and has some."""
    if not (await read(db, who, round_id))["owned"]:
        raise rules.RoundNotFound()
    row = await only(db, "SELECT figures FROM match_round WHERE id = %(id)s", {"id": round_id})
    if row["figures"] is None:
        raise rules.NothingToOpen()
    figures: dict[str, Any] = row["figures"]
    return figures


async def diff(db: Connection, who: Actor, round_id: UUID, search: DiffSearch) -> tuple[Bodies, dict[str, str]]:
    """Bodies and cursor of a page of requests, and counts and figures as JSON."""
    figures = {
        "here": await _check_solved(db, who, round_id),
        "against": await _check_solved(db, who, search.against),
    }
    values = {"round": round_id, "against": search.against, "change": search.change, **paging.by_id(search)}
    schools = await only(db, families.SCHOOLS, values)
    counts = {
        **await only(db, families.COUNTS, values),
        **await only(db, families.APART, values),
        "schoolsGained": schools["gained"],
        "schoolsLost": schools["lost"],
    }
    page = paging.cut(await rows(db, families.DIFF, values), search.page_size, "id")
    return page, {"counts": to_json(counts).decode(), "figures": to_json(figures).decode()}


async def fallen(db: Connection, who: Actor, round_id: UUID, wanted: paging.Slice) -> Bodies:
    """Bodies and cursor of a page of what fell away of a round and its amendments."""
    if not (await read(db, who, round_id))["owned"]:
        raise rules.RoundNotFound()
    values = {"round": round_id, **paging.by_id(wanted)}
    return paging.cut(await rows(db, families.FALLEN, values), wanted.page_size, "id")
