"""A stop under load loses no request; an address that is taken is told of before anything else."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from api.kit.postgres import as_service
from tests.conftest import serving
from tests.processes import free_port

ASKED = b"GET /v1/regions HTTP/1.1\r\nHost: loket\r\n%s\r\n"


async def _once(port: int) -> str:
    """What came of one request on a connection of its own."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionRefusedError:
        return "not connected"
    try:
        writer.write(ASKED % b"Connection: close\r\n")
        return (await reader.read()).split(b"\r\n")[0].decode()
    except OSError as error:
        return repr(error)
    finally:
        writer.close()


async def _again_and_again(port: int) -> Counter[str]:
    """What came of requests on one connection, until an answer says that it closes."""
    came: Counter[str] = Counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    closes = False
    while not closes:
        writer.write(ASKED % b"")
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
        await reader.readexactly(int(length.split(b":")[1]))
        came[head.split(b"\r\n")[0].decode()] += 1
        closes = b"connection: close" in head.lower()
        await asyncio.sleep(0.05)
    writer.close()
    return came


def _copied(copy_database: Callable[[str], str]) -> str:
    return copy_database(f"stop_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")


@pytest.mark.parametrize("workers", ["1", "3"])
async def test_a_stop_under_a_hundred_requests_per_second_loses_none(
    copy_database: Callable[[str], str], workers: str
) -> None:
    with serving(_copied(copy_database), LOKET_WORKERS=workers) as live:
        port = int(live.url.rpartition(":")[2])
        steady = [asyncio.create_task(_again_and_again(port)) for _ in range(4)]
        single = []
        for n in range(250):
            single.append(asyncio.create_task(_once(port)))
            await asyncio.sleep(0.01)
            if n == 100:
                live.process.send_signal(signal.SIGTERM)
        came = sum(await asyncio.gather(*steady), Counter(await asyncio.gather(*single)))
    assert came.pop("HTTP/1.1 200 OK") > 100
    assert set(came) <= {"not connected"}


def _children(pid: int) -> list[int]:
    told = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return sorted(map(int, told.stdout.split()))


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 15
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_server_process_that_ends_is_replaced(copy_database: Callable[[str], str]) -> None:
    with serving(_copied(copy_database), LOKET_WORKERS="2") as live:
        first, second = _children(live.process.pid)
        os.kill(first, signal.SIGKILL)
        _until(lambda: len(_children(live.process.pid)) == 2 and first not in _children(live.process.pid))
        assert second in _children(live.process.pid)
        os.kill(second, signal.SIGKILL)
        _until(lambda: httpx.get(f"{live.url}/v1/health/ready").status_code == 200)


def test_server_processes_live_no_longer_than_the_one_that_started_them(copy_database: Callable[[str], str]) -> None:
    with serving(_copied(copy_database), LOKET_WORKERS="2") as live:
        children = _children(live.process.pid)
        live.process.kill()
        live.process.wait()
        _until(lambda: not any(map(_lives, children)))


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_taken_address_is_told_before_anything_is_set_up(command: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        run = subprocess.run(
            [sys.executable, "-m", "api.cli", command, "--port", str(port), "--data-dir", str(tmp_path / "data")],
            capture_output=True,
            text=True,
            check=False,
        )
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == f"127.0.0.1:{port} cannot be used: Address already in use; --port names another port\n"
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_it_says_once_where_it_answers_when_it_does(copy_database: Callable[[str], str], workers: str) -> None:
    port = free_port()
    environment = {**os.environ, "DATABASE_URL": as_service(_copied(copy_database)), "LOKET_LOG_LEVEL": "error"}
    with subprocess.Popen(
        [sys.executable, "-m", "api.cli", "serve", "--port", str(port), "--workers", workers],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as server:
        assert server.stderr is not None
        said = next(line for line in server.stderr if "answers" in line)
        assert said == f"Techniekloket answers at http://127.0.0.1:{port}\n"
        assert httpx.get(f"http://127.0.0.1:{port}/v1/health/live").status_code == 200
        server.terminate()
        assert "answers" not in server.stderr.read()
