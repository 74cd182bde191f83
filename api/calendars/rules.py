"""What a calendar by address refuses."""

from api.kit.errors import NotFound
from api.kit.states import Actions

ACTIONS: Actions = {"create": frozenset({"none", "active"}), "revoke": frozenset({"active"})}


class CalendarNotFound(NotFound):
    """The address is not known, or was replaced or revoked."""

    code, title = "calendar_not_found", "There is no calendar at this address any more."
