"""The statements on staged rows, as an import runs them: into an empty table, and beside what is known."""

from typing import Any

import psycopg
import pytest
from psycopg.errors import CheckViolation, InsufficientPrivilege

from api.activities import upsert
from api.kit import bulk
from api.kit.db import Connection, only, rows
from api.kit.merge import Counts

ACTIVITY = {
    "scheme": "t",
    "company_scheme": "t",
    "company_value": "here",
    "title": "Bouw een windmolen",
    "summary": "Elk groepje ontwerpt wieken.",
    "kind": "guest_lesson",
    "goals": [],
    "themes": [],
    "weeks": [],
    "subjects": ["natuurkunde"],
    "levels": ["havo"],
    "years": [3],
    "modes": ["at_school"],
    "languages": ["nl"],
    "duration_minutes": 100,
    "max_group": 30,
    "radius_km": 30,
    "capacity_week": 1,
    "capacity_year": 5,
    "access": None,
    "state": None,
    **dict.fromkeys(("level_mask", "year_mask", "subject_mask", "theme_mask", "language_mask", "week_mask"), 0),
    "first_week": 0,
}
GIVEN: list[dict[str, Any]] = [
    {"value": "b"},
    {"value": "a", "title": "Café in de énergiecentrale", "modes": ["online"]},
    {"value": "c", "state": "draft"},
    {"value": "d", "company_value": "gone"},
    {"value": "e", "company_value": "away"},
]
WRITTEN = ", ".join(f"a.{name}" for name in [*upsert._INTO, "version", "search", "cell", "online"])
INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'activity' ORDER BY indexname"


@pytest.fixture(autouse=True)
async def sites(db: Connection) -> None:
    """One that takes part, one that is retired, one whose company paused."""
    for value, participation, state in (
        ("here", "active", "active"),
        ("gone", "active", "retired"),
        ("away", "paused", "active"),
    ):
        await db.execute(
            """WITH o AS (INSERT INTO company (scheme, value, name, participation)
                    VALUES ('t', %(value)s, 'Zuidwind', %(participation)s) RETURNING id, name)
               INSERT INTO company_site (company_id, scheme, value, name, place, sectors, lat, lon, precision, state)
               SELECT id, 't', %(value)s, name, 'Eindhoven', '{energy}', 51.4, 5.4, 'exact', %(state)s FROM o""",
            {"value": value, "participation": participation, "state": state},
        )


async def merged(db: Connection, *given: dict[str, Any], home: list[str] | None = None) -> Counts:
    await stage(db, *given)
    return await upsert.merge_staged(db, home)


async def loaded(db: Connection, *given: dict[str, Any]) -> Counts | None:
    await stage(db, *given)
    return await upsert.load_first(db)


async def stage(db: Connection, *given: dict[str, Any]) -> None:
    await db.execute(upsert.STAGE.encode())
    for number, row in enumerate(given, 2):
        values = {**ACTIVITY, **row, "row": number}
        await db.execute(
            f"""INSERT INTO {upsert.TABLE} ({", ".join(values)})
                VALUES ({", ".join(f"%({name})s" for name in values)})""".encode(),
            values,
        )


