"""Who may give a key what, and what can still be done with it."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.accounts.roles import Role
from api.accounts.rules import CLIENT_ROLES, SCOPES, Actor
from api.kit.errors import FieldError, Forbidden, NotFound, Refusal


class ClientNotFound(NotFound):
    """There is no client with this id in one's own regions."""

    code, title = "client_not_found", "There is no API client with this id that you may see."


class ClientRevoked(Refusal):
    """Its keys work no more, and never will again."""

    status, code, title = 409, "client_revoked", "This API client was revoked; make a new one."


class OperatorsKey(Refusal):
    """A key of a person's role, which the operator made on the command line."""

    status, code, title = 409, "operators_key", "The operator made this key; it can only be revoked."


class RegionNotYours(Forbidden):
    """A key reaches no further than who gives it."""

    code, title = "region_not_yours", "You may give keys for your own regions only."


class ScopeNotYours(Forbidden):
    """A key may do no more than who gives it."""

    code, title = "scope_not_yours", "You may give scopes that you have yourself only."


def check_regions(who: Actor, codes: Sequence[str]) -> None:
    if who.has(Role.PLATFORM_ADMIN):
        return
    beyond = [
        FieldError(f"#/regionCodes/{place}", "region_not_yours", "not one of your regions")
        for place, code in enumerate(codes)
        if not who.reaches(code)
    ]
    if beyond:
        raise RegionNotYours(*beyond)


def check_scopes(who: Actor, scopes: Sequence[str]) -> None:
    own = who.scopes if who.kind == "client" else frozenset(SCOPES)
    beyond = [
        FieldError(f"#/scopes/{place}", "scope_not_yours", "not one of your scopes")
        for place, scope in enumerate(scopes)
        if scope not in own
    ]
    if beyond:
        raise ScopeNotYours(*beyond)


def check_changeable(client: Mapping[str, Any]) -> None:
    check_not_revoked(client)
    if client["role"] not in CLIENT_ROLES:
        raise OperatorsKey()


def check_not_revoked(client: Mapping[str, Any]) -> None:
    if client["revoked_at"] is not None:
        raise ClientRevoked()
