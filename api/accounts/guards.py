"""Who may, as types in a signature. No guard, no route: a test walks all routes."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.accounts import queries, rules
from api.accounts.models import Role
from api.accounts.rules import VISITOR, Actor
from api.kit import idempotency
from api.kit.db import Db
from api.kit.errors import Forbidden, Unauthenticated

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="techniekloket"'}
_bearer = HTTPBearer(auto_error=False, scheme_name="key", description="A key that starts with lk_")


async def _actor(request: Request, db: Db) -> Actor:
    """The owner of the key, a visitor without one; a key that is not known is refused."""
    header = request.headers.get("authorization")
    if header is None:
        return VISITOR
    scheme, _, key = header.partition(" ")
    if scheme.lower() != "bearer" or not key.startswith(rules.PREFIX):
        raise Unauthenticated(headers=CHALLENGE)
    actor = await queries.actor_by_key(db, rules.key_hash(key))
    if actor is None:
        raise Unauthenticated(headers=CHALLENGE)
    return actor


Anyone = Annotated[Actor, Depends(_actor)]
Guard = Callable[..., Coroutine[Any, Any, Actor]]


def _one_of(*roles: Role) -> Guard:
    async def guard(
        request: Request,
        db: Db,
        actor: Anyone,
        _: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
        idempotency_key: idempotency.Key = None,
    ) -> Actor:
        if actor.id is None:
            raise Unauthenticated(headers=CHALLENGE)
        if actor.role not in roles:
            raise Forbidden()
        if idempotency_key is not None and request.method == "POST":
            await idempotency.claim(request, db, actor.id, idempotency_key)
        return actor

    return guard


_REGION = (Role.REGIONAL_COORDINATOR, Role.PORTAL, Role.SCRIPT, Role.PLATFORM_ADMIN)
Importer = Annotated[Actor, Depends(_one_of(Role.REGIONAL_COORDINATOR, Role.SCRIPT, Role.PLATFORM_ADMIN))]
SchoolSide = Annotated[Actor, Depends(_one_of(Role.TEACHER, Role.SCHOOL_COORDINATOR, *_REGION))]
CompanySide = Annotated[Actor, Depends(_one_of(Role.PROFESSIONAL, Role.COMPANY_COORDINATOR, *_REGION))]
Member = Annotated[Actor, Depends(_one_of(*Role))]
