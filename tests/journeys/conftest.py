"""A served counter on a database of its own, with the real school sites in it."""

import asyncio
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from aiosmtpd.controller import Controller

from api.accounts import service as accounts
from api.accounts.models import Role
from api.app import create_app
from api.demo.service import SCHOOLS
from api.kit import clock
from api.kit.db import house
from api.kit.postgres import as_service
from tests.journeys.counter import Caller, Clock, Counter, Letterbox
from tests.processes import free_port

REGION = "zuidoost-brabant"


@contextmanager
def _served(url: str, port: int) -> Iterator[None]:
    """In a thread of this process, whose clock the story moves; the requests come over a real socket."""
    config = uvicorn.Config(create_app(url), port=port, log_config=None, lifespan="on")
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

    return counter.key(asyncio.run(make()))


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
