"""The contract: checked in, complete, and fit for the national API design rules."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app

TOP = Path(__file__).parent.parent
LOCALES = TOP / "frontend" / "src" / "locales"


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    made: dict[str, Any] = create_app("").openapi()
    return made


def _operations(contract: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in contract["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


def test_the_checked_in_contract_is_the_apps(contract: dict[str, Any]) -> None:
    assert json.loads((TOP / "openapi.json").read_text()) == json.loads(json.dumps(contract))


def test_every_operation_has_summary_description_and_an_example(contract: dict[str, Any]) -> None:
    bare = [
        name
        for name, operation in _operations(contract)
        if not (operation.get("summary") and operation.get("description")) or not _has_example(operation, contract)
    ]
    assert bare == []


def _has_example(operation: dict[str, Any], contract: dict[str, Any]) -> bool:
    contents = [
        content
        for status, answer in operation["responses"].items()
        if status.startswith("2")
        for content in answer.get("content", {}).values()
    ]
    return all(_content_example(content, contract) for content in contents)


def _content_example(content: dict[str, Any], contract: dict[str, Any]) -> bool:
    if "example" in content or "examples" in content:
        return True
    schema = content.get("schema", {})
    if "$ref" in schema:
        schema = contract["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return "example" in schema or "examples" in schema


def _codes(contract: dict[str, Any]) -> set[str]:
    return {
        code
        for _, operation in _operations(contract)
        for status, answer in operation["responses"].items()
        if status[0] in "45"
        for code in answer["content"]["application/problem+json"]["examples"]
    }


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_refusal_has_a_text(contract: dict[str, Any], language: str) -> None:
    texts = json.loads((LOCALES / f"{language}.json").read_text())["refusals"]
    assert _codes(contract) - set(texts) == set()


def test_the_national_api_rules_find_no_error(shared: Path) -> None:
    spectral = TOP / "frontend" / "node_modules" / ".bin" / "spectral"
    if not spectral.exists() or shutil.which("node") is None:
        pytest.skip("spectral is not installed: run `npm ci` in frontend/")
    run = subprocess.run(
        [
            spectral,
            "lint",
            TOP / "openapi.json",
            "--ruleset",
            shared / "lint" / "adr.yaml",
            "--fail-severity",
            "error",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
