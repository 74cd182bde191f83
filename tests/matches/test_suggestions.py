"""SQL and the pure rules agree to the integer, on worlds and requests drawn at random."""

import json
import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from api.activities.rules import derived
from api.activities.upsert import put as put_activity
from api.companies.upsert import put as put_company
from api.kit.db import Connection, rows
from api.matches.rules import place_of, request_of_draft
from api.matching.model import Offer, Request, km_between
from api.matching.near import Relax, relaxed
from api.matching.scores import broken, fit
from api.requests.schemas import DraftIn
from api.schools.upsert import put as put_school
from api.vocabularies.rules import vocabulary

KINDS = ["guest_lesson", "company_visit", "workshop", "contest"]
LEVELS, SUBJECTS = ["havo", "vwo", "vmbo-tl"], ["natuurkunde", "scheikunde", "wiskunde", "techniek"]
THEMES = ["energy", "water", "space"]
WEEKS = [date(2026, 8, 31) + timedelta(weeks=n) for n in range(30)]
SEEDS = range(4)


def _some(draw: random.Random, values: list[Any], least: int = 1) -> list[Any]:
    return draw.sample(values, draw.randint(least, len(values)))


def _activity(draw: random.Random, number: int) -> dict[str, Any]:
    row: dict[str, Any] = {
        "row": 1,
        "scheme": "t",
        "value": f"A{number}",
        "company_scheme": "t",
        "company_value": f"C{draw.randrange(25)}",
        "title": f"Activity {number}",
        "summary": "",
        "kind": draw.choice(KINDS),
        "goals": [],
        "subjects": _some(draw, SUBJECTS),
        "levels": _some(draw, LEVELS),
        "years": sorted(_some(draw, [1, 2, 3, 4])),
        "themes": _some(draw, THEMES, 0),
        "modes": draw.choice([["at_school"], ["at_school", "online"], ["hybrid"]]),
        "languages": _some(draw, ["nl", "en"]),
        "weeks": sorted(_some(draw, WEEKS)[:12]),
        "max_group": draw.randint(5, 40),
        "radius_km": draw.choice([0, 10, 25, 60]),
        "capacity_week": 1,
        "capacity_year": 5,
        "state": "published",
    }
    row |= derived(row, vocabulary())
    return row | {"weeks": [str(week) for week in row["weeks"]]}


async def _world(db: Connection, draw: random.Random) -> None:
    for number in range(25):
        point = {"lat": round(draw.uniform(51.9, 52.4), 5), "lon": round(draw.uniform(4.9, 5.6), 5)}
        owner = {"company_scheme": "t", "company_value": f"C{number}"}
        site = {"row": 1, "scheme": "t", "value": f"C{number}", "name": f"C{number}", "capacity_year": 9}
        await put_company(db, site | owner | (point if number else {}))
    for number in range(90):
        await put_activity(db, _activity(draw, number))
    school = {"row": 1, "scheme": "t", "value": "S", "name": "School", "school_value": "S", "lat": 52.1, "lon": 5.2}
    await put_school(db, school)


def _draft(draw: random.Random, site: str) -> dict[str, Any]:
    weeks = sorted(_some(draw, WEEKS)[:8])
    whole: dict[str, Any] = {
        "siteId": site,
        "kinds": _some(draw, KINDS)[:3],
        "level": draw.choice(LEVELS),
        "year": draw.randint(1, 5),
        "subjects": _some(draw, [*SUBJECTS, "kunst"])[:2],
        "themes": _some(draw, THEMES, 0),
        "pupils": draw.randint(1, 45),
        "languages": ["nl"],
        "maxKm": draw.choice([0, 5, 15, 40]),
        "onlineOk": draw.random() < 0.5,
        "weeksOk": [str(week) for week in weeks],
        "weeksPreferred": [str(week) for week in weeks[:2]],
    }
    dropped = draw.sample(list(whole), draw.randint(0, 4)) if draw.random() < 0.5 else []
    return {name: value for name, value in whole.items() if name not in dropped}


async def _offers(db: Connection) -> dict[str, Offer]:
    """Straight from the table, not by way of the JSON that the service reads."""
    return {
        str(row["id"]): Offer(
            kind=row["kind"],
            levels=frozenset(row["levels"]),
            years=frozenset(row["years"]),
            subjects=frozenset(row["subjects"]),
            themes=frozenset(row["themes"]),
            languages=frozenset(row["languages"]),
            max_group=row["max_group"],
            radius_km=row["radius_km"],
            online=row["online"],
            weeks=frozenset(row["weeks"]),
            place=place_of(row),
        )
        for row in await rows(db, "SELECT * FROM activity", {})
    }


