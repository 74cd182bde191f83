"""Docs that fail: the README's room map, settings and commands are compared with the code."""

import re
from pathlib import Path

import typer.main

from api.cli import cli
from api.kit.settings import Settings
from tests.test_rooms import ROOMS

TOP = Path(__file__).parent.parent
README = (TOP / "README.md").read_text()


def _rows(heading: str) -> list[list[str]]:
    section = README.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def test_it_is_short() -> None:
    assert len(README.splitlines()) <= 120


def test_the_room_map_is_the_order_of_the_rooms() -> None:
    rooms = [row[0].strip("`/") for row in _rows("The house")]
    assert rooms == [room for room in ROOMS if (TOP / "api" / room).is_dir()]


def test_the_settings_are_the_settings() -> None:
    described = {row[0].strip("`"): (row[1].strip("`"), row[2]) for row in _rows("Settings")}
    actual = {}
    for name, field in Settings.model_fields.items():
        variable = "DATABASE_URL" if name == "database_url" else f"LOKET_{name.upper()}"
        default = "" if field.default is None else str(field.default)
        actual[variable] = (default, field.description)
    assert described == actual


def test_every_command_is_described() -> None:
    known = typer.main.get_command(cli)
    described = {name for row in _rows("Commands") for name in re.findall(r"loket (\w+)", row[0])}
    assert set(known.commands) <= described  # type: ignore[attr-defined]
