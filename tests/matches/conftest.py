"""A school in Best, a company in Eindhoven, an activity with two places a week, and people of both."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from api.kit import clock
from api.kit.db import Connection, only
from tests.conftest import MakeKey
from tests.people import Headers, person

WEEKS = ["2027-01-11", "2027-01-18", "2027-01-25"]


@pytest.fixture(autouse=True)
def before_the_weeks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 24, 9, tzinfo=UTC))


@dataclass
class World:
    http: httpx.AsyncClient
    db: Connection
    script: Headers
    teacher: Headers
    company: Headers
    coordinator: Headers
    site: dict[str, Any]
    company_site: dict[str, Any]
    school_id: Any
    company_id: Any

    async def asks(self, **fields: Any) -> dict[str, Any]:
        """An open request of the teacher's."""
        body = {
            "siteId": self.site["id"], "title": "Wie komt er?", "goal": "profile_choice", "kinds": ["guest_lesson"],
            "subjects": ["natuurkunde"], "level": "havo", "year": 3, "pupils": 28, "languages": ["nl"], "maxKm": 30,
            "weeksOk": WEEKS, **fields,
        }  # fmt: skip
        return await self.done("POST", "/requests", body, self.teacher, 201)

    async def offers(self, **fields: Any) -> dict[str, Any]:
        """A published activity of the company's."""
        body = {
            "companySiteId": self.company_site["id"], "title": "Zonnepanelen meten", "kind": "guest_lesson",
            "subjects": ["natuurkunde"], "levels": ["havo"], "years": [3], "modes": ["at_school"],
            "languages": ["nl"], "weeks": WEEKS, "maxGroup": 32, "radiusKm": 40, "capacityWeek": 2,
            "capacityYear": 4, **fields,
        }  # fmt: skip
        made = await self.done("POST", "/activities", body, self.script, 201)
        if made["state"] == "published":
            return made
        return await self.done("POST", f"/activities/{made['id']}/publish", None, self.script)

    async def proposes(
        self, request: dict[str, Any], activity: dict[str, Any], who: Headers | None = None, **fields: Any
    ) -> dict[str, Any]:
        body = {
            "requestId": request["id"], "activityId": activity["id"], "moments": [{"week": WEEKS[1]}], **fields,
        }  # fmt: skip
        return await self.done("POST", "/matches", body, who or self.teacher, 201)

    async def does(self, verb: str, match: dict[str, Any], who: Headers, **body: Any) -> dict[str, Any]:
        return await self.done("POST", f"/matches/{match['id']}/{verb}", body, who)

    async def refused(self, verb: str, match: dict[str, Any], who: Headers, **body: Any) -> tuple[int, str]:
        answer = await self.http.post(f"/matches/{match['id']}/{verb}", json=body, headers=who)
        return answer.status_code, answer.json()["code"]

    async def reads(self, path: str, who: Headers) -> dict[str, Any]:
        return await self.done("GET", path, None, who)

    async def done(self, method: str, path: str, body: Any, who: Headers, status: int = 200) -> dict[str, Any]:
        answer = await self.http.request(method, path, json=body, headers=who)
        assert answer.status_code == status, answer.text
        told: dict[str, Any] = answer.json()
        return told


@pytest.fixture
async def world(http: httpx.AsyncClient, db: Connection, key: MakeKey) -> World:
    script = await key("script")
    school = {
        "name": "Voorbeeldcollege", "address": {"municipalityCode": "GM0753"}, "levels": ["havo"],
        "location": {"lat": 51.51, "lon": 5.39}, "holidayRegion": "zuid",
    }  # fmt: skip
    company = {
        "name": "Voorbeeld Energie", "address": {"municipalityCode": "GM0772"}, "sectors": [],
        "location": {"lat": 51.44, "lon": 5.47},
    }  # fmt: skip
    site = (await http.put("/schools/by-source/t/S1", json=school, headers=script)).json()
    company_site = (await http.put("/companies/by-source/t/C1", json=company, headers=script)).json()
    row = await only(
        db,
        """SELECT (SELECT school_id FROM school_site WHERE id = %(site)s) AS school,
            (SELECT company_id FROM company_site WHERE id = %(company)s) AS company""",
        {"site": site["id"], "company": company_site["id"]},
    )
    region = site["region"]
    return World(
        http, db, script,
        await person(db, "docent@example.org", "teacher", school_id=row["school"]),
        await person(db, "bedrijf@example.org", "company_coordinator", company_id=row["company"]),
        await person(db, "regio@example.org", "regional_coordinator", region_code=region),
        site, company_site, row["school"], row["company"],
    )  # fmt: skip
