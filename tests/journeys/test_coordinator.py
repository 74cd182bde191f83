"""J3, a coordinator serves a whole region at once: asked again, solved, decided on, sent, mended; by curl alone.

The Career Day and the region's bundle (steps 8 and 11) are not there yet.
"""

import json
import subprocess
import sys
from collections import Counter as Counted
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.counter import Answer, Caller, Counter
from tests.journeys.town import REGION, TOWN

YEAR = 2026
WEEKS = ["2027-02-01", "2027-02-08", "2027-03-01", "2027-03-08"]
ASKED = {
    "goal": "profile_choice", "kinds": ["guest_lesson"], "subjects": ["natuurkunde"], "level": "havo", "year": 3,
    "themes": ["energy"], "pupils": 25, "languages": ["nl"], "maxKm": 40, "onlineOk": True, "weeksOk": WEEKS,
}  # fmt: skip
OFFERED = {
    "kind": "guest_lesson", "subjects": ["natuurkunde"], "levels": ["havo"], "years": [3], "themes": ["energy"],
    "modes": ["at_school"], "languages": ["nl"], "weeks": WEEKS, "maxGroup": 30, "radiusKm": 40, "capacityWeek": 1,
    "capacityYear": 1, "fallbackMode": "online", "state": "published",
}  # fmt: skip
SCHOOLS, OFFERS = 7, 5
REASON = "Zo is het afgesproken."
OUTCOMES = ("survives", "converts", "rematches")


def asks(coordinator: Caller, site: Answer, title: str) -> Answer:
    return coordinator.posts("/requests", {**ASKED, "siteId": site["id"], "title": title}, 201)


@pytest.fixture(scope="module")
def schools(coordinator: Caller) -> list[Any]:
    """Sites of the region, the nearest to its town first."""
    near = f"{TOWN['lat']},{TOWN['lon']}"
    return list(coordinator.gets("/schools", region=REGION, near=near, pageSize=SCHOOLS)["items"])


@pytest.fixture(scope="module")
def offers(operator: Caller) -> list[Any]:
    """Each for one class a year."""
    site = {"name": "Meetkamer (voorbeeld)", "location": TOWN, "address": {"municipalityCode": "GM0772"}}
    made = operator.puts("/companies/by-source/journey/meetkamer", {**site, "sectors": ["energy"]})
    titles = [f"Meten {n}" for n in range(OFFERS)]
    bodies = ({**OFFERED, "title": title, "companySiteId": made["id"]} for title in titles)
    return [operator.posts("/activities", body, 201) for body in bodies]


def solved(counter: Counter, coordinator: Caller, path: str) -> Answer:
    """By the worker, in a process of its own."""
    counter.work()
    told = coordinator.gets(path)
    assert told["state"] in ("proposed", "in_review"), told
    return told


def pairs(coordinator: Caller, path: str) -> dict[str, Any]:
    """Proposals by their request."""
    items = coordinator.gets(f"{path}/proposals", pageSize=100)["items"]
    return {item["request"]["id"]: item for item in items}


def same_again(coordinator: Caller, path: str, folder: Path) -> bool:
    """Whether anybody who solves the same file gets the same plan."""
    file, output = folder / "round.json", folder / "result.json"
    file.write_text(json.dumps(coordinator.gets(f"{path}/snapshot")))
    subprocess.run([sys.executable, "-m", "api.cli", "solve", str(file), "-o", str(output)], check=True)
    plan = json.loads(output.read_text())["plan"]
    return bool(plan) and plan == coordinator.gets(f"{path}/result")["plan"]


def asks_again(counter: Counter, coordinator: Caller, schools: list[Any]) -> list[Answer]:
    """What was asked long ago is asked about, and not served while nobody answers; the requests of today."""
    counter.day("2026-11-02T09:00+01:00")
    stale = asks(coordinator, schools[0], "Van lang geleden")
    counter.day("2026-12-07T09:00+01:00")
    counter.work()
    assert coordinator.gets(f"/requests/{stale['id']}")["state"] == "needs_confirmation"
    asked = [asks(coordinator, site, f"Vraag {n}") for n, site in enumerate(schools)]
    found = coordinator.gets("/requests", region=REGION, state="open", pageSize=50)["items"]
    assert {item["id"] for item in found} == {item["id"] for item in asked}
    return asked


def solves(counter: Counter, coordinator: Caller, schools: list[Any], asked: list[Answer]) -> str:
    """A school that never had anything comes first; the round stands beside first come, first served."""
    wish = {"siteId": schools[-1]["id"], "schoolYear": YEAR, "reason": "Kreeg nog nooit een gastles."}
    coordinator.posts("/school-priorities", wish, 201)
    made = coordinator.posts("/match-rounds", {"region": REGION, "name": "Voorjaar", "schoolYear": YEAR}, 201)
    path = f"/match-rounds/{made['id']}"
    coordinator.posts(f"{path}/freeze")
    coordinator.posts(f"{path}/solve", status=202)
    told = solved(counter, coordinator, path)
    assert (told["figures"]["asked"], told["figures"]["served"], told["gap"]) == (SCHOOLS, OFFERS, 0)
    assert told["baseline"]["served"] <= OFFERS
    assert asked[-1]["id"] in pairs(coordinator, path)
    left = coordinator.gets(f"{path}/unserved", pageSize=50)["items"]
    assert [item["why"]["reason"] for item in left] == ["lost_competition"] * (SCHOOLS - OFFERS)
    return path


