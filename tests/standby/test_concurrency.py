"""Many at once, on a real server: every place that comes free is offered to exactly one, and nobody twice."""

import asyncio
from collections import Counter
from typing import Any

import httpx
import psycopg
from psycopg.rows import dict_row

from tests.conftest import Live
from tests.matrix.world import coming_monday

PLACES, WAITING = 20, 30
WEEK = str(coming_monday())
SCHOOL = {
    "name": "Voorbeeldcollege", "address": {"municipalityCode": "GM0753"}, "levels": ["havo"],
    "location": {"lat": 51.51, "lon": 5.39}, "holidayRegion": "zuid",
}  # fmt: skip
COMPANY = {
    "name": "Voorbeeld Energie", "address": {"municipalityCode": "GM0772"}, "sectors": [],
    "location": {"lat": 51.44, "lon": 5.47},
}  # fmt: skip
ASKED = {
    "title": "Wie komt er?", "goal": "profile_choice", "kinds": ["guest_lesson"], "subjects": ["natuurkunde"],
    "level": "havo", "year": 3, "pupils": 28, "languages": ["nl"], "maxKm": 30, "weeksOk": [WEEK],
}  # fmt: skip
OFFERED = {
    "title": "Zonnepanelen meten", "kind": "guest_lesson", "subjects": ["natuurkunde"], "levels": ["havo"],
    "years": [3], "modes": ["at_school"], "languages": ["nl"], "weeks": [WEEK], "maxGroup": 32, "radiusKm": 40,
    "capacityWeek": PLACES, "capacityYear": PLACES,
}  # fmt: skip
LINE = (
    "SELECT id, state FROM standby_place w ORDER BY (SELECT opened_at FROM school_request WHERE id = request_id), id"
)


class _Town:
    """A school, a company and their region's script, on a server."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def does(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        answer = await self.http.request(method, path, json=body)
        assert answer.status_code < 300, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def at_once(self, paths: list[str], body: Any = None) -> Counter[int]:
        """The statuses of as many requests, all at the same time."""
        answers = await asyncio.gather(*(self.http.post(path, json=body) for path in paths))
        return Counter(answer.status_code for answer in answers)


def _line(live: Live) -> list[dict[str, Any]]:
    with psycopg.connect(live.database, row_factory=dict_row) as db:
        return db.execute(LINE).fetchall()


def _taken(live: Live) -> list[tuple[int, int]]:
    with psycopg.connect(live.database) as db:
        return db.execute("SELECT taken, capacity FROM place_count WHERE kind IN ('week', 'year')").fetchall()


async def test_twenty_cancel_at_once_and_then_some_take_what_others_let_go(live: Live) -> None:
    headers = {"Authorization": f"Bearer {live.key('script')}"}
    async with httpx.AsyncClient(base_url=f"{live.url}/v1", headers=headers, timeout=60) as http:
        town = _Town(http)
        school = await town.does("PUT", "/schools/by-source/t/S1", SCHOOL)
        company = await town.does("PUT", "/companies/by-source/t/C1", COMPANY)
        activity = await town.does("POST", "/activities", {**OFFERED, "companySiteId": company["id"]})
        if activity["state"] != "published":
            await town.does("POST", f"/activities/{activity['id']}/publish")
        asked = [await town.does("POST", "/requests", {**ASKED, "siteId": school["id"]}) for _ in range(50)]
        pair = {"activityId": activity["id"], "moments": [{"week": WEEK}], "side": "school"}
        planned = []
        for request in asked[:PLACES]:
            match = await town.does("POST", "/matches", {**pair, "requestId": request["id"]})
            await town.does("POST", f"/matches/{match['id']}/accept", {"side": "company"})
            planned.append(match["id"])
        for request in asked[PLACES:]:
            await town.does("POST", "/standby-places", {"requestId": request["id"], "activityId": activity["id"]})

        cancelled = {"reason": "illness", "side": "company"}
        assert await town.at_once([f"/matches/{match}/cancel" for match in planned], cancelled) == {200: PLACES}
        line = _line(live)
        assert [place["state"] for place in line] == ["offered"] * PLACES + ["waitlisted"] * (WAITING - PLACES)
        assert _taken(live) == [(PLACES, PLACES)] * 2

        # Half take what is offered, half let it go, and each tries twice.
        verbs = [f"/standby-places/{one['id']}/{('accept', 'pass')[n % 2]}" for n, one in enumerate(line[:PLACES])]
        assert await town.at_once(verbs * 2) == {201: PLACES // 2, 200: PLACES // 2, 409: PLACES}
        after = _line(live)
        assert Counter(place["state"] for place in after) == {"confirmed": 10, "passed": 10, "offered": 10}
        assert [place["state"] for place in after[PLACES:]] == ["offered"] * (WAITING - PLACES)
        assert _taken(live) == [(PLACES, PLACES)] * 2
        with psycopg.connect(live.database) as db:
            made = db.execute("SELECT count(*), count(DISTINCT request_id) FROM match WHERE origin = 'standby'")
            assert made.fetchone() == (10, 10)
