"""Dockerfile, compose.yaml and the proxy, as far as they can be held to their word without an engine."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.kit.db import SERVICE
from api.kit.middleware import API_POLICY, PAGE_POLICY, SECURITY

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


def test_who_serves_does_not_own_the_tables(compose: dict[str, Any]) -> None:
    services = compose["services"]
    logged_in = {
        name: services[name]["environment"]["DATABASE_URL"].partition("//")[2].partition(":")[0]
        for name in ("migrate", "api", "worker")
    }
    owner = services["database"]["environment"]["POSTGRES_USER"]
    assert logged_in == {"migrate": owner, "api": SERVICE, "worker": SERVICE}
    given = [name for name in services if "LOKET_SERVICE_PASSWORD" in services[name].get("environment", {})]
    assert given == ["migrate"]


def test_the_proxy_cuts_off_the_slow_and_the_large() -> None:
    text = (TOP / "deploy" / "nginx.conf").read_text()
    assert re.findall(r"client_(?:header|body)_timeout (\d+)s;", text) == ["10", "10"]
    assert "client_max_body_size 21m;" in text
    assert text.count("{") == text.count("}")


def _added(file: str) -> dict[str, str]:
    text = (TOP / "deploy" / file).read_text()
    return {
        name: value.strip('"') for name, value in re.findall(r"^add_header (\S+) (.+) always;$", text, re.MULTILINE)
    }


def test_the_proxys_pages_have_the_services_headers() -> None:
    assert _added("page.conf") == {**SECURITY, "Content-Security-Policy": PAGE_POLICY}
    assert _added("api.conf")["Content-Security-Policy"] == API_POLICY
    locations = (TOP / "deploy" / "nginx.conf").read_text().split("location ")[1:]
    bare = [text.split()[0] for text in locations if "include" not in text and "proxy_pass" not in text]
    assert bare == []


def test_the_proxys_own_answers_are_problems() -> None:
    text = (TOP / "deploy" / "nginx.conf").read_text()
    told = [(int(status), json.loads(body)) for status, body in re.findall(r"return (\d+) '(.+)';", text)]
    assert [(status, problem["status"], problem["code"]) for status, problem in told] == [
        (413, 413, "too_large"),
        (503, 503, "unavailable"),
    ]
    assert all({"type", "title", "detail", "errors"} <= set(problem) for _, problem in told)
    assert set(re.findall(r"error_page ([\d ]+) = @", text)) == {"413", "502 504"}
    assert "proxy_intercept_errors" not in text
    copied = re.findall(r"deploy/(\w+\.conf)", (TOP / "deploy" / "proxy.Dockerfile").read_text())
    assert set(re.findall(r"include (\w+\.conf);", text)) == set(copied) - {"nginx.conf"}
