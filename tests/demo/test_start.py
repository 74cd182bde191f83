"""The demo as a stranger starts it, on a port of their own."""

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

from api.kit.postgres import as_service
from tests.processes import free_port, running


def test_the_links_in_its_mail_lead_to_it(copy_database: Callable[[str], str], tmp_path: Path) -> None:
    port = free_port()
    url = copy_database(f"started_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")
    module = ("api.cli", "demo", "--port", str(port), "--no-open", "--data-dir", str(tmp_path))
    environment = {"DATABASE_URL": as_service(url), "LOKET_LOG_LEVEL": "error"}
    with running(module, f"http://127.0.0.1:{port}/v1/health/ready", environment, within=120, quiet=True):
        until = time.monotonic() + 30
        while len(mails := list((tmp_path / "mail").glob("*.eml"))) < 2:
            assert time.monotonic() < until, "the applicants have no mail"
            time.sleep(0.1)
    told = "".join(file.read_text() for file in mails)
    assert set(re.findall(r"https?://[^/\s\"]+/aanmelding", told)) == {f"http://localhost:{port}/aanmelding"}
