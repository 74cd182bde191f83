"""Concerns: states and refusals."""

from api.kit.errors import NotFound
from api.kit.states import Actions, StateForbids


class ConcernNotFound(NotFound):
    """There is no such concern, or it is another region's."""

    code, title = "concern_not_found", "There is no concern with this id that you may see."


# Which states an action leaves from.
ACTIONS: Actions = {"handle": frozenset({"open"})}


def check_allowed(state: str, action: str) -> None:
    if state not in ACTIONS[action]:
        raise StateForbids()
