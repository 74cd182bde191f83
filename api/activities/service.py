"""Activities: searched, made, changed, published, paused and archived."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from api.accounts.rules import Actor
from api.activities import queries, rules, upsert
from api.activities.schemas import Access, ActivityIn, ActivityPatch, ActivitySearch, NewActivity, SourcedActivity
from api.companies import queries as companies
from api.companies import service as conduct
from api.kit import clock, paging
from api.kit.db import Connection, as_house, only
from api.kit.errors import FieldError, Forbidden
from api.kit.http import Versions
from api.regions import grid
from api.regions import service as regions
from api.regions.rules import PlaceNeeded, Point, check_distance, check_period, check_takes_part
from api.vocabularies.rules import Vocabulary, words
from api.vocabularies.shipped import vocabulary

# How far a search by distance looks, one step after the other, until its page is full.
RINGS = (10, 30, 100, 500)


# The facets whose labels a search may use, and their prefixes in `loket_activity_search`.
NAMED = {"kinds": "k", "subjects": "s", "themes": "t", "levels": "l"}


def _any_of(prefix: str, codes: list[str]) -> str:
    return "(" + " | ".join(f"'{prefix}:{code}'" for code in codes) + ")"


def _meanings(q: str) -> dict[str, str]:
    """By word of a search, the facets that it stands for as a tsquery: a lesson is also what is of that kind."""
    found = {}
    for word in words(q):
        if meaning := _meaning(vocabulary(), word):
            found[word] = meaning
    return found


@lru_cache(maxsize=1000)
def _meaning(known: Vocabulary, word: str) -> str:
    return " | ".join(f"'{NAMED[scheme]}:{code}'" for scheme, code in known.meant(NAMED, word))


def _facet_query(search: ActivitySearch, point: Point | None, within_km: float | None) -> str | None:
    """The facets as one tsquery: any value within a facet, all facets together."""
    levels = [code for level in search.level for code in vocabulary().related("levels", level)]
    facets = {
        "k": search.kind,
        "s": search.subject,
        "l": levels,
        "y": [str(year) for year in search.year],
        "t": search.theme,
        "c": search.sector,
        "m": search.mode,
        "n": search.language,
        "r": [search.region] if search.region else [],
    }
    steps = [_any_of(prefix, codes) for prefix, codes in facets.items() if codes]
    if point and within_km:
        cells = grid.lexemes(point.lat, point.lon, within_km)
        steps.append("(" + " | ".join(f"'{cell}'" for cell in cells) + ")")
    return " & ".join(steps) or None


async def search(
    db: Connection, who: Actor, wanted: ActivitySearch
) -> tuple[list[str], str | None, int | None, str | None]:
    """Bodies, cursor, count and facets of a page."""
    check_distance(wanted.near, wanted.within_km)
    check_period(wanted.from_, wanted.to)
    await regions.check_region(db, wanted.region)
    point = await regions.locate(db, wanted.near) if wanted.near else None
    if wanted.sort == "distance" and point is None:
        raise PlaceNeeded(FieldError("#/near", "place_needed", "sorting by distance needs it", "query"))
    values = {
        "q": wanted.q or None,
        "meanings": Jsonb(_meanings(wanted.q or "")),
        "state": wanted.state,
        "mine": wanted.mine or None,
        "company": wanted.company,
        "first": wanted.from_,
        "last": wanted.to,
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
        "this_week": clock.week_number(clock.this_week()),
        "within_km": wanted.within_km if point else None,
        "facet_query": _facet_query(wanted, point, wanted.within_km),
        "limit": wanted.page_size + 1,
        **_begin(wanted),
        **queries.visible_to(who),
    }
    found, keys = await _page(db, wanted, values, point)
    bodies, cursor = paging.cut(found, wanted.page_size, *keys)
    count = await queries.count(db, values) if wanted.count else None
    facets = await queries.facets(db, values) if wanted.facets else None
    return bodies, cursor, count, facets


def _begin(wanted: ActivitySearch) -> dict[str, Any]:
    """Where the page begins, by the cursor of this order."""
    kinds = {"relevance": (int, str), "distance": (float, str), "date": (int, str)}[wanted.sort]
    after = paging.decode(wanted.cursor, kinds)
    first = after[0] if after else None
    return {
        "after_phase": first if wanted.sort == "relevance" else None,
        "after_km": first if wanted.sort == "distance" else None,
        "after_week": first if wanted.sort == "date" else None,
        "after_id": paging.cursor_id(after[1]) if after else None,
    }


async def _page(
    db: Connection, wanted: ActivitySearch, values: dict[str, Any], point: Point | None
) -> tuple[list[dict[str, Any]], tuple[str, str]]:
    if wanted.sort == "date":
        return await queries.page(db, queries.soonest, values), ("next_week", "id")
    if wanted.sort == "relevance":
        statement = queries.relevant if values["q"] else queries.newest
        return await queries.page(db, statement, values), ("phase", "id")
    found: list[dict[str, Any]] = []
    for ring in RINGS:
        within = min(ring, wanted.within_km or ring)
        near = {**values, "within_km": within, "facet_query": _facet_query(wanted, point, within)}
        found = await queries.page(db, queries.nearest, near)
        if len(found) > wanted.page_size or within != ring:
            break
    return found, ("km", "id")


async def read(db: Connection, who: Actor, activity_id: UUID) -> dict[str, Any]:
    """`version` and `body`."""
    found = await queries.activity(db, who, activity_id)
    if found is None:
        raise rules.ActivityNotFound()
    return found


async def create(db: Connection, who: Actor, body: NewActivity) -> UUID:
    """Makes an activity at a company site of the actor's company or region."""
    site = await companies.owner(db, site_id=body.company_site_id)
    if site is None:
        raise rules.CompanySiteUnknown(FieldError("#/companySiteId", "company_site_unknown", "not known here"))
    rules.check_owned(who, site)
    rules.check_site(site["state"])
    await _check_alternative(db, who, body.access, None)
    if body.state == "published":
        check_takes_part(site["participation"])
        rules.check_offered(body.weeks, clock.this_week())
        await _check_code(db, who, site)
    row = await only(db, queries.INSERT, _row(body, body.state) | {"site": site["id"]})
    made: UUID = row["id"]
    return made


