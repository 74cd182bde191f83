"""People who are signed in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import pytest

from api.accounts import queries, rules, service
from api.kit.db import Connection, one

MEMBERSHIP = """INSERT INTO membership (account_id, role, region_code, school_id, company_id)
    VALUES (%(account)s, %(role)s, %(region)s, %(school)s, %(company)s)"""


@dataclass(frozen=True, slots=True)
class Signed:
    """A person and the headers that the browser would send."""

    id: UUID
    email: str
    headers: dict[str, str]


MakePerson = Callable[..., Awaitable[Signed]]
MakeOrganisation = Callable[..., Awaitable[UUID]]


@pytest.fixture
def person(db: Connection) -> MakePerson:
    """`await person("noor@school.nl", "regional_coordinator", region="friesland")`."""

    async def make(
        email: str,
        role: str | None = None,
        region: str | None = None,
        school: UUID | None = None,
        company: UUID | None = None,
    ) -> Signed:
        account_id = await queries.ensure_account(db, email, f"Naam van {email}", "nl")
        if role is not None:
            held = {"account": account_id, "role": role, "region": region, "school": school, "company": company}
            await db.execute(MEMBERSHIP, held)
        token = await service.begin_session(db, account_id, "Firefox, Linux")
        headers = {"Cookie": f"{rules.COOKIE}={token}", rules.CSRF_HEADER: rules.csrf_token(token)}
        return Signed(account_id, email, headers)

    return make


@pytest.fixture
def organisation(db: Connection) -> MakeOrganisation:
    """A school or company that takes part, unless told otherwise."""

    async def make(table: str, participation: str = "active", board: str | None = None) -> UUID:
        row = await one(
            db,
            f"""INSERT INTO {table} (scheme, value, name, participation)
                VALUES ('t', uuidv7()::text, 'Organisatie', %(participation)s) RETURNING id""",
            {"participation": participation},
        )
        assert row is not None
        if board is not None:
            await db.execute("UPDATE school SET board_code = %s WHERE id = %s", (board, row["id"]))
        made: UUID = row["id"]
        return made

    return make
