"""Requests: made, read, changed, opened, confirmed and withdrawn."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from api.accounts.rules import Actor
from api.kit import clock, paging
from api.kit.db import Connection, as_house, only
from api.kit.errors import FieldError
from api.kit.http import Versions
from api.regions import service as regions
from api.regions.rules import check_takes_part
from api.requests import queries, rules, upsert
from api.requests.schemas import DemandSearch, RequestFields, RequestIn, RequestPatch, RequestSearch, SourcedRequest
from api.vocabularies.shipped import vocabulary


async def search(db: Connection, who: Actor, wanted: RequestSearch) -> tuple[list[str], str | None, int | None]:
    """Bodies, cursor and count of a page of the actor's requests."""
    await regions.check_region(db, wanted.region)
    values = {
        "state": wanted.state,
        "region": wanted.region,
        "level": wanted.level,
        "subject": wanted.subject,
        "site": wanted.site,
        **paging.by_id(wanted),
        **queries.visible_to(who),
    }
    bodies, cursor = paging.cut(await queries.page(db, values), wanted.page_size, "id")
    return bodies, cursor, await queries.count(db, values) if wanted.count else None


async def read(db: Connection, who: Actor, request_id: UUID) -> dict[str, Any]:
    """`version` and `body`."""
    found = await queries.request(db, who, request_id)
    if found is None:
        raise rules.RequestNotFound()
    return found


async def unmet(db: Connection, wanted: DemandSearch) -> str:
    """What is asked and has no match, in numbers; no school is named, so that everybody may see it."""
    await regions.check_region(db, wanted.region)
    async with as_house(db):
        items = await queries.demand(db, wanted.groups(), wanted.region)
    return f'{{"items":[{",".join(items)}]}}'


def calendar_of(site: Mapping[str, Any] | None) -> rules.Calendar:
    """The weeks that count for a site, whose holidays stand in `free`; without one, those that are not over."""
    days = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in site["free"]] if site else []
    return rules.Calendar(clock.this_week(), rules.holiday_weeks(days), tuple(days))


def _told(body: RequestFields | RequestPatch, names: Iterable[str]) -> dict[str, Any]:
    """These fields of a body, what is nested as it crosses the wire."""
    rules.check_windows([(window.from_hour, window.to_hour) for window in body.windows])
    told = body.model_dump(by_alias=True, include={"windows", "embed"})
    return {name: told[name] if name in told else getattr(body, name) for name in names}


def _columns(body: RequestFields) -> dict[str, Any]:
    return _told(body, queries.COLUMNS) | {"weeks_ok": rules.accepted(body.weeks_ok, body.weeks_preferred)}


def _stored(columns: Mapping[str, Any]) -> dict[str, Any]:
    embed = columns["embed"]
    return {**columns, "windows": Jsonb(columns["windows"]), "embed": None if embed is None else Jsonb(embed)}


async def create(db: Connection, who: Actor, body: RequestIn) -> dict[str, Any]:
    """Makes a request for a site of the actor's school or region; gives `id`, `version`, `body`."""
    site = await queries.site(db, body.site_id)
    if site is None:
        raise rules.SchoolSiteUnknown(FieldError("#/siteId", "school_site_unknown", "not known here"))
    rules.check_owned(who, site)
    rules.check_site(site["state"])
    check_takes_part(site["participation"])
    columns = _columns(body)
    rules.check_year(body.year, vocabulary().years(body.level))
    rules.check_weeks(columns["weeks_ok"], calendar_of(site))
    now = clock.now()
    begun = {
        "site_id": site["id"],
        "school_id": site["school_id"],
        "region_code": site["region_code"],
        "respond_by": rules.respond_by(now, site["settings"]),
        "state": body.state,
        "created_by": who.person_id,
        **rules.begun(now, body.state),
    }
    made = await only(db, queries.INSERT, {**_stored(columns), **begun})
    return made


async def change(db: Connection, who: Actor, request_id: UUID, patch: RequestPatch, versions: Versions) -> None:
    """Changes the fields that the patch names, while the request is not closed."""
    row = await _found(db, who, request_id)
    versions.check(row["version"])
    rules.check_allowed(row["state"], "edit")
    changed = {name: row[name] for name in queries.COLUMNS}
    changed |= _told(patch, patch.model_fields_set)
    site = await queries.site(db, row["school_site_id"])
    assert site is not None
    if (changed["level"], changed["year"]) != (row["level"], row["year"]):
        rules.check_year(changed["year"], vocabulary().years(changed["level"]))
    if patch.model_fields_set & {"weeks_ok", "weeks_preferred"}:
        changed["weeks_ok"] = rules.accepted(changed["weeks_ok"], changed["weeks_preferred"])
        rules.check_weeks(changed["weeks_ok"], calendar_of(site))
    await db.execute(queries.CHANGE.encode(), {**_stored(changed), "id": request_id})


async def act(db: Connection, who: Actor, request_id: UUID, verb: str) -> None:
    """Withdraws; or opens, confirms or re-opens: it waits for an answer from now on, with its waiting time kept."""
    row = await _found(db, who, request_id)
    rules.check_allowed(row["state"], verb)
    if verb == "withdraw":
        await db.execute(queries.WITHDRAW.encode(), {"id": request_id})
        return
    site = await queries.site(db, row["school_site_id"])
    assert site is not None
    rules.check_site(site["state"])
    check_takes_part(site["participation"])
    if verb in ("open", "confirm"):
        rules.check_looks_on(row["weeks_ok"], clock.this_week())
    now = clock.now()
    answered = {"now": now, "respond_by": rules.respond_by(now, site["settings"])}
    await db.execute(queries.OPEN.encode(), {"id": request_id, **answered})


async def _found(db: Connection, who: Actor, request_id: UUID) -> dict[str, Any]:
    """Finds and locks."""
    row = await queries.locked(db, who, request_id)
    if row is None:
        raise rules.RequestNotFound()
    return row


async def put(
    db: Connection, who: Actor, code: tuple[str, str], body: SourcedRequest, versions: Versions
) -> tuple[bool, UUID]:
    """Makes the request with this code or brings it up to date; tells whether it is new, and its id.

    Both what it was and what it becomes must be the actor's to change. Year and weeks are checked when they are new,
    so that the same request may be sent again when they are over.
    """
    site = await queries.site(db, body.site_id, body.site_scheme, body.site_value)
    if site is None:
        raise rules.SchoolSiteUnknown(FieldError("#/siteValue", "school_site_unknown", "not known here"))
    rules.check_owned(who, site)
    rules.check_site(site["state"])
    known = await queries.by_code(db, *code)
    if known is not None:
        rules.check_owned(who, known)
    versions.check(known["version"] if known else None)
    if known is not None:
        rules.check_allowed(known["state"], "edit")
    else:
        check_takes_part(site["participation"])
    columns = _columns(body)
    if known is None or (known["level"], known["year"]) != (body.level, body.year):
        rules.check_year(body.year, vocabulary().years(body.level))
    if known is None or known["weeks_ok"] != columns["weeks_ok"]:
        rules.check_weeks(columns["weeks_ok"], calendar_of(site))
    columns |= {name: [str(week) for week in columns[name]] for name in ("weeks_ok", "weeks_preferred")}
    source = {"row": 1, "scheme": code[0], "value": code[1]}
    await upsert.put(
        db, {**columns, **source, "site_scheme": site["scheme"], "site_value": site["value"]}, who.person_id
    )
    now = await queries.by_code(db, *code)
    assert now is not None
    rules.check_owned(who, now)
    return known is None, now["id"]
