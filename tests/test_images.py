"""Dockerfile, compose.yaml and the proxy, as far as they can be held to their word without an engine."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

TOP = Path(__file__).parent.parent
DOCKERFILES = [TOP / "Dockerfile", TOP / "deploy" / "proxy.Dockerfile"]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    made: dict[str, Any] = yaml.safe_load((TOP / "compose.yaml").read_text())
    return made


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: file.name)
def test_everything_that_is_copied_is_there(file: Path) -> None:
    for line in file.read_text().splitlines():
        if line.startswith("COPY") and "--from" not in line:
            *sources, _ = line.split()[1:]
            assert [source for source in sources if not (TOP / source).exists()] == []


def test_the_image_runs_as_nobody_in_particular_and_tells_its_health() -> None:
    last = (TOP / "Dockerfile").read_text().rpartition("\nFROM ")[2]
    assert re.search(r"^USER \d+$", last, re.MULTILINE)
    assert "HEALTHCHECK" in last
    assert "--require-hashes" in (TOP / "Dockerfile").read_text()


def test_every_image_names_its_version() -> None:
    bases = re.findall(r"^FROM (\S+)", "\n".join(file.read_text() for file in DOCKERFILES), re.MULTILINE)
    assert [base for base in bases if ":" not in base and base != "techniekloket"] == []


def test_the_services_and_their_fences(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert set(services) == {"database", "migrate", "api", "worker", "proxy"}
    assert services["database"]["image"] == "postgres:18"
    for name in ("migrate", "api", "worker", "proxy"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
    known = set(services)
    assert {other for service in services.values() for other in service.get("depends_on", {})} <= known
    assert [service for service in services if "ports" in services[service]] == ["proxy"]


def test_no_password_is_written_down(compose: dict[str, Any]) -> None:
    told = [
        str(value) for service in compose["services"].values() for value in service.get("environment", {}).values()
    ]
    assert [value for value in told if "PASSWORD" in value and ":?" not in value] == []


def test_the_proxy_cuts_off_the_slow_and_the_large() -> None:
    text = (TOP / "deploy" / "nginx.conf").read_text()
    assert re.findall(r"client_(?:header|body)_timeout (\d+)s;", text) == ["10", "10"]
    assert "client_max_body_size 21m;" in text
    assert text.count("{") == text.count("}")
