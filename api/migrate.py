"""Migrations and reference data, as `migrate`, `serve`, `demo` and the tests run them."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from psycopg import AsyncConnection
from psycopg.rows import dict_row

from api.regions import service as regions
from api.vocabularies import service as vocabularies


def configuration(url: str) -> Config:
    """Alembic's settings; the scripts are beside the package in the wheel, at the top in a checkout."""
    here = Path(__file__).parent
    scripts = here / "migrations"
    config = Config()
    config.set_main_option("script_location", str(scripts if scripts.is_dir() else here.parent / "migrations"))
    config.attributes["url"] = url
    return config


def offline() -> None:
    """Prints the SQL of all migrations, for the linter."""
    command.upgrade(configuration(""), "head", sql=True)


def upgrade(url: str) -> None:
    """Newest tables, then the reference data of this release."""
    command.upgrade(configuration(url), "head")
    asyncio.run(_load_reference(url))


async def _load_reference(url: str) -> None:
    async with await AsyncConnection.connect(url, row_factory=dict_row) as db:
        await vocabularies.load(db)
        await regions.load(db)
