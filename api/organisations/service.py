"""Organisations that take part, pause and leave; who holds which role there, and how that ends."""

import json
from typing import Any
from uuid import UUID

from api.accounts.roles import Role
from api.accounts.rules import Actor
from api.activities import service as activities
from api.kit import audit, clock, paging
from api.kit.db import Connection, as_house
from api.kit.errors import Forbidden
from api.notices import service as notices
from api.notices.models import Template
from api.notices.rules import Notice
from api.organisations import ending, queries, rules
from api.organisations.rules import Place
from api.organisations.schemas import BreakGlass, HeldAt, MemberSearch
from api.regions.rules import UnknownRegion


def place_of(organisation: dict[str, Any]) -> Place:
    """The place that a row of `queries.organisation` is."""
    is_school = organisation["kind"] == "school"
    return Place(
        school_id=organisation["id"] if is_school else None,
        company_id=None if is_school else organisation["id"],
        name=organisation["name"],
        regions=frozenset(organisation["regions"]),
        participation=organisation["participation"],
    )


async def found(db: Connection, organisation_id: UUID, lock: bool = False) -> dict[str, Any]:
    row = await queries.organisation(db, organisation_id, lock)
    if row is None:
        raise rules.OrganisationNotFound()
    return row


async def read(db: Connection, who: Actor, organisation_id: UUID) -> tuple[int, str]:
    """Version and JSON."""
    row = await found(db, organisation_id)
    body = {
        "id": str(row["id"]),
        "kind": row["kind"],
        "name": row["name"],
        "code": {"scheme": row["scheme"], "value": row["value"]},
        "state": row["participation"],
        "sites": row["sites"],
        "allowedActions": rules.allowed_actions(who, place_of(row)),
        "updatedAt": row["updated_at"],
    }
    return row["version"], json.dumps(body, ensure_ascii=False)


async def act(db: Connection, who: Actor, organisation_id: UUID, verb: str) -> None:
    """Pauses, resumes, leaves or archives; what a company offers goes along."""
    row = await found(db, organisation_id, lock=True)
    place = place_of(row)
    audit.concerns(region=min(place.regions, default=None))
    if not rules.may_steer(who, place):
        raise Forbidden()
    state = rules.next_state(row["participation"], verb)
    await queries.set_state(db, row["kind"], organisation_id, state)
    if place.company_id is not None:
        await _with_company(db, place.company_id, state)
    if state == "left":
        await _dissolve(db, organisation_id, place.name)


async def _with_company(db: Connection, company_id: UUID, state: str) -> None:
    if state == "paused":
        await activities.hide_of(db, company_id)
    elif state == "active":
        await activities.show_of(db, company_id)
    elif state == "left":
        await activities.let_go_of(db, company_id)


async def _dissolve(db: Connection, organisation_id: UUID, name: str) -> None:
    """Ends every role and withdraws every invitation; each person is told."""
    async with as_house(db):
        await queries.withdraw_all(db, organisation_id)
        ended = await ending.end_all(db, organisation_id)
    told = {row["account_id"]: row for row in ended if row["email"] is not None}
    for account_id, row in told.items():
        values = {"organisation": name}
        await notices.tell(db, Notice(Template.MEMBERSHIP_ENDED, row["email"], row["locale"], values, account_id))


async def take_part(db: Connection, organisation_id: UUID) -> None:
    """Takes part from now on, whatever it did before. Who calls has checked the right."""
    row = await found(db, organisation_id, lock=True)
    async with as_house(db):
        await queries.set_state(db, row["kind"], organisation_id, "active")
    if row["kind"] == "company":
        await activities.show_of(db, organisation_id)


def page_values(who: Actor, search: HeldAt) -> dict[str, Any]:
    return {
        "organisation": search.organisation,
        "board": search.board,
        "region": search.region,
        **paging.by_id(search),
        **queries.visible_to(who),
    }


async def members(db: Connection, who: Actor, search: MemberSearch) -> tuple[list[str], str | None, int | None]:
    """Bodies, cursor and count of a page of current roles."""
    audit.shows_contact_data()
    audit.concerns(region=rules.logged_region(who, search.region))
    values = page_values(who, search)
    bodies, cursor = paging.cut(await queries.members(db, values), search.page_size, "id")
    return bodies, cursor, await queries.count_members(db, values) if search.count else None


async def place_held(db: Connection, row: dict[str, Any]) -> Place:
    """The place of a role that is held or waits, with the regions of its sites."""
    organisation_id = row["school_id"] or row["company_id"]
    if organisation_id is not None:
        return place_of(await found(db, organisation_id))
    if row["board_code"] is not None:
        regions = await queries.board_regions(db, row["board_code"]) or frozenset()
        return Place(board_code=row["board_code"], name=row["place_name"], regions=regions)
    if row["region_code"] is not None:
        regions = frozenset({row["region_code"]})
        return Place(region_code=row["region_code"], name=row["place_name"], regions=regions)
    return Place()


async def locked(db: Connection, who: Actor, membership_id: UUID) -> tuple[dict[str, Any], Place]:
    """A role that the actor may end, locked, and its place; its organisation first, as everybody does.

    One's own, or one that the actor could give.
    """
    row = await queries.held(db, who, membership_id)
    if row is not None:
        await queries.lock_place(db, row)
        row = await queries.held(db, who, membership_id, lock=True)
    if row is None:
        raise rules.MembershipNotFound()
    place = await place_held(db, row)
    audit.concerns(region=min(place.regions, default=None))
    if row["account_id"] != who.id:
        boards = await queries.boards(db) if place.board_code else frozenset()
        if not rules.may_invite(who, Role(row["role"]), place, boards):
            raise Forbidden()
    return row, place


async def end_membership(db: Connection, who: Actor, membership_id: UUID) -> None:
    """Ends one's own role, or somebody's where one is coordinator, who is told; what it gave is withdrawn."""
    row, _ = await locked(db, who, membership_id)
    async with as_house(db):
        if await ending.left_without(db, membership_id):
            raise rules.LastCoordinator()
        await ending.end(db, row)
    if row["account_id"] != who.id and row["email"] is not None:
        values = {"organisation": row["place_name"]}
        notice = Notice(Template.MEMBERSHIP_ENDED, row["email"], row["locale"], values, row["account_id"])
        await notices.tell(db, notice)


async def withdraw_lapsed(db: Connection) -> int:
    """Withdraws what was given by roles that ran out by themselves; how many invitations."""
    return await ending.withdraw_lapsed(db)


async def break_glass(db: Connection, who: Actor, body: BreakGlass) -> str:
    """The region's role for an hour, for the admin who asks; why stands in the region's log."""
    if who.kind != "person":
        raise Forbidden()
    if await queries.region_name(db, body.region_code) is None:
        raise UnknownRegion()
    values = {
        "account": who.id,
        "role": Role.REGIONAL_COORDINATOR,
        **queries.columns(Place(region_code=body.region_code)),
        "ends": clock.now() + rules.BREAK_GLASS_LASTS,
    }
    membership_id = await queries.insert_membership(db, values)
    assert membership_id is not None
    why = f"{body.reason} {body.reference}"
    audit.concerns(region=body.region_code, subject=f"/v1/memberships/{membership_id}: {why}")
    made = await queries.member(db, membership_id)
    assert made is not None
    return str(made["body"])
