"""No guard, no route."""

from collections.abc import Iterator

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api.accounts import guards
from api.app import ROUTERS

PUBLIC_BY_NATURE = {"read_live", "read_ready"}


def _calls(dependant: Dependant) -> Iterator[object]:
    for inner in dependant.dependencies:
        yield inner.call
        yield from _calls(inner)


def test_every_route_has_a_guard() -> None:
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    unguarded = {route.name for route in routes if guards._actor not in set(_calls(route.dependant))}
    assert unguarded == PUBLIC_BY_NATURE


# A draft is asked, not written; signing in is how one gets a credential, and so is an invitation; who applies has
# none yet, and reads and withdraws by the mailed link. Pupils have none ever: what they answer is counted alone.
OPEN_WRITES = {
    "suggest_for_draft", "create_sign_in_attempt", "create_session", "accept_invitation", "read_invitation_by_link",
    "create_application", "read_application_by_link", "withdraw_application_by_link",
    "read_dormancy_question",
    "answer_dormancy_question",
    "read_class_poll_by_code",
    "answer_class_poll",
    "unsubscribe_by_link",
}  # fmt: skip


def test_every_write_needs_a_credential_but_few() -> None:
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    open_writes = {
        route.name
        for route in routes
        if (route.methods or set()) - {"GET", "HEAD"}
        and not any("_one_of" in getattr(call, "__qualname__", "") for call in _calls(route.dependant))
    }
    assert open_writes == OPEN_WRITES
