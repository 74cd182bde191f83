"""What may be done in which state: a room has one table of it, and its checks and its SQL are made of that."""

from collections.abc import Iterable, Mapping

from api.kit.errors import Refusal

Actions = Mapping[str, frozenset[str]]


class StateForbids(Refusal):
    """What is in this state does not know this action."""

    status, code, title = 409, "state_forbids", "In its present state this cannot be done."


def check_allowed(actions: Actions, state: str, action: str) -> None:
    if state not in actions[action]:
        raise StateForbids()


def among(states: Iterable[str]) -> str:
    """SQL: the states as a list."""
    return "(" + ", ".join(f"'{state}'" for state in sorted(states)) + ")"


def allowed_in(column: str, actions: Actions) -> str:
    """SQL: the array of the actions that leave from the state in this column."""
    steps = ", ".join(f"CASE WHEN {column} IN {among(of)} THEN '{action}' END" for action, of in actions.items())
    return f"array_remove(ARRAY[{steps}], NULL)"
