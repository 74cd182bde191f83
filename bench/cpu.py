"""Processor time that processes used, which tells more than wall time on a machine that others use too."""

import os
from pathlib import Path

import psycopg

TICK = 1 / os.sysconf("SC_CLK_TCK")


def postmaster(url: str) -> int:
    """The process of the PostgreSQL server on this machine."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int").fetchone()
    assert row is not None
    pid: int = row[0]
    return pid


def _processes() -> dict[int, tuple[int, float]]:
    """By process its parent, and the seconds that it used with the children that it has waited for."""
    found = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        found[int(file.parent.name)] = int(fields[1]), sum(map(int, fields[11:15])) * TICK
    return found


def seconds(root: int) -> float:
    """What a process and all below it used until now."""
    processes = _processes()
    below, added = {root}, {root}
    while added:
        added = {pid for pid, (parent, _) in processes.items() if parent in added} - below
        below |= added
    return sum(processes[pid][1] for pid in below if pid in processes)
