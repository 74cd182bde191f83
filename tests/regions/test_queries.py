import random

import pytest

from api.kit.db import Connection, one, rows
from api.matching.model import Place, distance_km
from api.regions import queries

DISTANCE = (
    f"SELECT {queries.distance_km('s')} AS km FROM (SELECT %(s_lat)s::float8 AS lat, %(s_lon)s::float8 AS lon) s"
)


async def km(db: Connection, a: tuple[float, float], b: tuple[float, float]) -> float:
    row = await one(db, DISTANCE, {"s_lat": a[0], "s_lon": a[1], "lat": b[0], "lon": b[1]})
    assert row is not None
    return float(row["km"])


async def test_sql_and_matching_measure_the_same_distance(db: Connection) -> None:
    chance = random.Random(2)
    for _ in range(300):
        a = (chance.uniform(50.7, 53.6), chance.uniform(3.3, 7.3))
        b = (round(chance.uniform(50.7, 53.6), 4), round(chance.uniform(3.3, 7.3), 4))
        assert await km(db, a, b) == pytest.approx(distance_km(Place(*a), Place(*b)), rel=1e-13)


async def test_the_other_side_of_the_world_can_be_measured(db: Connection) -> None:
    chance = random.Random(3)
    for _ in range(300):
        lat, lon = round(chance.uniform(-90, 90), 3), round(chance.uniform(-180, 0), 3)
        assert await km(db, (lat, lon), (-lat, lon + 180)) == pytest.approx(20015.115, abs=0.01)
    assert await km(db, (52.1, 5.1), (52.1, 5.1)) == 0


@pytest.mark.parametrize(
    ("q", "names"),
    [
        ("eindh", ["Eindhoven"]),
        ("EINDHOVEN", ["Eindhoven"]),
        ("sudwest", ["Súdwest-Fryslân"]),
        ("Fryslan", ["Noardeast-Fryslân", "Súdwest-Fryslân"]),
        ("hertogenb", ["'s-Hertogenbosch"]),
        ("'s-g", ["'s-Gravenhage"]),
        ("indhoven", []),
        ("%", []),
        ("_indhoven", []),
    ],
)
async def test_a_municipality_is_found_by_the_beginning_of_a_word(db: Connection, q: str, names: list[str]) -> None:
    found = await queries.municipalities(db, q, None, None, 10)
    known = await rows(db, "SELECT code, name FROM municipality", {})
    by_code = {row["code"]: row["name"] for row in known}
    assert [by_code[row["code"]] for row in found] == names
    assert await queries.municipality_count(db, q, None) == len(names)
