"""Solving a round of the database: the command `loket solve` in a process of its own, which can be ended at any time.

The house hears how far it is, writes that down, and ends it when somebody asked for that.
"""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import psycopg

from api.kit.db import house, one
from api.rounds import families, queries
from api.rounds.rules import RUNNING
from api.rounds.scenarios import copied

LOOK_EVERY_SECONDS = 0.5
STANDS = """SELECT region_code, stop_asked, kind, parent_id, changes FROM match_round
    WHERE id = %(id)s AND state = 'solving' AND instance = %(instance)s FOR UPDATE"""


@dataclass(frozen=True)
class Begun:
    """What is solved: an instance, or the `repair` of one."""

    instance: str
    repair: dict[str, Any] | None


@dataclass
class Told:
    """What the solver said last."""

    progress: dict[str, Any] = field(default_factory=dict)
    refused: dict[str, Any] | None = None


async def solve(url: str, round_id: UUID) -> None:
    """Begins, or begins again: a round whose worker died is solved after all. None is left waiting by a fault."""
    begun = await _begun(url, round_id)
    if begun is None:
        return
    instance = begun.instance
    try:
        await _solved(url, round_id, begun)
    except psycopg.OperationalError:
        raise  # the database is away: the job is tried again
    except Exception:
        await _ended(url, round_id, instance, None, Told())
        raise


async def _solved(url: str, round_id: UUID, begun: Begun) -> None:
    with TemporaryDirectory() as folder:
        file, output = Path(folder) / "round.json", Path(folder) / "result.json"
        file.write_text(begun.instance)
        told_to = ["solve", str(file)] if begun.repair is None else _repair(Path(folder), file, begun.repair)
        command = [sys.executable, "-m", "api.cli", *told_to, "-o", str(output), "--tell-as-json"]
        process = await asyncio.create_subprocess_exec(*command, stderr=PIPE, stdout=DEVNULL, start_new_session=True)
        try:
            told = await _attended(url, round_id, process)
        finally:
            _end(process, signal.SIGKILL)
            await process.wait()
        result = json.loads(output.read_text()) if output.exists() else None
        await _ended(url, round_id, begun.instance, result, told)


def _repair(folder: Path, file: Path, of: dict[str, Any]) -> list[str]:
    """As anybody mends a published round with files."""
    published = folder / "published.json"
    published.write_text(json.dumps({"format": "match-result/1", "plan": of["published"]}))
    withdrawn = [word for what in of["withdrawn"] for word in ("--withdraw", what)]
    return ["repair", str(file), str(published), *withdrawn, "--policy", of["policy"]]


def _end(process: Process, how: signal.Signals) -> None:
    """Asked to end, the command writes what it has; killed, the solver that it began goes with it."""
    with suppress(ProcessLookupError):
        (os.killpg if how is signal.SIGKILL else os.kill)(process.pid, how)


async def _begun(url: str, round_id: UUID) -> Begun | None:
    """The instance of a round that waits for its solve."""
    async with house(url) as db:
        query = "SELECT state, instance, repair FROM match_round WHERE id = %(id)s FOR UPDATE"
        row = await one(db, query, {"id": round_id})
        if row is None or row["state"] not in RUNNING:
            return None
        await queries.change(db, round_id, state="solving")
        return Begun(row["instance"], row["repair"])


async def _attended(url: str, round_id: UUID, process: Process) -> Told:
    """Until the process ends."""
    told = Told()
    hearing = asyncio.create_task(_hear(process, told))
    known: dict[str, Any] = {}
    asked_to_stop = False
    while not (await asyncio.wait([hearing], timeout=LOOK_EVERY_SECONDS))[0]:
        row = await _looked(url, round_id, told.progress if told.progress != known else None)
        known = told.progress
        if row is None or row["state"] != "solving":
            _end(process, signal.SIGKILL)
        elif row["stop_asked"] and told.progress and not asked_to_stop:
            asked_to_stop = True
            _end(process, signal.SIGTERM)
    await process.wait()
    return told


async def _hear(process: Process, told: Told) -> None:
    assert process.stderr is not None
    async for line in process.stderr:
        try:
            message = json.loads(line)
        except ValueError:
            continue  # a warning of a library
        if isinstance(message, dict):
            told.progress = message.get("progress", told.progress)
            told.refused = message.get("refused", told.refused)


async def _looked(url: str, round_id: UUID, progress: dict[str, Any] | None) -> dict[str, Any] | None:
    """How the round stands; a progress that is new is written down. A database that is away is asked again later."""
    try:
        async with house(url) as db:
            if progress is not None:
                await queries.tell_progress(db, round_id, progress)
            return await one(db, "SELECT state, stop_asked FROM match_round WHERE id = %(id)s", {"id": round_id})
    except psycopg.OperationalError:
        return {"state": "solving", "stop_asked": False}


async def _ended(url: str, round_id: UUID, instance: str, result: dict[str, Any] | None, told: Told) -> None:
    """The plan, proven or as far as it came; or why there is none. A solve that is not this one's stays as it is."""
    async with house(url) as db:
        row = await one(db, STANDS, {"id": round_id, "instance": instance})
        if row is None:
            return
        if result is None:
            failure = told.refused or {"code": "solver_died", "pointer": "", "detail": ""}
            await queries.change(db, round_id, state="failed", failure=failure, progress=told.progress)
            return
        copies = copied(row["changes"])
        found = [
            {
                **placed,
                "offer": copies.get(placed["offer"], placed["offer"]),
                "extra": placed["offer"] in copies,
                "why": placed["parts"],
            }
            for placed in result["plan"]
        ]
        found += [
            {"request": left["request"], "why": {name: left[name] for name in left if name != "request"}}
            for left in result["unserved"]
        ]
        await queries.replace_outcomes(db, round_id, row["region_code"], found)
        if row["kind"] == "amendment":
            await families.keep(db, round_id, row["parent_id"])
        await queries.change(
            db,
            round_id,
            state="proposed" if result["proof"]["final"] or not row["stop_asked"] else "stopped",
            result=result,
            figures=result["metrics"],
            baseline=result["baseline"]["fcfs"],
            gap=result["proof"]["gap"],
            instance_sha256=result["instanceSha256"],
            progress=told.progress,
        )
