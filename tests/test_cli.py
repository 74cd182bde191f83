"""The command line: what is wrong with a command is one line, and its answer stands alone."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from api.kit.postgres import as_service
from tests.conftest import Live
from tests.processes import free_port

NOBODY = str(UUID(int=0))


def _run(database: str, *arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        env={**os.environ, "DATABASE_URL": database, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--role", "script", "--region", "zork"), "there is no region zork"),
        (("--role", "teacher", "--organisation", NOBODY), f"there is no school {NOBODY}"),
        (("--role", "professional", "--organisation", NOBODY), f"there is no company {NOBODY}"),
        (("--role", "teacher"), "teacher needs --organisation, the id of a school or a company"),
        (("--role", "regional_coordinator"), "regional_coordinator needs --region"),
    ],
)
def test_a_key_that_cannot_be_made(database_url: str, given: tuple[str, ...], told: str) -> None:
    assert _run(database_url, "keys", "create", *given) == (2, "", f"{told}\n")


def test_an_empty_database_is_told(postgres: str) -> None:
    empty = postgres.replace("/loket?", "/template1?")
    code, out, told = _run(empty, "keys", "create", "--role", "script")
    assert (code, out, told) == (2, "", "this database is empty; `loket migrate` makes its tables\n")


def test_a_server_that_knows_no_role_of_ours_is_empty(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "keys", "create", "--role", "script", "--data-dir", str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "this database is empty; `loket migrate` makes its tables\n"


def test_who_serves_without_owning_cannot_migrate_and_says_so(copy_database: Callable[[str], str]) -> None:
    url = copy_database("behind")
    told = (2, "", "this database is not of this release; `loket migrate` as its owner brings it there\n")
    for statement in (
        "UPDATE shipped_data SET digest = 'of older files'",
        "UPDATE alembic_version SET version_num = '0001'",
    ):
        with psycopg.connect(url, autocommit=True) as db:
            db.execute(statement)
        assert _run(as_service(url), "serve", "--port", str(free_port())) == told


def test_the_usage_names_the_command() -> None:
    assert "Usage: ./loket keys create" in _run("", "keys", "create", "--help")[1]


def test_an_imports_progress_ends_its_line(live: Live, tmp_path: Path) -> None:
    file = tmp_path / "schools.csv"
    file.write_text("scheme,externalId,name\nloket,s1,Voorbeeldschool\n")
    code, out, told = _run(live.database, "import", str(file), "--kind", "schools")
    assert code == 0
    assert out.startswith("{")
    assert told.endswith("1 rows\n")
    with psycopg.connect(live.database) as db:
        assert db.execute("SELECT name FROM school_site").fetchall() == [("Voorbeeldschool",)]
