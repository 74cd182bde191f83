"""Requests: made, read, changed and withdrawn."""

from datetime import date
from typing import Any
from uuid import UUID

from api.accounts.rules import Actor
from api.kit import clock, paging
from api.kit.db import Connection, one
from api.kit.errors import FieldError, Forbidden
from api.kit.http import Versions
from api.regions import service as regions
from api.requests import queries, rules, upsert
from api.requests.schemas import RequestFields, RequestIn, RequestPatch, RequestSearch, SourcedRequest


async def search(db: Connection, who: Actor, wanted: RequestSearch) -> tuple[list[str], str | None, int | None]:
    """Bodies, cursor and count of a page of the actor's requests."""
    await regions.check_region(db, wanted.region)
    after = paging.decode(wanted.cursor, (str,))
    values = {
        "state": wanted.state,
        "region": wanted.region,
        "level": wanted.level,
        "subject": wanted.subject,
        "site": wanted.site,
        "after_id": paging.cursor_id(after[0]) if after else None,
        "limit": wanted.page_size + 1,
        **queries.visible_to(who),
    }
    bodies, cursor = paging.cut(await queries.page(db, values), wanted.page_size, "id")
    return bodies, cursor, await queries.count(db, values) if wanted.count else None


async def read(db: Connection, who: Actor, request_id: UUID) -> dict[str, Any]:
    """The row with `version` and `body`."""
    found = await queries.request(db, who, request_id)
    if found is None:
        raise rules.RequestNotFound()
    return found


def _free(site: dict[str, Any]) -> list[tuple[date, date]]:
    return [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in site["free"]]


def _columns(body: RequestFields) -> dict[str, Any]:
    values = {name: getattr(body, name) for name in queries.COLUMNS}
    return values | {"weeks_ok": rules.accepted(body.weeks_ok, body.weeks_preferred)}


async def create(db: Connection, who: Actor, body: RequestIn) -> dict[str, Any]:
    """Makes a request for a site of the actor's school or region; gives `id`, `version`, `body`."""
    site = await queries.site(db, body.site_id)
    if site is None:
        raise rules.SchoolSiteUnknown(FieldError("#/siteId", "school_site_unknown", "not known here"))
    if not rules.owns(who, site["region_code"], site["school_id"]):
        raise Forbidden()
    columns = _columns(body)
    rules.check_weeks(columns["weeks_ok"], _free(site))
    deadline = rules.respond_by(clock.now(), site["settings"])
    place = {"site_id": site["id"], "region_code": site["region_code"], "respond_by": deadline}
    made = await one(db, queries.INSERT, {**columns, **place})
    assert made is not None
    return made


async def change(db: Connection, who: Actor, request_id: UUID, patch: RequestPatch, versions: Versions) -> None:
    """Changes the fields that the patch names, while the request is open."""
    row = await _found(db, who, request_id)
    versions.check(row["version"])
    rules.check_open(row["state"])
    changed = {name: row[name] for name in queries.COLUMNS}
    changed |= {name: getattr(patch, name) for name in patch.model_fields_set}
    site = await queries.site(db, row["school_site_id"])
    assert site is not None
    if patch.model_fields_set & {"weeks_ok", "weeks_preferred"}:
        changed["weeks_ok"] = rules.accepted(changed["weeks_ok"], changed["weeks_preferred"])
        rules.check_weeks(changed["weeks_ok"], _free(site))
    await db.execute(queries.CHANGE.encode(), {**changed, "id": request_id})


async def withdraw(db: Connection, who: Actor, request_id: UUID) -> None:
    """Closes the request; it stays readable."""
    row = await _found(db, who, request_id)
    rules.check_open(row["state"])
    await db.execute(queries.WITHDRAW.encode(), {"id": request_id})


async def _found(db: Connection, who: Actor, request_id: UUID) -> dict[str, Any]:
    """Finds and locks."""
    row = await queries.locked(db, who, request_id)
    if row is None:
        raise rules.RequestNotFound()
    return row


async def put(
    db: Connection, who: Actor, code: tuple[str, str], body: SourcedRequest, versions: Versions
) -> tuple[bool, UUID]:
    """Makes the request with this code or brings it up to date; tells whether it is new, and its id."""
    site = await queries.site(db, body.site_id, body.site_scheme, body.site_value)
    if site is None:
        raise rules.SchoolSiteUnknown(FieldError("#/siteValue", "school_site_unknown", "not known here"))
    known = await queries.by_code(db, *code)
    for owner in [site, *([known] if known else [])]:
        if not rules.owns(who, owner["region_code"], owner["school_id"]):
            raise Forbidden()
    if known is not None:
        versions.check(known["version"])
    columns = _columns(body)
    rules.check_weeks(columns["weeks_ok"], _free(site))
    columns |= {name: [str(week) for week in columns[name]] for name in ("weeks_ok", "weeks_preferred")}
    source = {"row": 1, "scheme": code[0], "value": code[1]}
    await upsert.put(db, {**columns, **source, "site_scheme": site["scheme"], "site_value": site["value"]})
    now = known or await queries.by_code(db, *code)
    assert now is not None
    return known is None, now["id"]