async def _check_code(db: Connection, who: Actor, of: Mapping[str, Any]) -> None:
    """A company's own people publish once it accepted the code of conduct; its region answers for itself."""
    if not who.reaches(of["region_code"]):
        await conduct.check_accepted(db, who, of["company_id"])


def _told(access: Access) -> dict[str, Any]:
    """As it is kept: what is not said is left out."""
    return access.model_dump(mode="json", by_alias=True, exclude_defaults=True)


async def _check_alternative(db: Connection, who: Actor, access: Access | None, own: UUID | None) -> None:
    """What is offered to who cannot come is another activity, and one without travelling."""
    other = access.virtual_alternative_id if access else None
    if other is not None and (other == own or not await queries.is_virtual(db, who, other)):
        fault = FieldError("#/access/virtualAlternativeId", "virtual_alternative_unknown", "an online activity")
        raise rules.VirtualAlternativeUnknown(fault)


def _row(body: ActivityIn, state: str) -> dict[str, Any]:
    """The columns of a body, with masks and week numbers."""
    rules.check_weeks(body.weeks)
    rules.check_capacity(body.capacity_week, body.capacity_year)
    values = body.model_dump()
    row = {name: values[name] for name in type(body).model_fields if name in ActivityIn.model_fields}
    row["weeks"] = sorted(row["weeks"])
    row["access"] = None if body.access is None else Jsonb(_told(body.access))
    return {**row, "state": state, **rules.derived(row, vocabulary())}


