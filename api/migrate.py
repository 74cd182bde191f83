"""Migrations and reference data, as `migrate`, `serve`, `demo` and the tests run them."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg import AsyncConnection, connect
from psycopg.rows import dict_row

from api.kit import shipped
from api.kit.settings import settings
from api.regions import service as regions
from api.vocabularies import service as vocabularies

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).parent
REFERENCE = ("regions", "vocabularies")


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
    """Newest tables, then the reference data of this release; nearly free when there is nothing to do."""
    if _revision(url) != newest():
        from alembic import command  # noqa: PLC0415

        command.upgrade(configuration(url), "head")
    asyncio.run(_load_reference(url))


def _revision(url: str) -> str | None:
    with connect(url) as db:
        if db.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,):
            return None
        row = db.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(row[0]) if row else None


async def _load_reference(url: str) -> None:
    digest = shipped.digest_of((HERE / room for room in REFERENCE), settings().country)
    async with await AsyncConnection.connect(url, row_factory=dict_row) as db:
        if await shipped.is_loaded(db, "reference", digest):
            return
        await vocabularies.load(db)
        await regions.load(db)
        await shipped.note(db, "reference", digest)
