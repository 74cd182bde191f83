"""A served counter with the real school sites in it, a school that takes part, and companies around it."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from aiosmtpd.controller import Controller

from api.accounts import service as accounts
from api.accounts.roles import Role
from api.app import built_spa, create_app
from api.demo.service import SCHOOLS
from api.kit import clock
from api.kit.db import house
from api.kit.postgres import as_service
from tests.journeys.counter import Caller, Clock, Counter, Letterbox, done
from tests.processes import free_port

REGION = "zuidoost-brabant"
TEACHER = "docent@school.example"
# A real school site in Eindhoven, and what is near it.
SCHOOL = {"scheme": "duo", "value": "01FY00"}
TOWN, BEST, ARNHEM = {"lat": 51.441, "lon": 5.478}, {"lat": 51.510, "lon": 5.390}, {"lat": 51.980, "lon": 5.910}
WEEKS = ["2026-03-16", "2026-03-23", "2026-03-30", "2026-04-06"]
OFFERED = {
    "kind": "guest_lesson", "subjects": ["natuurkunde"], "levels": ["havo", "vwo"], "years": [3],
    "themes": ["energy"], "languages": ["nl"], "weeks": WEEKS, "maxGroup": 32, "radiusKm": 40,
    "capacityWeek": 2, "capacityYear": 8,
}  # fmt: skip


@contextmanager
def _served(url: str, port: int) -> Iterator[None]:
    """In a thread of this process, whose clock the story moves; the requests come over a real socket."""
    config = uvicorn.Config(create_app(url, built_spa()), port=port, log_config=None, lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield
    server.should_exit = True
    thread.join(15)


@pytest.fixture(scope="module")
def counter(copy_database: Callable[[str], str]) -> Iterator[Counter]:
    database = copy_database(f"journeys_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")
    port, mail_port = free_port(), free_port()
    letterbox, moved = Letterbox(), Clock()
    receiver = Controller(letterbox, hostname="127.0.0.1", port=mail_port)
    receiver.start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", moved.now)
        with _served(as_service(database), port):
            smtp = f"smtp://127.0.0.1:{mail_port}"
            yield Counter(f"http://127.0.0.1:{port}", database, smtp, letterbox, moved)
    receiver.stop()


def _key(counter: Counter, role: Role) -> Caller:
    """As `loket keys create` makes it."""

    async def make() -> str:
        async with house(as_service(counter.database)) as db:
            return await accounts.create_key(db, role)

    return counter.key(done(make()))


@pytest.fixture(scope="module")
def operator(counter: Counter) -> Caller:
    """Whoever runs the service: the register of schools is read, by curl as the README says."""
    caller = _key(counter, Role.SCRIPT)
    content = ("-H", "Content-Type: text/csv", "--data-binary", f"@{SCHOOLS}")
    url = f"{counter.url}/v1/imports?kind=schools&format=duo-vestigingen-geocoded"
    assert caller.curl(*content, url, status=201)["counts"]["created"] == 1619
    return caller


@pytest.fixture(scope="module")
def coordinator(counter: Counter, operator: Caller) -> Caller:
    """Of the region around Eindhoven; invited by the platform's admin."""
    admin = _key(counter, Role.PLATFORM_ADMIN)
    return counter.invited(admin, "regio@loket.example", "Regio", role="regional_coordinator", regionCode=REGION)


@pytest.fixture(scope="module")
def companies(counter: Counter, operator: Caller, coordinator: Caller) -> dict[str, Caller]:
    """Three within 25 km of the school, each with its coordinator and an offer; and one 60 km away, not online."""
    counter.day("2026-03-02T09:00+01:00")  # before the weeks of what is offered
    signed = {}
    for name, location, code in (
        ("zonnig", TOWN, "GM0772"), ("windrijk", TOWN, "GM0772"), ("stroom", BEST, "GM0753"),
        ("verweg", ARNHEM, "GM0202"),
    ):  # fmt: skip
        site = {"name": f"{name} (voorbeeld)", "location": location, "address": {"municipalityCode": code}}
        made = operator.puts(f"/companies/by-source/journey/{name}", {**site, "sectors": ["energy"]})
        offer = {**OFFERED, "title": f"Meten bij {name}", "modes": ["at_school"], "companySiteId": made["id"]}
        operator.posts("/activities", {**offer, "state": "published"}, 201)
        if name == "verweg":
            continue
        role = {"role": "company_coordinator", "organisationId": made["company"]["id"]}
        signed[name] = counter.invited(coordinator, f"{name}@bedrijf.example", name.title(), **role)
    return signed


@pytest.fixture(scope="module")
def teacher(counter: Counter, operator: Caller, coordinator: Caller) -> Caller:
    """The school applies by its code in the register and is admitted; its coordinator invites a teacher."""
    wish = {
        "kind": "school", "siteCode": SCHOOL, "contactName": "School", "contactEmail": "loket@school.example",
        "motivation": "Graag.", "consent": True,
    }  # fmt: skip
    made = counter.visitor().posts("/applications", wish, 201)
    coordinator.posts(f"/applications/{made['id']}/admit", {})
    school = counter.signs_in("loket@school.example")
    at = school.gets("/session")["account"]["memberships"][0]["organisation"]["id"]
    return counter.invited(school, TEACHER, "Docent", role="teacher", organisationId=at)
