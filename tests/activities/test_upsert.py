"""The statements on staged rows, as an import runs them."""

from typing import Any

import pytest

from api.activities import upsert
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


async def test_new_rows_follow_their_sites(db: Connection) -> None:
    assert await merged(db, *GIVEN) == Counts(5, 5, 0)
    states = {row["value"]: row["state"] for row in await written(db)}
    assert states == {"a": "published", "b": "published", "c": "draft", "d": "retired", "e": "paused"}


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