def decides(counter: Counter, coordinator: Caller, path: str) -> None:
    """One pair is pinned, another forbidden, each with its reason; before it is solved again nothing is sent."""
    pinned, forbidden = list(pairs(coordinator, path).values())[:2]
    decided = [
        {"proposal": pinned["id"], "decision": "pin", "reason": REASON},
        {"proposal": forbidden["id"], "decision": "forbid", "reason": REASON},
    ]
    coordinator.posts(f"{path}/decisions", {"items": decided})
    assert coordinator.refused(f"{path}/publish", {})["code"] == "round_not_solved"
    coordinator.posts(f"{path}/solve", status=202)
    assert solved(counter, coordinator, path)["figures"]["served"] == OFFERS
    of = {request: item["activity"]["id"] for request, item in pairs(coordinator, path).items()}
    assert of[pinned["request"]["id"]] == pinned["activity"]["id"]
    assert of.get(forbidden["request"]["id"]) != forbidden["activity"]["id"]


def mends(counter: Counter, coordinator: Caller, path: str) -> str:
    """One is agreed and three are declined; what is mended leaves the agreed one, which is given, as it is."""
    agreed, *others = [item["match"] for item in pairs(coordinator, path).values()]
    for side in ("school", "company"):
        coordinator.posts(f"/matches/{agreed}/accept", {"side": side})
    for match in others[:3]:
        coordinator.posts(f"/matches/{match}/decline", {"reason": "date_unsuitable", "side": "company"})
    before = coordinator.gets(f"/matches/{agreed}")
    fallen = coordinator.gets(f"{path}/fallen-matches")["items"]
    assert [item["state"] for item in fallen] == ["declined_by_company"] * 3
    child = f"/match-rounds/{coordinator.posts(f'{path}/amendments', status=201)['id']}"
    assert solved(counter, coordinator, child)["figures"]["served"] == OFFERS
    coordinator.posts(f"{child}/publish")
    assert coordinator.gets(f"/matches/{agreed}") == before
    states = Counted(item["state"] for item in coordinator.gets("/matches", region=REGION, pageSize=50)["items"])
    assert states == {"confirmed": 1, "declined_by_company": 3, "proposed": OFFERS - 1}
    return str(agreed)


def switches(counter: Counter, coordinator: Caller, agreed: str) -> None:
    """What the preview tells is what happens, and the preview tells nobody; and back."""
    counter.work()
    letters, path = len(counter.letterbox.received), f"/regions/{REGION}/mode-switch"
    told = coordinator.posts(f"{path}?dryRun=true", {"mode": "online"})
    counter.work()
    assert (len(counter.letterbox.received), told["converts"]) == (letters, OFFERS)
    done = coordinator.posts(path, {"mode": "online"})
    assert [done[name] for name in OUTCOMES] == [told[name] for name in OUTCOMES]
    assert coordinator.gets(f"/matches/{agreed}")["switchedOnline"] is True
    assert coordinator.posts(path, {"mode": "physical"})["converts"] == OFFERS
    assert coordinator.gets(f"/matches/{agreed}")["switchedOnline"] is False


def test_from_a_region_that_asks_to_promises_that_are_mended(
    counter: Counter, coordinator: Caller, teacher: Caller, schools: list[Any], offers: list[Any], tmp_path: Path
) -> None:
    # 1, 2. The requests that count.
    asked = asks_again(counter, coordinator, schools)
    # 3, 4. Solved; decided on and solved again.
    path = solves(counter, coordinator, schools, asked)
    decides(counter, coordinator, path)
    # 5, 6. The same file and seed give the same plan; it is sent once.
    assert same_again(coordinator, path, tmp_path)
    assert coordinator.posts(f"{path}/publish")["published"] == {"proposed": OFFERS, "refused": 0}
    assert coordinator.refused(f"{path}/publish", {})["code"] == "state_forbids"
    # 7. Mended.
    agreed = mends(counter, coordinator, path)
    # 9. A concern is handled.
    about = {"about": {"type": "activity", "id": offers[0]["id"]}, "text": "Het werd een reclamepraatje."}
    teacher.posts("/concerns", about, 201)
    (concern,) = coordinator.gets("/concerns")["items"]
    coordinator.posts(f"/concerns/{concern['id']}/handle", {"outcome": "Gebeld met het bedrijf."})
    # 10. Online and back.
    switches(counter, coordinator, agreed)
