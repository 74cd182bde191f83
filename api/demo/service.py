"""Fills a database with the demo, through the services that everybody uses; makes the keys of a start."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from api.accounts import service as accounts
from api.accounts.roles import Role
from api.accounts.rules import CLIENT_ROLES, COMPANY_ROLES, HOUSE, SCHOOL_ROLES, Actor, Membership, digest, new_token
from api.activities import service as activities
from api.activities.schemas import SourcedActivity
from api.admissions import service as admissions
from api.admissions.schemas import ApplicationIn
from api.companies import service as companies
from api.companies.queries import owner
from api.companies.schemas import CompanySiteIn
from api.demo import plan, queries
from api.demo.appointments import appoint
from api.demo.catalogue import STRENGTHS
from api.demo.partners import befriend
from api.imports import service as imports
from api.kit import clock
from api.kit.db import Connection, house
from api.kit.http import Versions
from api.organisations import service as organisations
from api.organisations.rules import ROLE_NAMES
from api.professionals import service as professionals
from api.professionals.schemas import NewProfessional, ProfessionalPatch
from api.requests import service as requests
from api.requests.schemas import SourcedRequest
from api.vocabularies.shipped import vocabulary

SCHOOLS = Path(__file__).parent / "data" / "nl_vo_vestigingen_2024-11-22.csv"
ANY = Versions(None)
KEY_NAME = "demo"
DEMO_REGION, DEMO_REGION_NAME = "zuidoost-brabant", "Zuidoost-Brabant"


@dataclass(frozen=True, slots=True)
class Key:
    """A key of this start, for whom it speaks, and the token of a link that signs such a person in."""

    role: Role
    key: str
    whose: str
    entrance: str | None = None


async def is_filled(db: Connection) -> bool:
    """Whether the last region is there: each comes whole, in the order of STRENGTHS."""
    return await queries.has_request(db, f"{[*STRENGTHS][-1]}-1")


async def fill(url: str, db: Connection) -> None:
    """The 1,619 real school sites, then fictional companies, activities and requests per region. What is there
    already is written over, so a fill that was cut off can be done again.
    """
    wanted = imports.Wanted("schools", "duo-vestigingen-geocoded")
    await imports.from_file(url, SCHOOLS, wanted, lambda _: None)
    for region in STRENGTHS:
        async with db.transaction():
            await fill_region(db, region)


async def fill_region(db: Connection, region: str) -> None:
    years = vocabulary().years
    weeks = plan.season(clock.today(), await queries.holidays(db, region))
    for code, body, industry in plan.companies(region, await queries.towns(db, region)):
        _, site_id = await companies.put(db, HOUSE, (plan.SCHEME, code), CompanySiteIn.model_validate(body), ANY)
        await _staff(db, site_id, plan.professionals(code, body["name"], industry))
        for activity, offered in plan.activities(code, industry, weeks, years):
            made = SourcedActivity.model_validate(offered)
            await activities.put(db, HOUSE, (plan.SCHEME, activity), made, ANY)
    for code, asked in plan.requests(region, await queries.sites(db, region), weeks, years):
        await requests.put(db, HOUSE, (plan.SCHEME, code), SourcedRequest.model_validate(asked), ANY)


async def _staff(db: Connection, site_id: UUID, people: Iterable[plan.Row]) -> None:
    """Adds the people of a company, once."""
    site = await owner(db, site_id)
    assert site is not None
    if await queries.has_professional(db, site["company_id"]):
        return
    for person in people:
        body = {"companyId": str(site["company_id"]), **person}
        await professionals.create(db, HOUSE, NewProfessional.model_validate(body))


async def keys(db: Connection) -> list[Key]:
    """A new key per role that people play in the demo; those of earlier starts are taken back."""
    await queries.revoke_named(db, KEY_NAME)
    school = await queries.asking_school(db, DEMO_REGION)
    company = await queries.first_company(db, DEMO_REGION)
    assert school is not None
    assert company is not None
    await organisations.take_part(db, school["id"])
    return [
        await _key(db, Role.TEACHER, school["name"], organisation=school["id"]),
        await _key(db, Role.SCHOOL_COORDINATOR, school["name"], organisation=school["id"]),
        await _key(db, Role.PROFESSIONAL, company["name"], organisation=company["id"]),
        await _key(db, Role.COMPANY_COORDINATOR, company["name"], organisation=company["id"]),
        await _key(db, Role.REGIONAL_COORDINATOR, f"region {DEMO_REGION_NAME}", DEMO_REGION),
        await _key(db, Role.DATA_SPECIALIST, "all regions"),
        await _key(db, Role.PLATFORM_ADMIN, "the platform"),
        await _key(db, Role.SCRIPT, f"region {DEMO_REGION_NAME}", DEMO_REGION),
    ]


async def _key(
    db: Connection, role: Role, whose: str, region: str | None = None, organisation: UUID | None = None
) -> Key:
    regions = [region] if region else []
    key = await accounts.create_key(db, role, regions, organisation, KEY_NAME)
    return Key(role, key, whose, None if role in CLIENT_ROLES else await _let_in(db, role, region, organisation))


async def _let_in(db: Connection, role: Role, region: str | None, organisation: UUID | None) -> str:
    """Somebody with this role, called by it, and the token of a link to come in by."""
    email, token = plan.address(role.value), new_token()
    values = {
        "email": email, "name": f"{ROLE_NAMES['nl'][role].capitalize()} (voorbeeld)", "role": role.value,
        "school": organisation if role in SCHOOL_ROLES else None,
        "company": organisation if role in COMPANY_ROLES else None, "region": region,
        "email_hash": digest(email), "token_hash": digest(token),
    }  # fmt: skip
    await queries.let_in(db, values)
    return token


async def _link(db: Connection, region: str) -> None:
    """Whom the first company named first is who comes in as a professional, and says so; once."""
    company = await queries.first_company(db, region)
    assert company is not None
    person = await queries.person(db, plan.address(Role.PROFESSIONAL.value))
    one = await queries.first_professional(db, company["id"])
    if one["account_id"] is not None:
        return
    linked = ProfessionalPatch.model_validate({"accountId": str(person), "capPerMonth": None})
    await professionals.change(db, HOUSE, one["id"], linked, ANY)
    own = Actor(person, "person", (Membership(Role.PROFESSIONAL, None, None, company["id"]),))
    await professionals.change(db, own, one["id"], ProfessionalPatch.model_validate({"consent": True}), ANY)


async def prepare(url: str) -> list[Key]:
    """Fills the database unless it was filled before; makes the keys of this start."""
    async with house(url, autocommit=True) as db:
        if not await is_filled(db):
            await fill(url, db)
        made = await keys(db)
        async with db.transaction():
            await _applicants(db)
            await _link(db, DEMO_REGION)
            await appoint(db, DEMO_REGION)
            await befriend(db, DEMO_REGION)
        return made


async def _applicants(db: Connection) -> None:
    """Somebody waits to be admitted, unless somebody ever did."""
    site = await queries.outside(db, DEMO_REGION)
    if site is None or await queries.has_applications(db):
        return
    for body in plan.applicants(site):
        await admissions.apply(db, ApplicationIn.model_validate(body), "demo")


def told(made: Sequence[Key], port: int) -> str:
    """What a person sees: the address, a key per role, and lines that work when pasted."""
    base = f"http://localhost:{port}"
    lines = [f"  {key.role.value:<21} {key.key}  {key.whose}" for key in made]
    links = [f"  {key.role.value:<21} {base}/inloggen/link#{key.entrance}" for key in made if key.entrance]
    script = next(key.key for key in made if key.role == Role.SCRIPT)
    return "\n".join(
        [
            "",
            f"Techniekloket: {base}",
            f"Its mail:      {base}/demo/mail",
            "",
            "Come in as (each link works once, for a day):",
            *links,
            "",
            "Keys of this start (those of earlier starts work no more):",
            *lines,
            "",
            "Try:",
            f'  curl "{base}/v1/activities?q=windmolen&near=5611AB&pageSize=3"',
            f'  curl "{base}/v1/schools?q=lyceum&near=5611AB&withinKm=10"',
            f'  curl -H "Authorization: Bearer {script}" "{base}/v1/requests?region={DEMO_REGION}&pageSize=2"',
            "",
        ]
    )
