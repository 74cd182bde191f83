"""School sites: found, read, and taken over from a register."""

from typing import Any
from uuid import UUID

from api.accounts.rules import Actor
from api.kit.db import Connection
from api.kit.http import Versions
from api.kit.paging import code_lexeme
from api.regions import service as regions
from api.regions.rules import compact, home_of, postcode4
from api.schools import queries, rules, upsert
from api.schools.schemas import SchoolSearch, SchoolSiteIn
from api.vocabularies.shipped import vocabulary


async def search_values(db: Connection, who: Actor, search: SchoolSearch) -> dict[str, Any]:
    """The search as the values of its statement."""
    return {
        "q": search.q or None,
        "code": code_lexeme(search.q),
        "state": search.state,
        "takes_part": search.takes_part,
        "levels": vocabulary().with_narrower("levels", search.level) if search.level else None,
        **queries.reached_by(who),
        **await regions.near_values(db, search),
    }


async def read(db: Connection, who: Actor, site_id: UUID) -> dict[str, Any]:
    """`version` and `body` of one site."""
    found = await queries.site(db, who, site_id)
    if found is None:
        raise rules.SchoolSiteNotFound()
    return found


async def put(
    db: Connection, who: Actor, code: tuple[str, str], body: SchoolSiteIn, versions: Versions
) -> tuple[bool, UUID]:
    """Makes the site with this code or brings it up to date; tells whether it is new, and its id.

    Both what the site was and what it becomes must be the actor's to change; it comes to a school of other
    regions only by the hand of that school's own coordinator.
    """
    known = await queries.locked(db, *code)
    if known is not None:
        rules.check_writable(who, known)
    versions.check(known["version"] if known else None)
    await regions.check_address(db, body.address)
    counts = await upsert.put(db, _staged(code, body), home_of(who))
    now = await queries.locked(db, *code)
    assert now is not None
    rules.check_writable(who, now)
    if counts.annexed:
        rules.check_own(who, now)
    return known is None, now["id"]


def _staged(code: tuple[str, str], body: SchoolSiteIn) -> dict[str, Any]:
    scheme, value = code
    address, point = body.address, body.location
    return {
        "row": 1,
        "scheme": scheme,
        "value": value,
        "name": body.name,
        "school_value": body.school.value if body.school else rules.school_value(scheme, value),
        "school_name": body.school.name if body.school else None,
        "street": address.street,
        "postcode": compact(address.postcode),
        "postcode4": postcode4(address.postcode),
        "place": address.place,
        "municipality_code": address.municipality_code,
        "holiday_region": body.holiday_region,
        "website": body.website,
        "levels": body.levels,
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
    }
