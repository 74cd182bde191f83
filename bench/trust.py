"""`./loket bench trust`: the figures behind who may see and do what, as the tests find them on this machine.

The role matrix with both walls, with row-level security alone, and with neither (which must show holes); wrong codes
and the time that answers take over three processes; how soon an ended session is refused; erasure; the log.
"""

from collections import Counter
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent / "tests"
FILES = ("matrix/test_matrix.py", "accounts/test_replicas.py", "privacy/test_erase.py", "privacy/test_log.py")


class Figures:
    """What tests recorded and printed."""

    def __init__(self) -> None:
        self.requests: Counter[str] = Counter()
        self.violations: Counter[str] = Counter()
        self.told: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call":
            return
        name = report.nodeid.rpartition("::")[2].partition("[")[0]
        recorded = dict(report.user_properties)
        if "requests" in recorded:
            self.requests[name] += int(str(recorded["requests"]))
            self.violations[name] += int(str(recorded["violations"]))
        self.told += [line for line in report.capstdout.splitlines() if line.strip()]


def main(arguments: list[str]) -> bool:
    """Whether all of it held."""
    figures = Figures()
    files = [str(TESTS / file) for file in FILES]
    held = pytest.main(["-q", "-n", "2", "--no-header", *arguments, *files], plugins=[figures])
    for name, requests in figures.requests.items():
        what = name.removeprefix("test_").replace("_", " ")
        print(f"{what}: {requests:,} requests, {figures.violations[name]:,} violations")
    for line in figures.told:
        print(line)
    return held == pytest.ExitCode.OK
