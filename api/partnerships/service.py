"""The verbs of a partnership: propose, accept, end; and what its years came to."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation
from pydantic_core import to_json

from api.accounts.rules import Actor
from api.kit import audit, clock, paging
from api.kit.db import Connection
from api.kit.errors import FieldError
from api.kit.http import Versions
from api.matches.models import Side
from api.organisations.rules import OrganisationNotFound
from api.partnerships import queries, rules, telling
from api.partnerships.schemas import EndIn, PartnershipIn, PartnershipSearch


async def search(db: Connection, who: Actor, wanted: PartnershipSearch) -> tuple[list[str], str | None, int | None]:
    """Bodies, cursor and count of a page of the partnerships that the actor may see."""
    values = {"state": wanted.state, "today": clock.today(), **queries.visible_to(who)}
    found = await queries.page(db, {**values, **paging.by_id(wanted)})
    bodies, cursor = paging.cut([{**row, "body": _body(who, row)} for row in found], wanted.page_size, "id")
    return bodies, cursor, await queries.count(db, values) if wanted.count else None


def _body(who: Actor, row: Mapping[str, Any]) -> str:
    """The row's JSON with what the actor may do."""
    actions = rules.allowed_actions(row, rules.kept_sides(who, row), row["coordinated"])
    return f'{row["body"][:-1]}, "allowedActions": {to_json(actions).decode()}}}'


async def read(db: Connection, who: Actor, partnership_id: UUID) -> tuple[int, str]:
    """Version and body, with the timeline."""
    row = await queries.partnership(db, who, partnership_id, clock.today())
    if row is None:
        raise rules.PartnershipNotFound()
    visits = [(visit["week"], visit["pupils"]) for visit in await queries.visits(db, row)]
    years = [
        {"schoolYear": year.label, "activities": year.activities, "pupils": year.pupils, "isGap": year.is_gap}
        for year in rules.timeline(row["started_on"], row["ended_on"], clock.today(), visits)
    ]
    return row["version"], f'{_body(who, row)[:-1]}, "timeline": {to_json(years).decode()}}}'


async def propose(db: Connection, who: Actor, body: PartnershipIn) -> UUID:
    """It is the proposer's own yes; what a coordinator proposes needs both sides."""
    pair = await queries.pair(db, who, body.school_id, body.company_id)
    sides = rules.kept_sides(who, pair)
    side = rules.proposes_as(sides, pair["coordinated"])
    for kind in ("school", "company"):
        if pair[f"{kind}_takes_part"] is None:
            raise OrganisationNotFound(FieldError(f"#/{kind}Id", "organisation_not_found", "not known here"))
    rules.check_both_take_part(pair)
    values = {
        "school": body.school_id,
        "company": body.company_id,
        "side": side,
        "school_yes": side is Side.SCHOOL,
        "company_yes": side is Side.COMPANY,
        **body.agreement.model_dump(),
    }
    try:
        made = await queries.insert(db, values)
    except UniqueViolation:
        raise rules.AlreadyPartners() from None
    audit.concerns(region=pair["region_code"], subject=f"/v1/partnerships/{made}")
    await telling.tell(db, made, "proposed", rules.told_sides("proposed", sides))
    return made


async def _found(db: Connection, who: Actor, partnership_id: UUID, versions: Versions) -> Mapping[str, Any]:
    row = await queries.locked(db, who, partnership_id)
    if row is None:
        raise rules.PartnershipNotFound()
    audit.concerns(region=row["region_code"])
    versions.check(row["version"])
    return row


async def accept(db: Connection, who: Actor, partnership_id: UUID, versions: Versions) -> None:
    """A side's yes; the second one makes it active from today on."""
    row = await _found(db, who, partnership_id, versions)
    sides = rules.kept_sides(who, row)
    said = rules.accepts_for(row, sides)
    rules.check_both_take_part(row)
    values = {
        "id": partnership_id,
        "school_yes": row["school_yes"] or Side.SCHOOL in said,
        "company_yes": row["company_yes"] or Side.COMPANY in said,
        "today": clock.today(),
    }
    await queries.accept(db, values)
    step: rules.Event = "agreed" if values["school_yes"] and values["company_yes"] else "accepted"
    await telling.tell(db, partnership_id, step, rules.told_sides(step, sides))


async def end(db: Connection, who: Actor, partnership_id: UUID, body: EndIn, versions: Versions) -> None:
    """Ends it, or says no to a proposal, with a reason; what took place stays told."""
    row = await _found(db, who, partnership_id, versions)
    sides = rules.kept_sides(who, row)
    rules.check_can_end(row, sides, row["coordinated"])
    values = {
        "id": partnership_id,
        "today": clock.today(),
        "reason": body.reason,
        "note": body.note,
        "actor": who.person_id,
    }
    await queries.end(db, values)
    step: rules.Event = "refused" if row["state"] == "proposed" else "ended"
    await telling.tell(db, partnership_id, step, rules.told_sides(step, sides))
