"""The statements on staged rows, as an import runs them."""

from typing import Any

from api.companies import upsert
from api.kit.db import Connection, one, rows
from api.kit.merge import Counts

SITE = {
    "scheme": "demo",
    "value": "a",
    "company_scheme": "demo",
    "company_value": "a",
    "name": "Zuidwind (voorbeeld)",
}
EVERYTHING = "SELECT * FROM company_site s JOIN company o ON o.id = company_id ORDER BY s.id"
KVK = {"company_scheme": "kvk", "company_value": "00000001", "kvk": "00000001"}


async def stage(db: Connection, *given: dict[str, Any]) -> None:
    await db.execute(f"DROP TABLE IF EXISTS {upsert.TABLE}".encode())
    await db.execute(upsert.STAGE.encode())
    for number, row in enumerate(given, 2):
        own = {"company_value": row["value"]} if "value" in row else {}
        values = {**SITE, **own, **row, "row": number}
        await db.execute(
            f"""INSERT INTO {upsert.TABLE} ({", ".join(values)})
                VALUES ({", ".join(f"%({name})s" for name in values)})""".encode(),
            values,
        )


async def merged(db: Connection, *given: dict[str, Any], home: list[str] | None = None) -> Counts:
    await stage(db, *given)
    return await upsert.merge_staged(db, home)


async def site(db: Connection, value: str = "a") -> dict[str, Any]:
    row = await one(
        db,
        """SELECT s.*, o.scheme AS company_scheme, o.value AS company_value, o.name AS company_name, o.kvk,
                  o.size_class, o.url
           FROM company_site s JOIN company o ON o.id = s.company_id WHERE s.value = %(value)s""",
        {"value": value},
    )
    assert row is not None
    return row


async def companies(db: Connection) -> int:
    return len(await rows(db, "SELECT 1 FROM company", {}))


async def test_the_same_rows_twice_change_nothing(db: Connection) -> None:
    given: list[dict[str, Any]] = [
        {**KVK, "size_class": "small", "url": "https://zuidwind.example", "sectors": ["energy"], "sbi": ["35"]},
        {"value": "b", **KVK, "size_class": "large", "lat": 51.4, "lon": 5.4},
        {"value": "c"},
    ]
    assert await merged(db, *given) == Counts(3, 3, 0)
    before = await rows(db, EVERYTHING, {})
    assert await companies(db) == 2
    assert await merged(db, *given) == Counts(3, 0, 0)
    assert await rows(db, EVERYTHING, {}) == before


async def test_what_is_absent_erases_nothing(db: Connection) -> None:
    full = {
        **KVK,
        "size_class": "small",
        "url": "https://zuidwind.example",
        "sectors": ["energy"],
        "sbi": ["35"],
        "capacity_year": 12,
        "postcode": "5611AB",
        "postcode4": "5611",
        "place": "Eindhoven",
        "street": "Windlaan 1",
        "lat": 51.44,
        "lon": 5.47,
    }
    await merged(db, full)
    before = await site(db)
    assert before["region_code"] == "zuidoost-brabant"
    assert await merged(db, {}) == Counts(1, 0, 0)
    assert await merged(db, {"sectors": [], "sbi": [], "postcode": "5611AB", "postcode4": "5611"}) == Counts(1, 0, 0)
    assert (await site(db), await companies(db)) == (before, 1)


async def test_sites_with_one_kvk_are_one_company(db: Connection) -> None:
    await merged(db, KVK, {"value": "b", **KVK})
    assert (await site(db))["company_id"] == (await site(db, "b"))["company_id"]
    assert (await site(db))["company_scheme"] == "kvk"


async def test_a_company_that_gets_its_kvk_stays_the_same_company(db: Connection) -> None:
    await merged(db, {})
    before = await site(db)
    assert await merged(db, KVK) == Counts(1, 0, 1)
    after = await site(db)
    assert (after["company_id"], after["kvk"], after["version"]) == (before["company_id"], "00000001", 2)
    assert await merged(db, KVK, {"value": "b", **KVK}) == Counts(2, 1, 0)
    assert ((await site(db, "b"))["company_id"], await companies(db)) == (before["company_id"], 1)


async def test_a_site_moves_to_the_company_that_is_named(db: Connection) -> None:
    await merged(db, KVK)
    other = {"company_scheme": "kvk", "company_value": "00000002", "kvk": "00000002", "company_name": "Ander"}
    assert await merged(db, other) == Counts(1, 0, 1)
    found = await site(db)
    assert (found["company_name"], found["kvk"], await companies(db)) == ("Ander", "00000002", 2)


async def test_a_change_of_the_company_is_a_new_version_of_all_its_sites(db: Connection) -> None:
    await merged(db, KVK, {"value": "b", **KVK}, {"value": "c"})
    assert await merged(db, {**KVK, "url": "https://nieuw.example"}) == Counts(1, 0, 1)
    assert [(await site(db, value))["version"] for value in "abc"] == [2, 2, 1]


async def test_a_region_fills_in_but_never_overwrites_what_others_share(db: Connection) -> None:
    await merged(
        db,
        {**KVK, "municipality_code": "GM0080", "url": "https://zuidwind.example"},
        {"value": "b", **KVK, "municipality_code": "GM0014"},
    )
    await merged(db, {**KVK, "url": "https://gekaapt.example", "size_class": "large"}, home=["friesland"])
    found = await site(db)
    assert (found["url"], found["size_class"]) == ("https://zuidwind.example", "large")


async def test_what_a_register_no_longer_has_is_retired_not_deleted(db: Connection) -> None:
    await merged(db, {"municipality_code": "GM0080"}, {"value": "b", "municipality_code": "GM0014"}, {"value": "c"})
    await stage(db, {"value": "c"})
    assert await upsert.retire_missing(db, "demo", ["friesland"]) == 1
    assert await upsert.retire_missing(db, "demo") == 1
    found = await rows(db, "SELECT value, state FROM company_site ORDER BY value", {})
    assert [(row["value"], row["state"]) for row in found] == [("a", "retired"), ("b", "retired"), ("c", "active")]


async def test_a_coarser_place_never_replaces_a_finer_one(db: Connection) -> None:
    await merged(db, {"lat": 51.44, "lon": 5.47, "municipality_code": "GM0772"})
    assert await merged(db, {"postcode": "5611AB", "postcode4": "5611"}) == Counts(1, 0, 1)
    found = await site(db)
    assert (found["lat"], found["lon"], found["precision"]) == (51.44, 5.47, "exact")
