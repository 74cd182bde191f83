"""Professionals: found, added, changed; they pause, come back and leave."""

from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from api.accounts.rules import Actor
from api.kit import clock, paging
from api.kit.db import Connection, as_house, only
from api.kit.errors import FieldError, Forbidden
from api.kit.http import Versions
from api.kit.states import check_allowed
from api.professionals import queries, rules
from api.professionals.schemas import NewProfessional, ProfessionalPatch, ProfessionalSearch, WeekHours
from api.regions import service as regions
from api.regions.rules import check_distance
from api.vocabularies.shipped import vocabulary


async def search(db: Connection, who: Actor, wanted: ProfessionalSearch) -> tuple[list[str], str | None, int | None]:
    """Bodies, cursor and count of a page."""
    check_distance(wanted.near, wanted.within_km)
    await regions.check_region(db, wanted.region)
    point = await regions.locate(db, wanted.near) if wanted.near else None
    values = {
        "q": wanted.q.strip() or None if wanted.q else None,
        "company": wanted.company,
        "subject": wanted.subject,
        "levels": vocabulary().related("levels", wanted.level) if wanted.level else None,
        "region": wanted.region,
        "state": wanted.state,
        "mine": wanted.mine,
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
        "within_km": wanted.within_km,
        **paging.by_name_or_distance(wanted, point is not None),
        **queries.visible_to(who),
    }
    found = await queries.page(db, values)
    bodies, cursor = paging.cut(found, wanted.page_size, "km" if point else "sort_name", "id")
    return bodies, cursor, await queries.count(db, values) if wanted.count else None


async def read(db: Connection, who: Actor, professional_id: UUID) -> dict[str, Any]:
    """`version` and `body`."""
    found = await queries.professional(db, who, professional_id)
    if found is None:
        raise rules.ProfessionalNotFound()
    return found


async def create(db: Connection, who: Actor, body: NewProfessional) -> UUID:
    """Adds somebody to a company that the actor looks after, or the actor to their own."""
    company = await queries.company(db, body.company_id)
    if company is None:
        raise rules.CompanyUnknown(FieldError("#/companyId", "company_unknown", "not known here"))
    rules.check_may_add(who, company, body.account_id)
    rules.check_consent(who, body.account_id, body.consent)
    await _check_account(db, body.company_id, body.account_id)
    columns = _columns({name: getattr(body, name) for name in queries.COLUMNS if name != "consent_at"})
    consent_at = clock.now() if body.consent else None
    values = {**columns, "consent_at": consent_at, "company_id": body.company_id}
    row = await only(db, queries.INSERT, values)
    made: UUID = row["id"]
    return made


async def change(
    db: Connection, who: Actor, professional_id: UUID, patch: ProfessionalPatch, versions: Versions
) -> None:
    """Changes the fields that the patch names."""
    row = await _owned(db, who, professional_id, versions)
    check_allowed(rules.ACTIONS, row["state"], "edit")
    sent = patch.model_fields_set
    changed = {name: row[name] for name in queries.COLUMNS}
    changed |= {name: getattr(patch, name) for name in sent if name != "consent"}
    if changed["account_id"] != row["account_id"]:
        company = await queries.company(db, row["company_id"])
        assert company is not None
        rules.check_may_link(who, company)
        await _check_account(db, row["company_id"], changed["account_id"])
        changed["consent_at"] = None
    if "consent" in sent:
        rules.check_consent(who, changed["account_id"], patch.consent)
        changed["consent_at"] = _consented(changed["consent_at"], patch.consent)
    await db.execute(queries.CHANGE.encode(), {**_columns(changed), "id": professional_id})


def _consented(before: datetime | None, consent: bool) -> datetime | None:
    """When it was given: what is said again keeps its first moment."""
    return (before or clock.now()) if consent else None


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    """The columns, with the windows in order."""
    windows = [w.model_dump(by_alias=True) if isinstance(w, WeekHours) else w for w in values["availability"]]
    rules.check_windows(windows)
    ordered = sorted(windows, key=lambda window: (window["weekday"], window["from"], window["to"]))
    return {**values, "availability": Jsonb(ordered)}


async def _check_account(db: Connection, company_id: UUID, account_id: UUID | None) -> None:
    if account_id is None:
        return
    if not await queries.holds_role(db, company_id, account_id):
        raise rules.AccountWithoutRole(FieldError("#/accountId", "account_without_role", "no role there"))
    if await queries.has_profile(db, company_id, account_id):
        raise rules.ProfileExists(FieldError("#/accountId", "profile_exists", "has a profile there"))


async def act(db: Connection, who: Actor, professional_id: UUID, verb: str) -> None:
    """Pauses, resumes or leaves."""
    row = await _owned(db, who, professional_id, Versions(None))
    state = rules.next_state(row["state"], verb)
    await db.execute(queries.SET_STATE.encode(), {"id": professional_id, "state": state.value})


async def _owned(db: Connection, who: Actor, professional_id: UUID, versions: Versions) -> dict[str, Any]:
    """Finds and locks; refused when not visible, not the actor's to change, or changed in the meantime."""
    row = await queries.locked(db, who, professional_id)
    if row is None:
        await read(db, who, professional_id)
        raise Forbidden()
    versions.check(row["version"])
    return row


async def in_turn(db: Connection, company_id: UUID) -> list[dict[str, Any]]:
    """The rows of the company's active professionals, least recently asked first, whoever asks.

    They are the whole rows: who calls has checked the right, and shows none of it.
    """
    async with as_house(db):
        return await queries.in_turn(db, company_id)
