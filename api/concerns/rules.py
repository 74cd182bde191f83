"""Concerns: states and refusals."""

from api.kit.errors import NotFound
from api.kit.states import Actions


class ConcernNotFound(NotFound):
    """There is no such concern, or it is another region's."""

    code, title = "concern_not_found", "There is no concern with this id that you may see."


# Which states an action leaves from.
ACTIONS: Actions = {"handle": frozenset({"open"})}
