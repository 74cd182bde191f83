"""SQL and the pure rules agree to the integer, on worlds and requests drawn at random."""

import json
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.activities.rules import derived
from api.activities.upsert import put as put_activity
from api.companies.upsert import put as put_company
from api.kit import clock
from api.kit.db import Connection, one, rows
from api.matching.model import Offer, Request, km_between
from api.matching.near import Relax, relaxed
from api.matching.scores import broken, fit
from api.requests.rules import Calendar
from api.requests.schemas import DraftIn
from api.requests.upsert import put as put_request
from api.schools.upsert import put as put_school
from api.suggestions.rules import place_of, request_of, request_of_draft
from api.vocabularies.shipped import vocabulary
from tests.conftest import MakeKey
from tests.suggestions import facts

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
        company = {"row": 1, "scheme": "t", "value": f"C{number}", "name": f"C{number}", "capacity_year": 9}
        await put_company(db, company | owner | (point if number else {}))
    for number in range(90):
        await put_activity(db, _activity(draw, number))
    await db.execute(
        """INSERT INTO school_holiday (school_year, name, holiday_region, starts_on, ends_on, compulsory)
           VALUES ('2026-2027', 'Herfst', 'zuid', '2026-10-24', '2026-11-01', false),
                  ('2026-2027', 'Herfst', 'noord', '2026-10-10', '2026-10-18', false),
                  ('2026-2027', 'Kerst', 'zuid', '2026-12-19', '2027-01-03', false),
                  ('2026-2027', 'Kerst', 'noord', '2026-12-19', '2027-01-03', false)"""
    )
    where: list[dict[str, Any]] = [
        {"value": "S", "lat": 52.1, "lon": 5.2, "holiday_region": "zuid", "municipality_code": "GM0772"},
        {"value": "N", "lat": 52.2, "lon": 5.1, "holiday_region": "noord", "municipality_code": "GM0080"},
        {"value": "X", "holiday_region": "elders"},
    ]
    for site in where:
        await put_school(db, {"row": 1, "scheme": "t", "name": "School", "school_value": site["value"], **site})


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


async def _counting(db: Connection, holiday_region: str | None) -> Calendar:
    """From this week on, without the holidays, each looked up in the table for itself."""
    free = await rows(
        db,
        """SELECT week FROM unnest(%(weeks)s::date[]) week JOIN school_holiday h
           ON h.holiday_region = %(region)s AND week BETWEEN h.starts_on AND h.ends_on - 4""",
        {"weeks": WEEKS, "region": holiday_region},
    )
    return Calendar(clock.this_week(), frozenset(row["week"] for row in free))


