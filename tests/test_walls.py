"""The second wall against what a hole in the service could try: written as SQL, in the service's own role."""

from collections.abc import AsyncIterator
from uuid import UUID

import psycopg
import pytest

from api.accounts.roles import Role
from api.accounts.rules import digest
from api.activities.queries import SITE, activity_json
from api.kit.db import Connection, as_house, rows
from tests.people import person

READ_ALONE = (
    "published_activity",
    "seen_professional",
    "concern_reporter",
    "organisation_activity",
    "audit_entry",
    "audit_lane",
    "alembic_version",
    "shipped_data",
)


@pytest.fixture
async def teacher(db: Connection) -> AsyncIterator[tuple[Connection, UUID]]:
    """The service's role on behalf of a teacher of one school."""
    found = await rows(db, "INSERT INTO school (scheme, value, name) VALUES ('t', 'S', 'S') RETURNING id", {})
    headers = await person(db, "docent@example.org", Role.TEACHER.value, school_id=found[0]["id"])
    await db.execute("SET ROLE loket_app")
    token = headers["Cookie"].partition("=")[2]
    known = await rows(db, "SELECT loket_enter('person', %(hash)s) AS known", {"hash": digest(token)})
    yield db, UUID(known[0]["known"]["id"])
    await db.execute("RESET ROLE; SELECT loket_leave()")


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("platform_admin", ""),
        ("regional_coordinator", ", region_code"),
        ("school_coordinator", ", school_id"),
    ],
)
async def test_nobody_gives_themselves_a_role(teacher: tuple[Connection, UUID], role: str, place: str) -> None:
    db, account = teacher
    value = {"": "", ", region_code": ", 'friesland'", ", school_id": ", (SELECT id FROM school LIMIT 1)"}[place]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with db.transaction():
            await db.execute(
                f"INSERT INTO membership (account_id, role{place}) VALUES (%(id)s, %(role)s{value})".encode(),
                {"id": account, "role": role},
            )
    with pytest.raises(psycopg.errors.Error):
        async with db.transaction():
            await db.execute("UPDATE membership SET role = 'school_coordinator'")


async def test_ones_own_role_may_be_ended(teacher: tuple[Connection, UUID]) -> None:
    db, _ = teacher
    ended = await db.execute("UPDATE membership SET ends_at = now()")
    assert ended.rowcount == 1


async def test_a_role_of_the_platform_has_no_place(db: Connection) -> None:
    await person(db, "iemand@example.org")
    with pytest.raises(psycopg.errors.CheckViolation):
        async with db.transaction():
            await db.execute(
                """INSERT INTO membership (account_id, role, region_code)
                   SELECT id, 'platform_admin', 'friesland' FROM account"""
            )


@pytest.mark.parametrize("table", ["school", "company", "school_site", "company_site"])
async def test_registers_are_read_by_all_and_written_by_few(teacher: tuple[Connection, UUID], table: str) -> None:
    db, _ = teacher
    changed = await db.execute(f"UPDATE {table} SET name = 'Gekaapt'".encode())
    assert changed.rowcount == 0


async def test_the_database_tells_the_link_of_a_virtual_visit_to_its_owner_alone(
    teacher: tuple[Connection, UUID],
) -> None:
    """Even where the service would take everybody for its owner."""
    db, _ = teacher
    everybody = {"everywhere": True, "own_regions": ["friesland"], "own_companies": []}
    body = f"SELECT {activity_json(whole=True)} AS body FROM activity a {SITE}"
    link = "https://meet.example.org/kanarie"
    await db.execute("RESET ROLE")
    await db.execute("INSERT INTO company (scheme, value, name) VALUES ('t', 'C', 'C')")
    await db.execute(
        """INSERT INTO company_site (company_id, scheme, value, name, region_code)
           SELECT id, 't', 'C', 'C', 'friesland' FROM company"""
    )
    await db.execute(
        """INSERT INTO activity (company_site_id, company_id, company_name, region_code, title, kind, state,
               max_group, radius_km, capacity_week, capacity_year, level_mask, year_mask, subject_mask, theme_mask,
               language_mask, first_week, week_mask, virtual_url)
           SELECT id, company_id, name, region_code, 'Virtueel', 'virtual_visit', 'published', 9, 9, 1, 1, 0, 0, 0, 0,
               0, 0, 0, %(link)s FROM company_site""",
        {"link": link},
    )
    await db.execute("SET ROLE loket_app")
    assert [link in row["body"] for row in await rows(db, body, everybody)] == [False]
    async with as_house(db):
        assert [link in row["body"] for row in await rows(db, body, everybody)] == [True]


async def test_what_is_read_alone_is_not_granted_for_writing(db: Connection) -> None:
    found = await rows(
        db,
        """SELECT table_name, privilege_type FROM information_schema.role_table_grants
           WHERE grantee = 'loket_app' AND privilege_type <> 'SELECT' AND table_name = ANY (%(names)s)""",
        {"names": list(READ_ALONE)},
    )
    assert found == []


async def test_no_function_of_the_house_can_be_shadowed(db: Connection) -> None:
    """A temporary table named like one of ours is not what they see."""
    found = await rows(
        db,
        """SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
           AND NOT coalesce(proconfig @> ARRAY['search_path=public, pg_temp'], false)""",
        {},
    )
    assert found == []
