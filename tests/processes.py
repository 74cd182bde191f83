"""Processes as people start them."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence

import httpx

Process = subprocess.Popen[bytes]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@contextlib.contextmanager
def running(
    module: Sequence[str], ready: str, environment: Mapping[str, str], within: float = 60, quiet: bool = False
) -> Iterator[Process]:
    """A Python module in a process of its own, which has answered 200 at the address `ready`."""
    output = subprocess.DEVNULL if quiet else None
    process = subprocess.Popen([sys.executable, "-m", *module], env={**os.environ, **environment}, stdout=output)
    try:
        _wait_for(ready, time.monotonic() + within)
        yield process
    finally:
        process.terminate()
        process.wait(15)


def _wait_for(ready: str, until: float) -> None:
    while time.monotonic() < until:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(ready).status_code == 200:
                return
        time.sleep(0.05)
    raise TimeoutError(f"{ready} did not answer in time")
