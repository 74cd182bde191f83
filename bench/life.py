"""`./loket bench life`: matches driven at random, with what came of it; after every step the log gives the row.

--runs N     how many stories (2,000)
--steps N    how long each may be (50)
"""

import argparse
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from api import migrate
from api.kit.postgres import embedded
from tests.matches import machine


def main(arguments: list[str]) -> bool:
    """Whether all held."""
    parser = argparse.ArgumentParser(prog="loket bench life", description=__doc__)
    parser.add_argument("--runs", type=int, default=2_000)
    parser.add_argument("--steps", type=int, default=50)
    wanted = parser.parse_args(arguments)
    with TemporaryDirectory() as folder, embedded(Path(folder), "fsync = off\njit = off\n") as url:
        migrate.upgrade(url)
        seen: Counter[str] = Counter()

        class Here(machine.Life):
            told = seen

        Here.url = url
        run_state_machine_as_test(
            Here,
            settings=settings(
                max_examples=wanted.runs,
                stateful_step_count=wanted.steps,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
    print(f"{wanted.runs:,} runs of at most {wanted.steps} steps; what came of them:")
    for what, count in seen.most_common():
        print(f"  {what:24}{count:10,}")
    print("after every step: log == row, places counted == places held <= capacity, one plan per request")
    return True
