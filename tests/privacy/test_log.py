"""The log: a chain that anybody can compute anew, one row per write, seen by the region and the person."""

import asyncio
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest
from psycopg.rows import dict_row

from api.kit import audit
from api.kit.db import Connection, house, rows
from api.privacy import service
from api.privacy.schemas import AuditEntriesOut, VerificationOut
from tests.conftest import MakeKey
from tests.privacy.conftest import MakePerson
from tests.requests.test_routes import BODY, school

ENTRY: dict[str, Any] = {
    "actor": UUID(int=7),
    "kind": "person",
    "operation": "change_account",
    "subject": "/v1/account",
    "region": "friesland",
    "outcome": 200,
    "request": "5f2c",
}
ALL = "SELECT *, (extract(epoch FROM at) * 1000000)::bigint AS micros FROM audit_entry ORDER BY lane, place"


def _said(row: dict[str, Any]) -> str:
    fields = ("lane", "place", "id", "micros", "actor_id", "actor_kind", "operation", "subject", "region_code")
    values = [row[field] for field in (*fields, "outcome", "request_id")]
    return "\n".join("" if value is None else str(value) for value in values)


def _ends(found: list[dict[str, Any]]) -> dict[int, tuple[int, bytes]]:
    """The end of every lane as hashlib has it; fails at the first row that does not follow."""
    ends = {lane: (0, hashlib.sha256(f"lane {lane}".encode()).digest()) for lane in range(16)}
    for row in found:
        place, before = ends[row["lane"]]
        computed = hashlib.sha256(before + _said(row).encode()).digest()
        assert (row["place"], bytes(row["hash"])) == (place + 1, computed)
        ends[row["lane"]] = (row["place"], computed)
    return ends


async def _written(db: Connection, count: int) -> None:
    for number in range(count):
        await audit.add(db, {**ENTRY, "outcome": 200 + number})


async def test_the_chain_is_what_hashlib_says(db: Connection) -> None:
    await _written(db, 5)
    ends = _ends(await rows(db, ALL, {}))
    told = await service.verification(db)
    assert (told["intact"], told["entries"]) == (True, 5)
    assert {lane["lane"]: lane["hash"] for lane in told["lanes"]} == {
        lane: end.hex() for lane, (_, end) in ends.items()
    }


FORGED = """INSERT INTO audit_entry (lane, place, actor_kind, operation, subject, outcome, hash)
    SELECT lane, {}, 'person', 'x', '/v1/x', 200, sha256('x') FROM audit_entry WHERE place = 1"""


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        ("UPDATE audit_entry SET subject = '/v1/other' WHERE place = 3", 3),
        ("UPDATE audit_entry SET at = at + interval '1 microsecond' WHERE place = 1", 1),
        ("UPDATE audit_entry SET actor_id = NULL WHERE place = 5", 5),
        ("UPDATE audit_entry SET hash = sha256('x') WHERE place = 2", 2),
        ("DELETE FROM audit_entry WHERE place = 3", 4),
        ("DELETE FROM audit_entry WHERE place = 5", 5),
        ("DELETE FROM audit_entry", 1),
        ("UPDATE audit_entry SET place = 9 WHERE place = 4", 5),
        (FORGED.format(6), 6),
        (FORGED.format(0), 0),
        ("UPDATE audit_lane SET hash = sha256('x') WHERE place = 5", 6),
        ("UPDATE audit_lane SET place = 4 WHERE place = 5", 6),
    ],
)
async def test_what_the_owner_changes_shows(db: Connection, tampering: str, broken: int) -> None:
    await _written(db, 5)
    await db.execute(tampering.encode())
    told = await service.verification(db)
    assert told["intact"] is False
    assert [lane["brokenAt"] for lane in told["lanes"] if not lane["intact"]] == [broken]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET outcome = 200",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "INSERT INTO audit_entry SELECT * FROM audit_entry",
        "UPDATE audit_lane SET place = 0",
        "DELETE FROM audit_lane",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
    ],
)
@pytest.mark.parametrize("setting", ["app.house", "app.admin", "app.everywhere"])
async def test_the_service_itself_cannot_change_it(db: Connection, statement: str, setting: str) -> None:
    await _written(db, 1)
    await db.execute("SET LOCAL ROLE loket_app")
    await db.execute("SELECT set_config(%s, 'on', true)", (setting,))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with db.transaction():
            await db.execute(statement.encode())


