"""Migrations and reference data, as `migrate`, `serve`, `demo` and the tests run them."""

from pathlib import Path

from alembic import command
from alembic.config import Config


def configuration(url: str) -> Config:
    """Alembic's settings; the scripts are beside the package in the wheel, at the top in a checkout."""
    here = Path(__file__).parent
    scripts = here / "migrations"
    config = Config()
    config.set_main_option(
        "script_location", str(scripts if scripts.is_dir() else here.parent / "migrations")
    )
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    command.upgrade(configuration(url), "head")