@pytest.mark.parametrize("seed", SEEDS)
async def test_drafts(db: Connection, http: httpx.AsyncClient, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(seed)
    if seed % 2:
        monkeypatch.setattr(clock, "now", lambda: datetime(2026, 10, 14, 10, tzinfo=UTC))
    await _world(db, draw)
    site = (await rows(db, "SELECT id, lat, lon FROM school_site WHERE scheme = 't' AND value = 'S'", {}))[0]
    all_offers = await _offers(db)
    seen: Counter[str] = Counter()
    for _ in range(40):
        body = _draft(draw, str(site["id"]))
        draft = DraftIn.model_validate(body)
        calendar = await _counting(db, "zuid" if draft.site_id else None)
        seen["holidays"] += len(calendar.holidays)
        offers = {id_: replace(offer, weeks=calendar.open(offer.weeks)) for id_, offer in all_offers.items()}
        request = request_of_draft(draft, site if draft.site_id else None, calendar)
        answer = (await http.post("/match-suggestions", json=body, params={"limit": 200})).json()
        found = [(item["activity"]["id"], item["score"], item["week"]) for item in answer["items"]]
        assert found == _expected(request, offers), body
        for item in answer["items"]:
            facts.check(body, site, item["activity"], item)
        _check_near(request, offers, answer)
        one = draw.choice(sorted(offers))
        _check_alone(
            request, one, offers, (await http.post(f"/match-suggestions?activityId={one}", json=body)).json()
        )
        seen["items" if answer["items"] else "nothing"] += 1
        seen["near"] += len(answer["nearMisses"])
    assert min(seen["items"], seen["nothing"], seen["near"], seen["holidays"]) > 3, "the worlds show every case"


def _check_alone(request: Request, id_: str, offers: Mapping[str, Offer], answer: dict[str, Any]) -> None:
    """An activity that was asked for by name tells its own fit, or everything that does not."""
    fitting = fit(request, offers[id_])
    assert [(item["activity"]["id"], item["score"]) for item in answer["items"]] == (
        [(id_, fitting.score)] if fitting else []
    )
    misses = [(miss["activity"]["id"], tuple(miss["broken"])) for miss in answer["nearMisses"]]
    limits = broken(request, offers[id_], km_between(request, offers[id_]))
    assert misses == ([] if fitting else [(id_, limits)])


def _check_near(request: Request, offers: Mapping[str, Offer], answer: dict[str, Any]) -> None:
    """What nearly fits a request, among all offers."""
    _check_misses({id_: (request, offer) for id_, offer in offers.items()}, answer, "activity")


def _check_misses(pairs: Mapping[str, tuple[Request, Offer]], answer: dict[str, Any], name: str) -> None:
    """Every near miss is broken as it says, every step works, every count is the count."""
    judged = {id_: broken(request, offer, km_between(request, offer)) for id_, (request, offer) in pairs.items()}
    for miss in answer["nearMisses"]:
        id_ = miss[name]["id"]
        assert tuple(miss["broken"]) == judged[id_]
        if miss["relax"]:
            step = miss["relax"]
            after = relaxed(*pairs[id_], Relax(step["field"], step["from"], step["to"]))
            assert fit(*after) is not None
    if answer["reason"] is None:
        return
    alone = Counter(limits for limits in judged.values() if len(limits) == 1)
    told = {tuple(entry["limits"]): entry["count"] for entry in answer["reason"]["limits"]}
    if alone:
        assert told == dict(alone)
    else:
        assert all(len(limits) > 1 for limits in told)


def _request(draw: random.Random, number: int) -> dict[str, Any]:
    weeks = sorted(_some(draw, WEEKS)[:8])
    return {
        "row": 1,
        "scheme": "t",
        "value": f"R{number}",
        "site_scheme": "t",
        "site_value": draw.choice("SNX"),
        "title": f"Request {number}",
        "goal": "project",
        "kinds": _some(draw, KINDS)[:3],
        "subjects": _some(draw, SUBJECTS)[:2],
        "level": draw.choice(LEVELS),
        "year": draw.randint(1, 5),
        "themes": _some(draw, THEMES, 0),
        "pupils": draw.randint(1, 45),
        "languages": ["nl"],
        "max_km": draw.choice([0, 5, 15, 40]),
        "online_ok": draw.random() < 0.5,
        "weeks_ok": [str(week) for week in weeks],
        "weeks_preferred": [str(week) for week in weeks[:2]],
        "needs": [],
    }


@pytest.mark.parametrize("seed", SEEDS)
async def test_activities(
    db: Connection, http: httpx.AsyncClient, key: MakeKey, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whom an activity fits: all that is open for its own company, one's own for a region, nobody for others."""
    draw = random.Random(seed)
    if seed % 2:
        monkeypatch.setattr(clock, "now", lambda: datetime(2026, 10, 14, 10, tzinfo=UTC))
    await _world(db, draw)
    for number in range(60):
        await put_request(db, _request(draw, number))
    await db.execute("UPDATE school_request SET state = 'withdrawn' WHERE value IN ('R1', 'R2', 'R3')")
    requests = await rows(
        db,
        """SELECT r.*, s.lat, s.lon, s.holiday_region FROM school_request r
           JOIN school_site s ON s.id = r.school_site_id WHERE r.state = 'open'""",
        {},
    )
    calendars = {region: await _counting(db, region) for region in ("zuid", "noord", "elders")}
    region = await key("regional_coordinator", region="friesland")
    stranger = await key("company_coordinator", organisation=uuid4())
    seen: Counter[str] = Counter()
    for id_, offer in list((await _offers(db)).items())[:30]:
        owner = await one(
            db,
            """SELECT s.company_id FROM activity a JOIN company_site s ON s.id = a.company_site_id
               WHERE a.id = %(id)s""",
            {"id": id_},
        )
        assert owner is not None
        ours = await key("professional", organisation=owner["company_id"])
        for headers in (ours, region, stranger, {}):
            pairs = {
                str(row["id"]): (
                    request_of(row),
                    replace(offer, weeks=calendars[row["holiday_region"]].open(offer.weeks)),
                )
                for row in requests
                if headers is ours or (headers is region and row["region_code"] == "friesland")
            }
            path = f"/match-suggestions?limit=200&activityId={id_}"
            answer = (await http.get(path, headers=headers)).json()
            fits = [(other, found) for other, pair in pairs.items() if (found := fit(*pair))]
            fits.sort(key=lambda pair: (-pair[1].score, pair[0]))
            items = [(item["request"]["id"], item["score"], item["week"]) for item in answer["items"]]
            assert items == [(other, fitting.score, str(fitting.week)) for other, fitting in fits]
            few = (await http.get(path.replace("limit=200", "limit=2"), headers=headers)).json()
            assert few["items"] == answer["items"][:2]
            _check_misses(pairs, answer, "request")
            told = [entry["request"] for entry in answer["items"] + answer["nearMisses"]]
            own = headers is region
            assert {(one["code"] is not None, bool(one["allowedActions"])) for one in told} <= {(own, own)}
            if not pairs:
                assert answer == {"items": [], "nearMisses": [], "reason": {"code": "no_demand", "limits": []}}
            seen["items" if fits else "nothing"] += 1
            seen["near"] += len(answer["nearMisses"])
    assert min(seen["items"], seen["nothing"], seen["near"]) > 3, "the worlds show every case"


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
