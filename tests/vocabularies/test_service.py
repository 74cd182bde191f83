import json

import pytest
from psycopg.types.json import Jsonb

from api.kit.db import Connection, one, rows
from api.kit.settings import Settings
from api.vocabularies import service
from api.vocabularies.packs import SCHEMES, load_pack

STATE = "SELECT scheme, code, xmin::text || ctid::text AS written FROM concept ORDER BY scheme, code"


async def test_loading_again_touches_nothing(db: Connection) -> None:
    before = await rows(db, STATE, {})
    await service.load(db)
    assert await rows(db, STATE, {}) == before
    assert len(before) == len(list(load_pack("nl").concepts()))


async def test_loading_puts_right_what_differs_and_that_alone(db: Connection) -> None:
    await db.execute(
        "UPDATE concept SET label = %(label)s WHERE scheme = 'goals' AND code = 'project'",
        {"label": Jsonb({"nl": "anders", "en": "other"})},
    )
    before = {(row["scheme"], row["code"]): row["written"] for row in await rows(db, STATE, {})}
    await service.load(db)
    after = {(row["scheme"], row["code"]): row["written"] for row in await rows(db, STATE, {})}
    assert {code for code in after if after[code] != before[code]} == {("goals", "project")}
    body = json.loads(await service.read_scheme(db, "goals"))
    shipped = {concept.code: concept.label for concept in load_pack("nl").schemes["goals"]}
    assert {concept["code"]: concept["label"] for concept in body["concepts"]} == shipped


async def test_a_code_that_the_pack_no_longer_has_stays(db: Connection) -> None:
    await db.execute(
        """INSERT INTO concept (scheme, code, position, label) VALUES ('goals', 'bygone', 99, '{"en": "bygone"}')"""
    )
    await service.load(db)
    found = await one(db, "SELECT position FROM concept WHERE code = 'bygone'", {})
    assert found == {"position": 99}


async def test_another_country_loads_its_own_levels(db: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    await db.execute("DELETE FROM concept")
    monkeypatch.setattr(service, "settings", lambda: Settings(country="dk"))
    await service.load(db)
    body = json.loads(await service.read_scheme(db, "levels"))
    assert [c["code"] for c in body["concepts"]] == [c.code for c in load_pack("dk").schemes["levels"]]
    schemes = await rows(db, "SELECT DISTINCT scheme FROM concept", {})
    assert {row["scheme"] for row in schemes} == set(SCHEMES)
