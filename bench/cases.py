"""What is measured: requests to the service, the same to its peer, and the SQL that the service sends."""

import json
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple
from unittest.mock import patch

import httpx
import psycopg
from psycopg import AsyncClientCursor, AsyncCursor

from api.app import create_app
from api.kit import clock
from api.kit.db import Database
from bench import load, pgbench

VARIANTS = 20
NUMBER = re.compile(r"\$(\d+)")
WORDS = ["windmolen", "brug", "chipfabriek", "robot", "waterzuivering", "haven", "dijk", "zonnepaneel"]


@dataclass(frozen=True)
class Case:
    """`peer` is None where the peer has no such operation."""

    name: str
    method: str
    path: str
    body: dict[str, Any] | None
    peer_path: str
    peer_body: dict[str, Any] | None
    status: int = 200

    def request(self, headers: dict[str, str]) -> bytes:
        return _request(self.method, f"/v1{self.path}", self.body, headers)

    def peer_request(self) -> bytes:
        return _request(self.method if self.peer_body is None else "POST", self.peer_path, self.peer_body, {})


def _request(method: str, path: str, body: dict[str, Any] | None, headers: dict[str, str]) -> bytes:
    if body is None:
        return load.request(method, path, headers)
    content = json.dumps(body).encode()
    return load.request(method, path, {**headers, "Content-Type": "application/json"}, content)


def _asked(draw: random.Random, site: str) -> dict[str, Any]:
    weeks = [str(clock.this_week() + timedelta(weeks=n)) for n in range(6)]
    subjects = ["wiskunde", "natuurkunde", "scheikunde", "biologie", "techniek", "informatica"]
    return {
        "siteId": site,
        "title": "Bench",
        "goal": "subject_enrichment",
        "kinds": draw.sample(["guest_lesson", "company_visit", "workshop", "assignment"], 2),
        "subjects": draw.sample(subjects, 2),
        "level": draw.choice(["vmbo-tl", "havo", "vwo"]),
        "year": 3,
        "themes": ["energy"],
        "pupils": draw.randrange(14, 30),
        "languages": ["nl"],
        "maxKm": draw.choice([15, 25, 40]),
        "onlineOk": draw.random() < 0.5,
        "weeksOk": weeks,
        "weeksPreferred": weeks[:2],
    }


def cases(url: str, requests: list[str], site: str) -> dict[str, list[Case]]:
    """The operations, each in a number of variants."""
    draw = random.Random(42)
    with psycopg.connect(url) as connection:
        ids = [str(row[0]) for row in connection.execute("SELECT id FROM activity ORDER BY md5(id::text) LIMIT 40")]
        places = connection.execute(
            "SELECT r.*, s.lat, s.lon FROM school_request r JOIN school_site s ON s.id = r.school_site_id"
            " WHERE r.title = 'Bench suggestion' ORDER BY r.id"
        )
        names = [column.name for column in places.description or ()]
        saved = {str(row[names.index("id")]): dict(zip(names, row, strict=True)) for row in places}
    made: dict[str, list[Case]] = {"search": [], "suggestions": [], "POST": [], "list of 20": [], "one by id": []}
    for n in range(VARIANTS):
        word, kind = draw.choice(WORDS), draw.choice(["guest_lesson", "company_visit", "workshop"])
        level = draw.choice(["havo", "vwo", "vmbo-tl"])
        query = f"q={word}&kind={kind}&level={level}"
        made["search"].append(Case("search", "GET", f"/activities?{query}", None, f"/activities?{query}", None))
        made["list of 20"].append(
            Case("list of 20", "GET", "/activities?pageSize=20", None, "/activities?limit=20", None)
        )
        made["one by id"].append(
            Case("one by id", "GET", f"/activities/{ids[n]}", None, f"/activities/{ids[n]}", None)
        )
        body = _asked(draw, site)
        snake = {_snake(key): value for key, value in body.items()}
        made["POST"].append(Case("POST", "POST", "/requests", body, "/requests", snake, 201))
        row = saved[requests[n]]
        wanted = {
            "limit": 5,
            "values": {
                **{
                    name: row[name]
                    for name in ("lat", "lon", "kinds", "level", "year", "subjects", "languages", "pupils")
                },
                "weeks": [str(week) for week in row["weeks_ok"]],
            },
        }
        path = f"/match-suggestions?requestId={requests[n]}&limit=5"
        made["suggestions"].append(Case("suggestions", "GET", path, None, "/match-suggestions", wanted))
    return made


def _snake(name: str) -> str:
    return "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in name)


class Sent(NamedTuple):
    """A statement with its values; `anew` when the service has it planned for them each time."""

    text: str
    values: dict[str, Any]
    anew: bool


@contextmanager
def _recorded() -> Iterator[list[Sent]]:
    """Every statement that goes over an async cursor, as each does in the end."""
    sent: list[Sent] = []
    execute = AsyncCursor.execute

    async def recording(self: Any, query: Any, given: Any = None, **options: Any) -> Any:
        text, values = query.decode() if isinstance(query, bytes) else str(query), given or {}
        if isinstance(values, list):  # the statement has numbers for names
            text = NUMBER.sub(r"%(p\1)s", text.replace("%", "%%"))
            values = {f"p{number}": value for number, value in enumerate(values, 1)}
        sent.append(Sent(text, values, isinstance(self, AsyncClientCursor)))
        return await execute(self, query, given, **options)

    with patch.object(AsyncCursor, "execute", recording):
        yield sent


async def statements(url: str, case: Case, headers: dict[str, str]) -> pgbench.Script:
    """The SQL that the service sends for this case, as one pgbench script."""
    app = create_app(url)
    app.state.database = Database(url)
    await app.state.database.open()
    try:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bench/v1") as client:
            with _recorded() as sent:
                answer = await client.request(case.method, case.path, json=case.body, headers=headers)
    finally:
        await app.state.database.close()
    assert answer.status_code == case.status, answer.text
    assert sent, "an answer without a statement would make the limit meaningless"
    with psycopg.connect(url) as connection:
        lines = [pgbench.Line(pgbench.literal(connection, each.text, each.values), each.anew) for each in sent]
    if case.method != "GET":  # who asks is found before the transaction, and forgotten with it
        lines[1:] = [pgbench.Line("BEGIN"), *lines[1:], pgbench.Line("COMMIT")]
    return lines
