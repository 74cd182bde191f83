"""Company sites: found, read, and taken over from a register."""

from typing import Any
from uuid import UUID

from api.accounts.rules import Actor
from api.companies import queries, rules, upsert
from api.companies.conduct import CODE
from api.companies.schemas import CompanySearch, CompanySiteIn
from api.kit import clock
from api.kit.db import Connection
from api.kit.http import Versions
from api.kit.paging import code_lexeme
from api.regions import service as regions
from api.regions.rules import compact, home_of, postcode4


async def search_values(db: Connection, who: Actor, search: CompanySearch) -> dict[str, Any]:
    """The search as the values of its statement."""
    return {
        "q": search.q or None,
        "code": code_lexeme(search.q),
        "state": search.state,
        "takes_part": search.takes_part,
        "sector": search.sector,
        "sbi": search.sbi,
        **queries.reached_by(who),
        **await regions.near_values(db, search),
    }


async def read(db: Connection, who: Actor, site_id: UUID) -> dict[str, Any]:
    """`version` and `body` of one site."""
    found = await queries.site(db, who, site_id)
    if found is None:
        raise rules.CompanySiteNotFound()
    return found


async def put(
    db: Connection, who: Actor, code: tuple[str, str], body: CompanySiteIn, versions: Versions
) -> tuple[bool, UUID]:
    """Makes the site with this code or brings it up to date; tells whether it is new, and its id.

    Both what the site was and what it becomes must be the actor's to change; it comes to a company of other
    regions only by the hand of that company's own coordinator.
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


def _staged(code: tuple[str, str], body: CompanySiteIn) -> dict[str, Any]:
    scheme, value = code
    address, point, company = body.address, body.location, body.company
    own = ("kvk", body.kvk) if body.kvk else code
    return {
        "row": 1,
        "scheme": scheme,
        "value": value,
        "name": body.name,
        "company_scheme": scheme if company else own[0],
        "company_value": company.value if company else own[1],
        "company_name": company.name if company else None,
        "kvk": body.kvk,
        "size_class": body.size_class,
        "url": body.url,
        "street": address.street,
        "postcode": compact(address.postcode),
        "postcode4": postcode4(address.postcode),
        "place": address.place,
        "municipality_code": address.municipality_code,
        "sectors": body.sectors,
        "sbi": body.sbi,
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
        "capacity_year": body.capacity_year,
    }


async def code_of(db: Connection, who: Actor, company_id: UUID) -> str:
    """Which code is in force, and which the company accepted; for its people and its regions."""
    found = await queries.code_of(db, who, company_id, CODE["version"])
    if found is None:
        raise rules.CompanyNotFound()
    body: str = found["body"]
    return body


async def accept_code(db: Connection, who: Actor, company_id: UUID, version: str) -> None:
    """By the company's coordinator; once more changes nothing."""
    rules.check_keeper(who, company_id)
    rules.check_code(version)
    values = {"company": company_id, "version": version, "actor": who.id, "now": clock.now()}
    await queries.accept_code(db, values)


async def check_accepted(db: Connection, who: Actor, company_id: UUID) -> None:
    """Before the company's own people publish."""
    found = await queries.code_of(db, who, company_id, CODE["version"])
    if found is None or found["version"] != CODE["version"]:
        raise rules.CodeOfConductRequired()
