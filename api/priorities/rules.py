"""Refusals of priorities, and what may be done with one."""

from api.kit.errors import NotFound, Refusal
from api.kit.states import Actions

ACTIONS: Actions = {"withdraw": frozenset({"active"})}


class PriorityNotFound(NotFound):
    """There is no such priority, or its site is another region's."""

    code, title = "priority_not_found", "There is no priority with this id that you may see."


class AlreadyFirst(Refusal):
    """The site has priority in this school year."""

    status, code, title = 409, "already_first", "This site has priority in this school year already."