async def change(db: Connection, who: Actor, activity_id: UUID, patch: ActivityPatch, versions: Versions) -> None:
    """Changes the fields that the patch names."""
    row = await _owned(db, who, activity_id, versions)
    rules.check_editable(row["state"])
    current = {name: row[name] for name in ActivityIn.model_fields}
    changed = current | {name: getattr(patch, name) for name in patch.model_fields_set}
    rules.check_weeks(changed["weeks"])
    rules.check_capacity(changed["capacity_week"], changed["capacity_year"])
    changed["weeks"] = sorted(changed["weeks"])
    rules.check_still_offered(row, changed["weeks"], clock.this_week())
    await _check_alternative(db, who, patch.access, activity_id)
    access = _told(patch.access) if patch.access else changed["access"]
    changed["access"] = None if access is None else Jsonb(access)
    await db.execute(queries.CHANGE.encode(), {**changed, **rules.derived(changed, vocabulary()), "id": activity_id})


async def act(db: Connection, who: Actor, activity_id: UUID, verb: str) -> None:
    """Publishes, pauses or archives."""
    participation = await queries.participation(db, activity_id)
    row = await _owned(db, who, activity_id, Versions(None))
    state = rules.next_state(row["state"], verb, row["site_state"])
    if verb == "publish":
        check_takes_part(participation)
        rules.check_offered(row["weeks"], clock.this_week())
        await _check_code(db, who, row)
    await db.execute(queries.SET_STATE.encode(), {"id": activity_id, "state": state.value})


async def _owned(db: Connection, who: Actor, activity_id: UUID, versions: Versions) -> dict[str, Any]:
    """Finds and locks; refused when it is not visible, not the actor's, or changed in the meantime."""
    row = await queries.locked(db, who, activity_id)
    if row is None:
        await read(db, who, activity_id)
        raise Forbidden()
    versions.check(row["version"])
    return row


async def put(
    db: Connection, who: Actor, code: tuple[str, str], body: SourcedActivity, versions: Versions
) -> tuple[bool, UUID]:
    """Makes the activity with this code or brings it up to date; tells whether it is new, and its id.

    Both what it was and what it becomes must be the actor's to change. A known one keeps its state.
    """
    site = await companies.owner(db, body.company_site_id, body.company_scheme, body.company_value)
    if site is None:
        fault = FieldError("#/companyValue", "company_site_unknown", "not known here")
        raise rules.CompanySiteUnknown(fault)
    rules.check_owned(who, site)
    rules.check_site(site["state"])
    known = await queries.by_code(db, *code)
    if known is not None:
        rules.check_owned(who, known)
    versions.check(known["version"] if known else None)
    if known is not None:
        rules.check_editable(known["state"])
        rules.check_still_offered(known, body.weeks, clock.this_week())
    elif body.state == "published":
        rules.check_offered(body.weeks, clock.this_week())
        await _check_code(db, who, site)
    await _check_alternative(db, who, body.access, known["id"] if known else None)
    staged = {
        **_row(body, body.state),
        "access": _told(body.access) if body.access else None,
    }
    staged["weeks"] = [str(week) for week in staged["weeks"]]
    source = {"row": 1, "scheme": code[0], "value": code[1]}
    await upsert.put(db, {**staged, **source, "company_scheme": site["scheme"], "company_value": site["value"]})
    now = await queries.by_code(db, *code)
    assert now is not None
    rules.check_owned(who, now)
    return known is None, now["id"]


async def hide_of(db: Connection, company_id: UUID) -> None:
    """Pauses what the company has published; `show_of` brings back exactly that. Who calls has checked the right."""
    async with as_house(db):
        await db.execute(queries.HIDE.encode(), {"company": company_id})


async def show_of(db: Connection, company_id: UUID) -> None:
    async with as_house(db):
        await db.execute(queries.SHOW.encode(), {"company": company_id})


async def let_go_of(db: Connection, company_id: UUID) -> None:
    """Hides what the company has published for good: none of it comes back by itself."""
    await hide_of(db, company_id)
    async with as_house(db):
        await db.execute(queries.FORGET.encode(), {"company": company_id})