async def test_the_service_cannot_forget_what_is_young(db: Connection) -> None:
    await _written(db, 2)
    await db.execute("SET LOCAL ROLE loket_app")
    await db.execute("SELECT loket_audit_forget(now() + interval '100 years')")
    assert len(await rows(db, "SELECT id FROM audit_entry WHERE true", {})) == 0  # no wall is open
    await db.execute("RESET ROLE")
    assert len(await rows(db, ALL, {})) == 2


async def test_one_row_per_write_with_its_outcome(
    http: httpx.AsyncClient, db: Connection, key: MakeKey, person: MakePerson
) -> None:
    script, stranger = await key("script"), await key("script", region="friesland")
    noor = await person("noor@school.nl")
    site = await school(http, script, "00AA00", "GM0772", "zuid")
    body = {**BODY, "siteId": site["id"]}
    once = {**script, "Idempotency-Key": "k1"}
    made = await http.post("/requests", headers=once, json=body)
    path = f"/requests/{made.json()['id']}"
    answers = [
        await http.post("/requests", headers=once, json=body),  # replayed: no row
        await http.get(path, headers=script),  # a read: no row
        await http.patch(path, headers={**script, "If-Match": '"1"'}, json={"pupils": 20}),
        await http.patch(path, headers={**script, "If-Match": '"1"'}, json={"pupils": 21}),  # undone: no row
        await http.patch(path, headers={**stranger, "If-Match": '"2"'}, json={"pupils": 22}),
        await http.post("/requests", headers=noor.headers, json=body),
        await http.post("/requests", headers=script, json={}),  # not understood: no row
        await http.post("/suggestions/draft", headers=script, json={}),
        await http.get("/account/export", headers=noor.headers),
        await http.post(f"{path}/withdraw", headers={**script, "If-Match": '"2"'}),
    ]
    assert [answer.status_code for answer in answers][:7] == [201, 200, 200, 412, 404, 403, 400]
    written = [(row["operation"], row["outcome"]) for row in await rows(db, ALL, {})]
    assert written == [
        ("put_school", 201),
        ("create_request", 201),
        ("change_request", 200),
        ("change_request", 404),
        ("create_request", 403),
        ("export_account", 200),
        ("act_on_request", 200),
    ]
    assert _ends(await rows(db, ALL, {}))


@pytest.mark.parametrize("sign", ["%00", "%0A", "%0D", "%E2%80%A8"])
async def test_no_sign_in_a_path_breaks_a_line_of_the_chain(
    http: httpx.AsyncClient, db: Connection, key: MakeKey, sign: str
) -> None:
    answer = await http.post(f"/consents/a{sign}b/withdraw", headers=await key("script"))
    assert answer.status_code == 403
    (row,) = await rows(db, ALL, {})
    assert row["subject"] == f"/v1/consents/a{sign}b/withdraw"
    assert _ends([row])


