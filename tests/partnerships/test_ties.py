"""Partners come first among equals, and only there: no score changes, and nothing else is shown or hidden."""

from datetime import UTC, datetime
from typing import Any

import pytest

from api.kit import clock
from tests.matches.conftest import World, before_the_weeks, world

__all__ = ["before_the_weeks", "world"]
COMPANIES = 4
PARTNER = """INSERT INTO partnership (school_id, company_id, state, proposed_by, school_yes, company_yes, started_on)
    SELECT %(school)s, company_id, 'active', 'school', true, true, '2026-09-01' FROM company_site
    WHERE id = %(site)s"""


async def sites(world: World) -> list[dict[str, Any]]:
    """Companies at one place: what they offer alike scores alike."""
    found = []
    for number in range(COMPANIES):
        body = {
            "name": f"Bedrijf {number}", "address": {"municipalityCode": "GM0772"}, "sectors": [],
            "location": {"lat": 51.44, "lon": 5.47},
        }  # fmt: skip
        answer = await world.http.put(f"/companies/by-source/t/T{number}", json=body, headers=world.script)
        found.append(answer.json())
    return found


async def becomes_partner(world: World, site: dict[str, Any]) -> None:
    await world.db.execute(PARTNER.encode(), {"school": world.school_id, "site": site["id"]})


async def suggested(world: World, request: dict[str, Any], limit: int = 20) -> list[tuple[str, int]]:
    path = f"/match-suggestions?requestId={request['id']}&limit={limit}"
    items = (await world.reads(path, world.teacher))["items"]
    return [(item["activity"]["company"]["name"], item["score"]) for item in items]


async def test_equal_scores_go_to_the_partner(world: World) -> None:
    places = await sites(world)
    for site in places:
        await world.offers(companySiteId=site["id"])
    request = await world.asks()
    before = await suggested(world, request)
    assert (len(before), len({score for _, score in before})) == (COMPANIES, 1)
    last = before[-1][0]
    await becomes_partner(world, next(site for site in places if site["name"] == last))
    after = await suggested(world, request)
    assert after == [before[-1], *before[:-1]]
    # Also where the list is cut.
    assert await suggested(world, request, 1) == [before[-1]]


async def test_a_better_score_stays_before_the_partner(world: World) -> None:
    places = await sites(world)
    for number, site in enumerate(places):
        # A larger group leaves more places empty: a little less of a fit with each.
        await world.offers(companySiteId=site["id"], maxGroup=32 + number)
    request = await world.asks()
    before = await suggested(world, request)
    assert len({score for _, score in before}) == COMPANIES
    await becomes_partner(world, next(site for site in places if site["name"] == before[-1][0]))
    assert await suggested(world, request) == before
    assert await suggested(world, request, 1) == before[:1]


async def test_a_partner_reaches_no_further(world: World) -> None:
    (near, far, *_) = await sites(world)
    await world.offers(companySiteId=near["id"])
    await world.offers(companySiteId=far["id"], levels=["vwo"])
    request = await world.asks()
    before = await suggested(world, request)
    await becomes_partner(world, far)
    assert [name for name, _ in before] == [near["name"]]
    assert await suggested(world, request) == before


async def test_a_dormant_partner_is_like_any_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    places = await sites(world)
    weeks = {"weeks": ["2028-01-10"]}
    for site in places:
        await world.offers(companySiteId=site["id"], **weeks)
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 11, 24, 9, tzinfo=UTC))
    request = await world.asks(weeksOk=["2028-01-10"])
    before = await suggested(world, request)
    await becomes_partner(world, next(site for site in places if site["name"] == before[-1][0]))
    assert await suggested(world, request) == before


async def test_an_activity_comes_to_the_partners_school_first(world: World) -> None:
    activity = await world.offers()
    requests = [await world.asks() for _ in range(2)]
    other = {
        "name": "Andere school", "address": {"municipalityCode": "GM0753"}, "levels": ["havo"],
        "location": {"lat": 51.51, "lon": 5.39}, "holidayRegion": "zuid",
    }  # fmt: skip
    site = (await world.http.put("/schools/by-source/t/S2", json=other, headers=world.script)).json()
    body = {
        "siteId": site["id"], "title": "Van de ander", "goal": "profile_choice", "kinds": ["guest_lesson"],
        "subjects": ["natuurkunde"], "level": "havo", "year": 3, "pupils": 28, "languages": ["nl"], "maxKm": 30,
        "weeksOk": requests[0]["weeksOk"],
    }  # fmt: skip
    theirs = await world.done("POST", "/requests", body, world.script, 201)
    path = f"/match-suggestions?activityId={activity['id']}"

    async def wanted() -> list[str]:
        return [item["request"]["id"] for item in (await world.reads(path, world.company))["items"]]

    assert await wanted() == [requests[0]["id"], requests[1]["id"], theirs["id"]]
    await world.db.execute(
        """INSERT INTO partnership (school_id, company_id, state, proposed_by, school_yes, company_yes, started_on)
           VALUES (%s, %s, 'active', 'school', true, true, '2026-09-01')""",
        [site["school"]["id"], world.company_id],
    )
    assert await wanted() == [theirs["id"], requests[0]["id"], requests[1]["id"]]
