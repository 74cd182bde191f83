"""Solving in a process of its own, which can be ended at any time: what it found so far is a valid plan."""

import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

from api.matching.rounds import ruled
from api.matching.rounds.problem import Match, Problem
from api.matching.rounds.solve import Step, solve

# The solver gives no signal a chance while it works; a process can be ended at once.
_PROCESSES = multiprocessing.get_context("fork")
LOOK_EVERY_SECONDS = 0.2
Progress = Callable[[Step, float], None]


class SolverDied(RuntimeError):
    """The solving process ended without a plan: killed, or out of memory."""


def _work(sender: Connection, problem: Problem, kept: tuple[Match, ...]) -> None:
    with_rules = problem.instance.has_side_rules
    (ruled.solve if with_rules else solve)(problem, sender.send, kept)
    sender.close()


def run(
    problem: Problem,
    kept: tuple[Match, ...] = (),
    progress: Progress | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> tuple[Step, float]:
    """The last step that was reached and the seconds it took; the one best plan unless `stopped` said so before."""
    begun = time.monotonic()
    receiver, sender = _PROCESSES.Pipe(duplex=False)
    child = _PROCESSES.Process(target=_work, args=(sender, problem, kept), daemon=True)
    child.start()
    sender.close()
    last: Step | None = None
    try:
        while not (stopped() and last is not None):
            if not receiver.poll(LOOK_EVERY_SECONDS):
                continue
            try:
                last = receiver.recv()
            except EOFError:
                break
            if progress:
                progress(last, time.monotonic() - begun)
    finally:
        child.kill()
        child.join()
        receiver.close()
    if last is None:
        raise SolverDied
    return last, time.monotonic() - begun
