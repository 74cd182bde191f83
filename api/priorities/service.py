"""A region's coordinator says which sites come first in a school year, and takes it back."""

from uuid import UUID

from psycopg.errors import UniqueViolation

from api.accounts.rules import Actor
from api.kit import audit, clock, paging
from api.kit.db import Connection
from api.kit.errors import FieldError, Forbidden
from api.kit.http import Versions
from api.kit.states import check_allowed
from api.priorities import queries, rules
from api.priorities.schemas import PriorityIn, PrioritySearch
from api.regions import service as regions
from api.schools.rules import SchoolSiteNotFound


async def search(db: Connection, who: Actor, wanted: PrioritySearch) -> tuple[list[str], str | None, int | None]:
    """Bodies, cursor and count of a page of the priorities in one's regions."""
    await regions.check_region(db, wanted.region)
    values = {
        "region": wanted.region,
        "school_year": wanted.school_year,
        "state": wanted.state,
        **paging.by_id(wanted),
        **queries.visible_to(who),
    }
    bodies, cursor = paging.cut(await queries.page(db, values), wanted.page_size, "id")
    return bodies, cursor, await queries.count(db, values) if wanted.count else None


async def read(db: Connection, who: Actor, priority_id: UUID) -> tuple[int, str]:
    """Version and body."""
    row = await queries.priority(db, who, priority_id)
    if row is None:
        raise rules.PriorityNotFound()
    return row["version"], row["body"]


async def create(db: Connection, who: Actor, body: PriorityIn) -> UUID:
    """Counts in every round that is frozen from now on; one that was frozen stays as it is."""
    site = await queries.site(db, body.site_id)
    if site is None:
        raise SchoolSiteNotFound(FieldError("#/siteId", "school_site_not_found", "not known here"))
    if not who.reaches(site["region_code"]):
        raise Forbidden()
    audit.concerns(site["region_code"])
    values = {"site": body.site_id, "school_year": body.school_year, "reason": body.reason, "actor": who.person_id}
    try:
        return await queries.insert(db, values)
    except UniqueViolation:
        raise rules.AlreadyFirst() from None


async def withdraw(db: Connection, who: Actor, priority_id: UUID, versions: Versions) -> None:
    row = await queries.locked(db, who, priority_id)
    if row is None:
        raise rules.PriorityNotFound()
    versions.check(row["version"])
    check_allowed(rules.ACTIONS, row["state"], "withdraw")
    audit.concerns(row["region_code"])
    await queries.withdraw(db, {"id": priority_id, "now": clock.now(), "actor": who.person_id})
