"""Migrations: they say what the models say, and go down and up again."""

from collections.abc import Callable

import psycopg
from alembic import command

from api import migrate


def test_models_and_migrations_agree(database_url: str) -> None:
    command.check(migrate.configuration(database_url))


def test_down_and_up_again(copy_database: Callable[[str], str]) -> None:
    url = copy_database("down_and_up")
    configuration = migrate.configuration(url)
    command.downgrade(configuration, "base")
    with psycopg.connect(url) as connection:
        left = connection.execute(
            """SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
               WHERE nspname = 'public' AND relname <> 'alembic_version'
                 AND relname NOT LIKE 'pk_alembic%' AND relname NOT LIKE 'alembic%'"""
        ).fetchall()
        functions = connection.execute("SELECT proname FROM pg_proc WHERE proname LIKE 'loket%'").fetchall()
    assert (left, functions) == ([], [])
    command.upgrade(configuration, "head")
