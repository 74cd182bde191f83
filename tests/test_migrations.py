"""Migrations: they say what the models say, and go down and up again."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.script import ScriptDirectory
from psycopg.rows import dict_row

from api import migrate
from api.kit import shipped
from api.vocabularies import queries


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


def test_the_newest_is_found_without_alembic() -> None:
    assert migrate.newest() == ScriptDirectory.from_config(migrate.configuration("")).get_current_head()


def test_a_second_start_neither_migrates_nor_loads(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(command, "upgrade", never)
    monkeypatch.setattr(queries, "upsert", never)
    migrate.upgrade(database_url)


def test_other_files_or_another_reader_are_loaded_again(copy_database: Callable[[str], str]) -> None:
    url = copy_database("loaded_again")
    with psycopg.connect(url, row_factory=dict_row) as connection:
        connection.execute("UPDATE shipped_data SET digest = 'of older files'")
        connection.execute("UPDATE concept SET label = '{}' WHERE code = 'havo'")
    migrate.upgrade(url)
    with psycopg.connect(url, row_factory=dict_row) as connection:
        known = connection.execute("SELECT label ->> 'nl' AS nl FROM concept WHERE code = 'havo'").fetchone()
    assert known == {"nl": "havo"}


def test_the_digest_is_of_names_and_contents(tmp_path: Path) -> None:
    def made(name: str, text: str) -> bytes:
        folder = tmp_path / f"{name}-{text}"
        folder.mkdir()
        (folder / name).write_text(text)
        return shipped.digest_of([folder], "nl")

    assert len({made("a.json", "1"), made("a.json", "2"), made("b.json", "1"), made("b.py", "1")}) == 4
