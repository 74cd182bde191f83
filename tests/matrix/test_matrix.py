"""The role matrix, operation by operation: every role, its own and others' things, before and after a move."""

import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.accounts import matrix
from api.accounts.rules import COMPANY_ROLES, Actor
from api.admissions import queries as application_queries
from api.kit.db import Connection, only
from api.organisations import queries as organisation_queries
from api.organisations import rules as organisations
from tests.conftest import OneConnection
from tests.matrix.calls import CALLS, EXPECTED, PERSONAL, Call
from tests.matrix.world import RELATIONS, Who, World

CONTRACT = json.loads((Path(__file__).parents[2] / "openapi.json").read_text())
OPERATIONS = [operation["operationId"] for item in CONTRACT["paths"].values() for operation in item.values()]
ROWS = {row.operation: row for row in matrix.rows()}
# Which relations a reach takes in.
WITHIN = {
    "-": set[str](),
    "own": {"own", "moved_in"},
    "region": {"own", "other_organisation", "moved_in", "across"},
    "all": set(RELATIONS),
}
# What reaches all sites of an organisation: a region's only where all of them lie in it.
OF_THE_WHOLE = {
    "act_on_organisation", "end_membership", "hand_over_membership", "create_invitation", "withdraw_invitation",
}  # fmt: skip
# By the kind in a canary: the operation whose reach tells who may see it.
READ_BY = {
    "activity": "read_activity", "request": "read_request", "member": "end_membership",
    "invited": "withdraw_invitation", "applicant": "read_application", "client": "read_client",
    "professional": "read_professional", "concern": "handle_concern", "match": "read_match",
    "round": "read_round", "priority": "read_priority", "schedule": "read_round_schedule",
    "partnership": "read_partnership", "webhook": "read_webhook",
}  # fmt: skip
REFUSED = {401, 403, 404}
# POSTs that write nothing.
ONLY_ASKS = {
    "suggest_for_draft", "read_invitation_by_link", "read_application_by_link", "read_dormancy_question",
    "read_class_poll_by_code",
}  # fmt: skip
# Writes that make a count grow that is nobody's: by design they are in no log.
COUNTED_ALONE = {"answer_class_poll"}
LOGGED = "SELECT count(*)::int AS n FROM audit_entry"
Recorder = Callable[[str, object], None]
CANARY = re.compile(r"cnr-(\w+?)-(" + "|".join(RELATIONS) + ")")


def test_every_operation_has_a_row_and_a_call() -> None:
    assert (sorted(ROWS), sorted(CALLS)) == (sorted(OPERATIONS), sorted(OPERATIONS))


def test_every_cell_is_a_reach() -> None:
    assert {reach for row in matrix.rows() for reach in row.reach.values()} <= set(matrix.REACHES)


def reach_of(operation: str, who: Who) -> str:
    """The reach of somebody whose role may have ended: then a person is one without roles, a key nobody."""
    row = ROWS[operation]
    if who.current:
        return row.reach[who.role]
    return row.reach["visitor"] if row.reach["visitor"] == "all" or not is_for_persons(row) else "own"


def is_for_persons(row: matrix.Row) -> bool:
    """What every person may do to their own, without any role."""
    return all(row.reach[role] == "own" for role in ("teacher", "event_manager", "platform_admin"))


def is_allowed(operation: str, who: Who, relation: str) -> bool:
    if not who.current and who.role in ("portal", "script"):
        return operation == "read_live"  # which asks nobody who they are
    reach = reach_of(operation, who)
    if reach == "region" and relation == "across" and operation in OF_THE_WHOLE:
        return False
    return reach != "-" and (operation in PERSONAL or relation in WITHIN[reach])


