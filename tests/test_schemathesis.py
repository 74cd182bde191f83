"""schemathesis against the running service: every check, every phase."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import Live

TOP = Path(__file__).parent.parent
EXAMPLES = os.environ.get("LOKET_FUZZ_EXAMPLES", "15")


def test_the_service_keeps_its_contract(live: Live, tmp_path: Path) -> None:
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
            "--header",
            f"Authorization: Bearer {live.key('script')}",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-8000:]
