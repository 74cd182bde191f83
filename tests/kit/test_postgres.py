"""The embedded server: the last process that leaves stops it, however the others left."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.processes import free_port

USER = """
import sys
from pathlib import Path
from api.kit.postgres import embedded
with embedded(Path(sys.argv[1]), "fsync = off") as url:
    print(url, flush=True)
    sys.stdin.read()
"""
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("embedded")


@pytest.fixture
def start(data: Path) -> Iterator[Start]:
    """Starts a process that uses the server, and waits until it does."""
    with ExitStack() as stack:

        def started(*arguments: str) -> subprocess.Popen[str]:
            command = [sys.executable, *(arguments or ("-c", USER, str(data)))]
            environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
            pipe = subprocess.PIPE
            process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment)
            stack.enter_context(process)
            stack.callback(process.kill)
            if not arguments:
                assert process.stdout is not None
                assert process.stdout.readline().startswith("postgresql://")
            return process

        yield started


def _runs(data: Path) -> bool:
    return (data / "postgres" / "postmaster.pid").exists()


def test_a_terminated_process_stops_it(data: Path, start: Start) -> None:
    only = start()
    assert _runs(data)
    only.terminate()
    assert only.wait(20) == 128 + signal.SIGTERM
    assert not _runs(data)


def test_it_runs_until_the_last_one_leaves(data: Path, start: Start) -> None:
    first, second = start(), start()
    first.terminate()
    first.wait(20)
    assert _runs(data)
    second.send_signal(signal.SIGINT)
    second.wait(20)
    assert not _runs(data)


def test_a_killed_process_keeps_no_other_from_stopping_it(data: Path, start: Start) -> None:
    killed, other = start(), start()
    killed.kill()
    killed.wait(20)
    assert _runs(data)
    other.terminate()
    other.wait(20)
    assert not _runs(data)


def test_what_a_killed_process_left_running_is_joined_and_stopped(data: Path, start: Start) -> None:
    killed = start()
    killed.kill()
    killed.wait(20)
    assert _runs(data)
    later = start()
    later.terminate()
    later.wait(20)
    assert not _runs(data)


def test_the_service_stops_it_too(data: Path, start: Start) -> None:
    port = free_port()
    service = start("-m", "api.cli", "serve", "--port", str(port), "--data-dir", str(data))
    transport = httpx.HTTPTransport(retries=20)
    with httpx.Client(transport=transport, timeout=30) as client:
        assert client.get(f"http://127.0.0.1:{port}/v1/health/ready").status_code == 200
    service.terminate()
    assert service.wait(20) == 128 + signal.SIGTERM
    assert not _runs(data)


def test_a_server_that_died_meanwhile_is_nobodys_trouble(data: Path, start: Start) -> None:
    user = start()
    postmaster = int((data / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(postmaster, signal.SIGQUIT)
    user.terminate()
    assert user.wait(20) == 128 + signal.SIGTERM
    again = start()
    assert again.stdin is not None
    again.stdin.close()
    assert again.wait(20) == 0
    assert not _runs(data)
