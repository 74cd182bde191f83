"""What a class needs and a place does not have: never suggested, told as what it is, with what is online instead."""

import random
from typing import Any

import httpx
import pytest
from psycopg.types.json import Jsonb

from api.activities.rules import unmet
from api.kit.db import Connection, rows
from api.vocabularies.shipped import vocabulary
from tests.conftest import MakeKey
from tests.suggestions.test_suggestions import WEEKS

NEEDS = ["wheelchair", "hearing_loop", "age_12", "age_16"]
ACCESS: list[dict[str, Any] | None] = [
    None, {}, {"wheelchair": True}, {"wheelchair": False}, {"wheelchair": True, "hearingLoop": True},
    {"minAge": 14}, {"minAge": 12, "wheelchair": True},
]  # fmt: skip
MODES = [["at_company"], ["at_school"], ["at_company", "online"], ["online"]]
Json = dict[str, Any]


async def _visits(http: httpx.AsyncClient, headers: dict[str, str], count: int, **fields: Any) -> None:
    place = {"lat": 51.44, "lon": 5.47}
    company = {"name": "Hoogbouw", "address": {"municipalityCode": "GM0772"}, "sectors": [], "location": place}
    await http.put("/companies/by-source/t/C", json=company, headers=headers)
    for number in range(count):
        body = {
            "companyScheme": "t", "companyValue": "C", "title": f"Bezoek {number}", "kind": "company_visit",
            "subjects": ["natuurkunde"], "levels": ["havo"], "years": [3], "modes": ["at_company"],
            "languages": ["nl"], "weeks": [str(week) for week in WEEKS[-3:]], "maxGroup": 40, "radiusKm": 90,
            "capacityWeek": 1, "capacityYear": 2, **fields,
        }  # fmt: skip
        answer = await http.put(f"/activities/by-source/t/A{number}", json=body, headers=headers)
        assert answer.status_code == 201, answer.text


def _draft(needs: list[str]) -> Json:
    return {
        "kinds": ["company_visit"], "subjects": ["natuurkunde"], "level": "havo", "year": 3, "pupils": 20,
        "languages": ["nl"], "needs": needs, "onlineOk": True, "weeksOk": [str(WEEKS[-2])],
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
async def test_sql_and_rule_agree_on_who_can_come_in(
    db: Connection, http: httpx.AsyncClient, key: MakeKey, seed: int
) -> None:
    draw = random.Random(seed)
    await _visits(http, await key("script"), 24)
    for row in await rows(db, "SELECT id FROM activity ORDER BY value", {}):
        access = draw.choice(ACCESS)
        values = (draw.choice(MODES), None if access is None else Jsonb(access), row["id"])
        await db.execute("UPDATE activity SET modes = %s, access = %s WHERE id = %s", values)
    offered = {str(row["id"]): row for row in await rows(db, "SELECT id, modes, access FROM activity", {})}
    for needs in ([], *([need] for need in NEEDS), draw.sample(NEEDS, 2), NEEDS):
        answer = (await http.post("/match-suggestions?limit=200", json=_draft(needs))).json()
        lacking = {id_: unmet(needs, row, vocabulary().extras("needs")) for id_, row in offered.items()}
        assert {item["activity"]["id"] for item in answer["items"]} == {id_ for id_ in lacking if not lacking[id_]}
        for miss in answer["nearMisses"]:
            assert (miss["broken"], sorted(miss["needs"])) == (["access"], sorted(lacking[miss["activity"]["id"]]))
        assert len(answer["nearMisses"]) == min(3, sum(map(bool, lacking.values())))


async def test_what_is_online_instead_is_told_although_enough_fits(
    db: Connection, http: httpx.AsyncClient, key: MakeKey
) -> None:
    await _visits(http, await key("script"), 6)
    found = await rows(db, "SELECT id FROM activity ORDER BY value", {})
    closed, virtual = found[0]["id"], found[5]["id"]
    meets = Jsonb({"wheelchair": True})
    await db.execute("UPDATE activity SET access = %s WHERE id <> %s", (meets, closed))
    await db.execute("UPDATE activity SET modes = '{online}', kind = 'virtual_visit' WHERE id = %s", (virtual,))
    access = Jsonb({"wheelchair": False, "virtualAlternativeId": str(virtual)})
    await db.execute("UPDATE activity SET access = %s WHERE id = %s", (access, closed))
    answer = (await http.post("/match-suggestions", json=_draft(["wheelchair"]))).json()
    (miss,) = answer["nearMisses"]
    assert len(answer["items"]) == 4
    assert (miss["activity"]["id"], miss["broken"], miss["needs"], miss["relax"], miss["instead"]["id"]) == (
        str(closed), ["access"], ["wheelchair"], None, str(virtual),
    )  # fmt: skip
    alone = (await http.post(f"/match-suggestions?activityId={closed}", json=_draft(["wheelchair"]))).json()
    assert (alone["items"], alone["nearMisses"][0]["instead"]["id"]) == ([], str(virtual))
    # What is published no longer is offered to nobody.
    await db.execute("UPDATE activity SET state = 'paused' WHERE id = %s", (virtual,))
    again = (await http.post("/match-suggestions", json=_draft(["wheelchair"]))).json()
    assert again["nearMisses"][0]["instead"] is None
