"""`./loket bench trust`: the figures behind who may see and do what, as the tests find them on this machine.

The role matrix with both walls, with row-level security alone, and with neither (which must show holes), and its
writes beside their rows in the log; wrong codes and the time that answers take over three processes; how soon an
ended session and a revoked key are refused; erasure. The cost of row-level security is in `./loket bench`.
"""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent / "tests"
FILES = (
    "matrix/test_matrix.py",
    "accounts/test_replicas.py",
    "clients/test_replicas.py",
    "privacy/test_erase.py",
    "privacy/test_log.py",
)
# Recorded by the tests of the matrix, and summed here by test.
COUNTED = ("requests", "violations", "writes", "rows of them in the log")
_counts: dict[str, Counter[str]] = {}
_told: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """What tests recorded and printed."""
    if report.when != "call":
        return
    name = report.nodeid.rpartition("::")[2].partition("[")[0]
    recorded = [(what, int(str(value))) for what, value in report.user_properties if what in COUNTED]
    if recorded:
        _counts.setdefault(name, Counter()).update(dict(recorded))
    _told.extend(line for line in report.capstdout.splitlines() if line.strip())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line("")
    for name, counted in _counts.items():
        figures = ", ".join(f"{counted[what]:,} {what}" for what in COUNTED if what in counted)
        terminalreporter.write_line(f"{name.removeprefix('test_').replace('_', ' ')}: {figures}")
    for line in _told:
        terminalreporter.write_line(line)


def main(arguments: list[str]) -> bool:
    """Whether all of it held. In a process of its own, since pytest wants to be there before what it tests."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--no-header", "-p", "bench.trust"]
    files = [str(TESTS / file) for file in FILES]
    environment = {**os.environ, "LOKET_LOG_LEVEL": "error"}
    return subprocess.run([*command, *arguments, *files], env=environment, check=False).returncode == 0
