"""Starts the service and its peer on one database, and stops them."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import NamedTuple

import httpx


class Server(NamedTuple):
    """`pid` is the process that all others of the server come from."""

    port: int
    pid: int


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@contextlib.contextmanager
def running(url: str, command: list[str], ready: str) -> Iterator[Server]:
    """A server process on a free port; `ready` is a path that answers 200 when it is up."""
    port = free_port()
    arguments = [part.replace("PORT", str(port)) for part in command]
    environment = {**os.environ, "DATABASE_URL": url, "LOKET_LOG_LEVEL": "error"}
    server = subprocess.Popen([sys.executable, "-m", *arguments], env=environment)
    try:
        for _ in range(400):
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"http://127.0.0.1:{port}{ready}").status_code == 200:
                    break
            time.sleep(0.05)
        yield Server(port, server.pid)
    finally:
        server.terminate()
        server.wait(15)


def ours(url: str) -> contextlib.AbstractContextManager[Server]:
    return running(url, ["api.cli", "serve", "--port", "PORT"], "/v1/health/ready")


def peer(url: str) -> contextlib.AbstractContextManager[Server]:
    return running(
        url, ["uvicorn", "bench.reference:app", "--port", "PORT", "--log-level", "error"], "/activities?limit=1"
    )
