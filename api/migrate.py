"""Migrations and reference data, as `migrate`, `serve`, `demo` and the tests run them."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg import AsyncConnection, Connection, connect, sql
from psycopg.rows import TupleRow, dict_row

from api.kit import shipped
from api.kit.db import SERVICE
from api.kit.settings import settings
from api.regions import service as regions
from api.vocabularies import service as vocabularies

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).parent
REFERENCE = ("regions", "vocabularies")


class Behind(Exception):
    """The database is older than this release, and who asks does not own it."""


def scripts() -> Path:
    """The migrations: beside the package in the wheel, at the top in a checkout."""
    inside = HERE / "migrations"
    return inside if inside.is_dir() else HERE.parent / "migrations"


def configuration(url: str) -> "Config":
    """Alembic's settings."""
    from alembic.config import Config  # noqa: PLC0415  (slow to import, seldom needed)

    config = Config()
    config.set_main_option("script_location", str(scripts()))
    config.attributes["url"] = url
    return config


def offline() -> None:
    """Prints the SQL of all migrations, for the linter."""
    from alembic import command  # noqa: PLC0415

    command.upgrade(configuration(""), "head", sql=True)


def newest() -> str:
    """The revision that the migrations lead to; their files are numbered in order."""
    return max(file.name.partition("_")[0] for file in (scripts() / "versions").glob("[0-9]*.py"))


def upgrade(url: str) -> None:
    """Newest tables, then the reference data of this release; nearly free when there is nothing to do.

    Raises Behind when there is, and the URL names a role that may not.
    """
    with connect(url) as db:
        revision, owns = _revision(db), _owns(db)
    if revision != newest():
        from alembic import command  # noqa: PLC0415

        if not owns:
            raise Behind()
        command.upgrade(configuration(url), "head")
    asyncio.run(_load_reference(url, owns))


def _revision(db: Connection[TupleRow]) -> str | None:
    if db.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,):
        return None
    row = db.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def _owns(db: Connection[TupleRow]) -> bool:
    return db.execute("SELECT has_schema_privilege('public', 'CREATE')").fetchone() == (True,)


async def _load_reference(url: str, owns: bool) -> None:
    digest = shipped.digest_of((HERE / room for room in REFERENCE), settings().country)
    async with await AsyncConnection.connect(url, row_factory=dict_row) as db:
        if await shipped.is_loaded(db, "reference", digest):
            return
        if not owns:
            raise Behind()
        await vocabularies.load(db)
        await regions.load(db)
        await shipped.note(db, "reference", digest)


def let_in(url: str, password: str) -> None:
    """Gives the service's role a password to log in with; only its SCRAM verifier travels and is kept."""
    with connect(url, autocommit=True) as db:
        made = db.pgconn.encrypt_password(password.encode(), SERVICE.encode(), b"scram-sha-256")
        statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
        db.execute(statement.format(sql.Identifier(SERVICE), sql.Literal(made.decode())))
