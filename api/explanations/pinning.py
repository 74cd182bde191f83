"""What each runner-up of a request would change: the round solved again in a process of its own.

The process reads {instance, plan, request, most} and writes a line for how many runner-ups there are, then a line for
each of the best. It is ended when time is up: what is not confirmed by then is not told.
"""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from api.kit.errors import Unavailable

MOST = 5
SECONDS = 20
AT_ONCE = 2
_running: set[object] = set()


@dataclass
class Priced:
    """`others` is how many offers have another place for it; `items` the best of them, as `swaps.priced` tells."""

    others: int | None = None
    items: list[dict[str, Any]] = field(default_factory=list)
    is_complete: bool = False


async def priced(instance: str, plan: Sequence[Mapping[str, Any]], request: str) -> Priced:
    """Refused when as many as this process attends to are under way: who waits would keep a connection."""
    if len(_running) >= AT_ONCE:
        raise Unavailable(detail="Others are comparing; try again soon.", headers={"Retry-After": "5"})
    turn = object()
    _running.add(turn)
    try:
        return await _told({"instance": instance, "plan": list(plan), "request": request, "most": MOST})
    finally:
        _running.remove(turn)


async def _told(question: Mapping[str, Any]) -> Priced:
    command = [sys.executable, "-m", "api.explanations.pinning"]
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, start_new_session=True, limit=2**24
    )
    found = Priced()
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS):
                await _hear(process, question, found)
                if await process.wait():
                    raise RuntimeError("the round could not be solved again")
                found.is_complete = True
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
    return found


async def _hear(process: Process, question: Mapping[str, Any], found: Priced) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(question).encode())
    process.stdin.write_eof()
    async for line in process.stdout:
        told = json.loads(line)
        if "others" in told:
            found.others = told["others"]
        else:
            found.items.append(told)


def _answer(question: Mapping[str, Any]) -> None:
    from api.matching.rounds import swaps  # noqa: PLC0415
    from api.matching.rounds.instance import read  # noqa: PLC0415
    from api.matching.rounds.problem import problem  # noqa: PLC0415

    of = problem(read(question["instance"].encode()))
    requests = {row.id: n for n, row in enumerate(of.instance.requests)}
    plan = swaps.taken(of, question["plan"])
    request = requests.get(question["request"])
    if request is None:  # it was given another code since
        return
    print(json.dumps({"others": len(swaps.runner_ups(of, plan, request))}), flush=True)
    for one in swaps.priced(of, plan, request, question["most"]):
        print(json.dumps(one), flush=True)


if __name__ == "__main__":
    _answer(json.load(sys.stdin))
