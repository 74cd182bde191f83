"""Fills an empty database with the demo, through the services that everybody uses."""

from datetime import date
from pathlib import Path

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from api.accounts import service as accounts
from api.accounts.models import Role
from api.accounts.rules import HOUSE
from api.activities import service as activities
from api.activities.schemas import SourcedActivity
from api.companies import service as companies
from api.companies.schemas import CompanySiteIn
from api.demo import plan
from api.demo.catalogue import STRENGTHS
from api.imports import service as imports
from api.kit import clock
from api.kit.db import Connection, one, rows
from api.kit.http import Versions
from api.requests import service as requests
from api.requests.schemas import SourcedRequest

SCHOOLS = Path(__file__).parent / "data" / "nl_vo_vestigingen_2024-11-22.csv"
ANY = Versions(None)
DEMO_REGION = "zuidoost-brabant"


async def is_filled(db: Connection) -> bool:
    row = await one(db, "SELECT EXISTS (SELECT 1 FROM school_request WHERE scheme = 'demo') AS filled", {})
    return row is not None and bool(row["filled"])


async def fill(url: str, db: Connection) -> None:
    """The 1,619 real school sites, then fictional companies, activities and requests per region."""
    wanted = imports.Wanted("schools", "duo-vestigingen-geocoded")
    await imports.from_file(url, SCHOOLS, wanted, lambda _: None)
    weeks = plan.season(clock.today())
    for region in STRENGTHS:
        async with db.transaction():
            await _region(db, region, weeks)


async def _region(db: Connection, region: str, weeks: list[date]) -> None:
    towns = [
        plan.Town(row["code"], row["name"], row["lat"], row["lon"])
        for row in await rows(
            db,
            """SELECT code, name, lat, lon FROM municipality
               WHERE region_code = %(region)s AND lat IS NOT NULL ORDER BY code""",
            {"region": region},
        )
    ]
    for code, body, industry in plan.companies(region, towns):
        await companies.put(db, HOUSE, (plan.SCHEME, code), CompanySiteIn.model_validate(body), ANY)
        for activity, offered in plan.activities(code, industry, weeks):
            made = SourcedActivity.model_validate(offered)
            await activities.put(db, HOUSE, (plan.SCHEME, activity), made, ANY)
    sites = [
        plan.Site(row["scheme"], row["value"], row["levels"])
        for row in await rows(
            db,
            """SELECT scheme, value, levels FROM school_site WHERE region_code = %(region)s
               AND levels <> '{}' AND NOT levels && '{pro,vo-brugjaar}' ORDER BY value""",
            {"region": region},
        )
    ]
    for code, asked in plan.requests(region, sites, weeks):
        await requests.put(db, HOUSE, (plan.SCHEME, code), SourcedRequest.model_validate(asked), ANY)


async def keys(db: Connection) -> dict[Role, str]:
    """A new key per role that people play in the demo, of the demo's region."""
    school = await one(
        db,
        "SELECT school_id FROM school_site WHERE region_code = %(region)s ORDER BY value LIMIT 1",
        {"region": DEMO_REGION},
    )
    company = await one(
        db,
        """SELECT company_id FROM company_site WHERE region_code = %(region)s AND scheme = 'demo'
           ORDER BY value LIMIT 1""",
        {"region": DEMO_REGION},
    )
    assert school is not None
    assert company is not None
    return {
        Role.TEACHER: await accounts.create_key(db, Role.TEACHER, (), school["school_id"]),
        Role.COMPANY_COORDINATOR: await accounts.create_key(db, Role.COMPANY_COORDINATOR, (), company["company_id"]),
        Role.REGIONAL_COORDINATOR: await accounts.create_key(db, Role.REGIONAL_COORDINATOR, [DEMO_REGION]),
        Role.SCRIPT: await accounts.create_key(db, Role.SCRIPT),
    }


async def prepare(url: str) -> dict[Role, str]:
    """Fills the database unless it was filled before; makes the keys of this start."""
    async with await AsyncConnection.connect(url, autocommit=True, row_factory=dict_row) as db:
        if not await is_filled(db):
            await fill(url, db)
        return await keys(db)


def told(made: dict[Role, str], port: int) -> str:
    """What a person sees: the address, a key per role, and lines that work when pasted."""
    base = f"http://localhost:{port}"
    lines = [f"  {role.value:<22}{key}" for role, key in made.items()]
    key = made[Role.SCRIPT]
    return "\n".join(
        [
            "",
            f"Techniekloket: {base}",
            f"Its mail:      {base}/demo/mail",
            "",
            f"Keys (region {DEMO_REGION}; new ones at every start):",
            *lines,
            "",
            "Try:",
            f'  curl "{base}/v1/activities?q=windmolen&near=5611AB&pageSize=3"',
            f'  curl "{base}/v1/schools?q=lyceum&near=5611AB&withinKm=10"',
            f'  curl -H "Authorization: Bearer {key}" "{base}/v1/requests?region={DEMO_REGION}&pageSize=2"',
            "",
        ]
    )