def _expected(request: Request, offers: dict[str, Offer]) -> list[tuple[str, int, str | None]]:
    fits = [(id_, found) for id_, offer in offers.items() if (found := fit(request, offer))]
    fits.sort(key=lambda pair: (-pair[1].score, pair[0]))
    return [(id_, found.score, str(found.week)) for id_, found in fits]


@pytest.mark.parametrize("seed", SEEDS)
async def test_drafts(db: Connection, http: httpx.AsyncClient, seed: int) -> None:
    draw = random.Random(seed)
    await _world(db, draw)
    site = (await rows(db, "SELECT id, lat, lon FROM school_site WHERE scheme = 't'", {}))[0]
    offers = await _offers(db)
    seen: Counter[str] = Counter()
    for _ in range(40):
        body = _draft(draw, str(site["id"]))
        draft = DraftIn.model_validate(body)
        request = request_of_draft(draft, site if draft.site_id else None)
        answer = (await http.post("/match-suggestions", json=body, params={"limit": 200})).json()
        found = [(item["activity"]["id"], item["score"], item["week"]) for item in answer["items"]]
        assert found == _expected(request, offers), body
        for item in answer["items"]:
            assert sum(part["points"] for part in item["parts"]) == item["score"]
        _check_near(request, offers, answer)
        one = draw.choice(sorted(offers))
        _check_alone(
            request, one, offers, (await http.post(f"/match-suggestions?activityId={one}", json=body)).json()
        )
        seen["items" if answer["items"] else "nothing"] += 1
        seen["near"] += len(answer["nearMisses"])
    assert min(seen["items"], seen["nothing"], seen["near"]) > 3, "the worlds show every case"


def _check_alone(request: Request, id_: str, offers: dict[str, Offer], answer: dict[str, Any]) -> None:
    """An activity that was asked for by name tells its own fit, or everything that does not."""
    fitting = fit(request, offers[id_])
    assert [(item["activity"]["id"], item["score"]) for item in answer["items"]] == (
        [(id_, fitting.score)] if fitting else []
    )
    misses = [(miss["activity"]["id"], tuple(miss["broken"])) for miss in answer["nearMisses"]]
    limits = broken(request, offers[id_], km_between(request, offers[id_]))
    assert misses == ([] if fitting else [(id_, limits)])


def _check_near(request: Request, offers: dict[str, Offer], answer: dict[str, Any]) -> None:
    """Every near miss is broken as it says, every step works, every count is the count."""
    judged = {id_: broken(request, offer, km_between(request, offer)) for id_, offer in offers.items()}
    for miss in answer["nearMisses"]:
        id_ = miss["activity"]["id"]
        assert tuple(miss["broken"]) == judged[id_]
        if miss["relax"]:
            step = miss["relax"]
            after = relaxed(request, offers[id_], Relax(step["field"], step["from"], step["to"]))
            assert fit(*after) is not None
    if answer["reason"] is None:
        return
    alone = Counter(limits for limits in judged.values() if len(limits) == 1)
    told = {tuple(entry["limits"]): entry["count"] for entry in answer["reason"]["limits"]}
    if alone:
        assert told == dict(alone)
    else:
        assert all(len(limits) > 1 for limits in told)


async def test_an_empty_counter_says_that_there_is_no_supply(http: httpx.AsyncClient) -> None:
    answer = await http.post("/match-suggestions", json={"kinds": ["guest_lesson"]})
    assert json.loads(answer.text) == {
        "items": [],
        "nearMisses": [],
        "reason": {"code": "no_supply", "limits": []},
    }


async def test_one_of_two_is_needed(http: httpx.AsyncClient) -> None:
    answer = await http.get("/match-suggestions")
    assert (answer.status_code, answer.json()["code"]) == (409, "one_of_two")


async def test_an_activity_that_is_not_there_fits_nothing(http: httpx.AsyncClient) -> None:
    unknown = "/match-suggestions?activityId=00000000-0000-0000-0000-000000000000"
    answer = await http.post(unknown, json={})
    assert (answer.status_code, answer.json()["code"]) == (404, "activity_not_found")
