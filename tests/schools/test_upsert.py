"""The statements on staged rows, as an import runs them."""

from typing import Any

from api.kit.db import Connection, one, rows
from api.kit.merge import Counts
from api.schools import upsert

SITE = {"scheme": "duo", "value": "99XX01", "school_value": "99XX", "name": "Voorbeeldcollege", "levels": ["havo"]}


async def stage(db: Connection, *given: dict[str, Any]) -> None:
    await db.execute(f"DROP TABLE IF EXISTS {upsert.TABLE}".encode())
    await db.execute(upsert.STAGE.encode())
    for number, row in enumerate(given, 2):
        values = {**SITE, **row, "row": number}
        await db.execute(
            f"""INSERT INTO {upsert.TABLE} ({", ".join(values)})
                VALUES ({", ".join(f"%({name})s" for name in values)})""".encode(),
            values,
        )


async def merged(db: Connection, *given: dict[str, Any], home: list[str] | None = None) -> Counts:
    await stage(db, *given)
    return await upsert.merge_staged(db, home)


async def site(db: Connection, value: str = "99XX01") -> dict[str, Any]:
    row = await one(
        db,
        """SELECT s.*, o.name AS school_name, o.value AS school_value, o.board_code FROM school_site s
           JOIN school o ON o.id = s.school_id WHERE s.scheme = 'duo' AND s.value = %(value)s""",
        {"value": value},
    )
    assert row is not None
    return row


async def test_the_same_rows_twice_change_nothing(db: Connection) -> None:
    given: list[dict[str, Any]] = [
        {},
        {"value": "99XX02", "lat": 52.5, "lon": 6.1},
        {"value": "98XX01", "school_value": "98XX"},
    ]
    assert await merged(db, *given) == Counts(3, 3, 0)
    before = await rows(db, "SELECT * FROM school_site ORDER BY id", {})
    assert await merged(db, *given) == Counts(3, 0, 0)
    assert await rows(db, "SELECT * FROM school_site ORDER BY id", {}) == before


async def test_only_what_differs_is_counted_and_gets_a_version(db: Connection) -> None:
    await merged(db, {}, {"value": "99XX02"}, {"value": "99XX03"})
    counts = await merged(db, {}, {"value": "99XX02", "name": "Anders"}, {"value": "99XX03"}, {"value": "99XX04"})
    assert counts == Counts(4, 1, 1)
    versions = [(await site(db, f"99XX0{n}"))["version"] for n in (1, 2, 3, 4)]
    assert versions == [1, 2, 1, 1]


async def test_of_two_rows_with_one_code_the_later_wins(db: Connection) -> None:
    await merged(db, {"name": "Eerst"}, {"name": "Later"})
    assert (await site(db))["name"] == "Later"


async def test_what_is_absent_erases_nothing(db: Connection) -> None:
    full = {
        "street": "Lesplein 1",
        "postcode": "5611AB",
        "postcode4": "5611",
        "place": "Eindhoven",
        "website": "https://voorbeeld.example",
        "denomination": "Openbaar",
        "holiday_region": "noord",
        "prior_matches": 3,
        "board_code": "12345",
        "school_name": "Voorbeeldgroep",
        "lat": 51.44,
        "lon": 5.47,
    }
    await merged(db, full)
    before = await site(db)
    assert await merged(db, {"levels": []}) == Counts(1, 0, 0)
    assert await merged(db, {"levels": [], "postcode": "5611AB", "postcode4": "5611"}) == Counts(1, 0, 0)
    assert await site(db) == before
    assert (before["region_code"], before["holiday_region"]) == ("zuidoost-brabant", "noord")


async def test_a_place_comes_from_the_finest_that_is_known(db: Connection) -> None:
    around = await one(db, "SELECT lat, lon FROM municipality WHERE code = 'GM0772'", {})
    centre = await one(
        db, "SELECT * FROM postcode WHERE municipality_code = 'GM0772' AND precision = 'postcode' LIMIT 1", {}
    )
    assert around is not None
    assert centre is not None
    await merged(db, {"municipality_code": "GM0772"})
    found = await site(db)
    assert (found["lat"], found["lon"], found["precision"]) == (around["lat"], around["lon"], "municipality")
    digits = {"postcode": centre["code"], "postcode4": centre["code"]}
    await merged(db, digits)
    found = await site(db)
    assert (found["lat"], found["lon"], found["precision"]) == (centre["lat"], centre["lon"], "postcode")
    await merged(db, {"lat": 51.44, "lon": 5.47})
    await merged(db, {**digits, "postcode": f"{centre['code']}AC", "municipality_code": "GM0772"})
    found = await site(db)
    assert (found["lat"], found["lon"], found["precision"]) == (51.44, 5.47, "exact")
    assert found["postcode"] == f"{centre['code']}AC"
    await merged(db, {"lat": 51.45, "lon": 5.48})
    found = await site(db)
    assert (found["lat"], found["lon"], found["precision"]) == (51.45, 5.48, "exact")


