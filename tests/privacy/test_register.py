"""Every column of every table is in the register; no field tells of a pupil but those on the list."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.kit.db import Connection, rows
from api.privacy.register import BASES, FREE_TEXT, OF_PUPILS, READERS, REGISTER, Kind
from api.privacy.rules import BY_NAME
from api.privacy.schemas import RegisterOut
from api.tables import metadata
from tests.conftest import MakeKey
from tests.requests.test_routes import BODY, school

TOP = Path(__file__).parent.parent.parent
CONTRACT = json.loads((TOP / "openapi.json").read_text())
COLUMNS = """SELECT relname AS table, attname AS column FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped"""
# Words that a field about pupils, or about a person's private life, would have.
SUSPECT = re.compile(
    r"pupil|student|leerling|child|kind(eren)?_|birth|geboorte|gender|geslacht|bsn|passport|religio|medic|diagnos|"
    r"parent|ouder|class(_?list|mate)|grade|cijfer|level|leerjaar|\byear\b|needs|dyslex|ethnic|national",
    re.IGNORECASE,
)
# Where such a word may stand: what may be said of pupils, levels of sites and activities, and the round that another
# round came of.
ALLOWED = {*OF_PUPILS, "levels", "level_mask", "ofPupils", "parent", "parent_id", "parent_sha256"}


async def test_every_column_of_every_table_is_classified(db: Connection) -> None:
    found = {(row["table"], row["column"]) for row in await rows(db, COLUMNS, {})}
    classified = {(name, column) for name, table in REGISTER.items() for column in table.columns}
    assert (found - classified, classified - found) == (set(), set())


def test_a_table_with_personal_data_says_why_for_whom_and_how_long() -> None:
    personal = {
        name for name, table in REGISTER.items() if {Kind.PERSONAL, Kind.CONTACT} & set(table.columns.values())
    }
    assert personal == {name for name, table in REGISTER.items() if table.about}
    for table in REGISTER.values():
        if table.about is not None:
            assert table.about.basis in BASES
            assert set(table.about.read_by) <= set(READERS)
            assert table.about.period in BY_NAME


def test_a_column_that_points_to_an_account_makes_a_table_personal() -> None:
    pointing = {
        column.table.name
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name in ("account_id", "actor_id", "owner_id", "email", "to_address", "created_by")
        or any(key.column.table.name == "account" for key in column.foreign_keys)
    }
    assert {name for name in pointing if REGISTER[name].about is None} == set()


async def test_everybody_may_read_it(http: httpx.AsyncClient) -> None:
    answer = await http.get("/processing-register")
    told = RegisterOut.model_validate_json(answer.text)
    assert answer.status_code == 200
    assert {item.table for item in told.items} | set(told.without) == set(REGISTER)
    again = await http.get("/processing-register", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def _fields() -> Iterator[tuple[str, str]]:
    for table in metadata.sorted_tables:
        yield from ((table.name, column.name) for column in table.columns)
    for name, schema in CONTRACT["components"]["schemas"].items():
        yield from ((name, field) for field in schema.get("properties", {}))


def test_no_field_tells_of_a_pupil_but_those_on_the_list() -> None:
    assert {field for _, field in _fields() if SUSPECT.search(field)} == ALLOWED


def test_what_may_be_said_of_pupils_are_counts_and_codes() -> None:
    columns = metadata.tables["school_request"].columns
    types = {field: str(columns[field].type) for field in OF_PUPILS}
    assert types == {"pupils": "INTEGER", "level": "VARCHAR", "year": "INTEGER", "needs": "ARRAY"}
    schema = CONTRACT["components"]["schemas"]["RequestIn"]["properties"]
    assert "enum" in json.dumps([schema["level"], schema["needs"]])


def _bodies() -> Iterator[str]:
    """The schemas of what is sent, with those inside them."""
    seen: set[str] = set()
    waiting = [
        name
        for item in CONTRACT["paths"].values()
        for operation in item.values()
        for name in _references(operation.get("requestBody", {}))
    ]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            yield name
            waiting += _references(CONTRACT["components"]["schemas"][name])


def _references(value: Any) -> list[str]:
    return re.findall(r'"#/components/schemas/(\w+)"', json.dumps(value))


def _takes_any_words(schema: dict[str, Any]) -> bool:
    if schema.get("type") == "object" and (values := schema.get("additionalProperties")):
        return "enum" not in schema.get("propertyNames", {}) or values is True or _takes_any_words(values)
    inner = [*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else ())]
    if any(map(_takes_any_words, inner)):
        return True
    closed = {"enum", "const", "format"} & set(schema) or not schema.get("pattern", "^[^").startswith(("^[^", "^([^"))
    return schema.get("type") == "string" and not closed and schema.get("maxLength", 200) >= 100


def test_every_field_that_takes_any_words_is_on_the_list() -> None:
    schemas = CONTRACT["components"]["schemas"]
    free = {
        f"{name}.{field}"
        for name in _bodies()
        for field, schema in schemas[name].get("properties", {}).items()
        if _takes_any_words(schema)
    }
    assert free == set(FREE_TEXT)


@pytest.mark.parametrize(
    "stray",
    [
        {"pupils": [{"name": "Kind Voorbeeld"}]},
        {"pupils": 28, "pupilNames": ["Kind Voorbeeld"]},
        {"needs": ["dyslexie van Kind Voorbeeld"]},
    ],
)
async def test_a_pupil_by_name_is_refused(http: httpx.AsyncClient, key: MakeKey, stray: dict[str, Any]) -> None:
    headers = await key("script")
    site = await school(http, headers, "00AA00", "GM0772", "zuid")
    answer = await http.post("/requests", headers=headers, json={**BODY, "siteId": site["id"], **stray})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_input")
    assert "Voorbeeld" not in answer.text