@pytest.mark.parametrize(("connections", "writes"), [(8, 200), (24, 70)])
async def test_many_writers_at_once_keep_every_chain(
    copy_database: Callable[[str], str], connections: int, writes: int
) -> None:
    """24 connections share 16 lanes, so some wait for each other."""
    url = copy_database(f"log_{connections}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")
    options = "-c role=loket_app"

    async def write() -> None:
        async with await psycopg.AsyncConnection.connect(
            url, autocommit=True, row_factory=dict_row, options=options
        ) as db:
            for number in range(writes):
                async with db.transaction(force_rollback=number % 10 == 9):
                    await _written(db, 1)

    await asyncio.gather(*(write() for _ in range(connections)))
    async with house(url) as db:
        told = await service.verification(db)
        _ends(await rows(db, ALL, {}))
    kept = connections * (writes - writes // 10)
    assert (told["intact"], told["entries"]) == (True, kept)


def test_the_command_tells_whether_it_holds(copy_database: Callable[[str], str]) -> None:
    url = copy_database(f"log_verify_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")

    def verify() -> tuple[int, bool]:
        command = [sys.executable, "-m", "api.cli", "audit", "verify"]
        environment = {**os.environ, "DATABASE_URL": url}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, json.loads(done.stdout)["intact"]

    with psycopg.connect(url, autocommit=True) as db:
        db.execute("SELECT loket_audit(NULL, 'person', 'x', '/v1/x', NULL, 200, NULL)")
        whole = verify()
        db.execute("DELETE FROM audit_entry")
    assert (whole, verify()) == ((0, True), (1, False))


async def _logged(db: Connection) -> None:
    for region, actor in (("friesland", 1), ("friesland", 2), ("zeeland", 1), (None, 1)):
        await audit.add(db, {**ENTRY, "region": region, "actor": UUID(int=actor)})


def _shown(answer: httpx.Response) -> list[tuple[str | None, int]]:
    told = AuditEntriesOut.model_validate_json(answer.text)
    return [(item.region, item.actor.id.int if item.actor.id else 0) for item in told.items]


async def test_a_coordinator_sees_the_own_region_and_the_platform_all(
    http: httpx.AsyncClient, db: Connection, person: MakePerson
) -> None:
    coordinator = await person("co@regio.nl", "regional_coordinator", region="friesland")
    admin, teacher = await person("admin@loket.nl", "platform_admin"), await person("noor@school.nl")
    await _logged(db)
    path = "/audit-entries"
    assert _shown(await http.get(path, headers=coordinator.headers)) == [("friesland", 2), ("friesland", 1)]
    assert _shown(await http.get(f"{path}?region=zeeland", headers=coordinator.headers)) == []
    everything = [(None, 1), ("zeeland", 1), ("friesland", 2), ("friesland", 1)]
    assert _shown(await http.get(path, headers=admin.headers)) == everything
    refused = [await http.get(path, headers=headers) for headers in (teacher.headers, {})]
    assert [answer.status_code for answer in refused] == [403, 401]


async def test_it_is_searched_and_turned_over(http: httpx.AsyncClient, db: Connection, key: MakeKey) -> None:
    headers = await key("platform_admin")
    await _logged(db)
    first = await http.get("/audit-entries?pageSize=3", headers=headers)
    cursor = first.json()["nextCursor"]
    assert _shown(await http.get(f"/audit-entries?pageSize=3&cursor={cursor}", headers=headers)) == [("friesland", 1)]
    one = first.json()["items"][1]
    searches = {
        "region=zeeland": [("zeeland", 1)],
        f"actor={UUID(int=2)}": [("friesland", 2)],
        "operation=create_request": [],
        "operation=change_account&pageSize=1": [(None, 1)],
        "to=2020-01-01T00:00:00Z": [],
        f"from={one['at']}": [(None, 1), ("zeeland", 1)],
        f"to={one['at']}": [("friesland", 2), ("friesland", 1)],
    }
    for search, expected in searches.items():
        assert _shown(await http.get(f"/audit-entries?{search}", headers=headers)) == expected, search
    item = {name: one[name] for name in ("operation", "subject", "outcome", "traceId", "actor")}
    assert item == {
        "operation": "change_account",
        "subject": "/v1/account",
        "outcome": 200,
        "traceId": "5f2c",
        "actor": {"id": str(UUID(int=1)), "kind": "person"},
    }


@pytest.mark.parametrize("time", ["0.5", "1700000000", "2026-11-24", "2026-11-24T10:00:00", "2026-02-30T10:00:00Z"])
async def test_a_time_is_whole(http: httpx.AsyncClient, key: MakeKey, time: str) -> None:
    answer = await http.get(f"/audit-entries?to={time}", headers=await key("platform_admin"))
    assert [error["pointer"] for error in answer.json()["errors"]] == ["#/to"]


async def test_a_person_sees_what_was_done_with_the_own_account(
    http: httpx.AsyncClient, db: Connection, person: MakePerson
) -> None:
    noor, ali = await person("noor@school.nl"), await person("ali@school.nl")
    await _logged(db)
    await http.post("/sessions/end-others", headers=noor.headers)
    mine = (await http.get("/audit-entries/mine", headers=noor.headers)).json()["items"]
    assert [(item["actor"]["id"], item["operation"]) for item in mine] == [(str(noor.id), "end_other_sessions")]
    assert (await http.get("/audit-entries/mine", headers=ali.headers)).json()["items"] == []


async def test_only_the_platform_verifies(http: httpx.AsyncClient, db: Connection, person: MakePerson) -> None:
    admin = await person("admin@loket.nl", "platform_admin")
    coordinator = await person("co@regio.nl", "regional_coordinator", region="friesland")
    await _written(db, 3)
    answer = await http.get("/audit-entries/verification", headers=admin.headers)
    told = VerificationOut.model_validate_json(answer.text)
    assert (told.intact, told.entries, len(told.lanes)) == (True, 3, 16)
    refused = await http.get("/audit-entries/verification", headers=coordinator.headers)
    assert refused.status_code == 403
