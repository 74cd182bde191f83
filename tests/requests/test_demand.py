"""What is asked and not answered: in numbers, for everybody, without a school."""

from typing import Any

import httpx
import pytest

from api.kit import clock
from api.kit.db import Connection, rows
from tests.requests.test_life import NOW
from tests.requests.test_routes import Headers, admin, ask, school, site

__all__ = ["admin", "site"]
COUNTED = """SELECT subject, r.level, s.municipality_code AS code, count(*) AS requests, sum(r.pupils) AS pupils
    FROM school_request r, unnest(r.subjects) subject, school_site s
    WHERE s.id = r.school_site_id AND r.state = 'open' AND (%(region)s::text IS NULL OR r.region_code = %(region)s)
    GROUP BY 1, 2, 3"""


@pytest.fixture(autouse=True)
def before_the_weeks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
async def asked(http: httpx.AsyncClient, admin: Headers, site: dict[str, Any]) -> None:
    north = await school(http, admin, "00AA01", "GM0080", "noord")
    nowhere = await http.put(
        "/schools/by-source/t/00AA02", json={"name": "Ergens", "address": {}, "levels": []}, headers=admin
    )
    for place, body in (
        (site, {}),
        (site, {"pupils": 12, "subjects": ["natuurkunde", "techniek"]}),
        (site, {"level": "vwo", "pupils": 5}),
        (north, {"pupils": 9}),
        (nowhere.json(), {"pupils": 7}),
        (site, {"state": "draft"}),
    ):
        assert (await ask(http, admin, place, **body)).status_code == 201
    gone = (await ask(http, admin, site)).json()
    await http.post(f"/requests/{gone['id']}/withdraw", headers=admin)


@pytest.mark.parametrize("region", [None, "friesland", "zuidoost-brabant"])
async def test_it_equals_a_count(http: httpx.AsyncClient, asked: None, db: Connection, region: str | None) -> None:
    query = f"?region={region}" if region else ""
    answer = await http.get(f"/demand/unmet{query}")
    told = [
        (item["subject"], item["level"], (item["municipality"] or {}).get("code"), item["requests"], item["pupils"])
        for item in answer.json()["items"]
    ]
    counted = await rows(db, COUNTED, {"region": region})
    assert sorted(told, key=str) == sorted((tuple(row.values()) for row in counted), key=str)
    assert told != []
    assert [requests for *_, requests, _ in told] == sorted((requests for *_, requests, _ in told), reverse=True)


@pytest.mark.parametrize(
    ("groups", "items"),
    [
        (
            "level",
            [{"level": "havo", "requests": 4, "pupils": 56}, {"level": "vwo", "requests": 1, "pupils": 5}],
        ),
        (
            "municipality",
            [
                {"municipality": {"code": "GM0772", "name": "Eindhoven"}, "requests": 3, "pupils": 45},
                {"municipality": {"code": "GM0080", "name": "Leeuwarden"}, "requests": 1, "pupils": 9},
                {"municipality": None, "requests": 1, "pupils": 7},
            ],
        ),
        (
            "subject,subject",
            [
                {"subject": "natuurkunde", "requests": 5, "pupils": 61},
                {"subject": "techniek", "requests": 1, "pupils": 12},
            ],
        ),
    ],
)
async def test_it_is_grouped_by_what_matters(
    http: httpx.AsyncClient, asked: None, groups: str, items: list[dict[str, Any]]
) -> None:
    assert (await http.get(f"/demand/unmet?groupBy={groups}")).json() == {"items": items}


@pytest.mark.usefixtures("asked")
async def test_what_a_school_that_paused_asks_is_not_counted(http: httpx.AsyncClient, db: Connection) -> None:
    await db.execute(
        """UPDATE school SET participation = 'paused' WHERE id IN (
           SELECT school_id FROM school_site WHERE municipality_code = 'GM0772')"""
    )
    items = (await http.get("/demand/unmet?groupBy=municipality")).json()["items"]
    assert [(item["municipality"] or {}).get("code") for item in items] == ["GM0080", None]


async def test_no_school_is_named(http: httpx.AsyncClient, asked: None, site: dict[str, Any]) -> None:
    text = (await http.get("/demand/unmet")).text
    assert [word for word in ("Voorbeeldcollege", "00AA00", site["id"], "energie") if word in text] == []


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("groupBy=school", 400, "invalid_input"),
        ("groupBy=", 400, "invalid_input"),
        ("groupBy=level;drop", 400, "invalid_input"),
        ("region=zork", 404, "unknown_region"),
    ],
)
async def test_what_is_not_known_is_refused(http: httpx.AsyncClient, query: str, status: int, code: str) -> None:
    answer = await http.get(f"/demand/unmet?{query}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