def unseen(answer: httpx.Response, who: Who) -> list[str]:
    """Canaries in an answer that this actor may not see."""
    found = {(kind, relation) for kind, relation in CANARY.findall(answer.text)}
    return [
        f"{kind} of {relation}"
        for kind, relation in found
        if kind not in READ_BY or not is_allowed(READ_BY[kind], who, relation)
    ]


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer, whether it was to a write that succeeded, and how many rows of the log it left."""

    answer: httpx.Response
    written: bool
    logged: int


async def ask(http: httpx.AsyncClient, db: Connection, operation: str, call: Call, who: Who) -> Asked:
    """What it wrote is undone. The world itself has nothing in the log."""
    more: dict[str, Any] = {"content": call.content} if call.content is not None else {"json": call.json}
    async with db.transaction(force_rollback=True):
        http.cookies.clear()
        answer = await http.request(call.method, call.path, headers={**who.headers, **call.headers}, **more)
        logged = await only(db, LOGGED, {})
    writes = call.method != "GET" and operation not in ONLY_ASKS
    return Asked(answer, writes and answer.status_code < 300, logged["n"])


async def ask_of_all(
    http: httpx.AsyncClient, db: Connection, operation: str, who: Who, world: World
) -> list[tuple[str, Asked]]:
    """The answer for each relation. What does not name the target is the same request for several of them and is
    asked once: as all is undone, it would be answered the same.
    """
    asked: dict[str, Asked] = {}
    found = []
    for relation, target in world.targets.items():
        call = CALLS[operation](target, who)
        if repr(call) not in asked:
            asked[repr(call)] = await ask(http, db, operation, call, who)
        found.append((relation, asked[repr(call)]))
    return found


def made(asked: list[tuple[str, Asked]]) -> list[Asked]:
    """Each request once."""
    return list({id(one): one for _, one in asked}.values())


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_who_may(
    operation: str, http: httpx.AsyncClient, db: Connection, world: World, record_property: Recorder
) -> None:
    faults = []
    requests = written = logged = 0
    for who in world.actors:
        asked_of = await ask_of_all(http, db, operation, who, world)
        writes = [one for one in made(asked_of) if one.written]
        requests += len(made(asked_of))
        written, logged = written + len(writes), logged + sum(one.logged for one in writes)
        for relation, asked in asked_of:
            answer = asked.answer
            allowed, leaked = is_allowed(operation, who, relation), unseen(answer, who)
            at_fault = EXPECTED.get((operation, who.role), EXPECTED.get(operation))
            expected = ({at_fault} if at_fault else range(200, 300)) if allowed else REFUSED
            fits = answer.status_code in expected
            if operation in COUNTED_ALONE:
                in_log = asked.logged == 0
            elif asked.written:
                in_log = asked.logged == 1
            else:
                in_log = asked.logged <= 1
            if not fits or leaked or not in_log:
                now = "" if who.current else " no more"
                told = f"{answer.status_code} {answer.text[:120]} {leaked} {asked.logged}"
                faults.append(f"{who.role}{now}, {relation}: {told}")
    record_property("requests", requests)
    record_property("violations", len(faults))
    record_property("writes", written)
    record_property("rows of them in the log", logged)
    assert faults == []


# Writes to tables under row-level security; sites are public registers, whose writers the service alone checks.
WALLED = {
    "create_activity", "change_activity", "act_on_activity", "put_activity", "create_request", "change_request",
    "act_on_request", "put_request", "end_membership", "hand_over_membership", "create_invitation",
    "withdraw_invitation", "act_on_application", "create_client", "change_client", "rotate_client", "revoke_client",
    "withdraw_consent", "accept_code_of_conduct", "handle_concern",
    "create_appeal", "decide_appeal", "propose_partnership", "accept_partnership", "end_partnership",
    "open_class_poll", "close_class_poll",
    "create_standby_place", "accept_standby_place", "pass_standby_place", "cancel_standby_place",
    "create_professional", "change_professional", "act_on_professional",
    "create_slot", "cancel_slot", "propose_match", "accept_match", "decline_match", "withdraw_match", "propose_slots",
    "reschedule_match", "cancel_match", "mark_delivered", "mark_no_show", "mark_lesson_after", "give_feedback",
    "create_round", "freeze_round", "solve_round", "stop_round", "cancel_round", "publish_round", "close_round",
    "decide_round", "create_amendment", "create_scenario",
    "create_webhook", "change_webhook", "remove_webhook", "test_webhook", "replay_delivery",
}  # fmt: skip


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The application's own checks are off: everybody has every role, everywhere."""
    monkeypatch.setattr(Actor, "has", lambda *_: True)
    monkeypatch.setattr(Actor, "reaches", lambda *_: True)
    monkeypatch.setattr(Actor, "everywhere", property(lambda _: True))
    for module in (organisations, organisation_queries, application_queries):
        monkeypatch.setattr(module, "coordinates_everywhere", lambda _: True)


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.usefixtures("unchecked")
async def test_the_second_wall_holds_alone(
    operation: str, http: httpx.AsyncClient, db: Connection, world: World, record_property: Recorder
) -> None:
    """Row-level security by itself shows nothing, and lets nothing be written, that is another's."""
    found, requests = await holes(operation, http, db, world)
    record_property("requests", requests)
    record_property("violations", len(found))
    assert found == []


async def holes(operation: str, http: httpx.AsyncClient, db: Connection, world: World) -> tuple[list[str], int]:
    """What of others was shown or written, and how many requests were made."""
    found, requests = [], 0
    for who in world.actors:
        asked_of = await ask_of_all(http, db, operation, who, world)
        requests += len(made(asked_of))
        for relation, asked in asked_of:
            answer = asked.answer
            leaked = [kind for kind in unseen(answer, who) if not is_open_demand(kind, who)]
            written = operation in WALLED and answer.status_code < 300 and not is_allowed(operation, who, relation)
            if leaked or written:
                found.append(f"{who.role} {who.current}, {relation}: {answer.status_code} {leaked}")
    return found, requests


class _Owner(OneConnection):
    """The service as the owner of the tables, whom row-level security lets through."""

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        yield self._connection


@pytest.mark.parametrize("operation", ["list_activities", "read_request", "change_activity", "put_request"])
@pytest.mark.usefixtures("unchecked")
async def test_without_either_wall_there_are_holes(
    operation: str,
    app: FastAPI,
    http: httpx.AsyncClient,
    db: Connection,
    world: World,
    record_property: Recorder,
) -> None:
    """So the test above could fail."""
    app.state.database = _Owner(db, "")
    found, requests = await holes(operation, http, db, world)
    record_property("requests", requests)
    record_property("violations", len(found))
    assert found != []


def is_open_demand(canary: str, who: Who) -> bool:
    """What schools ask is there for companies to see: the service decides which of it, and without persons."""
    return canary.startswith("request") and who.role in COMPANY_ROLES and who.current
