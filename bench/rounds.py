"""`./loket bench rounds`: the goals of match rounds, each in a process of its own so that its memory is seen.

--national   also 20,000 requests and 30,000 offers
--check      exit 1 when a goal is missed
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from api.matching.rounds import flow, results, ruled
from api.matching.rounds.instance import Instance, read
from api.matching.rounds.metrics import metrics
from api.matching.rounds.pairs import slots_of
from api.matching.rounds.problem import Match, problem
from api.matching.rounds.repair import repair
from api.matching.rounds.solve import Step, solve
from api.matching.rounds.stages import stages
from bench import regions

SHARED = Path(__file__).parent.parent.parent / "shared" / "matching"
NAMES = ("P1-small", "P2-seed-size", "P3-multi-region")
SECONDS = {"P1-small": 1, "P2-seed-size": 2, "P3-multi-region": 30, "20,000 x 30,000": 300}
SIZES = ((800, 600), (2_000, 2_000), (6_000, 6_500), (20_000, 20_000))
NATIONAL = (20_000, 30_000)
REGIONAL_RATIO, NATIONAL_MB, CHANGES = 2.0, 1_500, 0.02
REGIONAL_ARCS = 10_000  # below it the call takes milliseconds, and a ratio to it says nothing
SIDES = {"P1-small": (0, 10), "P2-seed-size": (0, 10), "P3-multi-region": (1e-4, 120)}
BARE_ARCS, REPEATED_ARCS = 6_000_000, 100_000
Row = dict[str, Any]


def one(file: Path) -> Row:
    """Everything about one instance: the plan, its proof, times in seconds and memory in MB."""
    begun = time.perf_counter()
    instance = read(file.read_bytes())
    of = problem(instance)
    ready = time.perf_counter()
    step = solve(of)
    solved = time.perf_counter()
    result = results.result(of, step)
    written = time.perf_counter()
    text = json.dumps(result).encode()
    faults, proven = results.verified(instance, text)
    checked = time.perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    bare, ratio = _bare(instance, solved - ready)
    return {
        **{name: result["metrics"][name] for name in ("served", "tierValue", "scoreTotalInt")},
        "fcfs": result["baseline"]["fcfs"]["served"],
        "gap": result["proof"]["gap"],
        "proven": proven and not faults,
        "arcs": len(of.net.request),
        "reasons": sum(bool(row["reason"]) for row in result["unserved"]) + len(result["plan"]),
        "asked": len(instance.requests),
        "prepare": ready - begun,
        "solve": solved - ready,
        "explain": written - solved,
        "verify": checked - written,
        "total": written - begun,
        "bare": bare,
        "ratio": ratio,
        "MB": memory,
    }


def _bare(instance: Instance, seconds: float) -> tuple[float | None, float | None]:
    """The solver alone on the same arcs, and how many times as long all of a solve takes; medians, interleaved."""
    of = problem(instance)
    if len(of.net.request) > BARE_ARCS:
        return None, None
    net, everything = stages(of)[0].on(of.net), np.arange(len(of.net.request))
    bare, ours = [], [seconds]
    for _ in range(5 if len(everything) < REPEATED_ARCS else 1):
        begun = time.perf_counter()
        flow.solve(net, everything)
        between = time.perf_counter()
        solve(of)
        bare.append(between - begun)
        ours.append(time.perf_counter() - between)
    return statistics.median(bare), statistics.median(ours) / statistics.median(bare)


def sides(file: Path) -> Row:
    """The instance with both side rules and without pins and forbids."""
    raw = {**json.loads(file.read_bytes()), "pins": [], "forbids": [], "sideRules": ["siteWeek", "siteCompany"]}
    of = problem(read(json.dumps(raw).encode()))
    begun = time.perf_counter()
    step = ruled.solve(of)
    seconds = time.perf_counter() - begun
    score = metrics(of, step.matches)["scoreTotalInt"]
    return {"score": score, "gap": results.proof(of, step.bounds, step.matches)["gap"], "seconds": seconds}


def changes(file: Path) -> Row:
    """After the company with most matches withdrew: what a repair changes, and what a new round with its own seed."""
    instance = read(file.read_bytes())
    slots, plan = slots_of(instance), solve(problem(instance)).matches
    by_company = np.bincount([instance.offers[slots.offer[slot]].company for _, slot in plan])
    gone = [f"company:{instance.companies[int(by_company.argmax())].id}"]
    of, kept = repair(instance, slots, plan, gone)
    mended = solve(of, kept=kept)
    anew, _ = repair(replace(instance, seed="anew"), slots, plan, gone, "fairnessFirst")
    fresh = solve(anew)
    dropped = {request for request, _ in kept} - {request for request, _ in mended.matches}
    return {"dropped": len(dropped), "repair": _moved(kept, mended), "fresh": _moved(kept, fresh)}


def _moved(kept: tuple[Match, ...], step: Step) -> int:
    return len(set(kept) - set(step.matches))


def _alone(what: str, file: Path) -> Row:
    done = subprocess.run(
        [sys.executable, "-m", "bench.rounds", what, str(file)], capture_output=True, text=True, check=True
    )
    found: Row = json.loads(done.stdout)
    return found


def _instances(folder: Path, national: bool) -> Iterator[tuple[str, Path, Path | None]]:
    for name in NAMES if SHARED.is_dir() else ():
        yield name, SHARED / f"{name}.instance.json", SHARED / f"{name}.expected.json"
    for requests, offers in (*SIZES, *([NATIONAL] if national else [])):
        file = folder / f"{requests}x{offers}.json"
        file.write_text(json.dumps(regions.instance(requests, offers)))
        yield f"{requests:,} x {offers:,}", file, None


def _missed(name: str, row: Row, expected: Path | None) -> list[str]:
    found = []
    if row["gap"] != 0 or not row["proven"]:
        found.append("not proven")
    if row["reasons"] != row["asked"]:
        found.append("a request without a reason")
    if expected is not None:
        best = json.loads(expected.read_text())["optimum"]
        found += [
            f"{of} {row[of]} is not {best[of]}"
            for of in ("served", "tierValue", "scoreTotalInt")
            if row[of] != best[of]
        ]
    if name in SECONDS and row["total"] > SECONDS[name]:
        found.append(f"{row['total']:.1f} s > {SECONDS[name]} s")
    if row["ratio"] is not None and row["arcs"] > REGIONAL_ARCS and row["ratio"] > REGIONAL_RATIO:
        found.append(f"{row['ratio']:.1f} x the bare call > {REGIONAL_RATIO} x")
    if row["MB"] > NATIONAL_MB:
        found.append(f"{row['MB']:.0f} MB > {NATIONAL_MB} MB")
    return [f"{name}: {text}" for text in found]


def _line(name: str, row: Row) -> str:
    times = "".join(f"{row[of]:9.2f}" for of in ("prepare", "solve", "explain", "verify", "total"))
    bare = "        -     -" if row["bare"] is None else f"{row['bare']:9.3f}{row['ratio']:6.2f}"
    counts = f"{row['arcs']:11,}{row['fcfs']:8,}{row['served']:8,}{row['scoreTotalInt']:13,}{row['gap']:4g}"
    return f"{name:16}{counts}{times}{bare}{row['MB']:7.0f}"


def main(arguments: list[str]) -> bool:
    """Prints the table; false when a goal is missed and that was asked for."""
    parser = argparse.ArgumentParser(
        prog="loket bench rounds", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--national", action="store_true")
    parser.add_argument("--check", action="store_true")
    wanted = parser.parse_args(arguments)
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {load}; seconds")
    names = ("prepare", "solve", "explain", "verify", "total", "bare")
    head = f"{'arcs':>11}{'fcfs':>8}{'served':>8}{'score':>13}{'gap':>4}"
    print(f"{'':16}{head}{''.join(f'{name:>9}' for name in names)}{'x':>6}{'MB':>7}")
    missed = []
    with TemporaryDirectory() as folder:
        for name, file, expected in _instances(Path(folder), wanted.national):
            row = _alone("one", file)
            print(_line(name, row), flush=True)
            missed += _missed(name, row, expected)
        for name, (gap, seconds) in SIDES.items() if SHARED.is_dir() else ():
            row = _alone("sides", SHARED / f"{name}.instance.json")
            print(f"{name:16} with side rules: score {row['score']:,}, gap {row['gap']:.1e}, {row['seconds']:.1f} s")
            if row["gap"] > gap or row["seconds"] > seconds:
                missed.append(f"{name} with side rules: {row}")
        file = Path(folder) / "rich.json"
        file.write_text(json.dumps(regions.instance(800, 2_400)))
        moved = _alone("changes", file)
    print(
        f"a withdrawal, supply being rich: {moved['dropped']} dropped, {moved['repair']} moved; anew {moved['fresh']}"
    )
    if moved["dropped"] or moved["repair"] > CHANGES * moved["fresh"]:
        missed.append(f"repair: {moved}")
    for text in missed:
        print(f"missed: {text}")
    return not (missed and wanted.check)


if __name__ == "__main__":
    print(json.dumps({"one": one, "sides": sides, "changes": changes}[sys.argv[1]](Path(sys.argv[2]))))
