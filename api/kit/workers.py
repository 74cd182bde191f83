"""Several processes that serve one address: started, replaced when one ends, stopped together."""

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from typing import NoReturn

from api.kit.logging import log

STOPS = frozenset({signal.SIGINT, signal.SIGTERM})
WATCHED = STOPS | {signal.SIGCHLD}
PAUSE_SECONDS = 1
Serve = Callable[[int], None]


def supervise(serve: Serve, number: int, stopping: Callable[[], None]) -> None:
    """Runs `serve` in `number` processes until SIGINT or SIGTERM, which is raised again when all have ended.

    `serve` gets a pipe whose other end closes when this process is gone, however it went. `stopping` is called
    here before they are told to stop.
    """
    lifeline, held = os.pipe()
    # Taken one by one below: a signal between two steps is neither lost nor breaks in.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)

    def start() -> int:
        pid = os.fork()
        if pid == 0:
            os.close(held)
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            _child(serve, lifeline)
        return pid

    try:
        running = {start() for _ in range(number)}
        while (got := signal.sigwait(WATCHED)) not in STOPS:
            ended = {pid for pid in running if os.waitpid(pid, os.WNOHANG)[0]}
            running -= ended
            if ended:
                log.error("server processes ended", ended=len(ended))
                time.sleep(PAUSE_SECONDS)
                running |= {start() for _ in ended}
        stopping()
        for pid in running:
            os.kill(pid, signal.SIGTERM)
        for pid in running:
            os.waitpid(pid, 0)
    finally:
        os.close(held)
        os.close(lifeline)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    signal.raise_signal(got)


def _child(serve: Serve, lifeline: int) -> NoReturn:
    """Ends here, whatever happens: what the parent holds, such as the database, is the parent's to let go."""
    status = 1
    try:
        serve(lifeline)
        status = 0
    except (SystemExit, KeyboardInterrupt):  # the signal that stopped it, raised again
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(status)
