"""schemathesis against the running service: every check, every phase, by a key and by somebody who is signed in."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.conftest import Live
from tests.people import person

TOP = Path(__file__).parent.parent
EXAMPLES = os.environ.get("LOKET_FUZZ_EXAMPLES", "15")


async def _coordinator(database: str) -> Mapping[str, str]:
    """A session of somebody who coordinates a region and keeps the platform, who may do the most."""
    async with await psycopg.AsyncConnection.connect(database, row_factory=dict_row) as db:
        email = "coordinator@example.org"
        await person(db, email, "platform_admin")
        return await person(db, email, "regional_coordinator", region_code="friesland")


@pytest.mark.parametrize("who", ["script", "coordinator"])
def test_the_service_keeps_its_contract(who: str, live: Live, tmp_path: Path) -> None:
    if who == "script":
        headers: Mapping[str, str] = {"Authorization": f"Bearer {live.key('script')}"}
        left_out = []
    else:
        headers = asyncio.run(_coordinator(live.database))
        # They end the very session that asks.
        left_out = ["--exclude-operation-id", "end_session", "--exclude-operation-id", "end_one_session"]
    run = subprocess.run(
        [
            str(Path(sys.executable).parent / "schemathesis"),
            "--config-file",
            str(TOP / "schemathesis.toml"),
            "run",
            f"{live.url}/v1/openapi.json",
            "--url",
            f"{live.url}/v1",
            "--checks",
            "all",
            "--max-examples",
            EXAMPLES,
            "--seed",
            "20261124",
            *left_out,
            *(part for name, value in headers.items() for part in ("--header", f"{name}: {value}")),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-8000:]
