"""What `./loket bench life` does two thousand times, a few times."""

from collections.abc import Callable

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.matches.machine import Life


def test_whatever_people_do(copy_database: Callable[[str], str], worker_id: str) -> None:
    class Here(Life):
        url = copy_database(f"machine_{worker_id}")

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=30,
            stateful_step_count=50,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