async def test_region_and_holidays_follow_the_municipality(db: Connection) -> None:
    await merged(db, {"municipality_code": "GM0772"})
    found = await site(db)
    assert (found["region_code"], found["holiday_region"]) == ("zuidoost-brabant", "zuid")
    await merged(db, {"municipality_code": "GM0080"})
    found = await site(db)
    assert (found["region_code"], found["holiday_region"]) == ("friesland", "noord")


async def test_rows_without_a_municipality_lie_in_the_region_that_was_asked(db: Connection) -> None:
    await merged(db, {"region_code": "twente"}, {"value": "99XX02", "region_code": "twente", "postcode4": "5611"})
    assert (await site(db))["region_code"] == "twente"
    assert (await site(db, "99XX02"))["region_code"] == "zuidoost-brabant"


async def test_an_institution_keeps_its_given_name(db: Connection) -> None:
    await merged(db, {"name": "Zuid"}, {"value": "99XX02", "name": "Noord", "school_name": "Voorbeeldgroep"})
    assert (await site(db))["school_name"] == "Voorbeeldgroep"
    await merged(db, {"name": "Zuid"}, {"value": "99XX02", "name": "Noord"})
    assert (await site(db, "99XX02"))["school_name"] == "Voorbeeldgroep"


async def test_a_change_of_the_institution_is_a_new_version_of_all_its_sites(db: Connection) -> None:
    await merged(db, {}, {"value": "99XX02"}, {"value": "98XX01", "school_value": "98XX"})
    assert await merged(db, {"school_name": "Nieuw"}) == Counts(1, 0, 1)
    versions = [(await site(db, value))["version"] for value in ("99XX01", "99XX02", "98XX01")]
    assert versions == [2, 2, 1]


async def test_a_region_fills_in_but_never_overwrites_what_others_share(db: Connection) -> None:
    await merged(
        db,
        {"municipality_code": "GM0080", "school_name": "Voorbeeldgroep"},
        {"value": "99XX02", "municipality_code": "GM0014"},
    )
    await merged(db, {"school_name": "Gekaapt", "board_code": "777"}, home=["friesland"])
    found = await site(db)
    assert (found["school_name"], found["board_code"]) == ("Voorbeeldgroep", None)
    await db.execute("DELETE FROM school_site WHERE value = '99XX02'")
    await merged(db, {"school_name": "Eigen", "board_code": "777"}, home=["friesland"])
    found = await site(db)
    assert (found["school_name"], found["board_code"]) == ("Eigen", "777")


async def test_what_a_register_no_longer_has_is_retired_not_deleted(db: Connection) -> None:
    await merged(db, {}, {"value": "99XX02"}, {"value": "99XX03"})
    await merged(db, {"scheme": "demo", "value": "x", "school_value": "x"})
    await stage(db, {})
    assert await upsert.retire_missing(db, "duo") == 2
    assert await upsert.retire_missing(db, "duo") == 0
    found = await rows(db, "SELECT value, state, version FROM school_site ORDER BY value", {})
    assert [(row["value"], row["state"], row["version"]) for row in found] == [
        ("99XX01", "active", 1),
        ("99XX02", "retired", 2),
        ("99XX03", "retired", 2),
        ("x", "active", 1),
    ]
    assert await merged(db, {"value": "99XX02"}) == Counts(1, 0, 1)
    assert (await site(db, "99XX02"))["state"] == "active"


async def test_a_region_retires_its_own_sites_alone(db: Connection) -> None:
    await merged(db, {"municipality_code": "GM0080"}, {"value": "99XX02", "municipality_code": "GM0014"})
    await stage(db)
    assert await upsert.retire_missing(db, "duo", ["friesland"]) == 1
    assert (await site(db, "99XX02"))["state"] == "active"


async def test_a_dry_run_is_rolled_back(db: Connection) -> None:
    async with db.transaction(force_rollback=True):
        assert await merged(db, {}) == Counts(1, 1, 0)
    assert await rows(db, "SELECT 1 FROM school_site", {}) == []
