"""The house: each room imports only rooms above it, each floor only lower floors, the pure stay pure."""

import ast
import sys
from graphlib import TopologicalSorter
from pathlib import Path

TOP = Path(__file__).parent.parent
ROOMS = [
    "kit",
    "notices",
    "papers",
    "accounts",
    "vocabularies",
    "regions",
    "schools",
    "companies",
    "professionals",
    "clients",
    "webhooks",
    "activities",
    "slots",
    "requests",
    "organisations",
    "admissions",
    "matching",
    "suggestions",
    "standby",
    "matches",
    "reliability",
    "calendars",
    "confirmations",
    "polls",
    "crisis",
    "partnerships",
    "contributions",
    "dormancy",
    "concerns",
    "priorities",
    "digests",
    "rounds",
    "explanations",
    "schedules",
    "indicators",
    "privacy",
    "imports",
    "jobs",
    "demo",
    "tables",
    "migrate",
    "app",
    "cli",
]
FLOORS = ["models", "rules", "schemas", "queries", "upsert", "service", "routes"]
# Files of a room that are no floor, each with the floor at whose height it stands. In kit all stand at one height.
EXTRA = {
    "packs": "models",
    "roles": "models",
    "kinds": "models",
    "grid": "models",
    "catalogue": "models",
    "conduct": "models",
    "model": "models",
    "shipped": "rules",
    "reference": "rules",
    "decode": "rules",
    "cells": "rules",
    "sources": "rules",
    "formats": "rules",
    "scores": "rules",
    "near": "rules",
    "rounds": "rules",
    "child": "queries",
    "files": "service",
    "snapshot": "rules",
    "exports": "rules",
    "entries": "queries",
    "solving": "service",
    "steps": "service",
    "proposing": "service",
    "pinning": "queries",
    "region_queries": "queries",
    "life": "rules",
    "telling": "queries",
    "moments": "upsert",
    "calendars": "rules",
    "duties": "service",
    "standing": "service",
    "plan": "rules",
    "stories": "models",
    "appointments": "upsert",
    "partners": "upsert",
    "matrix": "rules",
    "register": "rules",
    "pipeline": "queries",
    "provider": "queries",
    "oidc_service": "service",
    "oidc_routes": "routes",
    "letters": "queries",
    "press": "models",
    "answers": "routes",
    "documents": "rules",
    "receive": "service",
    "record": "service",
    "post": "queries",
    "addresses": "rules",
    "outside": "queries",
    "sending": "queries",
    "announcing": "rules",
    "beside": "service",
    "mail": "routes",
    "guards": "service",
    "worker": "service",
    "invitations": "service",
    "ending": "queries",
    "mending": "rules",
    "scenarios": "rules",
    "changes": "schemas",
    "families": "queries",
    "children": "service",
    "derived": "routes",
}
PURE = {"matching"}
PURE_LIBRARIES = {"numpy", "ortools", "highspy"}
IMPURE = {
    "asyncio",
    "http",
    "io",
    "os",
    "pathlib",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "time",
    "urllib.request",
}
IMPURE |= {"fastapi", "httpx", "psycopg", "sqlalchemy", "starlette"}


def _is_impure(name: str) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in IMPURE)


def _for_types_alone(tree: ast.AST) -> set[ast.AST]:
    tests = [node for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)]
    return {inner for node in tests for inner in ast.walk(node)}


def _imports(path: Path, types: bool = True) -> set[str]:
    """Dotted names that a file imports, with `from api.x import y` as `api.x.y`; those for types too, or not."""
    found = set()
    tree = ast.parse(path.read_text())
    left_out = set() if types else _for_types_alone(tree)
    for node in ast.walk(tree):
        if node in left_out:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


FILES = sorted((TOP / "api").rglob("*.py"))


def _place(path: Path) -> tuple[str, str]:
    parts = path.relative_to(TOP / "api").with_suffix("").parts
    return parts[0], parts[1] if len(parts) > 1 else parts[0]


def _own_rooms(path: Path, types: bool = True) -> set[tuple[str, str]]:
    """The (room, floor) pairs of the house that a file imports."""
    names = [name.split(".") for name in _imports(path, types) if name.startswith("api.")]
    return {(name[1], name[2] if len(name) > 2 else name[1]) for name in names}


def _height(floor: str) -> int:
    return FLOORS.index(EXTRA.get(floor, floor))


def test_every_room_is_in_the_order() -> None:
    rooms = {_place(path)[0] for path in FILES} - {"__init__"}
    assert rooms - set(ROOMS) == set()


def test_no_room_imports_a_later_room() -> None:
    upward = [
        f"{path.relative_to(TOP)} imports {other}"
        for path in FILES
        if _place(path)[0] in ROOMS
        for other, _ in _own_rooms(path)
        if ROOMS.index(other) > ROOMS.index(_place(path)[0])
    ]
    assert upward == []


def test_every_file_has_its_floor() -> None:
    places = [_place(path) for path in FILES]
    strays = {f"{room}/{file}" for room, file in places if room not in ("kit", file) and file != "__init__"}
    assert {stray for stray in strays if stray.partition("/")[2] not in {*FLOORS, *EXTRA}} == set()
    assert set(EXTRA) - {file for _, file in places} == set()


def test_no_floor_imports_a_higher_floor() -> None:
    upward = []
    for path in FILES:
        room, floor = _place(path)
        if room in ("kit", floor) or floor == "__init__":
            continue
        for other_room, other_floor in _own_rooms(path, types=False):
            if other_room == room and _height(other_floor) > _height(floor):
                upward.append(f"{path.relative_to(TOP)} imports {other_floor}")
    assert upward == []


def test_no_files_import_each_other_in_a_circle() -> None:
    files = {_place(path): path for path in FILES}
    graph = {place: _own_rooms(path, types=False) & files.keys() - {place} for place, path in files.items()}
    TopologicalSorter(graph).prepare()


def test_pure_rooms_touch_nothing_outside() -> None:
    allowed = set(sys.stdlib_module_names) | PURE_LIBRARIES
    faults = [
        f"{path.relative_to(TOP)} imports {name}"
        for path in FILES
        if _place(path)[0] in PURE
        for name in _imports(path)
        if not name.startswith(f"api.{_place(path)[0]}.") and (name.split(".")[0] not in allowed or _is_impure(name))
    ]
    assert faults == []


def test_rules_read_no_database_no_settings_and_no_files() -> None:
    faults = []
    for path in [path for path in FILES if _place(path)[1] == "rules"]:
        tree = ast.parse(path.read_text())
        calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        faults += [f"{path.relative_to(TOP)} calls open" for call in calls if call == "open"]
        faults += [
            f"{path.relative_to(TOP)} imports {name}"
            for name in _imports(path)
            if _is_impure(name)
            or name.startswith(("api.kit.db.", "api.kit.settings."))
            or name.rpartition(".")[2].startswith("load")
        ]
    assert faults == []
