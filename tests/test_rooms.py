"""The house: each room imports only rooms above it, each floor only lower floors, the pure stay pure."""

import ast
import sys
from pathlib import Path

TOP = Path(__file__).parent.parent
ROOMS = [
    "kit",
    "notices",
    "accounts",
    "vocabularies",
    "regions",
    "schools",
    "companies",
    "clients",
    "activities",
    "requests",
    "organisations",
    "admissions",
    "matching",
    "matches",
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
PURE = {"matching"}
PURE_LIBRARIES = {"api", "numpy", "ortools", "highspy"}


def _imports(path: Path) -> set[str]:
    """Dotted names that a file imports, with `from api.x import y` as `api.x.y`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


FILES = sorted((TOP / "api").rglob("*.py"))


def _place(path: Path) -> tuple[str, str]:
    parts = path.relative_to(TOP / "api").with_suffix("").parts
    return parts[0], parts[1] if len(parts) > 1 else parts[0]


def _own_rooms(path: Path) -> set[tuple[str, str]]:
    """The (room, floor) pairs of the house that a file imports."""
    names = [name.split(".") for name in _imports(path) if name.startswith("api.")]
    return {(name[1], name[2] if len(name) > 2 else name[1]) for name in names}


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


def test_no_floor_imports_a_higher_floor() -> None:
    upward = []
    for path in FILES:
        room, floor = _place(path)
        for other_room, other_floor in _own_rooms(path):
            same_room = other_room == room and floor in FLOORS and other_floor in FLOORS
            if same_room and FLOORS.index(other_floor) > FLOORS.index(floor):
                upward.append(f"{path.relative_to(TOP)} imports {other_floor}")
    assert upward == []


def test_pure_rooms_and_rules_touch_nothing_outside() -> None:
    allowed = set(sys.stdlib_module_names) | PURE_LIBRARIES
    impure = {"socket", "subprocess", "os", "asyncio", "sqlite3", "urllib", "http", "time"}
    faults = [
        f"{path.relative_to(TOP)} imports {name}"
        for path in FILES
        if _place(path)[0] in PURE
        for name in {full.split(".")[0] for full in _imports(path)}
        if name not in allowed or name in impure
    ]
    faults += [
        f"{path.relative_to(TOP)} imports {name}"
        for path in FILES
        if _place(path)[1] == "rules"
        for name in _imports(path)
        if name.split(".")[0] in {"psycopg", "sqlalchemy", "httpx", "starlette"} or ".kit.db" in name
    ]
    assert faults == []
