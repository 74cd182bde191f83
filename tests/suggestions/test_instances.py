"""The instances sent as a region would send them: the suggestions are the proven pairs, to the last integer."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import MakeKey
from tests.matching.test_real_instances import _checker
from tests.suggestions import instances

Found = dict[str, dict[str, tuple[str, int]]]


async def _suggested(http: httpx.AsyncClient, headers: dict[str, str], instance: dict[str, Any]) -> Found:
    """Per request: offer -> (week, score)."""
    for kind, content in instances.files(instance):
        answer = await http.post(
            "/imports", params={"kind": kind}, content=content, headers={**headers, "Content-Type": "text/csv"}
        )
        assert answer.status_code == 201, answer.text[:2000]
        assert answer.json()["counts"]["created"] == answer.json()["counts"]["rows"]
    ids: dict[str, str] = {}
    cursor: str | None = ""
    while cursor is not None:
        page = (
            await http.get(
                "/requests", params={"pageSize": 200, **({"cursor": cursor} if cursor else {})}, headers=headers
            )
        ).json()
        ids |= {item["code"]["value"]: item["id"] for item in page["items"]}
        cursor = page["nextCursor"]
    assert set(ids) == {request["id"] for request in instance["requests"]}
    found: Found = {}
    for request, request_id in ids.items():
        answer = await http.get("/match-suggestions", params={"requestId": request_id, "limit": 200}, headers=headers)
        items = answer.json()["items"]
        assert all(sum(part["points"] for part in item["parts"]) == item["score"] for item in items)
        assert [-item["score"] for item in items] == sorted(-item["score"] for item in items)
        found[request] = {item["activity"]["code"]["value"]: (item["week"], item["score"]) for item in items}
    return found


async def test_p1_gives_every_feasible_pair(http: httpx.AsyncClient, key: MakeKey, shared: Path) -> None:
    instance = instances.read(shared / "matching" / "P1-small.instance.json")
    pairs = json.loads((shared / "matching" / "P1-small.pairs.json").read_text())["pairs"]
    requests = {request["id"]: request for request in instance["requests"]}
    found = await _suggested(http, await key("script"), instance)
    expected: dict[str, dict[str, int]] = {request: {} for request in requests}
    weeks = {offer["id"]: set(offer["weeks"]) for offer in instance["offers"]}
    for request, offer, _, base in pairs:
        preferred = weeks[offer] & set(requests[request]["weeksPreferred"])
        expected[request][offer] = (base + 10 * (1000 if preferred else 400)) // 10
    assert {request: {offer: score for offer, (_, score) in of.items()} for request, of in found.items()} == expected


@pytest.mark.parametrize("name", ["P2-seed-size"])
async def test_p2_scores_are_the_independent_checkers(
    http: httpx.AsyncClient, key: MakeKey, shared: Path, name: str
) -> None:
    instance = instances.read(shared / "matching" / f"{name}.instance.json")
    check = _checker(shared / "matching" / "check_plan.py")
    sites = {site["id"]: site for site in instance["sites"]}
    companies = {company["id"]: company for company in instance["companies"]}
    found = await _suggested(http, await key("script"), instance)
    expected: Found = {}
    for request in instance["requests"]:
        of = expected.setdefault(request["id"], {})
        for offer in instance["offers"]:
            km = check.distance_km(sites[request["site"]], companies[offer["company"]])
            scored = [
                (-check.score(request, offer, km, week), week)
                for week in request["weeksOk"]
                if not check.violations(request, offer, km, week)
            ]
            if scored:
                score, week = min(scored)
                of[offer["id"]] = (week, -score)
    assert found == expected
