import pytest

from api.kit.db import Connection, one, rows
from api.kit.schemas import AddressIn
from api.kit.settings import Settings
from api.regions import queries, rules, service
from api.regions.rules import Point

TABLES = ("region", "municipality", "postcode", "place", "school_holiday")


async def written(db: Connection) -> dict[str, list[str]]:
    return {
        table: [row["w"] for row in await rows(db, f"SELECT xmin::text || ctid::text AS w FROM {table}", {})]
        for table in TABLES
    }


async def test_loading_again_touches_nothing(db: Connection) -> None:
    before = await written(db)
    assert {table: len(before[table]) for table in TABLES} == {
        "region": 47,
        "municipality": 342,
        "postcode": 4072,
        "place": 209,
        "school_holiday": 105,
    }
    await service.load(db)
    assert await written(db) == before


async def test_regions_follow_the_release_and_tell_it_by_their_version(db: Connection) -> None:
    await db.execute("""UPDATE region SET name = 'Elders', settings = '{"x": 1}' WHERE code = 'twente'""")
    await service.load(db)
    row = await one(db, "SELECT name, settings, version FROM region WHERE code = 'twente'", {})
    assert row == {"name": "Twente", "settings": {"x": 1}, "version": 2}


async def test_a_municipality_follows_only_a_later_year(db: Connection) -> None:
    await db.execute("UPDATE municipality SET name = 'Anders', valid_from = 2030 WHERE code = 'GM0014'")
    await db.execute("UPDATE municipality SET name = 'Ouder', valid_from = 2020 WHERE code = 'GM0034'")
    await service.load(db)
    found = await rows(
        db, "SELECT name, valid_from FROM municipality WHERE code IN ('GM0014', 'GM0034') ORDER BY code", {}
    )
    assert [(row["name"], row["valid_from"]) for row in found] == [("Anders", 2030), ("Almere", 2024)]


async def test_what_was_imported_is_not_overwritten(db: Connection) -> None:
    await db.execute("UPDATE postcode SET lat = 51.5, lon = 5.5, precision = 'postcode' WHERE code = '5611'")
    await db.execute("INSERT INTO postcode (code, lat, lon, precision) VALUES ('0001', 52, 5, 'postcode')")
    await service.load(db)
    assert await queries.postcode_centre(db, "5611") == Point(51.5, 5.5)
    assert await queries.postcode_centre(db, "0001") == Point(52, 5)


async def test_a_country_without_reference_data_loads_none(db: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    for table in reversed(TABLES):
        await db.execute(f"DELETE FROM {table}".encode())
    monkeypatch.setattr(service, "settings", lambda: Settings(country="dk"))
    await service.load(db)
    assert await written(db) == {table: [] for table in TABLES}


async def test_near_is_found(db: Connection) -> None:
    assert await service.locate(db, "52.1,5.2") == Point(52.1, 5.2)
    eindhoven = await service.locate(db, "5611 AB")
    assert eindhoven == await queries.postcode_centre(db, "5611")


async def test_an_unknown_postcode_is_refused_by_name(db: Connection) -> None:
    with pytest.raises(rules.UnknownPlace) as refused:
        await service.locate(db, "0000AA")
    assert [(error["in"], error["pointer"]) for error in refused.value.errors] == [("query", "#/near")]


async def test_a_postcode_without_a_place_is_refused(db: Connection) -> None:
    row = await one(db, "SELECT code FROM postcode WHERE lat IS NULL ORDER BY code LIMIT 1", {})
    assert row is not None
    with pytest.raises(rules.UnknownPlace):
        await service.locate(db, row["code"])


async def test_an_unknown_municipality_is_refused_by_name(db: Connection) -> None:
    await service.check_municipality(db, AddressIn.model_validate({"municipalityCode": "GM0772"}))
    await service.check_municipality(db, AddressIn())
    with pytest.raises(rules.UnknownMunicipality) as refused:
        await service.check_municipality(db, AddressIn.model_validate({"municipalityCode": "GM9999"}))
    assert [error["pointer"] for error in refused.value.errors] == ["#/address/municipalityCode"]