async def written(db: Connection) -> list[dict[str, Any]]:
    return await rows(db, f"SELECT {WRITTEN} FROM activity a ORDER BY value", {})


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five rows are a large load."""
    monkeypatch.setattr(bulk, "LARGE", len(GIVEN))


async def test_a_first_load_writes_what_a_later_one_would(db: Connection, large: None) -> None:
    assert await merged(db, *GIVEN) == Counts(5, 5, 0)
    later = await written(db)
    states = {row["value"]: row["state"] for row in later}
    assert states == {"a": "published", "b": "published", "c": "draft", "d": "retired", "e": "paused"}
    await db.execute("DELETE FROM activity")
    indexes = await rows(db, INDEXES, {})
    assert await loaded(db, *GIVEN) == Counts(5, 5, 0)
    assert await written(db) == later
    assert await rows(db, INDEXES, {}) == indexes


async def test_ids_follow_the_file(db: Connection) -> None:
    before = await only(db, "SELECT uuidv7() AS id", {})
    await merged(db, *GIVEN)
    made = await rows(db, "SELECT id, uuid_extract_version(id) AS version, value FROM activity ORDER BY id", {})
    after = await only(db, "SELECT uuidv7() AS id", {})
    assert [(row["value"], row["version"]) for row in made] == [(row["value"], 7) for row in GIVEN]
    assert before["id"] < made[0]["id"] < made[-1]["id"] < after["id"]


async def test_a_fault_leaves_the_table_as_it_was(db: Connection, large: None) -> None:
    indexes = await rows(db, INDEXES, {})
    with pytest.raises(CheckViolation):
        async with db.transaction():
            await loaded(db, *GIVEN[:-1], {"value": "f", "max_group": 1001})
    assert (await written(db), await rows(db, INDEXES, {})) == ([], indexes)


async def test_a_few_rows_are_not_worth_a_lock(db: Connection) -> None:
    assert await loaded(db, *GIVEN) is None


async def test_what_can_be_read_is_not_locked(db: Connection, large: None) -> None:
    await merged(db, {"value": "known"})
    assert await loaded(db, *GIVEN) is None


async def test_who_reads_is_not_waited_for(db: Connection, database_url: str, large: None) -> None:
    with psycopg.connect(database_url) as reader:
        reader.execute("SELECT FROM activity")
        assert await loaded(db, *GIVEN) is None
        assert await merged(db, *GIVEN) == Counts(5, 5, 0)


async def test_rows_are_written_in_the_role_of_the_service(db: Connection, large: None) -> None:
    """Which row-level security binds: without the house's leave it may write none."""
    await db.execute("SET LOCAL ROLE loket_app")
    with pytest.raises(InsufficientPrivilege):
        async with db.transaction():
            await loaded(db, *GIVEN)
    await db.execute("SET LOCAL app.house = 'on'")
    assert await loaded(db, *GIVEN) == Counts(5, 5, 0)
    assert await only(db, "SELECT current_user AS name", {}) == {"name": "loket_app"}


async def test_who_logs_in_as_the_service_locks_nothing(db: Connection, large: None) -> None:
    await db.execute("SET LOCAL SESSION AUTHORIZATION loket_app; SET LOCAL app.house = 'on'")
    assert await loaded(db, *GIVEN) is None


async def test_the_same_rows_twice_change_nothing(db: Connection) -> None:
    await merged(db, *GIVEN)
    before = await rows(db, "SELECT * FROM activity ORDER BY id", {})
    assert await merged(db, {**GIVEN[0], "duration_minutes": None}, *GIVEN[1:]) == Counts(5, 0, 0)
    assert await rows(db, "SELECT * FROM activity ORDER BY id", {}) == before


async def test_a_week_in_which_nothing_is_left_is_no_difference(db: Connection) -> None:
    two = {"value": "full", "weeks": ["2027-01-11", "2027-01-18"], "first_week": 2975, "week_mask": 3}
    await merged(db, two)
    await db.execute("UPDATE activity SET full_weeks = '{2027-01-11}'")
    open_weeks = {"first_week": 2976, "week_mask": 1, "version": 1}
    assert await merged(db, two) == Counts(1, 0, 0)
    assert await only(db, "SELECT first_week, week_mask, version FROM activity", {}) == open_weeks
    assert await merged(db, {**two, "weeks": ["2027-01-18"], "first_week": 2976, "week_mask": 1}) == Counts(1, 0, 1)


@pytest.mark.parametrize(
    ("column", "value"),
    [("title", "Anders"), ("access", '{"lift": true}'), ("weeks", ["2027-01-11"]), ("company_value", "gone")],
)
async def test_what_differs_is_written(db: Connection, column: str, value: object) -> None:
    await merged(db, *GIVEN)
    assert await merged(db, {**GIVEN[0], column: value}, *GIVEN[1:], {"value": "new"}) == Counts(6, 1, 1)
    versions = {row["value"]: row["version"] for row in await written(db)}
    assert versions == {"a": 1, "b": 2, "c": 1, "d": 1, "e": 1, "new": 1}


async def test_what_is_archived_or_of_another_region_stays(db: Connection) -> None:
    await merged(db, *GIVEN)
    await db.execute("UPDATE activity SET state = 'archived' WHERE value = 'a'")
    changed = [{**row, "title": "Anders"} for row in GIVEN]
    assert await merged(db, *changed, home=["AMR-nowhere"]) == Counts(5, 0, 0)
    assert await merged(db, *changed) == Counts(5, 0, 4)
