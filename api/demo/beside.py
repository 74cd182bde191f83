"""The demo's worker, in a process beside the service, which lives no longer than the demo does."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.jobs.worker import work
from api.notices.post import to_folder


@contextmanager
def worker(url: str, mail_dir: Path) -> Iterator[None]:
    """Mail of the demo always goes into the folder: the people in it are fictional, their addresses may not be."""
    command = [sys.executable, "-m", "api.demo.beside", str(mail_dir)]
    environment = {**os.environ, "DATABASE_URL": url}
    child = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)  # noqa: S603  (nothing from outside)
    try:
        yield
    finally:
        assert child.stdin is not None
        child.stdin.close()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:  # still beginning, on a busy machine: what it had to do it does next time
            child.kill()
            child.wait()


def _stop_with_the_demo() -> None:
    """The other end of our input closes when the demo ends, however it ends."""
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_stop_with_the_demo, daemon=True).start()
    asyncio.run(work(os.environ["DATABASE_URL"], to_folder(Path(sys.argv[1]))))
