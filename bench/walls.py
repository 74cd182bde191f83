"""What row-level security costs a search of published activities: the same statements with and without it."""

import asyncio
import statistics
from collections.abc import Callable, Sequence

from bench import pgbench
from bench.cases import Case, statements

ROUNDS, SECONDS, MUST = 5, 3, 1.1


def measure(url: str, searches: Sequence[Case], say: Callable[[str], None]) -> list[str]:
    """Prints the ratio of the costs; gives the must when it was missed. The owner of the tables has no wall."""
    sql = [asyncio.run(statements(url, case, {})) for case in searches]
    ratios = []
    for _ in range(ROUNDS):
        without = pgbench.run(url, sql, SECONDS, role="postgres")
        ratios.append(without / pgbench.run(url, sql, SECONDS))
    ratio = statistics.median(ratios)
    spread = f"{min(ratios):.2f}-{max(ratios):.2f}"
    say(f"search behind row-level security over without: {ratio:.2f} (must: {MUST}), spread {spread}")
    return [f"row-level security costs {ratio:.2f} > {MUST}"] if ratio > MUST else []
